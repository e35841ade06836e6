"""Shapley values of word x modality, by drawing orders in which the cells are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.explain.method import Array, Attributed, MethodSpec
from depformer.validate import whole_number
from depformer.wording import say

if TYPE_CHECKING:
    from depformer.explain.case import Case


@dataclass(frozen=True)
class Options:
    """Settings of Shapley sampling.

    Parameters
    ----------
    tolerance : float
        It stops when the standard error of the largest value is below this share of it. An error
        that is looked at after every pair comes out somewhat small where it ends the sampling.
    least, most : int
        Pairs of orders that are drawn at least and at most.
    """

    tolerance: float = 0.05
    least: int = 8
    most: int = 200


def attribute(case: Case, options: Options) -> Attributed:
    """Average what each cell adds to the prediction when it joins, over random orders.

    Each order is used forwards and backwards: what a cell adds early in the one it adds late in the
    other, so that interactions of two cells cancel in the mean of a pair (Mitchell et al., JMLR
    2022). Pairs are independent, and their spread gives the standard error.

    Raises
    ------
    DepformerError
        If an option is out of its range.
    """
    whole_number("least", options.least, low=2)
    whole_number("most", options.most, low=options.least)
    if not 0 < options.tolerance < 1:
        raise DepformerError(say("methods.tolerance_out_of_range", got=options.tolerance))
    words, modalities, _ = case.z.shape
    cells = words * modalities
    draw = np.random.default_rng(case.seed)
    none_or_all = np.array([False, True])[:, None, None] & np.ones((words, modalities), bool)
    ends = case.shown(none_or_all)
    total, squares, pairs = np.zeros(cells), np.zeros(cells), 0
    error = np.full(cells, np.nan)
    while pairs < options.most:
        order = draw.permutation(cells)
        both = np.stack([order, order[::-1]])
        added = _added(case, both, ends).mean(axis=0)
        pairs += 1
        total += added
        squares += added**2
        if pairs >= options.least:
            mean = total / pairs
            spread = np.maximum(squares / pairs - mean**2, 0) * pairs / (pairs - 1)
            error = np.sqrt(spread / pairs)
            top = np.abs(mean).argmax()
            if error[top] <= options.tolerance * abs(mean[top]):
                break
    mean = (total / pairs).reshape(words, modalities)
    gap = float(mean.sum() - (ends[1] - ends[0]))
    return Attributed(mean, gap, error.reshape(words, modalities))


def _added(case: Case, orders: NDArray[np.intp], ends: Array) -> Array:
    """Return what each cell adds when it joins, shape (order, cell)."""
    count, cells = orders.shape
    place = np.argsort(orders, axis=-1)  # (order, cell)
    joined = np.arange(1, cells)[:, None] > place[:, None, :]  # (order, step, cell)
    inner = case.shown(joined.reshape(-1, *case.z.shape[:2])).reshape(count, cells - 1)
    edge = np.tile(ends, (count, 1))
    values = np.concatenate([edge[:, :1], inner, edge[:, 1:]], axis=1)
    return np.take_along_axis(np.diff(values, axis=1), place, axis=-1)


SPEC = MethodSpec(
    id="shapley_sampling",
    unit="logit",
    signed=True,
    complete=True,
    stochastic=True,
    options=Options,
    attribute=attribute,
    shares=lambda options: True,
    default=False,
)
