"""Locks between processes and threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from depformer.files.system_faults import explained


@contextmanager
def locked(path: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
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
    lock = FileLock(path, poll_interval=0.01)
    with explained(path.parent):
        while not lock.is_locked:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                # The folder may go between the two lines, with whoever has just finished.
                with suppress(FileNotFoundError):
                    lock.acquire(timeout=0.25)
            except Timeout:
                waiting()
                _refuse_nowhere(path)
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes it itself; those who wait begin a new one
            path.unlink()
        lock.release()


def _refuse_nowhere(path: Path) -> None:
    """Raise where no file can ever be, as in /proc: the library waits for it to be made."""
    if not path.exists():
        try:
            path.touch()
        except FileNotFoundError:
            if path.parent.is_dir():
                raise
