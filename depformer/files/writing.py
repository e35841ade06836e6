"""Write files so that a reader sees all of one or none."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.files.beside import beside
from depformer.files.system_faults import explained
from depformer.wording import say

MISSING = "n/a"
_CELLS = re.compile(r"\[\n\s+((?:[^\s\[\]{}][^\[\]{}\n]*\n\s*)+)\]")
_INDENT = re.compile(r"\n\s+")
COPIED_AT_ONCE = 2**20  # bytes
_NO_CELL = re.compile(r"[\t\r\n]")


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file beside its place, with the rights that files get here, and rename it there."""
    with beside(path) as hidden, explained(path):
        with hidden.open("xb") as file:
            yield file
        hidden.replace(path)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it there.

    Raises
    ------
    DepformerError
        If its place cannot be written to.
    """
    with _new_file(path) as file:
        file.write(content)


def copy_file(
    source: Path, path: Path, progress: Callable[[int, int], None] = lambda done, total: None
) -> None:
    """Copy a file of any size beside its place and rename it there.

    Parameters
    ----------
    source, path : Path
        From where, and to where.
    progress : callable
        Called with what is copied and with the size [MB]; what it raises ends the work.

    Raises
    ------
    DepformerError
        If the source has gone, or its place cannot be written to.
    """
    try:
        content = source.open("rb")
    except OSError as fault:
        raise DepformerError(say("files.missing", path=source), kind="study") from fault
    with content, _new_file(path) as file:
        total = ceil(os.fstat(content.fileno()).st_size / COPIED_AT_ONCE)
        for done, block in enumerate(iter(lambda: content.read(COPIED_AT_ONCE), b""), start=1):
            file.write(block)
            progress(done, max(done, total))


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with plain line ends."""
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, content: object) -> None:
    """Write JSON that a person can read, a list a line, and that repeats byte by byte."""
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    # No string holds a line end, so that what is matched is a list, whatever its cells say.
    text = _CELLS.sub(lambda found: f"[{_INDENT.sub(' ', found[1].rstrip())}]", text)
    write_text(path, text + "\n")


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a TSV in the manner of BIDS: nothing is quoted; missing, or an empty text, is ``n/a``.

    Raises
    ------
    DepformerError
        If a text holds a tab or a line end, which no cell can, or the place cannot be written to.
    """
    cells = [*table.columns, *table.to_numpy(dtype=object).ravel()]
    if any(isinstance(cell, str) and _NO_CELL.search(cell) for cell in cells):
        raise DepformerError(say("files.no_cell", path=path))
    text = table.mask(table == "").to_csv(
        sep="\t", index=False, na_rep=MISSING, lineterminator="\n", quoting=csv.QUOTE_NONE
    )
    write_text(path, text)


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write a ``.npy`` without pickled objects."""
    # Straight into a file, NumPy counts what was written and does not say why no more was.
    np.save(content := BytesIO(), array, allow_pickle=False)
    write_bytes(path, content.getvalue())
