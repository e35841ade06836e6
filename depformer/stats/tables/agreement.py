"""How far two methods agree, person by person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from depformer.stats.inference.intervals import t_interval
from depformer.stats.inference.ranks import spearman
from depformer.stats.people import SMALLEST_CELL, mean_of_people, need, sittings
from depformer.stats.statistic import StatisticSpec

if TYPE_CHECKING:
    import xarray as xr


def agreement(run: xr.Dataset, *, role: str = "held_out") -> pd.DataFrame:
    """Tabulate the rank correlation of every two methods over a person's cells.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution`.
    role : str
        ``held_out`` or ``all``.

    Returns
    -------
    DataFrame
        One row an ordered pair: ``method method_2 compared n estimate ci_low ci_high lowest highest
        unit``. Spearman's correlation over the cells (word x modality) of each session, then the
        mean over a person's sessions and over people. `compared` says ``signed`` where both methods
        have a sign, else ``absolute``: the sizes are compared. NaN with fewer than 5 people.
    """
    need(run, "attribution")
    people = sittings(run, role)
    dims = ("method", "participant", "word", "modality")
    values = people["attribution"].transpose(*dims).values
    cells = values.reshape(*values.shape[:2], values.shape[2] * values.shape[3])
    names = people["method"].values.astype(str)
    signed = people["signed"].values.astype(bool)
    rows = []
    for i, first in enumerate(names):
        for j, second in enumerate(names):
            both = bool(signed[i] and signed[j])
            pair = (cells[i], cells[j]) if both else (np.abs(cells[i]), np.abs(cells[j]))
            each = mean_of_people(people, spearman(*pair))
            estimate, interval, n = t_interval(each)
            numbers = np.full(5, np.nan)
            if n >= SMALLEST_CELL:
                ends = (np.nanmin(each), np.nanmax(each))
                numbers = np.array([estimate, interval.low, interval.high, *ends])
            rows.append((first, second, "signed" if both else "absolute", int(n), *numbers))
    columns = ["method", "method_2", "compared", "n", "estimate", "ci_low", "ci_high", "lowest"]
    return pd.DataFrame(rows, columns=[*columns, "highest"]).assign(unit="1")


SPEC = StatisticSpec("agreement", agreement, ("attribution",))
