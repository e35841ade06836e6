"""How closely each cell's attribution follows the severity."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def severity_correlation(attribution: ArrayLike, severity: ArrayLike) -> Floats:
    """Return the correlation of every cell with the severity over people.

    Parameters
    ----------
    attribution : array_like
        Shape (participant, word, modality); a NaN leaves its person out of that cell.
    severity : array_like
        Shape (participant,), known of everybody.

    Returns
    -------
    ndarray
        Pearson's r, shape (word, modality); NaN where a cell has one value only.
    """
    values = np.asarray(attribution, dtype=float)
    known = np.isfinite(values)
    n = known.sum(axis=0)
    scores = np.where(known, np.asarray(severity, dtype=float)[:, None, None], 0.0)
    cells = np.where(known, values, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        cells = np.where(known, cells - cells.sum(axis=0) / n, 0.0)
        scores = np.where(known, scores - scores.sum(axis=0) / n, 0.0)
        size = np.sqrt((cells**2).sum(axis=0) * (scores**2).sum(axis=0))
        return np.asarray(np.where(size > 0, (cells * scores).sum(axis=0) / size, np.nan))


def severity_scores(attribution: ArrayLike, severity: ArrayLike) -> dict[str, Floats]:
    """Return both scores of every cell, shape (word, modality).

    ``severity_correlation``: the absolute correlation with the severity; ``mean_magnitude``: the
    mean absolute value, which knows nothing of the severity.
    """
    values = np.asarray(attribution, dtype=float)
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        sizes = np.where(known, np.abs(values), 0.0).sum(axis=0) / known.sum(axis=0)
    correlation = np.abs(severity_correlation(values, severity))
    return {"severity_correlation": correlation, "mean_magnitude": sizes}


def resampled_severity_scores(
    attribution: ArrayLike,
    severity: ArrayLike,
    persons: ArrayLike,
    *,
    n_bootstrap: int,
    seed: int,
) -> dict[str, Floats]:
    """Return both scores of people drawn anew, each with all sessions, shape (draw, cell) each.

    Parameters
    ----------
    attribution, severity : array_like
        As of `severity_correlation`.
    persons : array_like
        Whose each row is, shape (participant,).
    n_bootstrap, seed : int
        Number of draws, and what they start from.
    """
    values, scores = np.asarray(attribution, dtype=float), np.asarray(severity, dtype=float)
    owners = np.asarray(persons)
    own = [np.flatnonzero(owners == each) for each in dict.fromkeys(owners.tolist())]
    rng = np.random.default_rng(seed)
    found: dict[str, list[Floats]] = {}
    for _ in range(n_bootstrap):
        draw = np.concatenate([own[k] for k in rng.integers(len(own), size=len(own))])
        for name, cells in severity_scores(values[draw], scores[draw]).items():
            found.setdefault(name, []).append(cells.ravel())
    return {name: np.stack(cells) for name, cells in found.items()}
