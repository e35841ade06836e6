"""A hidden place beside what is written, and nothing of it left in the end."""

from __future__ import annotations

import glob
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from depformer.files.locks import locked
from depformer.files.system_faults import explained

EARLIER = ".earlier"  # follows the hidden name of what a new folder is about to replace


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Yield a hidden path beside `target` to write to, and take away what is there afterwards.

    Whoever writes the same target at the same time waits. Folders that have to be made above it are
    taken away again if the block fails. What killed writers have left is taken away first; an
    earlier folder that one of them had moved aside is put back.

    Raises
    ------
    DepformerError
        If the place cannot be written to.
    """
    with folder_above(target), locked(target.with_name(f".{target.name}.lock")):
        _clear_up(target)
        path = target.with_name(f".{target.name}-{secrets.token_hex(8)}")
        try:
            yield path
        finally:
            _remove(path)


@contextmanager
def folder_above(target: Path) -> Iterator[None]:
    """Make the folders above a target, and take those away again if the block fails."""
    made = [each for each in (target.parent, *target.parent.parents) if not each.exists()]
    try:
        with explained(target):
            target.parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for each in made:
            with suppress(OSError):  # somebody else has put something into it
                each.rmdir()
        raise


def _clear_up(target: Path) -> None:
    for left in target.parent.glob(f".{glob.escape(target.name)}-{'[0-9a-f]' * 16}*"):
        if left.name.endswith(EARLIER) and not target.exists():
            left.rename(target)
        else:
            _remove(left)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
    shutil.rmtree(path, ignore_errors=True)
