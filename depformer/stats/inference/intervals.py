"""Intervals: exact for proportions, Welch's for differences of means, else bootstrap."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]


class Interval(NamedTuple):
    """Lower and upper end; arrays of one shape, or two numbers."""

    low: Floats
    high: Floats


def clopper_pearson(successes: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a proportion.

    Parameters
    ----------
    successes, n : int
        Count and number of people.
    confidence : float
        Coverage [1].

    Returns
    -------
    tuple of float
        Lower and upper end [1]; NaN where nobody was counted.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26, 404-413.
    """
    if n == 0:
        return float("nan"), float("nan")
    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else float(special.betaincinv(successes, n - successes + 1, tail))
    high = 1.0 if successes == n else float(special.betainccinv(successes + 1, n - successes, tail))
    return low, high


def resamples(n: int, n_bootstrap: int, rng: np.random.Generator) -> Floats:
    """Return how often each of `n` people is drawn in each resample, shape (draw, participant).

    One person alone is drawn in every resample, which is no certainty: NaN, and with it every end
    of an interval.
    """
    if n == 1:
        return np.full((n_bootstrap, 1), np.nan)
    return np.asarray(rng.multinomial(n, np.full(n, 1 / n), size=n_bootstrap), dtype=float)


def resampled_means(values: Floats, counts: Floats) -> Floats:
    """Return the mean of every column in every resample, shape (draw, cell).

    A NaN leaves its person out of that cell only.

    Parameters
    ----------
    values : array
        Shape (participant, cell).
    counts : array
        From `resamples`, shape (draw, participant).
    """
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        means = (counts @ np.where(known, values, 0.0)) / (counts @ known.astype(float))
    return np.asarray(means)


def means(values: Floats) -> Floats:
    """Return the mean of every column over the people who have it, shape (cell,)."""
    return np.asarray(resampled_means(values, np.ones((1, len(values))))[0])


def bootstrap_interval(draws: Floats, *, confidence: float = 0.95) -> Interval:
    """Return the percentile interval of every cell from its bootstrap replicates.

    Parameters
    ----------
    draws : array
        Replicates, shape (draw, cell).
    confidence : float
        Coverage [1].

    Returns
    -------
    Interval
        Shape (cell,) each; NaN where no replicate is defined.
    """
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    ends = np.full((2, draws.shape[1]), np.nan)
    for cell in range(draws.shape[1]):
        defined = draws[np.isfinite(draws[:, cell]), cell]
        if defined.size:
            ends[:, cell] = np.quantile(defined, tails)
    return Interval(ends[0], ends[1])


def mean_interval(
    values: Floats, *, n_bootstrap: int = 2000, seed: int = 0
) -> tuple[Floats, Interval]:
    """Return the mean over participants of every cell and its percentile bootstrap interval.

    Parameters
    ----------
    values : array
        Shape (participant, cell); NaN = not measured.
    n_bootstrap : int
        Resamples; each takes a person with the whole row.
    seed : int
        Of the resampling.

    Returns
    -------
    tuple
        Means, shape (cell,), and `Interval`; all NaN without participants.
    """
    if len(values) == 0:
        nothing = np.full(values.shape[1], np.nan)
        return nothing, Interval(nothing, nothing.copy())
    draws = resampled_means(
        values, resamples(len(values), n_bootstrap, np.random.default_rng(seed))
    )
    return means(values), bootstrap_interval(draws)


def t_interval(values: Floats, *, confidence: float = 0.95) -> tuple[Floats, Interval, Floats]:
    """Return mean, Student's t interval and number of people of every column.

    Parameters
    ----------
    values : array
        Shape (participant, ...); a NaN leaves its person out of that cell only.
    confidence : float
        Coverage [1].

    Returns
    -------
    estimate : array
        Shape (...), NaN where nobody is left.
    interval : Interval
        NaN with fewer than two people.
    n : array
        People in each column.
    """
    known = np.isfinite(values)
    n = known.sum(axis=0).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(known, values, 0.0).sum(axis=0) / n
        squares = (np.where(known, values - mean, 0.0) ** 2).sum(axis=0)
        reach = special.stdtrit(n - 1, (1 + confidence) / 2) * np.sqrt(squares / (n - 1) / n)
    return mean, Interval(mean - reach, mean + reach), n


def difference_interval(
    a: Floats, b: Floats, *, confidence: float = 0.95
) -> tuple[Floats, Interval]:
    """Return mean(a) - mean(b) of every cell and Welch's t interval.

    Parameters
    ----------
    a, b : array
        Shape (participant, cell); NaN = not measured.
    confidence : float
        Coverage [1].

    Returns
    -------
    tuple
        Differences, shape (cell,), and `Interval`. All NaN if a group is empty; ends are NaN
        where a group has one person only, or nobody differs from the rest of their group: no
        spread is no certainty.

    References
    ----------
    Welch (1947), Biometrika 34, 28-35.
    """
    (mean_a, error_a, df_a), (mean_b, error_b, df_b) = _squared_error(a), _squared_error(b)
    estimate, error = mean_a - mean_b, error_a + error_b
    with np.errstate(invalid="ignore", divide="ignore"):
        df = error**2 / (error_a**2 / df_a + error_b**2 / df_b)
        half = special.stdtrit(df, (1 + confidence) / 2) * np.sqrt(error)
    return estimate, Interval(estimate - half, estimate + half)


def _squared_error(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean, squared standard error of the mean and n - 1 of every column, (cell,) each."""
    known = np.isfinite(values)
    n, mean = known.sum(axis=0).astype(float), means(values)
    highest = np.where(known, values, -np.inf).max(axis=0, initial=-np.inf)
    lowest = np.where(known, values, np.inf).min(axis=0, initial=np.inf)
    squares = (np.where(known, values - mean, 0.0) ** 2).sum(axis=0)
    squares[highest <= lowest] = 0.0  # the mean of equal numbers is not always that number
    with np.errstate(invalid="ignore", divide="ignore"):
        return mean, squares / (n - 1) / n, n - 1
