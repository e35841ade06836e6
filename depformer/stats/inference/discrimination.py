"""How well a probability tells two groups apart: area under the ROC curve and its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from depformer.stats.inference.intervals import Floats, resamples


def auc(positive: Floats, negative: Floats) -> float:
    """Return the area under the ROC curve by ranks; ties count one half.

    Parameters
    ----------
    positive, negative : array
        Scores of the two groups, shape (participant,).

    Returns
    -------
    float
        Chance that a random positive scores above a random negative; NaN if a group is empty.
    """
    n_positive, n_negative = len(positive), len(negative)
    if n_positive == 0 or n_negative == 0:
        return float("nan")
    ranks = pd.Series(np.concatenate([positive, negative])).rank().to_numpy()
    rank_sum = float(ranks[:n_positive].sum())
    return (rank_sum - n_positive * (n_positive + 1) / 2) / (n_positive * n_negative)


def auc_interval(
    positive: Floats, negative: Floats, *, n_bootstrap: int = 2000, seed: int = 0
) -> tuple[float, float, str]:
    """Return an interval of the area under the curve and the name of its method.

    The bootstrap has no spread where the groups are apart without overlap, and would claim
    certainty; there, and only there, the score interval answers.

    Parameters
    ----------
    positive, negative : array
        Scores, shape (participant,).
    n_bootstrap, seed : int
        Of the resampling, within each group.

    Returns
    -------
    tuple
        Lower end, upper end [1], and ``bootstrap`` or ``score``.
    """
    if len(positive) == 0 or len(negative) == 0:
        return float("nan"), float("nan"), "bootstrap"
    estimate = auc(positive, negative)
    if estimate in (0.0, 1.0):
        return (*auc_score_interval(estimate, len(positive), len(negative)), "score")
    rng = np.random.default_rng(seed)
    positive, negative = np.sort(positive), np.sort(negative)
    above = (positive[:, None] > negative) + 0.5 * (positive[:, None] == negative)
    drawn_positive = resamples(len(positive), n_bootstrap, rng)
    drawn_negative = resamples(len(negative), n_bootstrap, rng)
    draws = ((drawn_positive @ above) * drawn_negative).sum(axis=1) / above.size
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high), "bootstrap"


def auc_score_interval(
    estimate: float, n_positive: int, n_negative: int, *, confidence: float = 0.95
) -> tuple[float, float]:
    """Return the score interval of an area under the curve, which never collapses.

    Parameters
    ----------
    estimate : float
        Area under the curve [1].
    n_positive, n_negative : int
        People in the two groups.
    confidence : float
        Coverage [1].

    Returns
    -------
    tuple of float
        All areas that lie within z standard errors of the estimate.

    References
    ----------
    Newcombe (2006), Statistics in Medicine 25, 559-573, method 5.
    """
    z = float(special.ndtri((1 + confidence) / 2))
    middle = (n_positive + n_negative) / 2 - 1
    areas = np.linspace(0, 1, 200_001)
    shared = 1 + middle * ((1 - areas) / (2 - areas) + areas / (1 + areas))
    error = np.sqrt(areas * (1 - areas) * shared / (n_positive * n_negative))
    inside = areas[np.abs(areas - estimate) <= z * error]
    low, high = (inside.min(), inside.max()) if inside.size else (estimate, estimate)
    return min(float(low), estimate), max(float(high), estimate)
