"""A checkpoint in another process: opened once, from the disk or from a parcel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from depformer.errors import DepformerError
from depformer.files import write_bytes
from depformer.files.digests import brought
from depformer.model.folder import load_checkpoint
from depformer.model.folds import CheckpointSet
from depformer.wording import say

MOST_OPEN = 32  # at once, of those that are read from the disk


@dataclass(frozen=True)
class CheckpointFiles:
    """The files of a checkpoint, on their way to where its folder is not seen.

    Parameters
    ----------
    root : Path
        Where they lie in the process that sends them.
    digest : str
        Of the checkpoint.
    files : mapping of bytes
        By their path in the folder.
    """

    root: Path
    digest: str
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, checkpoint: CheckpointSet) -> CheckpointFiles:
        """Return the files of a checkpoint."""
        paths = [path for path in sorted(checkpoint.root.rglob("*")) if path.is_file()]
        files = {str(path.relative_to(checkpoint.root)): path.read_bytes() for path in paths}
        return cls(checkpoint.root, checkpoint.digest, files)

    def __reduce__(self) -> tuple[Any, ...]:
        """Go from worker to worker as it was packed."""
        return CheckpointFiles, (self.root, self.digest, self.files)

    @cached_property
    def unpacked(self) -> CheckpointSet:
        """The checkpoint, opened; no file of it stays."""
        with TemporaryDirectory(prefix="depformer-") as folder:
            for name, content in self.files.items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                write_bytes(path, content)
            return _opened(Path(folder), self.digest, self.root)


def opened_again(root: Path, digest: str) -> CheckpointSet:
    """Return a checkpoint that another process has open, for this one.

    Raises
    ------
    DepformerError
        If it is not the same here.
    """
    there: CheckpointSet | None = brought(digest)
    return _from_disk(root, digest) if there is None else there


@lru_cache(maxsize=MOST_OPEN)
def _from_disk(root: Path, digest: str) -> CheckpointSet:
    return _opened(root, digest, root)


def _opened(folder: Path, digest: str, root: Path) -> CheckpointSet:
    checkpoint = load_checkpoint(folder)
    if checkpoint.digest != digest:
        known = {"path": root, "got": checkpoint.digest[:12], "own": digest[:12]}
        raise DepformerError(say("work.other_checkpoint", **known), kind="checkpoint")
    return replace(checkpoint, root=root)  # as it is called where it comes from
