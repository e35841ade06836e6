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

    # Products of matrices are taken over all rows at once, and heads lie side by side in memory:
    # products row by row, or over strided heads, take two to three times as long.
    def project(self, layer: nn.Linear, x: Tensor) -> Tensor:
        """Project and split the heads: (batch, word, d_model) -> (batch, head, word, d)."""
        batch, words, width = x.shape
        projected = layer(x.reshape(-1, width)).view(batch, words, self.heads, -1)
        split: Tensor = projected.transpose(1, 2).contiguous()
        return split

    def merge(self, context: Tensor, residual: Tensor) -> Tensor:
        """Join the heads: (batch, head, word, d_v) -> (batch, word, d_model)."""
        batch, heads, words, width = context.shape
        rows = context.transpose(1, 2).reshape(batch * words, heads * width)
        joined = self.output(rows).view_as(residual)
        out: Tensor = self.norm(self.dropout(joined) + residual)
        return out


class Choice(nn.Module):
    """Select queries, (batch, head, word) of bool; a module of its own so that it can be held.

    See `depformer.model.selection`.
    """

    def forward(self, selected: Tensor) -> Tensor:
        """Return the selection as it is."""
        return selected


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
        self.choice = Choice()

    def forward(self, x: Tensor) -> tuple[Tensor, Trace]:
        """Attend within the tokens of each participant, shape (batch, word, d_model)."""
        products, value, _ = self.products(x)
        score, selected = self.select(products)
        weights = torch.softmax(products / math.sqrt(self.config.d_k), dim=-1)
        context = spread(weights, selected) @ value
        return self.projections.merge(context, x), Trace(score, selected, weights)

    def products(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return unscaled products, values and queries.

        Their shapes are (batch, head, query, key), (batch, head, key, d_v) and
        (batch, head, query, d_k).
        """
        p = self.projections
        query, key, value = (p.project(each, x) for each in (p.query, p.key, p.value))
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
        selected = torch.zeros_like(score, dtype=torch.bool).scatter(-1, top, True)
        return score, self.choice(selected)


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
            raise ValueError("the sharing unit needs the multimodal stream's selection")
        products, value, query = self.products(x)
        score, own = self.select(products)
        weights = torch.softmax(products / math.sqrt(self.config.d_k), dim=-1)
        alpha = torch.sigmoid(self.confidence(query.flatten(1)))[:, 0]  # (batch,)
        keep = alpha >= self.config.asu_threshold
        if self.training:
            gate = (keep.to(alpha) - alpha.detach() + alpha)[:, None, None, None]
            mixing = gate * spread(weights, own) + (1 - gate) * spread(weights, other)
            used = own
        else:
            used = self.choice(torch.where(keep[:, None, None], own, other))
            mixing = spread(weights, used)
        trace = Trace(score, used, weights, alpha, ~keep)
        return self.projections.merge(mixing @ value, x), trace


class CrossAttention(nn.Module):
    """Multimodal cross-attention: queries from the face, keys from the voice, values from both."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.scale = math.sqrt(config.d_k)
        self.projections = Projections(config)

    def forward(self, face: Tensor, audio: Tensor, multimodal: Tensor) -> Tensor:
        """Mix the three streams' tokens, each (batch, token, d_model); the residual is the face."""
        p = self.projections
        query, key = p.project(p.query, face), p.project(p.key, audio)
        weights = torch.softmax(query @ key.transpose(-2, -1) / self.scale, dim=-1)
        return p.merge(weights @ p.project(p.value, multimodal), face)


def spread(weights: Tensor, selected: Tensor) -> Tensor:
    """Keep the selected rows of attention; every other row weighs all keys alike."""
    return torch.where(selected[..., None], weights, 1 / weights.shape[-1])
