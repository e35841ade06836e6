"""LIME: a linear model of the prediction around the person, over random mutings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from depformer.explain.method import Attributed, MethodSpec
from depformer.explain.repeated_draws import RegressionOptions, regressions
from depformer.validate import number

if TYPE_CHECKING:
    from torch import Tensor

    from depformer.explain.case import Case

NARROWEST, WIDEST = 0.05, 100.0  # a narrower kernel rounds all weights but the person's to 0


@dataclass(frozen=True)
class Options(RegressionOptions):
    """Settings of LIME, beside those of its regressions.

    Parameters
    ----------
    width : float
        Of the kernel that weighs a muting by its distance from the person, 1 - sqrt(share of cells
        that are shown): the cosine distance that the authors take.
    """

    width: float = 0.25


def attribute(case: Case, options: Options) -> Attributed:
    """Fit the prediction by a weight a cell, over mutings of every second cell by chance.

    The weights are those of a least squares fit; with more mutings than cells it needs no
    shrinkage, which would pull large and small values towards 0.

    Raises
    ------
    DepformerError
        If an option is out of its range.
    """
    import torch
    from captum._utils.models.linear_model import SkLearnLinearRegression
    from captum.attr import Lime

    width = number("width", options.width, low=NARROWEST, high=WIDEST)

    def nearness(_own: Tensor, _muted: Tensor, shown: Tensor, **_: Any) -> Tensor:
        distance = 1 - shown.float().mean().sqrt()
        return torch.exp(-(distance**2) / (2 * width**2))

    captum = Lime(case.difference, SkLearnLinearRegression(), nearness)
    return Attributed.of_draws(regressions(case, captum, options))


SPEC = MethodSpec(
    id="lime",
    unit="logit",
    signed=True,
    complete=False,
    stochastic=True,
    options=Options,
    attribute=attribute,
    by_captum=True,
    default=False,
    in_all=False,
)
