"""How well a number is predicted: errors and agreement, with intervals over participants."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from depformer.stats.inference.intervals import Floats, bootstrap_interval, resamples
from depformer.validate import same_shape

METRICS = ("mae", "rmse", "ccc")


def regression_of(
    measured: ArrayLike, predicted: ArrayLike, *, n_bootstrap: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """Tabulate mean absolute error, root mean squared error and concordance correlation.

    Parameters
    ----------
    measured, predicted : array
        In the unit of the scale, shape (participant,); NaN leaves a person out.
    n_bootstrap, seed : int
        Of the resampling over participants.

    Returns
    -------
    DataFrame
        One row a metric: ``metric estimate ci_low ci_high n method``.

    References
    ----------
    Concordance correlation: Lin (1989), Biometrics 45, 255-268.
    """
    truth, guess = (np.asarray(each, dtype=float) for each in (measured, predicted))
    same_shape("predicted", guess.shape, truth.shape)
    known = np.isfinite(truth) & np.isfinite(guess)
    truth, guess = truth[known], guess[known]
    n = len(truth)
    if n == 0:
        rows = [(name, np.nan, np.nan, np.nan, 0, "bootstrap") for name in METRICS]
    else:
        estimate = _measures(truth, guess, np.ones((1, n)))[0]
        counts = resamples(n, n_bootstrap, np.random.default_rng(seed))
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
    mean_truth, mean_guess = counts @ truth / n, counts @ guess / n
    covariance = counts @ (truth * guess) / n - mean_truth * mean_guess
    spread = counts @ truth**2 / n - mean_truth**2 + counts @ guess**2 / n - mean_guess**2
    scale = spread + (mean_truth - mean_guess) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        ccc = np.where(scale > 1e-12, 2 * covariance / scale, np.nan)
    return np.stack([counts @ np.abs(error) / n, np.sqrt(counts @ error**2 / n), ccc], axis=1)
