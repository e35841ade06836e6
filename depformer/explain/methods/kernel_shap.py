"""Kernel SHAP: Shapley values by a weighted regression on random coalitions of cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from depformer.explain.method import Attributed, MethodSpec
from depformer.validate import whole_number

if TYPE_CHECKING:
    from depformer.explain.case import Case

PER_CELL = 10  # coalitions of one regression where their number is not named


@dataclass(frozen=True)
class Options:
    """Settings of kernel SHAP.

    Parameters
    ----------
    samples : int
        Coalitions of one regression, more than twice the cells; 0: ten a cell.
    repeats : int
        Independent regressions, whose spread gives the standard error.
    """

    samples: int = 0
    repeats: int = 8


def attribute(case: Case, options: Options) -> Attributed:
    """Fit the logit difference by a weight a cell, over coalitions drawn by the Shapley kernel.

    The coalitions of all cells and of none weigh a million times as much as any other: the weights
    sum to the logit difference but for rounding.
    """
    from captum.attr import KernelShap

    from depformer.model.drawing import drawing

    players = case.players()
    cells = int(players.max()) + 1
    if cells == 1:  # nothing to share out, and no coalition to draw
        whole = np.where(case.differs.numpy(), -case.gap(np.zeros(1)), 0.0)
        return Attributed.of_draws([whole, whole], case.gap(whole))
    samples = options.samples or PER_CELL * cells
    whole_number("samples", samples, low=2 * cells + 1)
    repeats = whole_number("repeats", options.repeats, low=2)
    captum = KernelShap(case.difference)
    asked = {
        "baselines": case.baseline[None],
        "feature_mask": players,
        "n_samples": samples,
        "perturbations_per_eval": case.rows,
    }
    with drawing(case.seed):
        draws = [case.of_players(captum.attribute(case.z[None], **asked)) for _ in range(repeats)]
    return Attributed.of_draws(draws, case.gap(np.mean(draws, axis=0)))


SPEC = MethodSpec(
    id="kernel_shap",
    unit="logit",
    signed=True,
    complete=True,
    stochastic=True,
    options=Options,
    attribute=attribute,
    by_captum=True,
    default=False,
    in_all=False,
)
