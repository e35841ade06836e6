"""Look at a file before it is opened: what it is, and whether it can be what it claims to be."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from depformer.errors import DepformerError, Kind
from depformer.wording import say

LARGE = 100_000_000  # bytes
FIRST = 1024  # bytes that tell what a file is

_COMPRESSED = (b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf", b"(\xb5/\xfd")

# What people have in the place of something else, by its first bytes.
_KNOWN: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("lfs", lambda head: head.startswith(b"version https://git-lfs.github.com/")),
    ("annex", lambda head: b"annex/objects/" in head[:200] and b"\n" not in head.strip()),
    ("html", lambda head: head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))),
    ("zip", lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06"))),
    ("gzip", lambda head: head.startswith(b"\x1f\x8b")),
    ("compressed", lambda head: head.startswith(_COMPRESSED)),
    ("tar", lambda head: head[257:262] == b"ustar"),
    ("array", lambda head: head.startswith(b"\x93NUMPY")),
    ("pickle", lambda head: len(head) > 1 and head[0] == 0x80 and head[1] in range(2, 6)),
    ("hdf5", lambda head: head.startswith(b"\x89HDF\r\n")),
    ("matlab", lambda head: head.startswith(b"MATLAB ")),
    ("pdf", lambda head: head.startswith(b"%PDF-")),
    ("picture", lambda head: head.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff"))),
    ("utf_16", lambda head: head.startswith((b"\xff\xfe", b"\xfe\xff"))),
)


class Look(NamedTuple):
    """What was seen of a file: its size [byte] and its first bytes."""

    size: int
    head: bytes


def look_at(path: Path, *, what: str, most: int, kind: Kind, allow: tuple[str, ...] = ()) -> Look:
    """Raise unless a file can be opened as what is expected there, in bounded memory and time.

    Parameters
    ----------
    path : Path
        The file; a pipe or a device is never opened.
    what : str
        What is expected, in words.
    most : int
        Bytes that it may have.
    kind : str
        Of the error.
    allow : tuple of str
        Names of the known kinds that are right here.

    Returns
    -------
    Look
        Of a file with something in it.

    Raises
    ------
    DepformerError
        If it is missing, no file, empty, larger, or something that is known to be else.
    """
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise DepformerError(
                say("files.no_file", path=path, got=_kind_of(about.st_mode), what=what), kind=kind
            )
        if not about.st_size:
            raise DepformerError(say("files.empty", path=path, what=what), kind=kind)
        if about.st_size > most:
            known = {"path": path, "size": about.st_size / 1e6, "most": most // 1_000_000}
            raise DepformerError(say("files.too_large", **known), kind=kind)
        if _hollow(about):
            known = {"path": path, "size": about.st_size / 1e6}
            raise DepformerError(say("files.hollow", **known), kind=kind)
        with path.open("rb") as file:
            head = file.read(FIRST)
    except FileNotFoundError as fault:
        if path.is_symlink() and "annex/objects" in str(path.readlink()):
            raise DepformerError(say("files.annexed", path=path), kind=kind) from fault
        raise DepformerError(say("files.missing", path=path), kind=kind) from fault
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or str(fault)
        raise DepformerError(say("files.not_read", path=path, why=why), kind=kind) from fault
    for name, tells in _KNOWN:
        if tells(head) and name not in allow:
            got = say(f"files.is_{name}")
            raise DepformerError(say("files.is_else", path=path, got=got, what=what), kind=kind)
    return Look(about.st_size, head)


def _hollow(about: os.stat_result) -> bool:
    """Return whether less than a tenth of a large file was ever written: the rest are holes."""
    blocks = getattr(about, "st_blocks", None)  # of 512 bytes; Windows does not say
    return blocks is not None and about.st_size > LARGE and blocks * 512 < about.st_size / 10


def _kind_of(mode: int) -> str:
    """Return what stands there in place of a file."""
    if stat.S_ISDIR(mode):
        return say("files.kind_folder")
    if stat.S_ISFIFO(mode):
        return say("files.kind_pipe")
    return say("files.kind_socket" if stat.S_ISSOCK(mode) else "files.kind_device")
