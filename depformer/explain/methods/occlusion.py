"""Occlusion: replace one cell by the baseline and see how the prediction moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from depformer.explain.method import Attributed, MethodSpec

if TYPE_CHECKING:
    from depformer.explain.case import Case


@dataclass(frozen=True)
class Options:
    """Occlusion has no settings."""


def attribute(case: Case, options: Options) -> Attributed:
    """Return the fall of the prediction when one cell becomes the baseline.

    The person goes along in every pass: the last bits of a row depend on how many rows pass with
    it, and a cell that moves nothing has to get exactly 0.
    """
    import torch
    from captum.attr import FeatureAblation

    def change(z: torch.Tensor) -> torch.Tensor:
        found = case.difference(torch.cat([z, case.z[None]]))
        return found[:-1] - found[-1]

    falls = FeatureAblation(change).attribute(
        case.z[None],
        baselines=case.baseline[None],
        feature_mask=case.players(),
        perturbations_per_eval=max(1, case.rows - 1),
    )
    return Attributed(case.of_players(falls))


SPEC = MethodSpec(
    id="occlusion",
    unit="logit",
    signed=True,
    complete=False,
    stochastic=False,
    options=Options,
    attribute=attribute,
    shares=lambda options: True,
    by_captum=True,
)
