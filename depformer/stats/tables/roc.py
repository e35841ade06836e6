"""The ROC curve of the held-out people, with its band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from depformer.stats.inference.intervals import clopper_pearson, resamples
from depformer.stats.people import known_people, too_few_to_tell
from depformer.stats.statistic import StatisticSpec

if TYPE_CHECKING:
    import xarray as xr


def roc(run: xr.Dataset, *, n_bootstrap: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Tabulate the ROC curve of the held-out people with a bootstrap band.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    n_bootstrap, seed : int
        Of the resampling over participants, within each group.

    Returns
    -------
    DataFrame
        One row a threshold, from strict to lenient: ``threshold false_positive_rate sensitivity
        ci_low ci_high n_depressed n_healthy``. The band stands on the last row of each
        false-positive rate, for the sensitivity reached there: the wider of the bootstrap, which
        collapses where the groups do not overlap, and the exact interval. At the rate 1, where
        everybody is named depressed, the sensitivity is 1 by definition, and so is the band; at
        the rate 0 it is that of the sensitivity reached without a false alarm. Empty if a group
        is; one row of NaN with both sizes where a group has one to four people.
    """
    depressed, p = known_people(run)
    positive, negative = np.sort(p[depressed]), np.sort(p[~depressed])
    columns = ["threshold", "false_positive_rate", "sensitivity", "ci_low", "ci_high"]
    if not len(positive) or not len(negative):
        return pd.DataFrame(columns=[*columns, "n_depressed", "n_healthy"], dtype=float)
    sizes = {"n_depressed": len(positive), "n_healthy": len(negative)}
    if too_few_to_tell(*sizes.values()):
        return pd.DataFrame([dict.fromkeys(columns, np.nan) | sizes])
    thresholds = np.concatenate([[np.inf], np.unique(p)[::-1]])
    hit = positive[:, None] >= thresholds
    alarm = negative[:, None] >= thresholds
    sensitivity, false_positive_rate = hit.mean(axis=0), alarm.mean(axis=0)
    rng = np.random.default_rng(seed)
    hits = resamples(len(positive), n_bootstrap, rng) @ hit / len(positive)
    alarms = resamples(len(negative), n_bootstrap, rng) @ alarm / len(negative)
    band = np.full((2, len(thresholds)), np.nan)
    for i in np.flatnonzero(np.append(np.diff(false_positive_rate) > 0, True)):
        last = (alarms <= false_positive_rate[i] + 1e-12).sum(axis=1) - 1
        reached = np.take_along_axis(hits, last[:, None], axis=1)
        exact = clopper_pearson(int(hit[:, i].sum()), len(positive))
        low, high = np.quantile(reached, [0.025, 0.975])
        band[:, i] = min(low, exact[0]), max(high, exact[1])
    band[:, -1] = 1.0
    numbers = np.column_stack([thresholds, false_positive_rate, sensitivity, *band])
    return pd.DataFrame(numbers, columns=columns).assign(**sizes)


SPEC = StatisticSpec("roc", roc)
