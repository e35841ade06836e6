"""Read tables that a person wrote: tab-separated text, literally, and every fault with its line.

No quoting: BIDS has none, and a single quotation mark in a note would swallow the rows up to the
next. No guessing either: a row with a cell more or less than the header has is a fault, since all
that follows would stand in the wrong column. The one exception is what spreadsheet programs add: a
tab at the end of every row, with nothing behind it in any. There no cell can have moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from depformer.errors import DepformerError, Kind
from depformer.files.looking import look_at
from depformer.files.writing import MISSING
from depformer.wording import say

MOST_TABLE = 10_000_000  # bytes; a thousand people with a hundred columns have one
MOST_NAMED = 10  # rows of one fault that are named one by one
_LINE_END = re.compile(r"\r\n|\r|\n")
_OTHER_DELIMITERS = {",": "comma", ";": "semicolon", "|": "bar"}

Row = tuple[int, list[str]]  # the number of a line, as an editor shows it, and its cells


def read_table(path: Path, *, kind: Kind, known: Iterable[str] = ()) -> pd.DataFrame:
    """Read a TSV as text; ``n/a`` and empty cells are missing.

    Parameters
    ----------
    path : Path
        The file: UTF-8, with or without a byte order mark, with any line ends.
    kind : str
        What is at fault if it cannot be read, as in `DepformerError`.
    known : iterable of str
        Names of columns that are looked for; a header that differs in case, blanks, hyphens or
        underscores only is taken for one of them.

    Returns
    -------
    DataFrame
        One row a row, index ``line``: its number in the file, as an editor shows it.

    Raises
    ------
    DepformerError
        If the file is missing or is no such table; its `faults` are one sentence each.
    """
    what = say("files.table")
    look_at(path, kind=kind, what=what, most=MOST_TABLE)
    try:
        content = path.read_bytes()
    except OSError as fault:
        why = fault.strerror or fault
        raise DepformerError(say("files.not_opened", path=path, why=why), kind=kind) from fault
    rows = _rows(_decoded(path, content, kind))
    if not rows:
        raise DepformerError(say("files.empty", path=path, what=what), kind=kind)
    header, body = rows[0], rows[1:]
    _without_last_tabs(header, body)
    names, faults = _names(path, header, tuple(known))
    faults += _row_faults(path, len(header[1]), body)
    if faults:
        if len(faults) == 1:
            raise DepformerError(faults[0], kind=kind, faults=faults)
        raise DepformerError.listing(say("files.bad_table", path=path), faults, kind=kind)
    index = pd.Index([number for number, _ in body], name="line", dtype=int)
    table = pd.DataFrame([cells for _, cells in body], index=index, columns=names, dtype=object)
    return table.mask(table.isin([MISSING, ""]))


def _decoded(path: Path, content: bytes, kind: Kind) -> str:
    """Return the text of a file, or say in which encoding it seems to be."""
    if b"\0" in content:
        line = _line_of(content, content.index(b"\0"))
        raise DepformerError(say("files.nul", path=path, line=line), kind=kind)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = _line_of(content, fault.start)
        chinese = _is(content, "gb18030")
        said = say("files.gb18030" if chinese else "files.not_utf8_line", path=path, line=line)
        raise DepformerError(said, kind=kind) from fault


def _is(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _line_of(content: bytes, at: int) -> int:
    return len(_LINE_END.findall(content[:at].decode("latin-1"))) + 1


def _rows(text: str) -> list[Row]:
    """Return all lines up to the last that holds anything: an editor ends a file with a break."""
    lines = _LINE_END.split(text)
    while lines and not lines[-1].strip():
        lines.pop()
    return [(number, line.split("\t")) for number, line in enumerate(lines, start=1)]


def _without_last_tabs(header: Row, body: Sequence[Row]) -> None:
    """Drop columns at the end that have neither a name nor a cell in any row."""
    while len(header[1]) > 1 and not header[1][-1].strip():
        header[1].pop()
    width = len(header[1])
    widths = {len(cells) for _, cells in body}
    if len(widths) == 1 and not any(cell.strip() for _, cells in body for cell in cells[width:]):
        for _, cells in body:
            del cells[width:]


def _names(path: Path, header: Row, known: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the names of the columns, and what is wrong with them."""
    names = [name.strip() for name in header[1]]
    if len(names) == 1:
        for delimiter, called in _OTHER_DELIMITERS.items():
            if delimiter in names[0]:
                return names, [say(f"files.delimiter_{called}", path=path)]
    if all(len(name) > 1 and name[0] == name[-1] == '"' for name in names):
        return names, [say("files.quoted", path=path)]
    spelled = {_plain(name): name for name in known}
    names = [spelled.get(_plain(name), name) for name in names]
    faults = []
    for column in [column for column, name in enumerate(names, start=1) if not name]:
        faults.append(say("files.no_name", path=path, column=column))
    for name in dict.fromkeys(names):
        columns = [column for column, each in enumerate(names, start=1) if each == name]
        if name and len(columns) > 1:
            listed = ", ".join(f"{column} ('{header[1][column - 1]}')" for column in columns)
            faults.append(say("files.column_twice", path=path, name=name, columns=listed))
    return names, faults


def _plain(name: str) -> str:
    """Return a name without what people spell differently."""
    return re.sub(r"[\s_-]", "", name).casefold()


def _row_faults(path: Path, width: int, body: Sequence[Row]) -> list[str]:
    empty = [number for number, cells in body if not any(cell.strip() for cell in cells)]
    other = [
        say("files.cells", path=path, line=number, got=len(cells), header=width)
        for number, cells in body
        if len(cells) != width and any(cell.strip() for cell in cells)
    ]
    faults = [say("files.empty_row", path=path, line=number) for number in empty]
    return [*shortened(faults), *shortened(other)]


def shortened(faults: list[str]) -> list[str]:
    """Return the first ten of many alike faults and how many more there are."""
    if len(faults) <= MOST_NAMED:
        return faults
    return [*faults[:MOST_NAMED], say("files.more_alike", n=len(faults) - MOST_NAMED)]
