"""What a study's table of participants says beside a run: sites, schools, devices and the like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from depformer.errors import visible

if TYPE_CHECKING:
    import xarray as xr

IDENTITY = ("person", "session")
CONSENT = re.compile("consent_.*")
UNKNOWN = "n/a"
_NAME = re.compile(r"[^\W\d]\w*")


def described(run: xr.Dataset, participants: pd.DataFrame) -> xr.Dataset:
    """Return a run with the columns of its study's table of participants as coords.

    A run keeps what is shown of everybody. Whoever compares groups asks for more: for any column of
    the table, to form groups by it or to hold it constant.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    participants : DataFrame
        Of the same study, index ``participant_id``: one row a row of the run.

    Returns
    -------
    xarray.Dataset
        With one coord a column along `participant`: numbers where all that is known are numbers,
        NaN for who has none; else texts, ``n/a`` for who has none, with an escape for each
        character that nobody sees, which would turn the order of a table around. Consent, identity,
        what the run holds under that name already, and names that no filter can write are left out.
    """
    rows = participants.reindex(run["participant"].values.astype(str))
    coords = {
        str(name): ("participant", _cells(rows[name]))
        for name in rows.columns
        if _NAME.fullmatch(str(name))
        and not CONSENT.fullmatch(str(name))
        and name not in (*IDENTITY, *run.dims, *run.variables)
        and rows[name].notna().any()
    }
    return run.assign_coords(coords)


def columns_of(run: xr.Dataset) -> tuple[str, ...]:
    """Return the columns that a run knows of everybody: group, age, sex, severity, and others."""
    internal = ("participant", "person", "session", "fold", "role", "own_group")
    return tuple(
        str(name)
        for name, coord in run.coords.items()
        if coord.dims == ("participant",) and name not in internal
    )


def is_number(run: xr.Dataset, column: str) -> bool:
    """Return whether a column of participants holds numbers."""
    return run[column].dtype.kind in "fiu"


def _cells(column: pd.Series) -> np.ndarray:
    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    if numbers[column.notna()].notna().all():
        return numbers.to_numpy()
    return column.fillna(UNKNOWN).astype(str).map(visible).to_numpy(dtype=str)
