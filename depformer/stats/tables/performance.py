"""How well the model predicts people it has never seen, always with an interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from depformer.stats.inference.classification import performance_of
from depformer.stats.people import known_people
from depformer.stats.statistic import StatisticSpec

if TYPE_CHECKING:
    import xarray as xr


def performance(run: xr.Dataset, *, n_bootstrap: int = 2000, seed: int = 0) -> pd.DataFrame:
    """Tabulate the performance on held-out people (roles test and new) with a diagnosis.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    n_bootstrap, seed : int
        Of the resampling over participants.

    Returns
    -------
    DataFrame
        As in `performance_of`.
    """
    depressed, probability = known_people(run)
    group = np.where(depressed, "depressed", "healthy")
    return performance_of(group, probability, n_bootstrap=n_bootstrap, seed=seed)


SPEC = StatisticSpec("performance", performance)
