"""LIME: a linear model of the logit difference around the person, over random mutings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from depformer.explain.method import Attributed, MethodSpec
from depformer.validate import number, whole_number

if TYPE_CHECKING:
    from torch import Tensor

    from depformer.explain.case import Case

NARROWEST, WIDEST = 0.05, 100.0  # a narrower kernel rounds all weights but the person's to 0
PER_CELL = 10  # mutings of one regression where their number is not named


@dataclass(frozen=True)
class Options:
    """Settings of LIME.

    Parameters
    ----------
    samples : int
        Mutings of one regression, more than twice the cells; 0: ten a cell.
    repeats : int
        Independent regressions, whose spread gives the standard error.
    width : float
        Of the kernel that weighs a muting by its distance from the person, 1 - sqrt(share of cells
        that are shown): the cosine distance that the authors take.
    """

    samples: int = 0
    repeats: int = 8
    width: float = 0.25


def attribute(case: Case, options: Options) -> Attributed:
    """Fit the logit difference by a weight a cell, over mutings of every second cell by chance.

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

    from depformer.model.drawing import drawing

    width = number("width", options.width, low=NARROWEST, high=WIDEST)

    def nearness(_own: Tensor, _muted: Tensor, shown: Tensor, **_: Any) -> Tensor:
        distance = 1 - shown.float().mean().sqrt()
        return torch.exp(-(distance**2) / (2 * width**2))

    players = case.players()
    cells = int(players.max()) + 1
    samples = options.samples or PER_CELL * cells
    whole_number("samples", samples, low=2 * cells + 1)
    repeats = whole_number("repeats", options.repeats, low=2)
    captum = Lime(case.difference, SkLearnLinearRegression(), nearness)
    asked = {
        "baselines": case.baseline[None],
        "feature_mask": players,
        "n_samples": samples,
        "perturbations_per_eval": case.rows,
    }
    with drawing(case.seed):
        draws = [case.of_players(captum.attribute(case.z[None], **asked)) for _ in range(repeats)]
    return Attributed.of_draws(draws)


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
