"""A training under way: what is finished stays, and the same command goes on from there."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from depformer.errors import DepformerError
from depformer.files import read_json, refuse_existing, write_json
from depformer.wording import say

REQUEST = "request.json"
LOCK = "lock"


def unfinished_path(out: Path) -> Path:
    """Return where the finished folds of a training lie until all are there."""
    return out.with_name(f"{out.name}.unfinished")


@contextmanager
def continued(out: Path, request: str) -> Iterator[Path]:
    """Yield the folder of a training, which becomes `out` when the block ends well.

    Parameters
    ----------
    out : Path
        The folder to come; it must not be there.
    request : str
        Digest of all that was asked for; finished folds of another request are not mixed in.

    Raises
    ------
    DepformerError
        If `out` is there, or another training's folds lie in its place.
    """
    refuse_existing(out)
    folder = unfinished_path(out)
    asked = folder / REQUEST
    if asked.is_file() and read_json(asked, kind="checkpoint").get("request") != request:
        raise DepformerError(say("train.another_training", folder=folder), kind="checkpoint")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise DepformerError(
            say("train.cannot_write", folder=folder, fault=fault.strerror), kind="environment"
        ) from fault
    with _alone(folder / LOCK):
        write_json(asked, {"request": request})
        for left in folder.glob(".fold-*"):  # of a training that was killed
            shutil.rmtree(left)
        try:
            yield folder
        except BaseException:
            if not any(folder.glob("fold-*")):
                shutil.rmtree(folder)
            raise
        asked.unlink()
    folder.replace(out)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock file; the system takes the lock back when a process dies."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            raise DepformerError(
                say("train.being_written", folder=path.parent), kind="environment"
            ) from fault
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
