"""Attention rollout: which words the last tokens are mixed from, were values all alike."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from depformer.explain.case import Attributed, Case, MethodSpec
from depformer.labels import MODALITIES
from depformer.model.attention import Trace, spread


@dataclass(frozen=True)
class Options:
    """Attention rollout has no settings."""


def attribute(case: Case, options: Options) -> Attributed:
    """Multiply the mixing of tokens through the layers of each stack, per stream.

    A layer mixes by the mean over heads of its attention, half of which is the residual (Abnar and
    Zuidema, ACL 2020); a query that is not selected mixes all words alike, as it does in the model.
    A distilling layer mixes, with equal weights, the words that a token's convolutions and its
    pooling can see: its weights have signs, which a mixture has not. The result is the mean over
    the last tokens of all stacks, which read all words, their last half and their last quarter, so
    that late words weigh more. The values of one modality sum to 1.
    """
    words = case.z.shape[0]
    columns = []
    for stream in MODALITIES:
        ends = []
        for layers in case.taps.stacks[stream]:
            mixed = torch.eye(layers[0].weights.shape[-1], dtype=torch.double)
            for depth, trace in enumerate(layers):
                if depth:
                    mixed = _distilling(len(mixed)) @ mixed
                mixed = _mixing(trace) @ mixed
            seen = mixed.mean(dim=0)
            ends.append(torch.nn.functional.pad(seen, (words - len(seen), 0)))
        columns.append(torch.stack(ends).mean(dim=0))
    return Attributed(torch.stack(columns, dim=-1).numpy())


def _mixing(trace: Trace) -> Tensor:
    """Return the mixing of one layer, rows summing to 1, shape (query, key)."""
    weights = spread(trace.weights, trace.selected)[0].double().mean(dim=0)
    return (weights + torch.eye(len(weights), dtype=torch.double)) / 2


def _distilling(length: int) -> Tensor:
    """Return the equal mixing of what each distilled token can see, shape (length / 2, length).

    Pooling takes a position and its neighbours (none before the first), the circular convolution
    each position's neighbours in turn.
    """
    near = torch.eye(length, dtype=torch.double)
    circular = near + near.roll(1, 0) + near.roll(-1, 0)
    pooled = near[0::2] + near[1::2]
    pooled[1:] += near[1:-1:2]
    seen = pooled @ circular
    return seen / seen.sum(dim=1, keepdim=True)


SPEC = MethodSpec(
    id="rollout",
    title="Attention rollout",
    says="How much of the last tokens is mixed from the word, by attention alone; no sign.",
    unit="1",
    signed=False,
    complete=False,
    stochastic=False,
    reference="Abnar and Zuidema, ACL 2020",
    options=Options,
    attribute=attribute,
)
