"""How well a number is predicted: errors and agreement, with intervals over participants."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from depformer.stats.inference.intervals import Floats, bootstrap_interval, resamples
from depformer.validate import same_shape

METRICS = ("mae", "rmse", "pearson", "ccc")
ERRORS = METRICS[:2]  # in the unit of the score, and what a constant guess has, too


def regression_of(
    measured: ArrayLike,
    predicted: ArrayLike,
    *,
    people: ArrayLike | None = None,
    n_bootstrap: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Tabulate mean absolute and root mean squared error, Pearson's and concordance correlation.

    Parameters
    ----------
    measured, predicted : array
        In the unit of the scale, shape (row,); NaN leaves a row out.
    people : array, optional
        Whose row each is, shape (row,): whoever has several is drawn with all of them. Without it,
        each row is a person of their own.
    n_bootstrap, seed : int
        Of the resampling over people.

    Returns
    -------
    DataFrame
        One row a metric: ``metric estimate ci_low ci_high n method``; `n` counts rows.

    References
    ----------
    Concordance correlation: Lin (1989), Biometrics 45, 255-268.
    """
    truth, guess = (np.asarray(each, dtype=float) for each in (measured, predicted))
    same_shape("predicted", guess.shape, truth.shape)
    known = np.isfinite(truth) & np.isfinite(guess)
    truth, guess = truth[known], guess[known]
    n = len(truth)
    names = np.arange(n) if people is None else np.asarray(people)[known]
    owner = pd.factorize(names, sort=True)[0]  # whatever order the rows are in
    if n == 0:
        rows = [(name, np.nan, np.nan, np.nan, 0, "bootstrap") for name in METRICS]
    else:
        estimate = _measures(truth, guess, np.ones((1, n)))[0]
        drawn = resamples(int(owner.max()) + 1, n_bootstrap, np.random.default_rng(seed))
        counts = drawn[:, owner]
        ends = bootstrap_interval(_measures(truth, guess, counts))
        rows = [
            (name, float(estimate[i]), float(ends.low[i]), float(ends.high[i]), n, "bootstrap")
            for i, name in enumerate(METRICS)
        ]
    return pd.DataFrame(rows, columns=["metric", "estimate", "ci_low", "ci_high", "n", "method"])


def _measures(truth: Floats, guess: Floats, counts: Floats) -> Floats:
    """Return the metrics of every resample, shape (draw, metric)."""
    n = counts.sum(axis=1)
    error = guess - truth
    truth, guess = truth - truth.mean(), guess - guess.mean()  # or a spread is lost in rounding
    mean_truth, mean_guess = counts @ truth / n, counts @ guess / n
    covariance = counts @ (truth * guess) / n - mean_truth * mean_guess
    of_truth = counts @ truth**2 / n - mean_truth**2
    of_guess = counts @ guess**2 / n - mean_guess**2
    scale = of_truth + of_guess + (counts @ error / n) ** 2
    differ = (of_truth > _least_spread(truth)) & (of_guess > _least_spread(guess))
    with np.errstate(invalid="ignore", divide="ignore"):
        varied = (scale > 1e-12) & (of_truth > _least_spread(truth))
        ccc = np.where(varied, 2 * covariance / scale, np.nan)
        pearson = np.where(differ, covariance / np.sqrt(of_truth * of_guess), np.nan).clip(-1, 1)
    errors = counts @ np.abs(error) / n, np.sqrt(counts @ error**2 / n)
    return np.stack([*errors, pearson, ccc], axis=1)


def _least_spread(values: Floats) -> float:
    """Return the variance below which numbers of that size are equal but for rounding."""
    return 1e-9 * max(float(values.var()), 1e-12)
