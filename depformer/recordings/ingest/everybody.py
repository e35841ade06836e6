"""Make everybody apart from all others, and keep who is finished until all of them are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from depformer.recordings.ingest.made import Finished, Made
from depformer.study.writer import ParticipantRecord
from depformer.wording import say
from depformer.work import Piece, Place, Progress, carry_out_each
from depformer.work.pieces import Function

What = TypeVar("What")


@dataclass(frozen=True)
class Told(Generic[What]):
    """Hold what came of somebody but for his or her arrays, which stay on the disk."""

    piece: Piece[What]
    failed: str
    notes: tuple[str, ...]
    sources: Mapping[str, str]


@dataclass(frozen=True)
class Making:
    """Say where people are made, and where those who are finished lie meanwhile.

    Parameters
    ----------
    keep : Finished
        What is there already is not made again.
    place : Place
        See `depformer.work`.
    progress : callable
        Called with people done and in all, or with steps within them.
    """

    keep: Finished
    place: Place
    progress: Progress

    def everybody(
        self,
        make: Function[What, Made],
        people: Mapping[str, What],
        name: Callable[[What], str],
        source: Callable[[What], Path],
    ) -> dict[str, Told[What]]:
        """Make everybody who is not kept, and return what came of each, in the order of `people`.

        Parameters
        ----------
        make : callable
            Makes one; see `depformer.work.carry_out`.
        people : mapping
            What each is made from, by id.
        name : callable
            The digest of all that it is made from. Whose has changed in the end, as the files have
            changed meanwhile, did not come through.
        source : callable
            The file to name then.
        """
        self.keep.forget_failures()
        pieces = [Piece(name(each), each, who) for who, each in people.items()]
        told: dict[str, Told[What]] = {}
        for piece, made in carry_out_each(
            make, pieces, place=self.place, keep=self.keep, progress=self.progress
        ):
            sources = {} if made.record is None else made.record.features["source_digests"]
            told[made.participant_id] = Told(piece, made.failed, made.notes, sources)
        for who, each in people.items():
            if not told[who].failed and name(each) != told[who].piece.name:
                self.keep.forget(told[who].piece.name)
                failed = say("recordings.changed", path=source(each))
                told[who] = replace(told[who], failed=failed)
        return {who: told[who] for who in people}

    def records(self, through: Iterable[Told[What]]) -> Iterator[tuple[What, ParticipantRecord]]:
        """Read one after the other from where they are kept: nobody holds all of them."""
        for each in through:
            yield each.piece.what, self.keep.record(each.piece.name)


def stamp(path: Path | None) -> list[str | int]:
    """Return by what a file is known without reading it: place, size and time of change."""
    if path is None:
        return []
    try:
        about = path.stat()
    except OSError:
        return [str(path)]
    return [str(path.absolute()), about.st_size, about.st_mtime_ns]
