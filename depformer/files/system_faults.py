"""What a system says against writing, as one sentence."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from depformer.errors import DepformerError
from depformer.wording import say


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the system says against writing into one sentence that names `path`."""
    try:
        yield
    except OSError as fault:
        raise DepformerError(
            say("files.not_written", path=path, why=_why(fault, path)), kind="environment"
        ) from fault


def _why(fault: OSError, path: Path) -> str:
    """Return why nothing could be written."""
    if fault.errno == errno.ENOSPC:
        return say("files.no_inodes" if _out_of_inodes(path) else "files.disk_full")
    reasons = {
        errno.EACCES: say("files.not_allowed"),
        errno.EPERM: say("files.not_allowed"),
        errno.EROFS: say("files.read_only"),
        errno.EDQUOT: say("files.quota"),
        errno.ENOTDIR: say("files.below_a_file"),
        errno.ENAMETOOLONG: say("files.name_too_long"),
    }
    return reasons.get(fault.errno or 0) or str(fault.strerror or fault).rstrip(".")


def _out_of_inodes(path: Path) -> bool:
    """Return whether the file system of a path has room for bytes, but for no further file."""
    with suppress(OSError, AttributeError):  # Windows knows no inodes
        about = os.statvfs(nearest(path))
        return about.f_files > 0 and about.f_favail == 0
    return False


def nearest(path: Path) -> Path:
    """Return the path, or the nearest one above it that is there."""
    return next(each for each in (path, *path.absolute().parents) if os.path.lexists(each))
