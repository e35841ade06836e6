"""How well scores find planted cells: AUROC and precision at k, by ranks."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depformer.stats.inference.intervals import resampled_means, resamples, t_interval
from depformer.stats.inference.ranks import at_the_top, ranks

Floats = NDArray[np.float64]
SCORES = ("cohort_difference", "mean_magnitude")


def auroc(truth: ArrayLike, score: ArrayLike) -> float:
    """Return the probability that a planted cell scores above one that is not; ties count half.

    Parameters
    ----------
    truth : array_like of bool
        Whether a cell is planted.
    score : array_like
        The same shape; cells that are NaN are left out.

    Returns
    -------
    float
        0 to 1; NaN without a cell of either kind.
    """
    there = np.isfinite(np.asarray(score, dtype=float)).ravel()
    planted = np.asarray(truth, dtype=bool).ravel()[there]
    given = ranks(np.asarray(score, dtype=float).ravel()[there])
    n, m = int(planted.sum()), int((~planted).sum())
    if not n or not m:
        return float("nan")
    return float((given[planted].sum() - n * (n + 1) / 2) / (n * m))


def precision_at_k(truth: ArrayLike, score: ArrayLike) -> float:
    """Return the share of planted cells among the k that score highest, k = number planted.

    Of cells that tie at the k-th place the mean over all ways to choose counts.
    """
    there = np.isfinite(np.asarray(score, dtype=float)).ravel()
    planted = np.asarray(truth, dtype=bool).ravel()[there]
    if not planted.any():
        return float("nan")
    first = at_the_top(np.asarray(score, dtype=float).ravel()[there], int(planted.sum()))
    return float(first[planted].mean())


def cell_scores(
    attribution: ArrayLike, depressed: ArrayLike, healthy: ArrayLike
) -> dict[str, Floats]:
    """Return both scores of every cell.

    Parameters
    ----------
    attribution : array_like
        Shape (participant, word, modality); a NaN leaves its person out of that cell.
    depressed, healthy : array_like of bool
        Who belongs to a group, shape (participant,).

    Returns
    -------
    dict of ndarray
        ``cohort_difference``: absolute difference of the groups' means; ``mean_magnitude``: mean
        of the absolute values over both groups. Shape (word, modality).
    """
    values = np.asarray(attribution, dtype=float)
    first, second = (t_interval(values[np.asarray(who)])[0] for who in (depressed, healthy))
    either = np.asarray(depressed) | np.asarray(healthy)
    return {
        "cohort_difference": np.abs(first - second),
        "mean_magnitude": t_interval(np.abs(values[either]))[0],
    }


def resampled_scores(
    attribution: ArrayLike,
    depressed: ArrayLike,
    healthy: ArrayLike,
    *,
    n_bootstrap: int,
    seed: int,
) -> dict[str, Floats]:
    """Return both scores of people drawn anew within their group, shape (draw, cell) each.

    Parameters
    ----------
    attribution, depressed, healthy : array_like
        As of `cell_scores`.
    n_bootstrap, seed : int
        Number of draws, and what they start from.
    """
    values = np.asarray(attribution, dtype=float)
    cells = values.reshape(len(values), -1)
    groups = [cells[np.asarray(who)] for who in (depressed, healthy)]
    rng = np.random.default_rng(seed)
    counts = [resamples(len(group), n_bootstrap, rng) for group in groups]
    first, second = (resampled_means(*each) for each in zip(groups, counts, strict=True))
    sizes = np.abs(np.concatenate(groups))
    return {
        "cohort_difference": np.abs(first - second),
        "mean_magnitude": resampled_means(sizes, np.concatenate(counts, axis=1)),
    }
