"""Kernel SHAP: Shapley values by a weighted regression on random coalitions of cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from depformer.explain.method import Attributed, MethodSpec
from depformer.explain.repeated_draws import RegressionOptions, regressions

if TYPE_CHECKING:
    from depformer.explain.case import Case


@dataclass(frozen=True)
class Options(RegressionOptions):
    """Settings of kernel SHAP: those of its regressions."""


def attribute(case: Case, options: Options) -> Attributed:
    """Fit the prediction by a weight a cell, over coalitions drawn by the Shapley kernel.

    The coalitions of all cells and of none weigh a million times as much as any other: the weights
    sum to its distance from that of the baseline but for rounding.

    Raises
    ------
    DepformerError
        If an option is out of its range.
    """
    from captum.attr import KernelShap

    if case.n_players == 1:  # nothing to share out, and no coalition to draw
        whole = np.where(case.differs.numpy(), -case.gap(np.zeros(1)), 0.0)
        return Attributed.of_draws([whole, whole], case.gap(whole))
    draws = regressions(case, KernelShap(case.difference), options)
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
