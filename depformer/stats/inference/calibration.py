"""Do the probabilities mean what they say? Intercept and slope of a logistic recalibration."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from depformer.stats.inference.intervals import Floats, bootstrap_interval, resamples

STEPS = 25
LARGEST = 30.0  # [logit]; beyond it, a probability is 0 or 1 to double precision
RIDGE = 1e-9


def calibration(
    depressed: Floats, probability: Floats, *, n_bootstrap: int = 2000, seed: int = 0
) -> tuple[Floats, Floats, Floats]:
    """Return calibration intercept and slope with bootstrap intervals.

    The logistic regression of the outcome on the predicted logit has intercept 0 and slope 1 where
    the probabilities are right; a slope below 1 says that they are too extreme.

    Parameters
    ----------
    depressed : array
        1 for depressed, 0 for healthy, shape (participant,).
    probability : array
        Prediction [1], shape (participant,).
    n_bootstrap, seed : int
        Of the resampling over participants.

    Returns
    -------
    tuple of array
        Estimate, lower and upper end, shape (2,) each: intercept [logit] and slope [1]. NaN where
        they are not defined: one group only, all predictions equal, or groups apart without
        overlap.

    References
    ----------
    Cox (1958), Biometrika 45, 562-565; Van Calster et al. (2019), BMC Medicine 17, 230.
    """
    outcome = np.asarray(depressed, dtype=float)
    logit = np.clip(special.logit(np.asarray(probability, dtype=float)), -LARGEST, LARGEST)
    if len(outcome) == 0:
        return tuple(np.full((3, 2), np.nan))  # type: ignore[return-value]
    weights = np.ones((1, len(outcome)))
    estimate = _fit(outcome, logit, weights)[0]
    draws = _fit(outcome, logit, resamples(len(outcome), n_bootstrap, np.random.default_rng(seed)))
    ends = bootstrap_interval(draws)
    undefined = ~np.isfinite(estimate)
    low, high = (np.where(undefined, np.nan, end) for end in ends)
    return estimate, low, high


def _fit(outcome: Floats, logit: Floats, counts: Floats) -> Floats:
    """Return intercept and slope of every resample by Newton's method, shape (draw, 2)."""
    design = np.stack([np.ones_like(logit), logit], axis=1)  # (participant, coefficient)
    found = np.zeros((len(counts), 2))
    for _ in range(STEPS):
        p = special.expit(found @ design.T)
        gradient = (counts * (outcome - p)) @ design
        weight = counts * p * (1 - p)
        curvature = np.einsum("dp,pi,pj->dij", weight, design, design)
        curvature += RIDGE * np.eye(2)
        found = np.clip(found + np.linalg.solve(curvature, gradient[..., None])[..., 0], -1e3, 1e3)
    p = special.expit(found @ design.T)
    settled = np.abs((counts * (outcome - p)) @ design).max(axis=1) < 1e-6 * len(outcome)
    # Where all predictions are equal, the two groups overlap in one point, and `_apart` says so.
    defined = settled & ~_apart(outcome, logit, counts)
    return np.where(defined[:, None], found, np.nan)


def _apart(outcome: Floats, logit: Floats, counts: Floats) -> NDArray[np.bool_]:
    """Return in which resamples a threshold tells the groups apart, or one group is empty."""
    there = counts > 0
    ill, well = there & (outcome == 1), there & (outcome == 0)
    lowest_ill = np.where(ill, logit, np.inf).min(axis=1)
    highest_ill = np.where(ill, logit, -np.inf).max(axis=1)
    lowest_well = np.where(well, logit, np.inf).min(axis=1)
    highest_well = np.where(well, logit, -np.inf).max(axis=1)
    return np.asarray((lowest_ill >= highest_well) | (lowest_well >= highest_ill))
