"""How well the model predicts people it has never seen, always with an interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from depformer.schema import target_of
from depformer.stats.inference.classification import performance_of
from depformer.stats.inference.regression import ERRORS, regression_of
from depformer.stats.people import (
    SMALLEST_CELL,
    known_people,
    known_scores,
    persons_of,
    too_few_to_tell,
    without_few,
)
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
        ``people``, how many they are; and ``unit``, of an error that of the scale. NaN where
        somebody, but fewer than 5 people, or 5 of a group, are held out: all metrics together say
        how each of them was named.
    """
    if target_of(run).is_score:
        table = _of_scores(run, n_bootstrap, seed)
        return _of_enough(table, table["people"])
    depressed, probability = known_people(run)
    group = np.where(depressed, "depressed", "healthy")
    table = performance_of(group, probability, n_bootstrap=n_bootstrap, seed=seed)
    of_groups = table.loc[table["metric"].isin(("sensitivity", "specificity")), "n"]
    return _of_enough(table, table["n"], *of_groups)


def _of_enough(table: pd.DataFrame, people: pd.Series[int], *groups: int) -> pd.DataFrame:
    """Return a table without its numbers where they rest on few people, or few of one group."""
    if too_few_to_tell(*groups):
        people = people.clip(upper=SMALLEST_CELL - 1)
    numbers = ("estimate", "ci_low", "ci_high", "floor")
    return without_few(table.assign(_people=people), {"_people": numbers}).drop(columns="_people")


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
