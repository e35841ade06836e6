"""Write files and folders so that a reader sees all of one or none."""

from __future__ import annotations

import glob
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.wording import say

MISSING = "n/a"


def refuse_existing(target: Path) -> None:
    """Raise if `target` is a file or a folder with something in it."""
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise DepformerError(say("files.there_already", path=target))


@contextmanager
def new_folder(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """Fill a folder beside `target` and rename it there when all went well.

    An earlier folder is moved aside, and removed only when the new one stands in its place: a
    crash in between leaves both beside `target`, under hidden names.

    Parameters
    ----------
    target : Path
        The folder to come.
    replace : bool
        Whether an existing folder is replaced; else it is an error. A file never is.

    Yields
    ------
    Path
        The folder to write into. If the block raises, it is removed and `target` stays as it was.

    Raises
    ------
    DepformerError
        If `target` is there and not empty, or its place cannot be written to.
    """
    if not replace or target.is_file():
        refuse_existing(target)
    beside = _hidden(target)
    with explained(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.mkdir()
    try:
        yield beside
        with explained(target):
            _put(beside, target, replace=replace)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _put(folder: Path, target: Path, *, replace: bool) -> None:
    """Rename a folder to `target`; the one that was there is back if that fails."""
    if not replace:
        with suppress(OSError):  # an empty one; somebody may have filled it meanwhile
            target.rmdir()
        refuse_existing(target)
        folder.rename(target)
        return
    aside = _hidden(target)
    with suppress(FileNotFoundError):
        target.rename(aside)
    try:
        folder.rename(target)
    except BaseException:
        if aside.exists() and not target.exists():
            aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def remove_left(target: Path) -> None:
    """Remove what killed writers have left beside a target; call it where nobody else writes it."""
    for left in target.parent.glob(f".{glob.escape(target.name)}-{'[0-9a-f]' * 16}"):
        shutil.rmtree(left, ignore_errors=True)


def _hidden(path: Path) -> Path:
    """Return a hidden name beside a path that nobody else has, no other thread either."""
    return path.with_name(f".{path.name}-{secrets.token_hex(8)}")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the system says against writing into one sentence."""
    try:
        yield
    except OSError as fault:
        raise DepformerError(
            say("files.not_written", path=path, why=fault.strerror or fault), kind="environment"
        ) from fault


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file beside its place, with the rights that files get here, and rename it there."""
    beside = _hidden(path)
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("xb") as file:
                yield file
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it there.

    Raises
    ------
    DepformerError
        If its place cannot be written to.
    """
    with _new_file(path) as file:
        file.write(content)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with plain line ends."""
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, content: object) -> None:
    """Write JSON that a person can read and that repeats byte by byte."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a TSV in the manner of BIDS: missing is ``n/a``."""
    write_text(path, table.to_csv(sep="\t", index=False, na_rep=MISSING, lineterminator="\n"))


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write a ``.npy`` without pickled objects."""
    with _new_file(path) as file:
        np.save(file, array, allow_pickle=False)
