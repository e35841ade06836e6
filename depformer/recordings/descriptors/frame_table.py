"""Tables that another program wrote, one row a frame: how they are read, and what they declare."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.files import read_text
from depformer.validate import shortened
from depformer.wording import say

MOST = 2_000_000_000  # bytes; two hours of OpenFace have half of it
_DELIMITERS = (";", "\t", ",")


@dataclass(frozen=True)
class FrameTableSpec:
    """Describe the tables of one program.

    Parameters
    ----------
    id : str
        Stable, short name.
    title : str
        Of the program, for people.
    prefix : str
        Stands before the columns' own names.
    knows : callable
        ``knows(columns)`` -> whether a table is of this program.
    values : callable
        ``values(table, path, fps)`` -> numbers of the frames that count, with their times [s] as
        index; NaN in cells that do not.
    version : str
        Raised whenever the numbers change.
    """

    id: str
    title: str
    prefix: str
    knows: Callable[[Sequence[str]], bool]
    values: Callable[[pd.DataFrame, Path, float | None], pd.DataFrame]
    version: str = "1"


def read_frame_table(path: Path) -> pd.DataFrame:
    """Read a CSV as it is: names without the blanks around them, every cell text.

    Parameters
    ----------
    path : Path
        With semicolons, tabs or commas, whichever its header has first in this order.

    Raises
    ------
    DepformerError
        If it is no text, has no rows, or a row has other cells than the header.
    """
    text = read_text(path, what=say("descriptors.table"), kind="study", most=MOST)
    header = text.split("\n", 1)[0]
    delimiter = next((mark for mark in _DELIMITERS if mark in header), ",")
    try:
        rows = list(
            csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
        )
    except csv.Error as fault:
        raise DepformerError(
            say("descriptors.no_csv", path=path, why=fault), kind="study"
        ) from fault
    names = [cell.strip() for cell in rows[0]]
    body = [row for row in rows[1:] if row]
    for line, row in enumerate(rows[1:], start=2):
        if row and len(row) != len(names):
            known = {"path": path, "line": line, "got": len(row), "want": len(names)}
            raise DepformerError(say("descriptors.cells", **known), kind="study")
    if not body:
        raise DepformerError(say("descriptors.no_rows", path=path), kind="study")
    return pd.DataFrame(body, columns=names, dtype=object)


def numbers(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return columns as numbers, NaN where a cell is none."""
    found = {name: pd.to_numeric(table[name], errors="coerce") for name in columns}
    values = pd.DataFrame(found, index=table.index, dtype=float)
    return values.where(np.isfinite(values))


def at_times(values: pd.DataFrame, times: pd.Series, path: Path, given: pd.Series) -> pd.DataFrame:
    """Return values with their times [s] as index, or raise where a row has none."""
    bad = np.flatnonzero(~np.isfinite(times.to_numpy(dtype=float)))
    if len(bad):
        got = shortened(str(given.iloc[bad[0]]))
        raise DepformerError(
            say("descriptors.no_time", path=path, row=int(bad[0]) + 2, got=got), kind="study"
        )
    return values.set_axis(times.to_numpy(dtype=float), axis=0)
