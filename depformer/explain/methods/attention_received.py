"""Attention received: how much the selected queries attend to a word."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from depformer.explain.case import Attributed, Case, MethodSpec
from depformer.labels import MODALITIES


@dataclass(frozen=True)
class Options:
    """Attention received has no settings."""


def attribute(case: Case, options: Options) -> Attributed:
    """Return the mean attention that each word receives in the first layer, per stream.

    The mean is over the queries that are selected, which alone attend, and over heads. The values
    of one modality sum to 1.
    """
    columns = []
    for stream in MODALITIES:
        trace = case.taps.first[stream]
        rows = trace.selected[0][..., None].double()  # (head, query, 1)
        received = (rows * trace.weights[0].double()).sum(dim=1) / rows.sum(dim=1)  # (head, key)
        columns.append(received.mean(dim=0))
    return Attributed(torch.stack(columns, dim=-1).numpy())


SPEC = MethodSpec(
    id="attention_received",
    title="Attention received",
    says="How much the selected queries of the first layer attend to the word; no sign.",
    unit="1",
    signed=False,
    complete=False,
    stochastic=False,
    reference="Column mean of the attention of Vaswani et al., NeurIPS 2017",
    options=Options,
    attribute=attribute,
)
