"""Family-wise p of many cells: step-down max-T by permutation of whole people."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from depformer.stats.inference.intervals import Floats

CHUNK = 250  # draws at once, such as stay in the processor's cache: more of them are slower
ROUNDING = 1e-9  # of a statistic: a draw that gives the same groups back must count as a tie


class MaxT(NamedTuple):
    """What permutations say, shape (cell,) each but `omnibus`; NaN outside the family."""

    p: Floats
    """Of each cell alone."""
    p_adjusted: Floats
    """Step-down, over all cells of the family."""
    omnibus: float
    """Sum of the squared statistics over the family."""
    p_omnibus: float


def max_t(
    observed: Floats,
    statistic: Callable[[slice], Floats],
    n_permutations: int,
) -> MaxT:
    """Return permutation p of every cell, alone and adjusted for all, and of all together.

    Parameters
    ----------
    observed : array
        The statistics of the groups as they are, shape (cell,); a NaN leaves its cell out of the
        family.
    statistic : callable
        Gives the statistics of some draws, shape (draw, cell), for a slice of all of them. Where
        a draw leaves a cell of the family without a statistic, it counts as one that is at least
        as large for this cell, and does not enter the maximum of others.
    n_permutations : int
        How many draws there are.

    Returns
    -------
    MaxT
        All p are (k + 1) / (n_permutations + 1), k of the draws at least as large: never 0. The
        adjusted p of a cell is at least its own p, and that of any cell with a larger statistic.

    References
    ----------
    Westfall and Young (1993), Resampling-Based Multiple Testing, algorithm 4.1.
    """
    family = np.flatnonzero(np.isfinite(observed))
    size = np.abs(observed[family])
    order = np.argsort(size, kind="stable")  # from the least to the largest
    own = size[order] * (1 - ROUNDING)
    total = float((size**2).sum())
    alone, stepped, whole = np.zeros(len(own)), np.zeros(len(own)), 0
    for start in range(0, n_permutations, CHUNK):
        drawn = np.abs(statistic(slice(start, min(start + CHUNK, n_permutations))))[:, family]
        drawn = drawn[:, order]
        undefined = np.isnan(drawn)
        alone += (undefined | (drawn >= own)).sum(axis=0)
        largest = np.maximum.accumulate(np.where(undefined, 0.0, drawn), axis=1)
        stepped += (undefined | (largest >= own)).sum(axis=0)
        # A cell without a statistic counts as the mean of the others, not as one without effect.
        squares = np.where(undefined, 0.0, drawn**2).sum(axis=1)
        defined = np.maximum((~undefined).sum(axis=1), 1)
        whole += int((squares * len(own) / defined >= total * (1 - ROUNDING)).sum())
    p, p_adjusted = (np.full(observed.shape, np.nan) for _ in range(2))
    p[family[order]] = (alone + 1) / (n_permutations + 1)
    stepped = np.maximum.accumulate(stepped[::-1])[::-1]  # no cell below one with a larger t
    p_adjusted[family[order]] = (stepped + 1) / (n_permutations + 1)
    if not len(own):
        return MaxT(p, p_adjusted, float("nan"), float("nan"))
    return MaxT(p, p_adjusted, total, (whole + 1) / (n_permutations + 1))
