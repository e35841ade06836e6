"""Shapley values by Captum's own sampling of orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from depformer.explain.method import Attributed, MethodSpec
from depformer.explain.repeated_draws import repeated
from depformer.validate import whole_number

if TYPE_CHECKING:
    from depformer.explain.case import Case


@dataclass(frozen=True)
class Options:
    """Settings of Captum's Shapley value sampling.

    Parameters
    ----------
    samples : int
        Orders of the cells that are drawn.
    """

    samples: int = 100


def attribute(case: Case, options: Options) -> Attributed:
    """Average what each cell adds to the prediction when it joins, over random orders.

    The same values as of `shapley_sampling`, which stops by itself and uses each order backwards,
    too. Each order is asked for alone, so that their spread gives the standard error.
    """
    from captum.attr import ShapleyValueSampling

    samples = whole_number("samples", options.samples, low=2)
    draws = repeated(case, ShapleyValueSampling(case.difference), samples, 1)
    return Attributed.of_draws(draws, case.gap(np.mean(draws, axis=0)))


SPEC = MethodSpec(
    id="shapley_value_sampling",
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
