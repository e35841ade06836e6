"""Digests, by which things are known, and what is at hand by one in the place of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType
from typing import Any

_BROUGHT: ContextVar[Mapping[str, Any]] = ContextVar("brought", default=MappingProxyType({}))


def digest(*parts: bytes | str) -> str:
    """Return the SHA-256 of the parts, each with its length before it, as hex."""
    sha = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8") if isinstance(part, str) else part
        sha.update(len(content).to_bytes(8, "little"))
        sha.update(content)
    return sha.hexdigest()


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def at_hand(things: Mapping[str, Any]) -> Iterator[None]:
    """Have things at hand in this thread, for the length of a block and for nobody else.

    Parameters
    ----------
    things : mapping
        By the digest of each.
    """
    before = _BROUGHT.set(things)
    try:
        yield
    finally:
        _BROUGHT.reset(before)


def brought(digest: str) -> Any | None:
    """Return what has come along under a digest, None if nothing has."""
    return _BROUGHT.get().get(digest)
