"""The distilling encoder: stacks over all words, the last half and the last quarter."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from depformer.config import ModelConfig
from depformer.model.attention import KeySampler, ProbSparseAttention, SharingAttention


class Encoded(NamedTuple):
    """What one encoder returns."""

    tokens: Tensor  # (batch, token, d_model)
    selected: Tensor  # (batch, head, word), bool: the last stack's selection


class CircularConvolution(nn.Conv1d):
    """A convolution over each word and its two neighbours, the last word being next to the first.

    It is one product of matrices over all words of a batch: on this little data, a convolution
    routine and its changes of layout take several times as long.
    """

    def __init__(self, width: int, out: int) -> None:
        super().__init__(width, out, kernel_size=3)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve, (batch, word, width) -> (batch, word, out)."""
        beside = torch.cat([x.roll(1, dims=1), x, x.roll(-1, dims=1)], dim=-1)
        weight = self.weight.transpose(1, 2).flatten(1)  # (out, 3 width)
        out = F.linear(beside.flatten(0, 1), weight, self.bias)
        return out.view(*x.shape[:2], -1)


class Embedding(nn.Module):
    """A circular convolution over neighbouring words, plus the sinusoid of the position."""

    sinusoid: Tensor

    def __init__(self, width: int, config: ModelConfig) -> None:
        super().__init__()
        self.convolution = CircularConvolution(width, config.d_model)
        # As the Informer does: with smaller weights the sinusoid drowns the words.
        nn.init.kaiming_normal_(self.convolution.weight)
        self.dropout = nn.Dropout(config.dropout)
        table = position_sinusoid(config.n_words, config.d_model)
        self.register_buffer("sinusoid", table, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Embed word features, (batch, word, width) -> (batch, word, d_model)."""
        out: Tensor = self.dropout(self.convolution(x) + self.sinusoid)
        return out


class FeedForward(nn.Module):
    """Two linear maps around a GELU, with the residual inside the norm."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.wide = nn.Linear(config.d_model, config.d_ff)
        self.back = nn.Linear(config.d_ff, config.d_model)
        self.dropout = nn.Dropout(config.dropout)
        self.norm = nn.LayerNorm(config.d_model)

    def forward(self, x: Tensor) -> Tensor:
        """Transform each token by itself, shape (batch, word, d_model)."""
        inner = self.dropout(F.gelu(self.wide(x)))
        out: Tensor = self.norm(x + self.dropout(self.back(inner)))
        return out


class Layer(nn.Module):
    """One attention layer: ProbSparse attention, then the feed-forward map."""

    def __init__(self, config: ModelConfig, attention: ProbSparseAttention) -> None:
        super().__init__()
        self.attention = attention
        self.feed_forward = FeedForward(config)

    def forward(self, x: Tensor, *other: Tensor) -> tuple[Tensor, Tensor]:
        """Return tokens (batch, word, d_model) and the selection (batch, head, word)."""
        attended, trace = self.attention(x, *other)
        return self.feed_forward(attended), trace.selected


class Distil(nn.Module):
    """Halve the number of tokens: circular convolution, BatchNorm, ELU, max-pool."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.convolution = CircularConvolution(config.d_model, config.d_model)
        self.norm = nn.BatchNorm1d(config.d_model)

    def forward(self, x: Tensor) -> Tensor:
        """Distil tokens, (batch, word, d_model) -> (batch, word / 2, d_model)."""
        rows = self.convolution(x).flatten(0, 1)
        wide = F.elu(self.norm(rows)).view_as(x)
        even, odd = wide[:, 0::2], wide[:, 1::2]
        before = torch.cat([even[:, :1], odd[:, :-1]], dim=1)  # the first has none before it
        return torch.maximum(torch.maximum(even, odd), before)


class Stack(nn.Module):
    """Attention layers with a distilling layer between each two."""

    def __init__(self, config: ModelConfig, sampler: KeySampler, n_layers: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            Layer(config, ProbSparseAttention(config, sampler)) for _ in range(n_layers)
        )
        self.distil = nn.ModuleList(Distil(config) for _ in range(n_layers - 1))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the last layer's tokens (batch, word, d_model) and its selection."""
        for part in self.parts():
            if isinstance(part, Layer):
                x, selected = part(x)
            else:
                x = part(x)
        return x, selected

    def parts(self) -> Iterator[nn.Module]:
        """Yield attention and distilling layers in the order in which they run."""
        yield self.layers[0]
        for distil, layer in zip(self.distil, self.layers[1:], strict=True):
            yield from (distil, layer)


class Encoder(nn.Module):
    """One stream's encoder. With a sharing unit it serves the face and the audio stream alike."""

    def __init__(
        self, width: int, config: ModelConfig, sampler: KeySampler, *, sharing: bool
    ) -> None:
        super().__init__()
        self.embedding = Embedding(width, config)
        self.stacks = nn.ModuleList(
            Stack(config, sampler, config.n_stacks - i) for i in range(config.n_stacks)
        )
        self.norm = nn.LayerNorm(config.d_model)
        self.sharing = Layer(config, SharingAttention(config, sampler)) if sharing else None

    def forward(self, x: Tensor, other: Tensor | None = None) -> Encoded:
        """Encode word features, shape (batch, word, width).

        Parameters
        ----------
        x : Tensor
            Word features of one stream.
        other : Tensor, optional
            The multimodal stream's last selection, shape (batch, head, word); needed by an encoder
            with a sharing unit.

        Returns
        -------
        Encoded
            Tokens of the three stacks, shape (batch, 3 N / 4, d_model).
        """
        embedded = self.embedding(x)
        length = embedded.shape[1]
        ends = []
        for i, stack in enumerate(self.stacks):
            tokens, selected = stack(embedded[:, length - length // 2**i :])
            tokens = self.norm(tokens)
            if self.sharing is not None:
                tokens = tokens + self.norm(self.sharing(tokens, other)[0])
            ends.append(tokens)
        return Encoded(torch.cat(ends, dim=1), selected)


def position_sinusoid(length: int, width: int) -> Tensor:
    """Return the sinusoid of Vaswani et al. (2017), shape (word, d_model)."""
    position = torch.arange(length, dtype=torch.float32)[:, None]
    rate = torch.exp(torch.arange(0, width, 2, dtype=torch.float32) * -(math.log(10_000.0) / width))
    table = torch.zeros(length, width)
    table[:, 0::2] = torch.sin(position * rate)
    table[:, 1::2] = torch.cos(position * rate[: width // 2])
    return table
