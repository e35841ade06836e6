"""Where the parts of a study lie until all of them are made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree

from depformer.errors import DepformerError
from depformer.files import folder_above, locked, user_path
from depformer.recordings.ingest.made import Finished
from depformer.work import Progress, goes_on

UNFINISHED = ".unfinished"  # follows the name of the study in that of the folder of its parts
FINISHED = "participants"  # in it
_LOCK = "lock"


def study_folder(out: Path | str) -> Path:
    """Return the folder of a study in full, so that something can lie beside it."""
    path = user_path(out)
    return path.resolve() if path.is_dir() else path.absolute()


@contextmanager
def unfinished_beside(out: Path, progress: Progress, parts: Path | None = None) -> Iterator[Path]:
    """Yield the folder of unfinished parts beside a study, held alone; it goes when all is done.

    It stays where the work is cancelled or cut off, the disk is full, or something is wrong with
    the whole while somebody is finished, since the same call then goes on from there.

    Parameters
    ----------
    out : Path
        The study.
    progress : callable
        Asked while another process holds the folder, so that waiting can be ended.
    parts : Path, optional
        Another place for the parts; the study is held alone all the same.
    """
    held = out.with_name(f"{out.name}{UNFINISHED}")
    unfinished = parts or held

    def nobody() -> bool:
        kept = Finished(unfinished / FINISHED)
        kept.forget_failures()
        return kept.empty

    def clear() -> None:
        for path in unfinished.iterdir():
            if path.name != _LOCK:
                rmtree(path, ignore_errors=True)

    with folder_above(held):
        try:
            with locked(held / _LOCK, lambda: progress(0, 1)):
                unfinished.mkdir(parents=True, exist_ok=True)
                try:
                    with goes_on(lambda: not nobody()):
                        yield unfinished
                except DepformerError as fault:
                    # A full disk may have room again.
                    if fault.kind != "environment" and nobody():
                        clear()
                    raise
                clear()
        finally:
            with suppress(OSError):
                held.rmdir()
