"""Attention rollout: which words the last tokens are mixed from, were values all alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from depformer.explain.method import Array, Attributed, MethodSpec
from depformer.labels import MODALITIES

if TYPE_CHECKING:
    from depformer.explain.case import Case
    from depformer.model.attention import Trace


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
            mixed = np.eye(layers[0].weights.shape[-1])
            for depth, trace in enumerate(layers):
                if depth:
                    mixed = _distilling(len(mixed)) @ mixed
                mixed = _mixing(trace) @ mixed
            seen = mixed.mean(axis=0)
            ends.append(np.pad(seen, (words - len(seen), 0)))
        columns.append(np.mean(ends, axis=0))
    return Attributed(np.stack(columns, axis=-1))


def _mixing(trace: Trace) -> Array:
    """Return the mixing of one layer, rows summing to 1, shape (query, key)."""
    from depformer.model.attention import spread

    weights: Array = spread(trace.weights, trace.selected)[0].double().mean(dim=0).numpy()
    mixed: Array = (weights + np.eye(len(weights))) / 2
    return mixed


def _distilling(length: int) -> Array:
    """Return the equal mixing of what each distilled token can see, shape (length / 2, length).

    Pooling takes a position and its neighbours (none before the first), the circular convolution
    each position's neighbours in turn.
    """
    near = np.eye(length)
    circular = near + np.roll(near, 1, axis=0) + np.roll(near, -1, axis=0)
    pooled = near[0::2] + near[1::2]
    pooled[1:] += near[1:-1:2]
    seen: Array = pooled @ circular
    seen /= seen.sum(axis=1, keepdims=True)
    return seen


SPEC = MethodSpec(
    id="rollout",
    unit="1",
    signed=False,
    complete=False,
    stochastic=False,
    options=Options,
    attribute=attribute,
    needs=("taps",),
)
