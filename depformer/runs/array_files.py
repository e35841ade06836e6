"""The files of a run's arrays: each is known by its digest, and held against it when it is read.

A large run is not read whole when it is opened. What is checked is nevertheless what is read: every
file is compared with what was written whenever its content is asked for, so that one that was
changed or taken away later is a fault, where Zarr would fill what is missing and say nothing.
"""

from __future__ import annotations

import hashlib
import threading
from asyncio import to_thread
from collections.abc import Iterable, Mapping
from pathlib import Path

from zarr.abc.store import ByteRequest
from zarr.core.buffer import Buffer, BufferPrototype, default_buffer_prototype
from zarr.storage import LocalStore, MemoryStore

from depformer.errors import DepformerError
from depformer.files import digest, digest_file
from depformer.wording import say

LIST = "run.sha256"  # as `sha256sum --check` reads it


def digests_below(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder by its path in it."""
    try:
        return {
            path.relative_to(folder).as_posix(): digest_file(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
    except OSError as fault:
        raise DepformerError(
            say("runs.unreadable", path=folder, why=fault.strerror), kind="run"
        ) from fault


def digest_of(digests: Mapping[str, str]) -> str:
    """Return what identifies all files together: the digest of their names and digests."""
    return digest(*(part for name in sorted(digests) for part in (name, digests[name])))


def refuse_damaged(folder: Path) -> None:
    """Raise if a file of a folder is not what was written; every one is read."""
    if digests_below(folder) != read_list(folder):
        raise DepformerError(say("runs.damaged", path=folder.parent), kind="run")


def write_list(folder: Path, digests: Mapping[str, str]) -> None:
    """Write the digests of the files of a folder beside it."""
    lines = (f"{digests[name]}  {folder.name}/{name}\n" for name in sorted(digests))
    (folder.parent / LIST).write_text("".join(lines), encoding="utf-8")


def read_list(folder: Path) -> dict[str, str]:
    """Return the digests that were written beside a folder; where none were, those of its files."""
    try:
        lines = (folder.parent / LIST).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:  # of a run from before there was a list
        return digests_below(folder)
    except (OSError, UnicodeDecodeError):
        return {}
    named = (line.partition(f"  {folder.name}/") for line in lines)
    return {name: each for each, _, name in named}


class WrittenFiles(LocalStore):
    """A folder of Zarr that is being written, and the digests of what is in it.

    Zarr writes in several threads, and those go on after one of them has failed: they would make
    the folder again that whoever asked has just taken away. Here nothing is written behind a fault.

    Parameters
    ----------
    folder : Path
        The folder to come.

    Attributes
    ----------
    digests : dict of str
        The SHA-256 of every file by its path in the folder.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.digests: dict[str, str] = {}
        self._fault: OSError | None = None
        self._lock = threading.Lock()

    async def set(self, key: str, value: Buffer) -> None:
        """Write a file."""
        self.set_sync(key, value)

    async def set_if_not_exists(self, key: str, value: Buffer) -> None:
        """Write a file unless it is there."""
        if key not in self.digests:
            self.set_sync(key, value)

    def set_sync(self, key: str, value: Buffer) -> None:
        """Write a file; every way of writing ends here."""
        content, path = value.to_bytes(), self.root / key
        with self._lock:
            if self._fault is not None:
                raise self._fault
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            except OSError as fault:
                self._fault = fault
                raise
            self.digests[key] = hashlib.sha256(content).hexdigest()


class VerifiedFiles(LocalStore):
    """A folder of Zarr that is read only, and whose files are those that were written.

    Parameters
    ----------
    folder : Path
        The folder.
    digests : mapping
        The SHA-256 of every file that counts, by its path in the folder; others are not there.
    """

    def __init__(self, folder: Path, digests: Mapping[str, str]) -> None:
        super().__init__(folder, read_only=True)
        self._digests = digests

    async def get(
        self,
        key: str,
        prototype: BufferPrototype | None = None,
        byte_range: ByteRequest | None = None,
    ) -> Buffer | None:
        """Return the content of a file, or a part of it, if it is what was written."""
        return await to_thread(self.get_sync, key, prototype=prototype, byte_range=byte_range)

    async def get_partial_values(
        self,
        prototype: BufferPrototype,
        key_ranges: Iterable[tuple[str, ByteRequest | None]],
    ) -> list[Buffer | None]:
        """Return parts of files."""
        return [await self.get(key, prototype, part) for key, part in key_ranges]

    def get_sync(
        self,
        key: str,
        *,
        prototype: BufferPrototype | None = None,
        byte_range: ByteRequest | None = None,
    ) -> Buffer | None:
        """Return the content of a file, or a part of it; every way of reading ends here."""
        if key not in self._digests:
            return None
        try:
            content = (self.root / key).read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != self._digests[key]:
            raise DepformerError(say("runs.damaged", path=self.root.parent), kind="run")
        prototype = prototype or default_buffer_prototype()
        whole = {key: prototype.buffer.from_bytes(content)}
        return MemoryStore(whole).get_sync(key, prototype=prototype, byte_range=byte_range)
