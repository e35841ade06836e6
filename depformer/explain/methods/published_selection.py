"""The published mode's selection frequency: how often its random keys select a word's query."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from depformer.explain.case import Attributed, Case, MethodSpec
from depformer.labels import MODALITIES
from depformer.model.release.published import first_selections
from depformer.validate import whole_number


@dataclass(frozen=True)
class Options:
    """Settings of the published selection.

    Parameters
    ----------
    passes : int
        Forward passes, each with keys of its own.
    """

    passes: int = 200


def attribute(case: Case, options: Options) -> Attributed:
    """Return the share of passes and heads in which a word's query is selected, per stream.

    For comparison with published counts: the release draws the keys anew in every pass, also in
    evaluation. The heads of one pass share its keys, so the standard error is that over passes.
    """
    passes = whole_number("passes", options.passes, low=2)
    draw = torch.Generator().manual_seed(case.seed)
    chosen: list[Tensor] = []
    with torch.no_grad():
        for stream in MODALITIES:
            selected = first_selections(case.checkpoint.model, case.z, stream, passes, draw)
            chosen.append(selected.double().mean(dim=1))  # (pass, word)
    shares = torch.stack(chosen, dim=-1)  # (pass, word, modality)
    error = shares.std(dim=0) / passes**0.5
    return Attributed(shares.mean(dim=0).numpy(), error=error.numpy())


SPEC = MethodSpec(
    id="published_selection",
    title="Selection in the published mode",
    says="In what share of random forward passes of the release the word's query is selected.",
    unit="1",
    signed=False,
    complete=False,
    stochastic=True,
    reference="Ye et al., IEEE TCSVT 35(3), 2025, DOI 10.1109/TCSVT.2024.3491098",
    options=Options,
    attribute=attribute,
    default=False,
)
