"""Digests of texts, files and folders: by these, what is the same is known."""

from __future__ import annotations

import hashlib
from pathlib import Path


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
