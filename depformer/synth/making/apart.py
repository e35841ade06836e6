"""Make people one apart from another, and keep who is finished until the study is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, Self

from depformer.recordings.ingest import FINISHED, Finished, Made, unfinished_beside
from depformer.study.writer import ParticipantRecord
from depformer.synth.people import Person
from depformer.work import Piece, Place, Progress, carry_out_each


class PersonMaker(Protocol):
    """How people are made: called with a person, here or in another process."""

    @property
    def reads(self) -> tuple[Path, ...]:
        """What of the disk all who make people have to see."""
        ...

    def __call__(self, person: Person, report: Progress) -> Made:
        """Return what was made of a person."""
        ...

    def name(self, person: Person) -> str:
        """Return the digest of all that a person's part of the study is made from."""
        ...

    def within(self, folder: Path) -> Self:
        """Return the same with a folder for what else it writes."""
        ...

    def finished(self, person: Person, record: ParticipantRecord) -> ParticipantRecord:
        """Return what a study holds of a person, as long as the folder is there."""
        ...


@contextmanager
def made_people(
    how: PersonMaker, people: Sequence[Person], out: Path, place: Place, progress: Progress
) -> Iterator[Iterator[ParticipantRecord]]:
    """Yield what a study holds of people; recordings that stay are there so long.

    Parameters
    ----------
    how : PersonMaker
        How each is made.
    people : sequence of Person
        In order.
    out : Path
        The study to come; finished people are kept beside it until all are made.
    place, progress
        As of `depformer.work.carry_out`.
    """
    with unfinished_beside(out, progress) as unfinished:
        own = how.within(unfinished)
        pieces = [
            Piece(own.name(each), each, each.participant_id, reads=own.reads) for each in people
        ]
        keep = Finished(unfinished / FINISHED)
        for _ in carry_out_each(own, pieces, place=place, keep=keep, progress=progress):
            pass  # each is read again when it is written: nobody holds all of them
        yield (own.finished(piece.what, keep.record(piece.name)) for piece in pieces)
