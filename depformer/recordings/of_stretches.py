"""What a study holds of people whose words are stretches of recordings."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from depformer import __version__
from depformer.errors import DepformerError
from depformer.files import digest, digest_file
from depformer.recordings.descriptors import DESCRIPTORS
from depformer.recordings.found_files import same_recordings
from depformer.recordings.importer import ImportOptions, Records, lacking_note
from depformer.recordings.ingest.described import described_alone, too_long
from depformer.recordings.ingest.everybody import Making, stamp
from depformer.recordings.ingest.made import Made
from depformer.recordings.ingest.participant import quality_of
from depformer.recordings.ingest.remarks import nobody
from depformer.recordings.media import look_at_media
from depformer.recordings.seen import NO_FACE_SIZE, described, faces_of_stretches, no_faces
from depformer.recordings.trials import Stretch, in_list_order
from depformer.recordings.voices import sounds_of_stretches, voices_of_words
from depformer.recordings.words import WordTime
from depformer.study import layout
from depformer.study.writer import ParticipantRecord
from depformer.wording import say
from depformer.work import Progress

ByRow = Mapping[str, Sequence[Stretch | None]]  # one a word; None where there is none


@dataclass(frozen=True)
class Row:
    """Hold the stretches of one row of a study, one a word; None where there is none."""

    participant_id: str
    own: tuple[Stretch | None, ...]

    @property
    def files(self) -> list[Path]:
        """The recordings that they lie in."""
        return sorted({each[0] for each in self.own if each is not None})


@dataclass(frozen=True)
class MakeRow:
    """Make rows of a study from stretches of recordings: what all of them have in common.

    Called with a row, here or in another process; one that cannot be read gives a `Made` with the
    reason, so that it does not stop the others.

    Parameters
    ----------
    words : DataFrame
        As ``stimuli/words.tsv``.
    level, image_size, frame
        As of `ImportOptions`.
    filmed : bool
        Whether any word of any row lies in a video; if none does, nobody's face was recorded.
    """

    words: pd.DataFrame
    level: str
    image_size: int
    frame: str
    filmed: bool

    def __call__(self, row: Row, report: Progress) -> Made:
        """Return what was made of a row, or why nothing could be."""
        who = row.participant_id
        try:
            record, notes = _record(row, self)
        except DepformerError as fault:
            if fault.kind == "environment":
                raise
            return Made(who, failed=str(fault))
        return Made(who, record=record, notes=tuple(notes))

    def name(self, row: Row) -> str:
        """Return the digest of all that a row is made from, recordings by place, size and time."""
        made_by = [
            described(self.image_size, self.frame) if self.filmed else no_faces(0).made_by,
            voices_of_words((), level=self.level).made_by,
            [(spec.id, spec.version) for spec in DESCRIPTORS],
        ]
        stretches = [None if each is None else [str(each[0]), *each[1:]] for each in row.own]
        facts = [row.participant_id, stretches, [stamp(path) for path in row.files], made_by]
        return digest(json.dumps(facts, sort_keys=True), self.words.to_csv(), __version__)[:16]


def records(
    names: Mapping[str, str],
    chosen: ByRow,
    words: pd.DataFrame,
    options: ImportOptions,
    notes: list[str],
) -> Records:
    """Return the way to make everybody whose recordings can be read, apart from all others.

    Of those whose recordings cannot be read, it notes why; of the others, what is missing.

    Parameters
    ----------
    names : mapping of str
        What the source calls each row, by its id in the study.
    chosen : mapping
        Where the words of a row are, by what the source calls it.
    words : DataFrame
        As ``stimuli/words.tsv``.
    options : ImportOptions
        How loud voices are made, and which faces are taken.
    notes : list of str
        Grows.

    Returns
    -------
    callable
        It raises a `DepformerError` if nobody's can be read.
    """
    filmed = _filmed(chosen)
    if not filmed:
        notes.append(say("importers.no_faces", size=NO_FACE_SIZE))
    make = MakeRow(words, options.level, options.image_size, options.frame, filmed)
    rows = {who: Row(who, tuple(chosen[name])) for who, name in names.items()}
    notes += same_recordings(path for row in rows.values() for path in row.files)

    def made(making: Making) -> Iterator[ParticipantRecord]:
        told = making.everybody(make, rows, make.name, lambda row: row.files[0])
        failed = {names[who]: each.failed for who, each in told.items() if each.failed}
        if len(failed) == len(names):
            raise nobody(failed)
        through = [each for each in told.values() if not each.failed]
        notes.extend(note for each in through for note in each.notes)
        notes.extend(not_through(name, why) for name, why in failed.items())
        return (record for _, record in making.records(through))

    return made


def not_through(name: str, why: str) -> str:
    """Return the sentence on somebody whose recordings cannot be taken."""
    return say("importers.not_through", who=name, why=why.rstrip("."))


def _record(row: Row, how: MakeRow) -> tuple[ParticipantRecord, list[str]]:
    """Return what is made of the stretches of a row, and what is missing of it."""
    row_id, own, words = row.participant_id, row.own, how.words
    ids = words["word_id"].tolist()
    sounds = sounds_of_stretches(own)
    voices = voices_of_words(sounds, level=how.level)
    beyond = {word for word, why in voices.lacking.items() if why == "absent" and own[word]}
    unheard = voices.lacking | dict.fromkeys(beyond, "beyond")
    seen = no_faces(len(ids))
    if how.filmed:
        seen = faces_of_stretches(own, size=how.image_size, frame=how.frame)
    unseen = {word: why for word, why in seen.lacking.items() if own[word]}
    notes = [
        lacking_note(row_id, {ids[word]: lacking[word] for word in sorted(lacking)})
        for lacking in (unheard, unseen)
        if lacking
    ]
    features = {
        "face": seen.made_by,
        "audio": voices.made_by,
        "source_digests": _digests(row.files, how.filmed),
    }
    spans = [(math.nan, math.nan) if each is None else each[1:] for each in own]
    said = [WordTime(word, *span, 1.0) for word, span in zip(ids, spans, strict=True)]
    remarks = (say("ingest.remark", who=layout.named(row_id), said=each) for each in too_long(said))
    notes += [each.rstrip(".") for each in remarks]
    if seen.words:
        features["quality"] = quality_of(said, seen.words, voices.clipped, spans, math.inf)
    record = ParticipantRecord(
        participant_id=row_id,
        face=seen.face,
        audio=voices.audio,
        events=_events(own, words),
        features=features,
        missing_face=tuple(ids[word] for word in sorted(seen.lacking)),
        missing_audio=tuple(ids[word] for word in sorted(unheard)),
        descriptors=described_alone(said, sounds, seen.words),
    )
    return record, notes


def _filmed(chosen: ByRow) -> bool:
    """Return whether any word lies in a video; if none does, nobody's face was recorded."""
    for path in sorted({each[0] for own in chosen.values() for each in own if each is not None}):
        with suppress(DepformerError):  # whose it is does not come through, and is told why
            if look_at_media(path).has_video:
                return True
    return False


def _digests(files: Sequence[Path], filmed: bool) -> dict[str, str]:
    whole = digest(*map(digest_file, files))
    return {"face": whole, "audio": whole} if filmed else {"audio": whole}


def _events(own: Sequence[Stretch | None], words: pd.DataFrame) -> pd.DataFrame:
    """Return the words of a row in the order of their times; those that are missing come last."""
    starts = [np.nan if each is None else each[1] for each in own]
    lengths = [np.nan if each is None else each[2] - each[1] for each in own]
    events = in_list_order(words, starts, lengths).round({"onset": 3, "duration": 3})
    files = list(dict.fromkeys(each[0] for each in own if each is not None))
    places = [len(files) if each is None else files.index(each[0]) for each in own]
    events = events.assign(file=places).sort_values(["file", "onset"], kind="stable")
    events["position"] = range(1, len(events) + 1)
    return events.drop(columns="file")
