"""Masses that sum to one, made comparable: the centred log ratio."""

from __future__ import annotations

import numpy as np

from depformer.stats.inference.intervals import Floats


def centred_log_ratio(masses: Floats) -> Floats:
    """Return the logarithm of every mass over the geometric mean of its row.

    If one mass of a whole rises, others must fall. Ratios do not know this bond.

    Parameters
    ----------
    masses : array
        Shape (..., part), positive; a NaN is left out of the mean.

    Returns
    -------
    array
        Of the same shape; each row sums to 0.

    References
    ----------
    Aitchison (1982), Journal of the Royal Statistical Society B 44, 139-177.
    """
    logs, known = np.log(masses), np.isfinite(masses)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = np.where(known, logs, 0.0).sum(axis=-1) / known.sum(axis=-1)
    return np.asarray(logs - middle[..., None])
