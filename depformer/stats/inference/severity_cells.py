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
