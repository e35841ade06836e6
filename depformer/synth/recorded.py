"""Participants who are recorded on video and sound first, and read as anybody's recording is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import pandas as pd

from depformer import __version__
from depformer.errors import DepformerError
from depformer.files import digest
from depformer.recordings.ingest import (
    FINISHED,
    Finished,
    IngestOptions,
    Made,
    MakeParticipant,
    Session,
    unfinished_beside,
)
from depformer.study.writer import ParticipantRecord
from depformer.synth.people import Person
from depformer.synth.recording import Take, record
from depformer.wording import say
from depformer.work import Piece, Place, Progress, carry_out_each

TAKES = "recordings"


@dataclass(frozen=True)
class RecordAndIngest:
    """Record people, and make of their recordings what a study holds of them.

    Called with a person, here or in another process.

    Parameters
    ----------
    words : DataFrame
        The list.
    seed : int
        Of the study.
    image_size : int
        Height and width of a face [pixel].
    kept : int
        How many people's recordings stay, from the first on.
    folder : Path
        Where the recordings lie.
    """

    words: pd.DataFrame
    seed: int
    image_size: int
    kept: int
    folder: Path = field(default=Path())

    def __call__(self, person: Person, report: Progress) -> Made:
        """Return what was made of a person's recording."""
        take = record(person, self.words, self.folder, seed=self.seed, image_size=self.image_size)
        session = Session(person.participant_id, person.group, take.video, take.audio, take.events)
        options = IngestOptions(image_size=self.image_size)
        made = MakeParticipant(self.words, options)(session, report)
        if made.failed:
            who = person.participant_id
            raise DepformerError(say("ingest.reason", who=who, why=made.failed), kind="study")
        if not self.keeps(person):
            for path in (take.video, take.audio, take.events):
                path.unlink()
        return made

    def keeps(self, person: Person) -> bool:
        """Return whether a person's recordings stay."""
        return person.index < self.kept

    def name(self, person: Person) -> str:
        """Return the digest of all that a person's part of the study is made from."""
        cells = {name: values.tolist() for name, values in person.cells.items()}
        about = {**asdict(person), "cells": cells, "seed": self.seed, "size": self.image_size}
        facts = json.dumps({**about, "kept": self.keeps(person)}, sort_keys=True)
        return digest(facts, self.words.to_csv(), __version__)[:16]


@contextmanager
def recorded_people(
    how: RecordAndIngest, people: Sequence[Person], out: Path, place: Place, progress: Progress
) -> Iterator[Iterator[ParticipantRecord]]:
    """Yield what a study holds of people who are recorded; recordings that stay are there so long.

    Parameters
    ----------
    how : RecordAndIngest
        How each is made.
    people : sequence of Person
        In order.
    out : Path
        The study to come; finished people are kept beside it until all are made.
    place, progress
        As of `depformer.work.carry_out`.
    """
    with unfinished_beside(out, progress) as unfinished:
        how = replace(how, folder=unfinished / TAKES)
        how.folder.mkdir(exist_ok=True)
        pieces = [Piece(how.name(each), each, each.participant_id) for each in people]
        keep = Finished(unfinished / FINISHED)
        for _ in carry_out_each(how, pieces, place=place, keep=keep, progress=progress):
            pass  # each is read again when it is written: nobody holds all of them
        yield (_record(how, piece.what, keep.record(piece.name)) for piece in pieces)


def _record(how: RecordAndIngest, person: Person, record: ParticipantRecord) -> ParticipantRecord:
    if not how.keeps(person):
        return record
    take = Take.of(person, how.folder)
    return replace(record, recordings={"video": take.video, "audio": take.audio})
