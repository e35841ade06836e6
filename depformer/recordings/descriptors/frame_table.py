"""Tables that another program wrote, one row a frame: how they are read, and what they declare."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TextIO

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.files import look_at
from depformer.validate import shortened
from depformer.wording import say

MOST = 4_000_000_000  # bytes; two hours of OpenFace have half of it
LONGEST_HEADER = 1_000_000  # characters
BLOCK = 5_000  # rows
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
    keeps : callable
        ``keeps(name)`` -> whether a column is needed.
    of : str
        What its times count from the beginning of: the ``video`` or the ``audio``.
    unit : callable
        ``unit(name)`` -> unit of a column, or of ``frames``; empty where the program states none.
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
    keeps: Callable[[str], bool]
    of: Literal["video", "audio"]
    unit: Callable[[str], str]
    values: Callable[[pd.DataFrame, Path, float | None], pd.DataFrame]
    version: str = "1"


def read_header(path: Path) -> tuple[list[str], str]:
    """Return the names of a CSV's columns, without the blanks around them, and its delimiter.

    Raises
    ------
    DepformerError
        If it is missing, no file, empty, something else, or no text.
    """
    look_at(path, what=say("descriptors.table"), most=MOST, kind="study")
    with _opened(path) as file:
        header = file.readline(LONGEST_HEADER)
    delimiter = next((mark for mark in _DELIMITERS if mark in header), ",")
    cells = next(csv.reader([header], delimiter=delimiter, skipinitialspace=True), [])
    return [cell.strip() for cell in cells], delimiter


def read_frame_table(path: Path, keeps: Callable[[str], bool]) -> pd.DataFrame:
    """Read some columns of a CSV, a block of rows at a time: OpenFace writes 700 of them.

    Parameters
    ----------
    path : Path
        With semicolons, tabs or commas, whichever its header has first in this order.
    keeps : callable
        ``keeps(name)`` -> whether a column is read.

    Returns
    -------
    DataFrame
        Numbers where a block of a column holds nothing else, text elsewhere.

    Raises
    ------
    DepformerError
        If it is no text, has no rows, or a row has other cells than the header.
    """
    names, delimiter = read_header(path)
    places = [place for place, name in enumerate(names) if keeps(name)]
    kept = [names[place] for place in places]
    blocks, rows = [], list[list[str]]()
    try:
        with _opened(path) as file:
            for line, row in enumerate(csv.reader(file, delimiter=delimiter), start=1):
                if len(row) != len(names) and row:
                    known = {"path": path, "line": line, "got": len(row), "want": len(names)}
                    raise DepformerError(say("descriptors.cells", **known), kind="study")
                if row and line > 1:
                    rows.append([row[place].strip() for place in places])
                if len(rows) == BLOCK:
                    blocks.append(_compact(rows, kept))
                    rows = []
    except csv.Error as fault:
        said = say("descriptors.no_csv", path=path, why=fault)
        raise DepformerError(said, kind="study") from fault
    if not blocks and not rows:
        raise DepformerError(say("descriptors.no_rows", path=path), kind="study")
    return pd.concat([*blocks, _compact(rows, kept)] if rows else blocks, ignore_index=True)


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """Open a text; what is none ends in a sentence."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file
    except UnicodeDecodeError as fault:
        raise DepformerError(say("descriptors.not_utf8", path=path), kind="study") from fault


def _compact(rows: list[list[str]], names: list[str]) -> pd.DataFrame:
    """Return a block of rows; a column of numbers alone takes a tenth of the room of its texts."""
    block = pd.DataFrame(rows, columns=names, dtype=object)
    for name in names:
        found = pd.to_numeric(block[name], errors="coerce")
        if found.notna().all():
            block[name] = found.astype(float)
    return block


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
