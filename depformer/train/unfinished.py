"""A training under way: what is finished stays, and the same command goes on from there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from depformer.errors import DepformerError
from depformer.files import (
    explained,
    folder_above,
    locked,
    read_json,
    refuse_existing,
    write_json,
)
from depformer.wording import say
from depformer.work import goes_on

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

    def refuse() -> None:
        raise DepformerError(say("train.being_written", folder=folder), kind="environment")

    with folder_above(folder), locked(folder / LOCK, refuse):
        try:
            refuse_existing(out)  # another training may have ended meanwhile
            write_json(asked, {"request": request})
            with goes_on(lambda: any(folder.glob("fold-*"))):
                yield folder
        except BaseException:
            if not any(folder.glob("fold-*")):
                shutil.rmtree(folder, ignore_errors=True)
            raise
        asked.unlink()
    with explained(out):
        folder.replace(out)
