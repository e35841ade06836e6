"""How many cells would differ if the groups did not: whole people change their group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from depformer.stats.inference.intervals import Floats, difference_interval

NO_SPREAD = 1e-12
"""Variances below this share of a cell's whole variance are rounding."""


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


def permuted(
    in_a: NDArray[np.bool_],
    n: int,
    rng: np.random.Generator,
    within: NDArray[np.int64] | None = None,
) -> NDArray[np.bool_]:
    """Return memberships of the first group with the people exchanged, (draw, participant).

    Parameters
    ----------
    in_a : array of bool
        Who belongs to the first group, shape (participant,).
    n : int
        Permutations.
    rng : numpy.random.Generator
        What they are drawn from.
    within : array or None
        Numbers, such as those of folds, shape (participant,): people change places only with
        those of the same number.
    """
    blocks = np.zeros(len(in_a), dtype=np.int64) if within is None else within
    drawn = np.tile(in_a, (n, 1))
    for block in np.unique(blocks):
        rows = np.flatnonzero(blocks == block)
        drawn[:, rows] = rng.permuted(drawn[:, rows], axis=1)
    return drawn


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
    known = np.isfinite(values)
    n = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = np.where(known, values, 0.0).sum(axis=0) / n
    centred = np.where(known, values - middle, 0.0)
    square = centred**2
    first, counted = groups.astype(float), known.astype(float)
    parts = [first @ each for each in (counted, centred, square)]
    whole = [each.sum(axis=0) for each in (counted, centred, square)]
    (n_a, mean_a, error_a), (n_b, mean_b, error_b) = (
        _moments(*parts),
        _moments(*(every - part for every, part in zip(whole, parts, strict=True))),
    )
    error = error_a + error_b
    with np.errstate(invalid="ignore", divide="ignore"):
        df = error**2 / (error_a**2 / (n_a - 1) + error_b**2 / (n_b - 1))
        t = np.abs(mean_a - mean_b) / np.sqrt(error)
        spread = error * np.minimum(n_a, n_b) > NO_SPREAD * whole[2] / n
    open_ = spread & (n_a >= least) & (n_b >= least)
    # Student's quantile falls with df, which lies between these two: few cells need their own.
    quantiles = special.stdtrit(np.arange(len(values) + 1.0), 0.975)
    sizes = np.stack([n_a, n_b])[:, open_].astype(int)
    least_t, most_t = quantiles[sizes.sum(axis=0) - 2], quantiles[sizes.min(axis=0) - 1]
    filled = t[open_] > most_t
    unsure = ~filled & (t[open_] > least_t)
    filled[unsure] = t[open_][unsure] > special.stdtrit(df[open_][unsure], 0.975)
    found = np.zeros(open_.shape, dtype=bool)
    found[open_] = filled
    return np.asarray(found.sum(axis=1))


def _moments(n: Floats, total: Floats, squares: Floats) -> tuple[Floats, Floats, Floats]:
    """Return n, mean and squared standard error of the mean from sums, (draw, cell) each."""
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / n
        return n, mean, np.maximum(squares - n * mean**2, 0.0) / (n - 1) / n
