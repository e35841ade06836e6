"""Are two groups alike: two one-sided tests of every cell."""

from __future__ import annotations

import numpy as np
from scipy import special

from depformer.stats.inference.intervals import Floats, difference_interval


def tost_of(estimate: Floats, error: Floats, df: Floats, limit: Floats) -> Floats:
    """Return the larger p of both one-sided tests of an estimate with its standard error."""
    with np.errstate(invalid="ignore", divide="ignore"):
        above, below = (estimate + limit) / error, (estimate - limit) / error
        return np.asarray(np.maximum(special.stdtr(df, -above), special.stdtr(df, below)))


def tost(a: Floats, b: Floats, margin: float) -> tuple[Floats, Floats]:
    """Return p of 'the groups differ by the margin or more', and the margin in the cells' unit.

    Parameters
    ----------
    a, b : array
        Both groups, shape (participant, cell); a NaN leaves its person out of that cell.
    margin : float
        In pooled standard deviations of each cell.

    Returns
    -------
    tuple of array
        Both of shape (cell,): the larger of both one-sided p of Welch's t, and the margin; NaN
        without spread or with fewer than two people in a group.

    References
    ----------
    Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680.
    """
    from statsmodels.stats.weightstats import ttost_ind

    _, interval = difference_interval(a, b)
    p, limit = np.full(a.shape[1], np.nan), np.full(a.shape[1], np.nan)
    for cell in np.flatnonzero(np.isfinite(interval.low)):
        x, y = (each[np.isfinite(each[:, cell]), cell] for each in (a, b))
        squares = sum(float(((each - each.mean()) ** 2).sum()) for each in (x, y))
        limit[cell] = margin * np.sqrt(squares / (len(x) + len(y) - 2))
        if limit[cell] > 0:
            p[cell] = ttost_ind(x, y, -limit[cell], limit[cell], usevar="unequal")[0]
    return p, limit
