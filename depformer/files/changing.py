"""Change several files of a folder as one: all of it or nothing, even if the process is killed.

What is to come is made ready beside, with a list of what is to be done, and becomes a hidden folder
inside by one renaming. From then on the change is finished, by whoever comes next if need be.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from depformer.errors import DepformerError
from depformer.files.folders import check_place
from depformer.files.locks import locked
from depformer.files.reading import read_json
from depformer.files.system_faults import explained, nearest
from depformer.files.writing import write_json
from depformer.wording import say

CHANGING = ".changing"
_LIST = "change.json"


def being_changed(root: Path) -> bool:
    """Return whether a folder is amid a change, or was when a process ended."""
    return (root / CHANGING / _LIST).is_file()


@contextmanager
def held_for_change(root: Path) -> Iterator[None]:
    """Hold a folder alone; what a process that was killed had begun is finished first.

    Raises
    ------
    DepformerError
        If its place cannot be written to, or what was begun cannot be finished.
    """
    place = root.resolve()
    with locked(place.with_name(f".{place.name}.lock")):
        _finish(root)
        yield


def settle(root: Path) -> None:
    """Wait until nobody changes a folder, and finish what a process that was killed had begun.

    Raises
    ------
    DepformerError
        If it cannot be finished by this user.
    """
    if not being_changed(root):
        return
    try:
        with held_for_change(root):
            pass
    except DepformerError as fault:
        known = {"path": root, "why": fault}
        raise DepformerError(say("files.being_changed", **known), kind="environment") from fault


def change(root: Path, staged: Path, moved: Sequence[Path], removed: Sequence[Path]) -> None:
    """Move files into a folder, in place of those that are there, and take others away.

    Parameters
    ----------
    root : Path
        The folder, held for a change.
    staged : Path
        A folder on the same disk that holds the new files; it is used up.
    moved, removed : sequence of Path
        Which, from `staged` and from `root`. What is moved is not removed.

    Raises
    ------
    DepformerError
        If nothing can be written there.
    """
    for folder in {(root / each).parent for each in (*moved, *removed)}:
        check_place(nearest(folder))
    named = {each.as_posix() for each in moved}
    gone = [each.as_posix() for each in removed if each.as_posix() not in named]
    write_json(staged / _LIST, {"moved": sorted(named), "removed": sorted(gone)})
    with explained(root):
        for each in (*named, _LIST):  # a disk keeps the order of names, but not of contents
            with (staged / each).open("r+b") as file:
                os.fsync(file.fileno())
        staged.rename(root / CHANGING)
    _finish(root)


def _finish(root: Path) -> None:
    """Do what is left of a change; every step may have been done already."""
    begun = root / CHANGING
    if being_changed(root):
        moved, removed = _steps(root)
        with explained(root):
            for each in removed:
                (root / each).unlink(missing_ok=True)
            for each in moved:
                (root / each).parent.mkdir(parents=True, exist_ok=True)
                with suppress(FileNotFoundError):
                    (begun / each).replace(root / each)
            (begun / _LIST).unlink()
    shutil.rmtree(begun, ignore_errors=True)


def _steps(root: Path) -> tuple[list[str], list[str]]:
    """Return which files are moved and removed; a list from elsewhere reaches nothing outside."""
    path, inside = root / CHANGING / _LIST, root.resolve()
    steps = read_json(path, kind="study")
    lists = [steps.get(name) for name in ("moved", "removed")]
    for each in lists:
        if not isinstance(each, list) or not all(_lies_in(inside, name) for name in each):
            raise DepformerError(say("files.no_change", path=path), kind="study")
    moved, removed = lists
    return list(moved or ()), list(removed or ())


def _lies_in(root: Path, name: object) -> bool:
    with suppress(OSError, ValueError):  # no system could have a file of that name
        return isinstance(name, str) and (root / name).resolve().is_relative_to(root)
    return False
