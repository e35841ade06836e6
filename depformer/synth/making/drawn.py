"""Participants who are drawn as crops and spoken into their windows, without any recording."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer import __version__
from depformer.features import EXTRACTORS
from depformer.files import digest
from depformer.recordings.ingest import Made
from depformer.study.writer import ParticipantRecord
from depformer.synth.people import Person
from depformer.synth.sitting import draw_faces, events_of, speak_words
from depformer.synth.speech import RATE
from depformer.work import Progress

FACE_VERSION = "1"
VOICE_EXTRACTOR = "log_mel"


@dataclass(frozen=True)
class Draw:
    """Draw people, and make of them what a study holds; see `depformer.synth.making.apart`.

    Parameters
    ----------
    words : DataFrame
        The list.
    seed : int
        Of the study.
    image_size : int
        Height and width of a face [pixel].
    """

    words: pd.DataFrame
    seed: int
    image_size: int

    reads = ()

    def __call__(self, person: Person, report: Progress) -> Made:
        """Return what a study holds of a person."""
        extractor, words = EXTRACTORS[VOICE_EXTRACTOR], self.words
        faces = draw_faces(person, len(words), self.seed, self.image_size)
        spoken = speak_words(person, words["pinyin"].tolist(), self.seed)
        waveforms, durations, room_level = spoken
        events = events_of(person, words, durations, self.seed)
        events["snr_db"] = _snr(waveforms, durations, room_level)
        record = ParticipantRecord(
            participant_id=person.participant_id,
            face=faces,
            audio=np.stack([extractor.extract(waveform, RATE) for waveform in waveforms]),
            events=events.sort_values("position").round(3),
            features={
                "face": {
                    "id": "drawn_face",
                    "version": FACE_VERSION,
                    "options": {"image_size": self.image_size},
                },
                "audio": extractor.described,
                "source_digests": {
                    "face": digest(faces.tobytes()),
                    "audio": digest(*(waveform.tobytes() for waveform in waveforms)),
                },
                "quality": {
                    "word_id": words["word_id"].tolist(),
                    "face_ok": [1] * len(words),
                    "reading_ok": [1] * len(words),
                    "snr_db": events["snr_db"].round(3).tolist(),
                },
            },
        )
        return Made(person.participant_id, record)

    def name(self, person: Person) -> str:
        """Return the digest of all that a person's part of the study is made from."""
        cells = {name: values.tolist() for name, values in person.cells.items()}
        about = {**asdict(person), "cells": cells, "seed": self.seed, "size": self.image_size}
        facts = json.dumps({**about, "drawn": FACE_VERSION}, sort_keys=True)
        return digest(facts, self.words.to_csv(), __version__)[:16]

    def within(self, folder: Path) -> Draw:
        """Return the same: nothing is written but what a study holds."""
        return self

    def finished(self, person: Person, record: ParticipantRecord) -> ParticipantRecord:
        """Return what a study holds of a person."""
        return record


def _snr(
    waveforms: list[NDArray[np.float32]], durations: NDArray[np.float64], room_level: float
) -> NDArray[np.float64]:
    """Return the mean power of each word over that of the room [dB]."""
    power = np.array(
        [float(np.sum(np.square(waveform, dtype=np.float64))) for waveform in waveforms]
    )
    return np.asarray(10.0 * np.log10(power / (durations * RATE)) - room_level)
