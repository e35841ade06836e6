"""Intervals: exact ones for proportions, bootstrap over participants for everything else."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from depformer.validate import one_of

Floats = NDArray[np.float64]
KINDS = ("percentile", "bca")


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
    """Return how often each of `n` people is drawn in each resample, shape (draw, participant)."""
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


def leave_one_out(values: Floats) -> Floats:
    """Return the mean of every column without each person in turn, shape (participant, cell)."""
    return resampled_means(values, 1 - np.eye(len(values)))


def bootstrap_interval(
    draws: Floats,
    estimate: Floats,
    *,
    confidence: float = 0.95,
    kind: str = "percentile",
    jackknife: tuple[Floats, ...] = (),
) -> Interval:
    """Return the bootstrap interval of every cell from its replicates.

    Parameters
    ----------
    draws : array
        Replicates, shape (draw, cell).
    estimate : array
        Shape (cell,).
    confidence : float
        Coverage [1].
    kind : str
        ``percentile`` or ``bca`` (bias corrected and accelerated).
    jackknife : tuple of arrays
        For ``bca``, one array a sample: the estimate without each person, shape
        (participant, cell).

    Returns
    -------
    Interval
        Shape (cell,) each; NaN where no replicate is defined.

    References
    ----------
    Efron (1987), JASA 82, 171-185.
    """
    tails = np.array([(1 - confidence) / 2, (1 + confidence) / 2])
    levels = np.repeat(tails[:, None], draws.shape[1], axis=1)
    if one_of("interval", kind, KINDS) == "bca":
        levels = _bca_levels(tails, draws, estimate, jackknife)
    ends = np.full((2, draws.shape[1]), np.nan)
    for cell in range(draws.shape[1]):
        defined = draws[np.isfinite(draws[:, cell]), cell]
        if defined.size and np.isfinite(levels[:, cell]).all():
            ends[:, cell] = np.quantile(defined, levels[:, cell])
    return Interval(ends[0], ends[1])


def _bca_levels(
    tails: Floats, draws: Floats, estimate: Floats, jackknife: tuple[Floats, ...]
) -> Floats:
    below = (draws < estimate).mean(axis=0) + (draws == estimate).mean(axis=0)
    strictly = (draws < estimate).mean(axis=0)
    bias = special.ndtri((strictly + below) / 2)
    cubes = np.zeros(draws.shape[1])
    squares = np.zeros(draws.shape[1])
    for sample in jackknife:
        n = len(sample)
        influence = (n - 1) * (sample.mean(axis=0) - sample)
        cubes += (influence**3).sum(axis=0) / n**3
        squares += (influence**2).sum(axis=0) / n**2
    with np.errstate(invalid="ignore", divide="ignore"):
        acceleration = np.where(squares > 0, cubes / (6 * squares**1.5), 0.0)
        shifted = bias + special.ndtri(tails)[:, None]
        levels = special.ndtr(bias + shifted / (1 - acceleration * shifted))
    return np.asarray(levels)


def mean_interval(
    values: Floats, *, n_bootstrap: int = 2000, seed: int = 0, kind: str = "percentile"
) -> tuple[Floats, Interval]:
    """Return the mean over participants of every cell and its bootstrap interval.

    Parameters
    ----------
    values : array
        Shape (participant, cell); NaN = not measured.
    n_bootstrap : int
        Resamples; each takes a person with the whole row.
    seed : int
        Of the resampling.
    kind : str
        ``percentile`` or ``bca``.

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
    estimate = means(values)
    jackknife = (leave_one_out(values),) if kind == "bca" else ()
    return estimate, bootstrap_interval(draws, estimate, kind=kind, jackknife=jackknife)


def difference_interval(
    a: Floats, b: Floats, *, n_bootstrap: int = 2000, seed: int = 0, kind: str = "percentile"
) -> tuple[Floats, Interval]:
    """Return mean(a) - mean(b) of every cell, resampled within each group.

    Parameters
    ----------
    a, b : array
        Shape (participant, cell); NaN = not measured.
    n_bootstrap, seed, kind
        As in `mean_interval`.

    Returns
    -------
    tuple
        Differences, shape (cell,), and `Interval`; all NaN if a group is empty.
    """
    if len(a) == 0 or len(b) == 0:
        nothing = np.full(a.shape[1], np.nan)
        return nothing, Interval(nothing, nothing.copy())
    rng = np.random.default_rng(seed)
    draws = resampled_means(a, resamples(len(a), n_bootstrap, rng))
    draws = draws - resampled_means(b, resamples(len(b), n_bootstrap, rng))
    mean_a, mean_b = means(a), means(b)
    jackknife = (leave_one_out(a) - mean_b, mean_a - leave_one_out(b)) if kind == "bca" else ()
    return mean_a - mean_b, bootstrap_interval(
        draws, mean_a - mean_b, kind=kind, jackknife=jackknife
    )
