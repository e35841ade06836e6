"""Participants who are recorded on video and sound first, and read as anybody's recording is."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import pandas as pd

from depformer import __version__
from depformer.errors import DepformerError
from depformer.files import digest
from depformer.recordings.ingest import IngestOptions, Made, MakeParticipant, Session
from depformer.study.writer import ParticipantRecord
from depformer.synth.people import Person
from depformer.synth.recording import Take, record
from depformer.wording import say
from depformer.work import Progress

TAKES = "recordings"


@dataclass(frozen=True)
class RecordAndIngest:
    """Record people, and make of their recordings what a study holds of them.

    Called with a person, here or in another process; see `depformer.synth.making.apart`.

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

    @property
    def reads(self) -> tuple[Path, ...]:
        """Where the recordings lie: all who make people have to see it."""
        return (self.folder,)

    def within(self, folder: Path) -> RecordAndIngest:
        """Return the same with its recordings in a folder."""
        how = replace(self, folder=folder.absolute() / TAKES)
        how.folder.mkdir(exist_ok=True)
        return how

    def finished(self, person: Person, record: ParticipantRecord) -> ParticipantRecord:
        """Return what a study holds of a person, with the recordings that stay."""
        if not self.keeps(person):
            return record
        take = Take.of(person, self.folder)
        return replace(record, recordings={"video": take.video, "audio": take.audio})
