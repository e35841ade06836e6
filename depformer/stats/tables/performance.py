"""How well the model predicts people it has never seen, always with an interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from depformer.schema import target_of
from depformer.stats.inference.classification import performance_of
from depformer.stats.inference.regression import ERRORS, regression_of
from depformer.stats.people import known_people, known_scores, persons_of
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
        As in `performance_of`. Where a score is predicted, as in `regression_of`, of the
        sessions with a true score, resampled by people, with three columns more: ``floor``, the
        same metric of always guessing the mean of the training people, NaN for a correlation;
        ``people``, how many they are; and ``unit``, of an error that of the scale.
    """
    if target_of(run).is_score:
        return _of_scores(run, n_bootstrap, seed)
    depressed, probability = known_people(run)
    group = np.where(depressed, "depressed", "healthy")
    return performance_of(group, probability, n_bootstrap=n_bootstrap, seed=seed)


def _of_scores(run: xr.Dataset, n_bootstrap: int, seed: int) -> pd.DataFrame:
    held, true, floor = known_scores(run)
    settings = {"n_bootstrap": n_bootstrap, "seed": seed}
    persons = persons_of(held)
    table = regression_of(true, held["predicted"].values, people=persons, **settings)
    named = regression_of(true, floor, n_bootstrap=2).set_index("metric")["estimate"]
    errors = table["metric"].isin(ERRORS)
    floors = table["metric"].map(named).where(errors)
    unit = np.where(errors, target_of(run).unit, "1")
    return table.assign(floor=floors, people=len(np.unique(persons)), unit=unit)


SPEC = StatisticSpec("performance", performance)
