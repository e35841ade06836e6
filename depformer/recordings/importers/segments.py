"""Any table of segments of any recordings: interviews, reading lists, tasks with pictures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.files import digest, digest_file
from depformer.recordings.importer import (
    Imported,
    ImporterSpec,
    ImportOptions,
    lacking_note,
    pseudonyms,
)
from depformer.recordings.ingest.described import described_alone, too_long
from depformer.recordings.ingest.participant import quality_of
from depformer.recordings.ingest.remarks import nobody
from depformer.recordings.media import look_at_media
from depformer.recordings.seen import NO_FACE_SIZE, faces_of_stretches, no_faces
from depformer.recordings.segment_table import Segment, read_people, read_segments
from depformer.recordings.trials import in_list_order
from depformer.recordings.voices import sounds_of_stretches, voices_of_words
from depformer.recordings.words import WordTime
from depformer.study import load_words
from depformer.study.writer import ParticipantRecord
from depformer.validate import allowed_list, one_of, word_count
from depformer.wording import say

VERSION = "3"
CHOICES = ("first", "spaced", "label")
NO_VALENCE = ""

ByPerson = dict[str, list[Segment]]
Chosen = dict[str, list[Segment | None]]  # by person, one a word; None where there is none


def find(source: Path, options: ImportOptions) -> Imported:
    """Read the table, choose the segments that become words, and find out who is in which group."""
    one_of("choose", options.choose, CHOICES)
    table, by_person, unread = read_segments(source, options)
    if not by_person:
        raise nobody(unread)
    notes = [_not_through(name, why) for name, why in unread.items()]
    choose = _by_label if options.choose == "label" else _by_number
    words, chosen = choose(source, by_person, options, notes)
    people = read_people(source, table, list(chosen), options)
    ids = pseudonyms(len(chosen))
    people.insert(0, "participant_id", ids)
    people_of = dict(zip(ids, chosen, strict=True))
    return Imported(people, words, _records(people_of, chosen, words, options, notes), notes)


def _by_number(
    source: Path, by_person: ByPerson, options: ImportOptions, notes: list[str]
) -> tuple[pd.DataFrame, Chosen]:
    """Take as many segments of everybody, in the order of the table; their labels say nothing.

    ``first``: the first ones. ``spaced``: the first, the last, and evenly between them.
    """
    words = load_words(options.word_list) if options.word_list else None
    wanted = options.words or (0 if words is None else len(words))
    if not wanted or (words is not None and wanted != len(words)):
        raise DepformerError(say("importers.segment_words", choose=options.choose))
    word_count(wanted)
    few = {who: len(own) for who, own in by_person.items() if len(own) < wanted}
    for who, number in few.items():
        notes.append(say("importers.segment_few", who=who, n=number, wanted=wanted))
    if len(few) == len(by_person):
        known = {"path": source, "wanted": wanted, "most": max(few.values(), default=0)}
        raise DepformerError(say("importers.segment_nobody", **known), kind="study")
    chosen: Chosen = {}
    for who, own in by_person.items():
        if who not in few:
            last = wanted - 1 if options.choose == "first" else len(own) - 1
            rows = np.rint(np.linspace(0, last, wanted)).astype(int)
            chosen[who] = [own[row] for row in rows]
    if words is None:
        texts = [say("importers.segment", number=number) for number in range(1, wanted + 1)]
        words = _word_list(texts, [NO_VALENCE] * wanted)
        notes.append(say("importers.no_valence"))
    return words, chosen


def _by_label(
    source: Path, by_person: ByPerson, options: ImportOptions, notes: list[str]
) -> tuple[pd.DataFrame, Chosen]:
    """Take the first segment of every label; the labels are the words, the rows their order."""
    valences: dict[str, str] = {}
    for segment in (each for own in by_person.values() for each in own):
        if not segment.label:
            raise DepformerError(say("importers.segment_label", path=source), kind="study")
        if valences.setdefault(segment.label, segment.valence) != segment.valence:
            known = {"path": source, "label": segment.label}
            raise DepformerError(say("importers.segment_valence", **known), kind="study")
    if options.word_list:
        words = load_words(options.word_list)
    else:
        taken = list(valences)[: options.words]
        if not any(valences.values()):
            notes.append(say("importers.no_valence"))
        words = _word_list(taken, [valences[label] for label in taken])
    word_count(len(words))
    texts = words["text"].tolist()
    if other := [label for label in valences if label not in texts]:
        notes.append(say("importers.segment_other", n=len(other), labels=allowed_list(other)))
    if len(other) == len(valences):
        raise DepformerError(say("importers.segment_no_label", path=source), kind="study")
    chosen: Chosen = {}
    for who, own in by_person.items():
        first: dict[str, Segment] = {}
        again = [each.label for each in own if first.setdefault(each.label, each) is not each]
        if again := [label for label in dict.fromkeys(again) if label in texts]:
            notes.append(say("importers.segment_again", who=who, labels=allowed_list(again)))
        chosen[who] = [first.get(text) for text in texts]
    return words, chosen


def _word_list(texts: Sequence[str], valences: Sequence[str]) -> pd.DataFrame:
    numbers = range(1, len(texts) + 1)
    return pd.DataFrame(
        {
            "word_id": [f"w{number:02d}" for number in numbers],
            "position": list(numbers),
            "text": list(texts),
            "pinyin": None,
            "gloss": None,
            "valence": list(valences),
        }
    )


def _records(
    people: Mapping[str, str],
    chosen: Chosen,
    words: pd.DataFrame,
    options: ImportOptions,
    notes: list[str],
) -> Iterator[ParticipantRecord]:
    """Yield everybody whose recordings can be read; of the others, note why they cannot."""
    filmed = _filmed(chosen)
    if not filmed:
        notes.append(say("importers.no_faces", size=NO_FACE_SIZE))
    failed: dict[str, str] = {}
    for who, name in people.items():
        try:
            record, said = _record(who, chosen[name], words, options, filmed=filmed)
        except DepformerError as fault:
            if fault.kind == "environment":
                raise
            failed[name] = str(fault)
            continue
        notes.extend(said)
        yield record
    if len(failed) == len(people):
        raise nobody(failed)
    notes += [_not_through(name, why) for name, why in failed.items()]


def _not_through(name: str, why: str) -> str:
    return say("importers.not_through", who=name, why=why.rstrip("."))


def _record(
    who: str,
    own: Sequence[Segment | None],
    words: pd.DataFrame,
    options: ImportOptions,
    *,
    filmed: bool,
) -> tuple[ParticipantRecord, list[str]]:
    """Return what is made of a person's segments, and what is missing of it."""
    ids = words["word_id"].tolist()
    places = [None if each is None else each.place for each in own]
    sounds = sounds_of_stretches(places)
    voices = voices_of_words(sounds, level=options.level)
    beyond = {row for row, reason in voices.lacking.items() if reason == "absent" and own[row]}
    unheard = voices.lacking | dict.fromkeys(beyond, "beyond")
    seen = no_faces(len(ids))
    if filmed:
        seen = faces_of_stretches(places, size=options.image_size, frame=options.frame)
    unseen = {row: reason for row, reason in seen.lacking.items() if own[row]}
    notes = [
        lacking_note(who, {ids[row]: lacking[row] for row in sorted(lacking)})
        for lacking in (unheard, unseen)
        if lacking
    ]
    features = {
        "face": seen.made_by,
        "audio": voices.made_by,
        "source_digests": _digests(own, filmed),
    }
    spans = [(math.nan, math.nan) if each is None else each.place[1:] for each in own]
    said = [WordTime(word, *span, 1.0) for word, span in zip(ids, spans, strict=True)]
    remarks = (say("ingest.remark", who=who, said=each) for each in too_long(said))
    notes += [each.rstrip(".") for each in remarks]
    if seen.words:
        features["quality"] = quality_of(said, seen.words, voices.clipped, spans, math.inf)
    record = ParticipantRecord(
        participant_id=who,
        face=seen.face,
        audio=voices.audio,
        events=_events(own, words),
        features=features,
        missing_face=tuple(ids[row] for row in sorted(seen.lacking)),
        missing_audio=tuple(ids[row] for row in sorted(unheard)),
        descriptors=described_alone(said, sounds, seen.words),
    )
    return record, notes


def _filmed(chosen: Chosen) -> bool:
    """Return whether any word lies in a video; if none does, nobody's face was recorded."""
    paths = {each.path for own in chosen.values() for each in own if each is not None}
    for path in sorted(paths):
        with suppress(DepformerError):  # whose it is does not come through, and is told why
            if look_at_media(path).has_video:
                return True
    return False


def _digests(segments: Sequence[Segment | None], filmed: bool) -> dict[str, str]:
    files = sorted({each.path for each in segments if each is not None})
    own = digest(*map(digest_file, files))
    return {"face": own, "audio": own} if filmed else {"audio": own}


def _events(segments: Sequence[Segment | None], words: pd.DataFrame) -> pd.DataFrame:
    """Return a person's words in the order of their times; those that are missing come last."""
    starts = [np.nan if each is None else each.start for each in segments]
    lengths = [np.nan if each is None else each.stop - each.start for each in segments]
    events = in_list_order(words, starts, lengths).round({"onset": 3, "duration": 3})
    files = list(dict.fromkeys(each.path for each in segments if each is not None))
    places = [len(files) if each is None else files.index(each.path) for each in segments]
    events = events.assign(file=places).sort_values(["file", "onset"], kind="stable")
    events["position"] = range(1, len(events) + 1)
    return events.drop(columns="file")


SPEC = ImporterSpec(
    "segments",
    VERSION,
    find,
    takes=(
        *("words", "word_list", "columns", "unit", "choose", "people", "groups"),
        *("level", "image_size", "frame"),
    ),
)
