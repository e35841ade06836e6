"""Attention received: how much the selected queries attend to a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from depformer.explain.method import Attributed, MethodSpec
from depformer.labels import MODALITIES

if TYPE_CHECKING:
    from depformer.explain.case import Case


@dataclass(frozen=True)
class Options:
    """Attention received has no settings."""


def attribute(case: Case, options: Options) -> Attributed:
    """Return the mean attention that each word receives in the first layer, per stream.

    The mean is over the queries that are selected, which alone attend, and over heads. The values
    of one modality sum to 1.
    """
    import torch

    columns = []
    for stream in MODALITIES:
        trace = case.taps.first[stream]
        rows = trace.selected[0][..., None].double()  # (head, query, 1)
        received = (rows * trace.weights[0].double()).sum(dim=1) / rows.sum(dim=1)  # (head, key)
        columns.append(received.mean(dim=0))
    return Attributed(torch.stack(columns, dim=-1).numpy())


SPEC = MethodSpec(
    id="attention_received",
    unit="1",
    signed=False,
    complete=False,
    stochastic=False,
    options=Options,
    attribute=attribute,
    needs=("taps",),
)
