"""Tables of text, taken literally: nothing is guessed, shifted or lost.

The tables of a study are UTF-8 with tabs, and quote nothing. Those that others have made, and that
are only imported, may be of another encoding and have other marks between their columns.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from depformer.errors import DepformerError, Kind
from depformer.files.decoding import decoded
from depformer.files.looking import look_at
from depformer.files.writing import MISSING
from depformer.validate import allowed_list
from depformer.wording import say

MOST = 50_000_000  # bytes; a table of 10,000 people has one
MOST_CELLS = 5_000_000  # each is an object of its own in memory, however short
MOST_COLUMNS = 10_000
SHOWN = 10  # faults of one table
_MARKS = {"\t": "tab", ",": "comma", ";": "semicolon"}
_LINE_END = re.compile(r"\r\n|\n|\r")  # of Linux, Windows and old Macs; nothing else ends a line


def read_table(path: Path, *, kind: Kind, columns: Iterable[str] = ()) -> pd.DataFrame:
    """Read a table of a study, which a person may have written.

    Parameters
    ----------
    path : Path
        Tab-separated text, UTF-8.
    kind : str
        Of the error.
    columns : iterable of str
        Names that are known. A name that differs from one of them only in case, in blanks or in
        what joins its words is taken for it.

    Returns
    -------
    DataFrame
        Text, missing where a cell is empty or ``n/a``; row i stands in line i + 2 of the file.

    Raises
    ------
    DepformerError
        With every fault of its form, each with its line.
    """
    text = decoded(_content(path, kind), path, kind=kind)
    return parse_table(text, path, kind=kind, columns=columns)


def read_foreign_table(
    path: Path, *, kind: Kind, columns: Iterable[str] = (), encoding: str = "gb18030"
) -> pd.DataFrame:
    """Read a table that another program has written, to take over what it says.

    Parameters
    ----------
    path : Path
        Text with tabs, commas or semicolons between its columns, whichever its header has most
        of; cells may be in quotation marks, but where there are tabs.
    kind, columns
        As of `read_table`.
    encoding : str
        Of tables that have no byte order mark and are no UTF-8.

    Returns
    -------
    DataFrame
        As of `read_table`.

    Raises
    ------
    DepformerError
        As of `read_table`.
    """
    content = _content(path, kind, allow=("utf_16",))
    text = decoded(content, path, kind=kind, encoding=encoding)
    return parse_table(text, path, kind=kind, columns=columns, marks="\t,;")


def _content(path: Path, kind: Kind, allow: tuple[str, ...] = ()) -> bytes:
    look_at(path, what=say("files.table"), most=MOST, kind=kind, allow=allow)
    try:
        return path.read_bytes()
    except OSError as fault:
        said = say("files.not_read", path=path, why=fault.strerror)
        raise DepformerError(said, kind=kind) from fault


def parse_table(
    text: str, path: Path | str, *, kind: Kind, columns: Iterable[str] = (), marks: str = "\t"
) -> pd.DataFrame:
    """Return the table that a text holds, with one of the marks between its columns."""
    _refuse_room(text, path, kind, marks)
    lines = _LINE_END.split(text)
    while lines and not lines[-1].strip(" "):
        lines.pop()
    if not lines:
        raise DepformerError(say("files.empty", path=path, what=say("files.table")), kind=kind)
    mark = max(marks, key=lines[0].count)
    faults: list[str] = []
    header, *rows = [_cells(line, mark, number, faults) for number, line in enumerate(lines, 1)]
    if len(header) == 1 and marks == "\t" and (other := _other_delimiter(header[0])):
        raise DepformerError(say("files.other_delimiter", path=path, got=other), kind=kind)
    if unnamed := _unnamed(header, rows):
        header, rows = header[:-unnamed], [row[:-unnamed] for row in rows]
    names = _names(header, tuple(columns), faults)
    wrong = [
        line
        for line, row in enumerate(rows, start=2)
        if len(row) != len(header) or not any(cell.strip() for cell in row)
    ]
    more = len(faults) + len(wrong) - SHOWN
    faults += [_fault_of_row(line, rows[line - 2], len(header), mark) for line in wrong[:SHOWN]]
    if faults:
        shown = faults[:SHOWN] + ([say("files.more_faults", n=more)] if more > 0 else [])
        raise DepformerError.listing(say("files.no_table", path=path), shown, kind=kind)
    known = [[np.nan if cell in (MISSING, "") else cell for cell in row] for row in rows]
    return pd.DataFrame(known, columns=names, dtype=object)


def _cells(line: str, mark: str, number: int, faults: list[str]) -> list[str]:
    """Return the cells of a line; where there are no tabs, quotation marks may stand around one."""
    if mark == "\t" or '"' not in line:
        return line.split(mark)
    try:
        return next(csv.reader([line], delimiter=mark, strict=True))
    except csv.Error:
        faults.append(say("files.quotation", line=number))
        return line.split(mark)


def _refuse_room(text: str, path: Path | str, kind: Kind, marks: str) -> None:
    """Raise if a table has so many cells that they would not fit, before any is cut out."""
    first = _LINE_END.search(text)
    end = first.start() if first else len(text)
    columns = max(text.count(mark, 0, end) for mark in marks) + 1
    rows = max(text.count("\n"), text.count("\r"))
    cells = max(text.count(mark) for mark in marks) + rows + 1
    if cells > MOST_CELLS or columns > MOST_COLUMNS:
        known = {"path": path, "columns": columns, "cells": cells}
        most = {"most_columns": MOST_COLUMNS, "most_cells": MOST_CELLS}
        raise DepformerError(say("files.many_cells", **known, **most), kind=kind)


def _unnamed(header: list[str], rows: list[list[str]]) -> int:
    """Return how many columns at the end have neither a name nor a cell: spreadsheets write them.

    Each of their lines then ends with as many marks; a line of another length is a fault.
    """
    if any(len(row) != len(header) for row in rows):
        return 0
    return len(header) - max("\t".join(row).rstrip().count("\t") + 1 for row in [header, *rows])


def _fault_of_row(line: int, row: list[str], want: int, mark: str) -> str:
    if not any(cell.strip() for cell in row):
        return say("files.empty_row", line=line)
    known: dict[str, object] = {"line": line, "got": len(row), "want": want}
    known["mark"] = say(f"files.mark_{_MARKS[mark]}")
    return say("files.cells_more" if len(row) > want else "files.cells_fewer", **known)


def _names(header: list[str], columns: tuple[str, ...], faults: list[str]) -> list[str]:
    """Return the names of the columns as they are known; append what is wrong with them."""
    known = {_plain(column): column for column in columns}
    names = [known.get(_plain(cell), cell.strip()) for cell in header]
    faults += [
        say("files.no_name", number=number) for number, name in enumerate(names, 1) if not name
    ]
    for name in [name for name, times in Counter(names).items() if name and times > 1][:SHOWN]:
        cells = [cell for cell, own in zip(header, names, strict=True) if own == name]
        faults.append(say("files.repeated_column", name=name, got=allowed_list(map(repr, cells))))
    return names


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-]+", "", name).casefold()


def _other_delimiter(header: str) -> str:
    """Return what seems to stand between the columns in place of tabs, or nothing."""
    found = {",": say("files.commas"), ";": say("files.semicolons"), "|": say("files.bars")}
    return next((name for mark, name in found.items() if mark in header), "")
