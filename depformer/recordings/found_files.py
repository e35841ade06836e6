"""What lies in the folders of somebody else's recordings: what is left out, what is there twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from depformer.files import digest_file
from depformer.validate import allowed_list
from depformer.wording import say


def visible(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder in order, without what a system hides there."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    yield from (path for path in paths if not path.name.startswith("."))


def left_out(source: Path, known: Collection[Path]) -> list[str]:
    """Say what lies in a source and is looked at by nobody: one sentence, or none.

    Parameters
    ----------
    source : Path
        A folder.
    known : collection of Path
        Files and folders in it, each of which is looked at as a whole.
    """
    names = [path.relative_to(source) for path in _unknown(source, known)]
    listed = ", ".join(f"{name}/" if (source / name).is_dir() else str(name) for name in names)
    return [say("importers.left_out", n=len(names), path=source, names=listed)] if names else []


def _unknown(folder: Path, known: Collection[Path]) -> Iterator[Path]:
    above = {parent for path in known for parent in path.parents}
    for path in visible(folder):
        if path in known:
            continue
        if path in above:
            yield from _unknown(path, known)
        else:
            yield path


def same_recordings(paths: Iterable[Path]) -> list[str]:
    """Say which files hold the same bytes; only those of equal size are read."""
    by_size: dict[int, list[Path]] = {}
    for path in sorted(set(paths)):
        if path.is_file():  # whose is missing is told elsewhere
            by_size.setdefault(path.stat().st_size, []).append(path)
    several = (path for own in by_size.values() if len(own) > 1 for path in own)
    return same_bytes({path: digest_file(path) for path in several})


def same_bytes(digests: Mapping[Path, str]) -> list[str]:
    """Say which files have the same digest, one sentence each."""
    owners: dict[str, list[Path]] = {}
    for path, each in digests.items():
        owners.setdefault(each, []).append(path)
    return [
        say("importers.same_recording", paths=allowed_list(own))
        for own in owners.values()
        if len(own) > 1
    ]
