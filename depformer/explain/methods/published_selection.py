"""The published mode's selection frequency: how often its random keys select a word's query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from depformer.explain.method import Attributed, MethodSpec
from depformer.labels import MODALITIES
from depformer.validate import whole_number

if TYPE_CHECKING:
    from depformer.explain.case import Case


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
    import torch

    passes = whole_number("passes", options.passes, low=2)
    draw = torch.Generator().manual_seed(case.seed)
    chosen = []
    with torch.no_grad():
        for stream in MODALITIES:
            selected = case.checkpoint.first_selections(case.z, stream, passes, draw)
            chosen.append(selected.double().mean(dim=1))  # (pass, word)
    shares = torch.stack(chosen, dim=-1)  # (pass, word, modality)
    error = shares.std(dim=0) / passes**0.5
    return Attributed(shares.mean(dim=0).numpy(), error=error.numpy())


SPEC = MethodSpec(
    id="published_selection",
    unit="1",
    signed=False,
    complete=False,
    stochastic=True,
    options=Options,
    attribute=attribute,
    default=False,
)
