"""Write folders so that a reader sees all of one or nothing, and what was there stays."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EISDIR
from pathlib import Path

from depformer.errors import DepformerError
from depformer.files.beside import EARLIER, beside
from depformer.files.system_faults import explained, nearest
from depformer.wording import say

# What tells that a folder is finished: its digest or its standard knows every file in it.
_FINISHED = (("run.json",), ("folds.json",), ("config.json", "model.safetensors"))
_KINDS = (
    (stat.S_ISLNK, "link"),
    (stat.S_ISREG, "file"),
    (stat.S_ISFIFO, "pipe"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "device"),
    (stat.S_ISBLK, "device"),
)


def refuse_existing(target: Path) -> None:
    """Raise unless a new folder can stand at `target`, before any work is done for it.

    Parameters
    ----------
    target : Path
        The folder to come: nothing may be there but an empty folder.

    Raises
    ------
    DepformerError
        If something is there, of whatever kind, if the place lies inside a finished run or
        checkpoint, or if this user cannot write there.
    """
    with explained(target):
        _refuse_other_kind(target)
        if target.is_dir() and any(target.iterdir()):
            raise DepformerError(say("files.there_already", path=target))
        for above in target.absolute().parents:
            if any(all((above / name).is_file() for name in names) for names in _FINISHED):
                raise DepformerError(say("files.inside_finished", path=target, folder=above))
        _refuse_unwritable(target)


def refuse_inside(target: Path, source: Path) -> None:
    """Raise if a folder to come would lie in the one that it is made from, which stays as it is.

    Parameters
    ----------
    target : Path
        The folder to come.
    source : Path
        What is only read; beside a file, anything may stand.
    """
    if source.is_dir() and target.resolve().is_relative_to(source.resolve()):
        raise DepformerError(say("files.inside_source", path=target, source=source))


def check_place(target: Path) -> None:
    """Raise unless files can be written into a folder at `target`, before work is done for them.

    Raises
    ------
    DepformerError
        If something else than a folder is there, or this user cannot write to it.
    """
    with explained(target):
        if not target.is_dir():
            _refuse_other_kind(target)
        _refuse_unwritable(target)


def _refuse_other_kind(target: Path) -> None:
    """Raise if anything but a folder is there."""
    try:
        mode = target.lstat().st_mode
    except OSError:
        return
    for of_kind, kind in _KINDS:
        if of_kind(mode):
            what = say(f"files.kind_{kind}")
            raise DepformerError(say("files.no_folder_there", path=target, what=what))


def _refuse_unwritable(target: Path) -> None:
    above = nearest(target)
    if not above.is_dir():
        why = say("files.below_a_file")
    elif not os.access(above, os.W_OK | os.X_OK):
        why = say("files.not_allowed")
    else:
        return
    raise DepformerError(say("files.not_written", path=target, why=why), kind="environment")


@contextmanager
def new_folder(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """Fill a hidden folder beside `target` and rename it there when all went well.

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
        As of `refuse_existing`, or if the disk is full.
    """
    if replace:
        _refuse_other_kind(target)
    else:
        refuse_existing(target)
    with beside(target) as folder:
        with _made(folder, target):
            yield folder
        with explained(target):
            _put(folder, target, replace=replace)


@contextmanager
def more_files(target: Path) -> Iterator[Path]:
    """Fill a hidden folder beside `target` and move its files there when all went well.

    Parameters
    ----------
    target : Path
        A folder, made if it is not there; what it holds stays, but for files of the same name.

    Yields
    ------
    Path
        The folder to write into. If the block raises, nothing is moved.

    Raises
    ------
    DepformerError
        As of `check_place`, or if the disk is full.
    """
    check_place(target)
    with beside(target) as folder:
        with _made(folder, target):
            yield folder
        with explained(target):
            target.mkdir(exist_ok=True)
            made = sorted(folder.iterdir())
            for each in made:  # all places are looked at before the first is taken
                if (target / each.name).is_dir():
                    raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(target / each.name))
            for each in made:
                each.replace(target / each.name)


@contextmanager
def _made(folder: Path, target: Path) -> Iterator[None]:
    """Make a folder, and say what libraries raise that write into it; faults elsewhere stay."""
    with explained(target):
        folder.mkdir()
    try:
        yield
    except OSError as fault:
        if fault.filename is not None and not str(fault.filename).startswith(str(folder)):
            raise
        with explained(target):
            raise


def _put(folder: Path, target: Path, *, replace: bool) -> None:
    """Rename a folder to `target`; the one that was there is back if that fails."""
    if not replace:
        with suppress(OSError):  # an empty one; somebody may have filled it meanwhile
            target.rmdir()
        refuse_existing(target)
        folder.rename(target)
        return
    aside = folder.with_name(f"{folder.name}{EARLIER}")
    with suppress(FileNotFoundError):
        target.rename(aside)
    try:
        folder.rename(target)
    except BaseException:
        if aside.exists() and not target.exists():
            aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)
