"""Paths that a user names, the user's own folders, and locks between processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_cache_path, user_config_path

from depformer.errors import DepformerError
from depformer.files.writing import explained
from depformer.wording import say

LONGEST_SHOWN = 200  # characters of a path in a sentence


def user_path(named: Path | str) -> Path:
    """Return the path that a user names, its ``~`` spelt out.

    Raises
    ------
    DepformerError
        If no system could have a file of that name, or the home folder is not known.
    """
    try:
        path = Path(named).expanduser()
        path.lstat()
    except FileNotFoundError:
        return path
    except (OSError, RuntimeError, ValueError) as fault:
        if isinstance(fault, (NotADirectoryError, PermissionError)):
            return path  # a path like any other: whoever opens it says what is wrong
        shown = str(named)
        if len(shown) > LONGEST_SHOWN:
            shown = f"{shown[:LONGEST_SHOWN]}…"
        raise DepformerError(say("files.no_path", path=shown, why=_why(fault))) from fault
    return path


def _why(fault: Exception) -> str:
    """Return why a path is none."""
    if isinstance(fault, RuntimeError):
        return say("files.no_such_user")
    if isinstance(fault, ValueError):
        return say("files.nul_in_path")
    return str(getattr(fault, "strerror", None) or fault).lower()


def cache_folder() -> Path:
    """Return the user's folder for what can be made again."""
    return user_cache_path("depformer", appauthor=False)


def settings_folder() -> Path:
    """Return the user's folder for settings."""
    return user_config_path("depformer", appauthor=False)


@contextmanager
def locked(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold a lock file, alone among all processes and threads, and take it away in the end.

    The system takes the lock back when a process dies.

    Parameters
    ----------
    path : Path
        The lock file; its folder is made if it is not there.
    waiting : callable
        Called every quarter of a second while somebody else holds the lock. What it raises ends
        the waiting.

    Raises
    ------
    DepformerError
        If its place cannot be written to.
    """
    lock = FileLock(path)
    with explained(path.parent):
        while not lock.is_locked:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                # The folder may go between the two lines, with whoever has just finished.
                with suppress(FileNotFoundError):
                    lock.acquire(timeout=0.25)
            except Timeout:
                waiting()
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes it itself; those who wait begin a new one
            path.unlink()
        lock.release()
