"""What a study holds of people whose words are stretches of recordings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.files import digest, digest_file
from depformer.recordings.importer import ImportOptions, lacking_note
from depformer.recordings.ingest.described import described_alone, too_long
from depformer.recordings.ingest.participant import quality_of
from depformer.recordings.ingest.remarks import nobody
from depformer.recordings.media import look_at_media
from depformer.recordings.seen import NO_FACE_SIZE, faces_of_stretches, no_faces
from depformer.recordings.trials import Stretch, in_list_order
from depformer.recordings.voices import sounds_of_stretches, voices_of_words
from depformer.recordings.words import WordTime
from depformer.study.writer import ParticipantRecord
from depformer.wording import say

ByRow = Mapping[str, Sequence[Stretch | None]]  # one a word; None where there is none


def records(
    names: Mapping[str, str],
    chosen: ByRow,
    words: pd.DataFrame,
    options: ImportOptions,
    notes: list[str],
) -> Iterator[ParticipantRecord]:
    """Yield everybody whose recordings can be read; of the others, note why they cannot.

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

    Raises
    ------
    DepformerError
        If nobody's can be read.
    """
    filmed = _filmed(chosen)
    if not filmed:
        notes.append(say("importers.no_faces", size=NO_FACE_SIZE))
    failed: dict[str, str] = {}
    for row, name in names.items():
        try:
            record, said = _record(row, chosen[name], words, options, filmed=filmed)
        except DepformerError as fault:
            if fault.kind == "environment":
                raise
            failed[name] = str(fault)
            continue
        notes.extend(said)
        yield record
    if len(failed) == len(names):
        raise nobody(failed)
    notes += [not_through(name, why) for name, why in failed.items()]


def not_through(name: str, why: str) -> str:
    """Return the sentence on somebody whose recordings cannot be taken."""
    return say("importers.not_through", who=name, why=why.rstrip("."))


def _record(
    row_id: str,
    own: Sequence[Stretch | None],
    words: pd.DataFrame,
    options: ImportOptions,
    *,
    filmed: bool,
) -> tuple[ParticipantRecord, list[str]]:
    """Return what is made of the stretches of a row, and what is missing of it."""
    ids = words["word_id"].tolist()
    sounds = sounds_of_stretches(own)
    voices = voices_of_words(sounds, level=options.level)
    beyond = {row for row, reason in voices.lacking.items() if reason == "absent" and own[row]}
    unheard = voices.lacking | dict.fromkeys(beyond, "beyond")
    seen = no_faces(len(ids))
    if filmed:
        seen = faces_of_stretches(own, size=options.image_size, frame=options.frame)
    unseen = {row: reason for row, reason in seen.lacking.items() if own[row]}
    notes = [
        lacking_note(row_id, {ids[row]: lacking[row] for row in sorted(lacking)})
        for lacking in (unheard, unseen)
        if lacking
    ]
    features = {
        "face": seen.made_by,
        "audio": voices.made_by,
        "source_digests": _digests(own, filmed),
    }
    spans = [(math.nan, math.nan) if each is None else each[1:] for each in own]
    said = [WordTime(word, *span, 1.0) for word, span in zip(ids, spans, strict=True)]
    remarks = (say("ingest.remark", who=row_id, said=each) for each in too_long(said))
    notes += [each.rstrip(".") for each in remarks]
    if seen.words:
        features["quality"] = quality_of(said, seen.words, voices.clipped, spans, math.inf)
    record = ParticipantRecord(
        participant_id=row_id,
        face=seen.face,
        audio=voices.audio,
        events=_events(own, words),
        features=features,
        missing_face=tuple(ids[row] for row in sorted(seen.lacking)),
        missing_audio=tuple(ids[row] for row in sorted(unheard)),
        descriptors=described_alone(said, sounds, seen.words),
    )
    return record, notes


def _filmed(chosen: ByRow) -> bool:
    """Return whether any word lies in a video; if none does, nobody's face was recorded."""
    paths = {each[0] for own in chosen.values() for each in own if each is not None}
    for path in sorted(paths):
        with suppress(DepformerError):  # whose it is does not come through, and is told why
            if look_at_media(path).has_video:
                return True
    return False


def _digests(own: Sequence[Stretch | None], filmed: bool) -> dict[str, str]:
    files = sorted({each[0] for each in own if each is not None})
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
