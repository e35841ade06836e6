"""Residuals of a predicted score by severity: a mean over all hides who is over- and underrated."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from depformer.labels import BANDS
from depformer.stats.inference.intervals import t_interval
from depformer.validate import one_of, same_shape
from depformer.wording import say


def residuals_by_band(
    measured: ArrayLike, predicted: ArrayLike, *, scale: str, people: ArrayLike | None = None
) -> pd.DataFrame:
    """Tabulate predicted minus measured score, and its absolute value, by band of severity.

    Parameters
    ----------
    measured, predicted : array
        In points of the scale, shape (row,); NaN leaves a row out.
    scale : str
        Name of the scale, one of `BANDS`.
    people : array, optional
        Whose row each is, shape (row,): within a band, several rows of a person are averaged first.
        Without it, each row is a person of their own.

    Returns
    -------
    DataFrame
        Two rows a band, ``bias`` and ``mae``: ``band metric estimate ci_low ci_high n method``. The
        band is named by its lowest and highest score; `n` counts people; the interval is Student's
        over them, that of the absolute value cut off at 0. NaN where a band has too few.

    References
    ----------
    Beck, Steer and Brown, Manual for the Beck Depression Inventory-II, 1996.
    """
    truth, guess = (np.asarray(each, dtype=float) for each in (measured, predicted))
    same_shape("predicted", guess.shape, truth.shape)
    limits = BANDS[one_of(say("tables.scale"), scale, BANDS)]
    found = pd.DataFrame(
        {
            "person": np.arange(len(truth)) if people is None else np.asarray(people),
            "band": np.digitize(truth, limits),
            "bias": guess - truth,
            "mae": np.abs(guess - truth),
        }
    ).dropna()
    rows = []
    for number, (low, beyond) in enumerate(pairwise(limits), start=1):
        own = found[found["band"] == number].groupby("person")[["bias", "mae"]].mean()
        estimate, ends, n = t_interval(own.to_numpy())
        for column, name in enumerate(own):
            least = 0.0 if name == "mae" else -np.inf
            interval = float(np.maximum(ends.low[column], least)), float(ends.high[column])
            band = f"{low}–{beyond - 1}"
            rows.append((band, name, float(estimate[column]), *interval, int(n[column]), "t"))
    columns = ["band", "metric", "estimate", "ci_low", "ci_high", "n", "method"]
    return pd.DataFrame(rows, columns=columns)
