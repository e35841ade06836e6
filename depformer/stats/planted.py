"""How well scores find planted cells: AUROC and precision at k, by ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depformer.stats.people import GROUPS, members
from depformer.stats.ranks import ranks

if TYPE_CHECKING:
    import xarray as xr

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
    """Return the share of planted cells among the k that score highest, k = number planted."""
    there = np.isfinite(np.asarray(score, dtype=float)).ravel()
    planted = np.asarray(truth, dtype=bool).ravel()[there]
    k = int(planted.sum())
    if not k:
        return float("nan")
    top = np.argsort(-np.asarray(score, dtype=float).ravel()[there], kind="stable")[:k]
    return float(planted[top].mean())


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
        of the absolute values. Shape (word, modality).
    """
    values = np.asarray(attribution, dtype=float)
    first, second = (_mean(values[np.asarray(who)]) for who in (depressed, healthy))
    return {"cohort_difference": np.abs(first - second), "mean_magnitude": _mean(np.abs(values))}


def scores_of(run: xr.Dataset, values: xr.DataArray) -> dict[str, Floats]:
    """Return `cell_scores` of a run's people, from values (participant, word, modality)."""
    given = values.transpose("participant", "word", "modality").values
    return cell_scores(given, *(members(run, group) for group in GROUPS))


def _mean(values: Floats) -> Floats:
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, values, 0.0).sum(axis=0) / known.sum(axis=0))
