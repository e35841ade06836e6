"""Effect sizes of two groups, with BCa bootstrap intervals over participants."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import special

from depformer.stats.inference.groups.freedman_lane import patterns, with_intercept
from depformer.stats.inference.groups.welch import NO_SPREAD
from depformer.stats.inference.intervals import Floats, Interval, means, resamples

N_BOOTSTRAP = 2000
Statistic = Callable[[Floats, Floats, Floats, Floats], Floats]


def hedges_g(a: Floats, b: Floats, counts_a: Floats, counts_b: Floats) -> Floats:
    """Return Hedges' g of every cell under every weighting of people.

    Parameters
    ----------
    a, b : array
        Both groups, shape (participant, cell); a NaN leaves its person out of that cell.
    counts_a, counts_b : array
        How often everybody counts, shape (draw, participant).

    Returns
    -------
    array
        Shape (draw, cell): the difference of means over the pooled standard deviation, times
        Hedges' exact correction gamma(df / 2) / (sqrt(df / 2) gamma((df - 1) / 2)). NaN without
        spread.

    References
    ----------
    Hedges (1981), Journal of Educational Statistics 6, 107-128.
    """
    both = np.concatenate([a, b])
    middle = means(both)
    n, _, squares = _sums(both - middle, np.ones((1, len(both))))
    (n_a, mean_a, squares_a), (n_b, mean_b, squares_b) = (
        _sums(values - middle, counts) for values, counts in ((a, counts_a), (b, counts_b))
    )
    df = n_a + n_b - 2
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = (squares_a + squares_b) / df
        spread = variance > NO_SPREAD * squares / n
        d = np.where(spread & (df > 1), (mean_a - mean_b) / np.sqrt(variance), np.nan)
        return np.asarray(d * correction(df))


def correction(df: Floats) -> Floats:
    """Return Hedges' exact factor from d to g."""
    return np.asarray(
        np.exp(special.gammaln(df / 2) - special.gammaln((df - 1) / 2)) / np.sqrt(df / 2)
    )


def _sums(values: Floats, counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Return n, mean and sum of squares about the mean, shape (draw, cell) each."""
    known = np.isfinite(values)
    centred = np.where(known, values, 0.0)
    n = counts @ known.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (counts @ centred) / n
        return n, mean, np.maximum(counts @ centred**2 - n * mean**2, 0.0)


def hedges_g_beside(covariates_a: Floats, covariates_b: Floats) -> Statistic:
    """Return `hedges_g` with covariates held constant: the model is fitted anew in every draw.

    The coefficient of the group over the standard deviation of what the model leaves, times the
    correction of its degrees of freedom. Covariates have the shape (participant, column).
    """

    def statistic(a: Floats, b: Floats, counts_a: Floats, counts_b: Floats) -> Floats:
        values, counts = np.concatenate([a, b]), np.hstack([counts_a, counts_b])
        in_a = np.arange(len(values)) < len(a)
        covariates = np.concatenate([covariates_a, covariates_b])
        found = np.full((len(counts), values.shape[1]), np.nan)
        for rows, cells in patterns(values):
            model = np.column_stack([in_a[rows], with_intercept(covariates[rows])])
            found[:, cells] = _weighted(model, values[np.ix_(rows, cells)], counts[:, rows])
        return found

    return statistic


def _weighted(model: Floats, values: Floats, counts: Floats) -> Floats:
    """Return g of the first column of a model under every weighting, shape (draw, cell)."""
    terms, cells = model.shape[1], values.shape[1]
    values = values - values.mean(axis=0)
    crossed = (counts @ _products(model, model)).reshape(-1, terms, terms)
    beside = (counts @ _products(model, values)).reshape(-1, terms, cells)
    n = counts.sum(axis=1)[:, None]
    found = np.full((len(counts), cells), np.nan)
    full = np.linalg.matrix_rank(crossed, hermitian=True) == terms
    coefficients = np.linalg.solve(crossed[full], beside[full])
    left = counts[full] @ values**2 - (coefficients * beside[full]).sum(axis=1)
    df = n[full] - terms
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.sqrt(np.maximum(left, 0.0) / df)
        tested = (left > NO_SPREAD * (values**2).sum(axis=0)) & (df > 1)
        found[full] = np.where(tested, coefficients[:, 0] / spread, np.nan) * correction(df)
    return found


def _products(first: Floats, second: Floats) -> Floats:
    """Return all products of two columns, shape (participant, first x second)."""
    return (first[:, :, None] * second[:, None, :]).reshape(len(first), -1)


def cliffs_delta(a: Floats, b: Floats, counts_a: Floats, counts_b: Floats) -> Floats:
    """Return Cliff's delta of every cell under every weighting of people.

    The share of pairs in which the person of the first group lies above that of the second, less
    the share of those in which they lie below. Parameters as of `hedges_g`; shape (draw, cell).

    References
    ----------
    Cliff (1993), Psychological Bulletin 114, 494-509.
    """
    found = np.empty((len(counts_a), a.shape[1]))
    for cell in range(a.shape[1]):
        in_a, in_b = np.isfinite(a[:, cell]), np.isfinite(b[:, cell])
        above = np.sign(a[in_a, cell][:, None] - b[in_b, cell])
        weight_a, weight_b = counts_a[:, in_a], counts_b[:, in_b]
        with np.errstate(invalid="ignore", divide="ignore"):
            pairs = weight_a.sum(axis=1) * weight_b.sum(axis=1)
            found[:, cell] = ((weight_a @ above) * weight_b).sum(axis=1) / pairs
    return found


def with_interval(
    statistic: Statistic,
    a: Floats,
    b: Floats,
    *,
    n_bootstrap: int = N_BOOTSTRAP,
    seed: int = 0,
    confidence: float = 0.95,
) -> tuple[Floats, Interval]:
    """Return an effect size of every cell and its BCa interval over participants.

    Each resample draws people of each group with their whole row. `scipy.stats.bootstrap` gives
    the same interval from the same resamples; counting who was drawn how often is faster.

    Parameters
    ----------
    statistic : callable
        `hedges_g` or `cliffs_delta`.
    a, b : array
        Both groups, shape (participant, cell); a NaN leaves its person out of that cell.
    n_bootstrap, seed : int
        Resamples, and what they are drawn from.
    confidence : float
        Coverage [1].

    Returns
    -------
    tuple
        Effect sizes, shape (cell,), and `Interval`.
    """
    rng = np.random.default_rng(seed)
    drawn = statistic(a, b, *(resamples(len(group), n_bootstrap, rng) for group in (a, b)))
    return bca(statistic, a, b, drawn, confidence=confidence)


def bca(
    statistic: Statistic, a: Floats, b: Floats, drawn: Floats, *, confidence: float = 0.95
) -> tuple[Floats, Interval]:
    """Return estimates and bias-corrected, accelerated intervals from bootstrap replicates.

    `drawn` holds the replicates, shape (draw, cell); the rest is as of `with_interval`. NaN where
    all replicates lie on one side of the estimate, or none differs from it: then there is no such
    interval.

    References
    ----------
    Efron (1987), Journal of the American Statistical Association 82, 171-185.
    """
    everybody = [np.ones((1, len(group))) for group in (a, b)]
    estimate = statistic(a, b, *everybody)[0]
    cubes, squares = np.zeros(a.shape[1]), np.zeros(a.shape[1])
    for which, group in enumerate((a, b)):
        counts = [np.repeat(each, len(group), axis=0) for each in everybody]
        counts[which] = 1 - np.eye(len(group))
        left_out = np.where(np.isfinite(group), statistic(a, b, *counts), np.nan)
        n = np.isfinite(group).sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            pull = (n - 1) * (np.nansum(left_out, axis=0) / n - left_out)
            cubes += np.nansum(pull**3, axis=0) / n**3
            squares += np.nansum(pull**2, axis=0) / n**2
    defined = np.isfinite(drawn)
    with np.errstate(invalid="ignore", divide="ignore"):
        acceleration = cubes / (6 * squares**1.5)
        below = (defined & (drawn < estimate)).sum(axis=0)
        reached = (defined & (drawn <= estimate)).sum(axis=0)
        bias = special.ndtri((below + reached) / (2 * defined.sum(axis=0)))
        tails = special.ndtri(np.array([[(1 - confidence) / 2], [(1 + confidence) / 2]]))
        shifted = bias + tails
        levels = special.ndtr(bias + shifted / (1 - acceleration * shifted))
    ends = np.full(levels.shape, np.nan)
    for cell in np.flatnonzero(np.isfinite(levels).all(axis=0) & np.isfinite(bias)):
        ends[:, cell] = np.quantile(drawn[defined[:, cell], cell], levels[:, cell])
    return estimate, Interval(ends[0], ends[1])
