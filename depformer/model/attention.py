"""ProbSparse self-attention, the attention sharing unit and the cross-attention."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn

from depformer.config import ModelConfig


class KeySampler:
    """Draw the keys that queries are scored against in training, from a generator of its own.

    In evaluation every key is used, so that a prediction repeats to the last bit.
    """

    def __init__(self) -> None:
        self.generator = torch.Generator()

    def draw(self, length: int, count: int) -> Tensor:
        """Return key positions, shape (query, sample), the same for the batch and all heads."""
        return torch.randint(0, length, (length, count), generator=self.generator)


class Trace(NamedTuple):
    """What a layer looked at; leaves the model only through `depformer.model.taps`."""

    score: Tensor  # (batch, head, word)
    selected: Tensor  # (batch, head, word), bool
    weights: Tensor  # (batch, head, query, key), softmax of every row
    confidence: Tensor | None = None  # (batch,)
    shared: Tensor | None = None  # (batch,), bool


class Projections(nn.Module):
    """Queries, keys and values of several heads, and the way back to tokens."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        heads, width = config.n_heads, config.d_model
        self.heads = heads
        self.query = nn.Linear(width, heads * config.d_k, bias=False)
        self.key = nn.Linear(width, heads * config.d_k, bias=False)
        self.value = nn.Linear(width, heads * config.d_v, bias=False)
        self.output = nn.Linear(heads * config.d_v, width, bias=False)
        self.dropout = nn.Dropout(config.dropout)
        self.norm = nn.LayerNorm(width)

    def split(self, projected: Tensor) -> Tensor:
        """Split the heads apart: (batch, word, head * d) -> (batch, head, word, d)."""
        batch, words, _ = projected.shape
        return projected.view(batch, words, self.heads, -1).transpose(1, 2)

    def merge(self, context: Tensor, residual: Tensor) -> Tensor:
        """Join the heads: (batch, head, word, d_v) -> (batch, word, d_model)."""
        joined = self.output(context.transpose(1, 2).flatten(-2))
        out: Tensor = self.norm(self.dropout(joined) + residual)
        return out


class ProbSparseAttention(nn.Module):
    """Let the most active queries attend; every other row is the mean of the values.

    A query's score is M = max - mean of its unscaled products with the keys (Zhou et al.,
    Informer, AAAI 2021, eq. 4): over all keys in evaluation, over a sample in training.
    """

    def __init__(self, config: ModelConfig, sampler: KeySampler) -> None:
        super().__init__()
        self.config = config
        self.sampler = sampler
        self.projections = Projections(config)

    def forward(self, x: Tensor) -> tuple[Tensor, Trace]:
        """Attend within the tokens of each participant, shape (batch, word, d_model)."""
        products, value, _ = self.products(x)
        score, selected = self.select(products)
        weights = torch.softmax(products / math.sqrt(self.config.d_k), dim=-1)
        context = spread(weights @ value, selected, value)
        return self.projections.merge(context, x), Trace(score, selected, weights)

    def products(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return unscaled products, values and queries.

        Their shapes are (batch, head, query, key), (batch, head, key, d_v) and
        (batch, head, query, d_k).
        """
        p = self.projections
        query, key, value = p.split(p.query(x)), p.split(p.key(x)), p.split(p.value(x))
        return query @ key.transpose(-2, -1), value, query

    def select(self, products: Tensor) -> tuple[Tensor, Tensor]:
        """Return scores and the selection, both (batch, head, word)."""
        length = products.shape[-1]
        chosen = self.config.selected_queries(length)
        seen = products
        if self.training:
            sample = self.sampler.draw(length, chosen).to(products.device)
            seen = products.gather(-1, sample.expand(*products.shape[:2], -1, -1))
        score = seen.amax(dim=-1) - seen.mean(dim=-1)
        top = score.topk(chosen, dim=-1).indices
        return score, torch.zeros_like(score, dtype=torch.bool).scatter(-1, top, True)


class SharingAttention(ProbSparseAttention):
    """The attention sharing unit: keep the own selection, or take the multimodal stream's.

    A confidence alpha per participant decides; where it is below the threshold, the selection that
    the multimodal stream made for its last quarter of the words is taken instead (Ye et al., 2025).
    The gate is straight-through in training, so that alpha learns wherever the choice matters. It
    does not matter where every query is selected anyway.
    """

    def __init__(self, config: ModelConfig, sampler: KeySampler) -> None:
        super().__init__(config, sampler)
        self.confidence = nn.Linear(config.n_heads * config.d_k * config.n_words // 4, 1)

    def forward(self, x: Tensor, other: Tensor | None = None) -> tuple[Tensor, Trace]:
        """Attend with the own selection or with `other`, shape (batch, head, word), bool."""
        if other is None:
            raise TypeError("the sharing unit needs the multimodal stream's selection")
        products, value, query = self.products(x)
        score, own = self.select(products)
        weights = torch.softmax(products / math.sqrt(self.config.d_k), dim=-1)
        attended = weights @ value
        alpha = torch.sigmoid(self.confidence(query.flatten(1)))[:, 0]  # (batch,)
        keep = alpha >= self.config.asu_threshold
        if self.training:
            gate = (keep.to(alpha) - alpha.detach() + alpha)[:, None, None, None]
            mine, theirs = spread(attended, own, value), spread(attended, other, value)
            context = gate * mine + (1 - gate) * theirs
            used = own
        else:
            used = torch.where(keep[:, None, None], own, other)
            context = spread(attended, used, value)
        trace = Trace(score, used, weights, alpha, ~keep)
        return self.projections.merge(context, x), trace


class CrossAttention(nn.Module):
    """Multimodal cross-attention: queries from the face, keys from the voice, values from both."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.scale = math.sqrt(config.d_k)
        self.projections = Projections(config)

    def forward(self, face: Tensor, audio: Tensor, multimodal: Tensor) -> Tensor:
        """Mix the three streams' tokens, each (batch, token, d_model); the residual is the face."""
        p = self.projections
        query, key = p.split(p.query(face)), p.split(p.key(audio))
        weights = torch.softmax(query @ key.transpose(-2, -1) / self.scale, dim=-1)
        return p.merge(weights @ p.split(p.value(multimodal)), face)


def spread(attended: Tensor, selected: Tensor, value: Tensor) -> Tensor:
    """Keep the selected rows and fill the others with the mean of the values."""
    mean = value.mean(dim=-2, keepdim=True)
    return torch.where(selected[..., None], attended, mean)
