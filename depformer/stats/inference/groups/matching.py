"""Pairs of people of two groups of whom the model says nearly the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from depformer.stats.inference.intervals import Floats

CALIPER = 0.2  # of the standard deviation within the groups


def pairs(
    score: Floats, in_a: NDArray[np.bool_], *, caliper: float = CALIPER
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return who is paired with whom: the closest first, nobody twice.

    Parameters
    ----------
    score : array
        What both of a pair must have alike, shape (participant,); NaN is nobody's partner.
    in_a : array of bool
        Who belongs to the first group, shape (participant,); all others are the second.
    caliper : float
        Largest distance, in pooled standard deviations of the score within the groups.

    Returns
    -------
    tuple of array
        Row numbers of the first and of the second group, shape (pair,) each, in the order in
        which they were paired. Of pairs equally close the one of the lower rows comes first.

    References
    ----------
    Austin (2011), Pharmaceutical Statistics 10, 150-161.
    """
    groups = [np.flatnonzero(who & np.isfinite(score)) for who in (in_a, ~in_a)]
    if min(map(len, groups)) < 2:
        return groups[0][:0], groups[1][:0]
    spread = np.sqrt(np.mean([score[group].var(ddof=1) for group in groups]))
    apart = np.abs(score[groups[0]][:, None] - score[groups[1]])
    near = apart <= caliper * spread
    first, second = np.nonzero(near)
    free = [np.ones(len(group), dtype=bool) for group in groups]
    chosen: list[tuple[int, int]] = []
    for closest in np.lexsort((second, first, apart[near])):
        i, j = first[closest], second[closest]
        if free[0][i] and free[1][j]:
            free[0][i] = free[1][j] = False
            chosen.append((i, j))
    rows = np.array(chosen, dtype=np.intp).reshape(-1, 2)
    return groups[0][rows[:, 0]], groups[1][rows[:, 1]]
