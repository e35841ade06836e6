"""How many cells would differ if the groups did not: whole people change their group."""

from __future__ import annotations

from math import factorial, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from depformer.stats.inference.groups.welch import welch
from depformer.stats.inference.intervals import Floats, difference_interval


def is_filled(a: Floats, b: Floats, *, least: int) -> NDArray[np.bool_]:
    """Return in which cells Welch's 95 % interval of mean(a) - mean(b) excludes 0.

    Parameters
    ----------
    a, b : array
        Shape (participant, cell); NaN = not measured.
    least : int
        People with a value that each group needs; with fewer, a cell is not filled.
    """
    _, (low, high) = difference_interval(a, b)
    enough = (np.isfinite(a).sum(axis=0) >= least) & (np.isfinite(b).sum(axis=0) >= least)
    return np.asarray(enough & ((low > 0) | (high < 0)))


def orders(
    people: int,
    n: int,
    rng: np.random.Generator,
    within: NDArray[np.int64] | None = None,
) -> NDArray[np.integer[Any]]:
    """Return whose place everybody takes in each permutation, shape (draw, participant).

    Parameters
    ----------
    people : int
        How many there are.
    n : int
        Permutations.
    rng : numpy.random.Generator
        What they are drawn from.
    within : array or None
        Numbers, such as those of folds, shape (participant,): people change places only with
        those of the same number.

    Returns
    -------
    array
        Of the smallest kind of integer that holds so many people: there are many permutations.
    """
    blocks = np.zeros(people, dtype=np.int64) if within is None else within
    kind = np.min_scalar_type(max(people - 1, 0))
    drawn = np.tile(np.arange(people, dtype=kind), (n, 1))
    for block in np.unique(blocks):
        rows = np.flatnonzero(blocks == block)
        drawn[:, rows] = rng.permuted(drawn[:, rows], axis=1)
    return drawn


def arrangements(values: NDArray[np.generic], within: NDArray[np.int64]) -> int:
    """Return in how many ways people can change places that can be told apart.

    Parameters
    ----------
    values : array
        What everybody carries along, such as a group or a score, shape (participant,).
    within : array
        As of `orders`.
    """
    found = 1
    for block in np.unique(within):
        _, ties = np.unique(values[within == block], return_counts=True)
        found *= factorial(int(ties.sum())) // prod(factorial(n) for n in ties.tolist())
    return found


def repeated(in_a: NDArray[np.bool_], n: int, within: NDArray[np.int64] | None = None) -> int:
    """Return how many memberships there are, if permutations are more than these, else 0.

    `in_a` says who belongs to the first group, shape (participant,); the rest is as of `orders`.
    """
    found = arrangements(in_a, np.zeros(len(in_a), np.int64) if within is None else within)
    return found if found < n else 0


def permuted(
    in_a: NDArray[np.bool_],
    n: int,
    rng: np.random.Generator,
    within: NDArray[np.int64] | None = None,
) -> NDArray[np.bool_]:
    """Return memberships of the first group with the people exchanged, (draw, participant).

    `in_a` says who belongs to it, shape (participant,); the rest is as of `orders`.
    """
    return np.asarray(in_a[orders(len(in_a), n, rng, within)])


def filled_counts(values: Floats, groups: NDArray[np.bool_], *, least: int) -> NDArray[np.int64]:
    """Return how many cells are filled under each membership; `is_filled`, many times over.

    Parameters
    ----------
    values : array
        Shape (participant, cell); NaN = not measured.
    groups : array of bool
        Who belongs to the first group, shape (draw, participant).
    least : int
        As of `is_filled`.

    Returns
    -------
    array
        Shape (draw,).
    """
    found = welch(values, groups)
    open_ = found.spread & (found.n_a >= least) & (found.n_b >= least)
    t, df = np.abs(found.t[open_]), found.df[open_]
    # Student's quantile falls with df, which lies between these two: few cells need their own.
    quantiles = special.stdtrit(np.arange(len(values) + 1.0), 0.975)
    sizes = np.stack([found.n_a, found.n_b])[:, open_].astype(int)
    least_t, most_t = quantiles[sizes.sum(axis=0) - 2], quantiles[sizes.min(axis=0) - 1]
    filled = t > most_t
    unsure = ~filled & (t > least_t)
    filled[unsure] = t[unsure] > special.stdtrit(df[unsure], 0.975)
    counted = np.zeros(open_.shape, dtype=bool)
    counted[open_] = filled
    return np.asarray(counted.sum(axis=1))
