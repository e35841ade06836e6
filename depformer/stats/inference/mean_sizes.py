"""Attributions of different models on one scale: in multiples of each model's own mean size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from depformer.stats.inference.intervals import t_interval

Floats = NDArray[np.float64]


def in_mean_sizes(
    values: Floats, groups: Sequence[NDArray[np.bool_]], value: str = "difference"
) -> Floats:
    """Return one number a cell, in multiples of the mean absolute value over both groups.

    Parameters
    ----------
    values : ndarray
        Of one model, shape (participant, word, modality); a NaN leaves its person out of that cell.
    groups : sequence of ndarray
        Members of the two groups, shape (participant,) each.
    value : str
        ``difference``: mean of the first group minus mean of the second; ``magnitude``: mean of the
        absolute values over both.

    Returns
    -------
    ndarray
        Shape (word, modality); NaN where nobody is known.
    """
    sizes = np.abs(values[groups[0] | groups[1]])
    if value == "magnitude":
        cells = t_interval(sizes)[0]
    else:
        cells = t_interval(values[groups[0]])[0] - t_interval(values[groups[1]])[0]
    return np.asarray(cells / t_interval(sizes.ravel())[0])
