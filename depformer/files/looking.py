"""Look at a file before it is opened: whether it is one, how large, and what its first bytes say.

What cannot be read is then refused by name, whatever it is called, and no reader waits at a pipe or
fills the memory with a file that no study needs.
"""

from __future__ import annotations

import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from depformer.errors import DepformerError, Kind
from depformer.wording import say

HEAD = 512  # bytes; a tar archive says what it is at byte 257

# What a file begins with, by the name of the sentence that says what it is.
_BEGINNINGS = (
    (b"version https://git-lfs.github.com/spec/", "lfs"),
    (b"/annex/objects/", "annex"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "packed"),
    (b"BZh", "packed"),
    (b"\xfd7zXZ\x00", "packed"),
    (b"\x28\xb5\x2f\xfd", "packed"),
    (b"7z\xbc\xaf\x27\x1c", "packed"),
    (b"Rar!\x1a\x07", "packed"),
    *((b"\x80" + bytes([protocol]), "pickle") for protocol in (2, 3, 4, 5)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "spreadsheet"),
    (b"\x89HDF\r\n\x1a\n", "hdf5"),
    (b"MATLAB 5.0 MAT-file", "matlab"),
    (b"\x93NUMPY", "npy"),
    (b"%PDF-", "document"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"\xff\xfe", "utf16"),
    (b"\xfe\xff", "utf16"),
)
_PAGES = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<!--")
_POINTERS = ("lfs", "annex")
_ANNEX_LINK = ".git/annex/objects"


@dataclass(frozen=True)
class Look:
    """What was seen of a file: its size [byte] and its first bytes."""

    size: int
    head: bytes


def look_at(
    path: Path, *, kind: Kind, what: str, most: int | None = None, allow: Collection[str] = ()
) -> Look:
    """Return size and first bytes of a file that is about to be opened.

    Parameters
    ----------
    path : Path
        The file.
    kind : str
        What is at fault if it cannot be read, as in `DepformerError`.
    what : str
        What is expected, in words.
    most : int, optional
        Its largest size [byte].
    allow : collection of str
        What `recognised` may return; anything else that it returns is refused.

    Returns
    -------
    Look
        Of a regular file with something in it.

    Raises
    ------
    DepformerError
        If there is no such file, or it is a folder, a pipe, a socket or a device, or may not be
        read, is empty, too large, or of a kind that is recognised and not allowed.
    """
    try:
        status = path.stat()
        if odd := _no_file(status.st_mode):
            raise DepformerError(say(f"files.place_{odd}", path=path, what=what), kind=kind)
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise DepformerError(_missing(path), kind=kind) from fault
    except (OSError, ValueError) as fault:  # the second: a NUL in the name
        why = getattr(fault, "strerror", None) or fault
        raise DepformerError(say("files.not_opened", path=path, why=why), kind=kind) from fault
    if not head:
        raise DepformerError(say("files.empty", path=path, what=what), kind=kind)
    found = recognised(head)
    if found and found not in allow:
        if found in _POINTERS:
            raise DepformerError(say(f"files.pointer_{found}", path=path), kind=kind)
        raise DepformerError(say(f"files.is_{found}", path=path, what=what), kind=kind)
    if most is not None and status.st_size > most:
        raise DepformerError(
            say("files.too_large", path=path, size=status.st_size / 1e6, most=most // 1_000_000),
            kind=kind,
        )
    return Look(status.st_size, head)


def recognised(head: bytes) -> str:
    """Return what a file is by its first bytes, for example ``zip``; empty if it is not known.

    One of ``lfs annex page zip packed tar pickle spreadsheet hdf5 matlab npy document picture
    utf16``.
    """
    for beginning, name in _BEGINNINGS:
        if head.startswith(beginning):
            return name.removeprefix("")
    if head[257:262] == b"ustar":
        return "tar"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "page" if text.startswith(_PAGES) else ""


def _no_file(mode: int) -> str:
    """Return what stands in the place of a file, or nothing."""
    if stat.S_ISDIR(mode):
        return "folder"
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        return "pipe"
    return "" if stat.S_ISREG(mode) else "device"


def _missing(path: Path) -> str:
    """Say that a file is missing; a link into git-annex points to what was not fetched."""
    if path.is_symlink():
        target = str(path.readlink())
        if _ANNEX_LINK in target:
            return say("files.pointer_annex", path=path)
        return say("files.broken_link", path=path, target=target)
    return say("files.missing", path=path)
