"""Read and write files so that nothing is half written and nothing is ever unpickled."""

from __future__ import annotations

import hashlib
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

from depformer.errors import DepformerError, Kind

CONFIG = "config.json"
FOLDS = "folds.json"
MISSING = "n/a"


def refuse_existing(target: Path) -> None:
    """Raise if `target` is a file or a folder with something in it."""
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise DepformerError(
            f"{target} is there already and not empty; nothing was written. "
            "Choose another name, or remove it first."
        )


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
    with _explained(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.mkdir()
    try:
        yield beside
        with _explained(target):
            _put(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _put(folder: Path, target: Path) -> None:
    """Rename a folder to `target`; the one that was there is back if that fails."""
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


def _hidden(path: Path) -> Path:
    """Return a hidden name beside a path that nobody else has, no other thread either."""
    return path.with_name(f".{path.name}-{secrets.token_hex(8)}")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what the system says against writing into one sentence."""
    try:
        yield
    except OSError as fault:
        raise DepformerError(
            f"Cannot write to {path}: {fault.strerror or fault}.", kind="environment"
        ) from fault


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file beside its place, with the rights that files get here, and rename it there."""
    beside = _hidden(path)
    with _explained(path):
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


def read_json(path: Path, *, kind: Kind) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    DepformerError
        If the file is missing, broken, or holds no object.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise DepformerError(f"{path} is missing.", kind=kind) from fault
    except (ValueError, OSError) as fault:
        raise _unreadable(path, "JSON", fault, kind) from fault
    if not isinstance(content, dict):
        raise DepformerError(f"{path} holds no JSON object.", kind=kind)
    return content


def read_table(path: Path, *, kind: Kind) -> pd.DataFrame:
    """Read a TSV as text; ``n/a`` and empty cells are missing.

    Raises
    ------
    DepformerError
        If the file is missing or is no table.
    """
    try:
        return pd.read_csv(
            path, sep="\t", dtype=str, na_values=[MISSING, ""], keep_default_na=False
        )
    except FileNotFoundError as fault:
        raise DepformerError(f"{path} is missing.", kind=kind) from fault
    except (ValueError, OSError) as fault:
        raise _unreadable(path, "a table with tabs between its columns", fault, kind) from fault


def _unreadable(path: Path, what: str, fault: Exception, kind: Kind) -> DepformerError:
    """Say why a text file cannot be read, in words and not in a library's."""
    if isinstance(fault, UnicodeDecodeError):
        return DepformerError(f"{path} is no UTF-8 text; save it as UTF-8.", kind=kind)
    if path.is_file() and not path.stat().st_size:
        return DepformerError(f"{path} is empty, expected is {what}.", kind=kind)
    line = getattr(fault, "lineno", None)
    place = f" (line {line})" if line else ""
    return DepformerError(f"{path} cannot be read as {what}{place}.", kind=kind)


def read_array(path: Path, *, kind: Kind) -> NDArray[Any]:
    """Read a ``.npy``; object arrays, which only unpickling could read, are refused.

    Raises
    ------
    DepformerError
        If the file is missing, truncated, or holds objects.
    """
    try:
        return np.asarray(np.load(path, allow_pickle=False))
    except FileNotFoundError as fault:
        raise DepformerError(f"{path} is missing.", kind=kind) from fault
    except (ValueError, EOFError, OSError) as fault:
        reason = (
            "it holds Python objects, which are never unpickled"
            if "pickle" in str(fault).lower()
            else f"it is damaged ({fault})"
        )
        raise DepformerError(f"{path} cannot be read as an array: {reason}.", kind=kind) from fault


def checkpoint_folders(root: Path) -> list[Path]:
    """Return the folder of each model in a checkpoint folder, without opening any.

    Raises
    ------
    DepformerError
        If the folder is none, or names no folds.
    """
    if root.is_file():
        raise DepformerError(
            f"{root} is a file, expected is a checkpoint folder. Weights of the published code "
            f"(.pth) are turned into one by: depformer convert {root.name} CHECKPOINT",
            kind="checkpoint",
        )
    if (root / FOLDS).is_file():
        names = read_json(root / FOLDS, kind="checkpoint").get("folds", [])
        if not isinstance(names, list) or not names:
            raise DepformerError(
                f"{root / FOLDS} names no folds: got {names!r}, a list is expected.",
                kind="checkpoint",
            )
        return [root / str(name) for name in names]
    if (root / CONFIG).is_file():
        return [root]
    reason = f"it has neither {CONFIG} nor {FOLDS}" if root.is_dir() else "it does not exist"
    raise DepformerError(f"{root} is no checkpoint folder: {reason}.", kind="checkpoint")


def digest(*parts: bytes | str) -> str:
    """Return the SHA-256 of the parts, each with its length before it, as hex."""
    sha = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8") if isinstance(part, str) else part
        sha.update(len(content).to_bytes(8, "little"))
        sha.update(content)
    return sha.hexdigest()


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_folder(path: Path) -> str:
    """Return the SHA-256 of every file of a folder with its name, in order, as hex."""
    files = sorted(each for each in path.rglob("*") if each.is_file())
    named = [(each.relative_to(path).as_posix(), digest_file(each)) for each in files]
    return digest(*(part for pair in named for part in pair))
