"""One word of a participant at other times, and all that depends on them made anew."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from depformer.errors import DepformerError
from depformer.files import locked, read_json, read_table
from depformer.files.beside import beside
from depformer.recordings.ingest.into_study import refuse_other_settings
from depformer.recordings.ingest.options import IngestOptions, options_of
from depformer.recordings.ingest.participant import STEPS, MakeParticipant
from depformer.recordings.ingest.session import Session
from depformer.recordings.ingest.timing import BOX, Timing, judged
from depformer.recordings.ingest.unfinished import study_folder
from depformer.recordings.media import Media, look_at_media
from depformer.recordings.words import Heard, WordTime
from depformer.study import Study, layout, load_study
from depformer.study.adding import EVENTS, add_participants, state_of
from depformer.study.descriptors import Descriptors
from depformer.study.events import SECONDS
from depformer.study.people import described_people, read_people
from depformer.study.quality import by_word
from depformer.study.writer import ParticipantRecord, StudyTables, write_study_folder
from depformer.validate import number, one_of
from depformer.wording import say
from depformer.work import Progress

SHORTEST_S = 0.02  # of a word that a person may set
_OF_WORD = ["voice_onset", "voice_offset", "reading_ok", "snr_db"]  # of events.tsv


@dataclass(frozen=True)
class Corrected:
    """Hold what came of it.

    Parameters
    ----------
    study : Study
        As it is now.
    doubt : str
        Why a person should look at the word again; empty where there is no doubt.
    """

    study: Study
    doubt: str


def correct(
    study: Path | str,
    participant: str,
    word: str,
    onset: float | None,
    offset: float | None,
    *,
    progress: Progress = lambda done, total: None,
) -> Corrected:
    """Set when a participant said a word, and make his or her features anew.

    The whole participant is made from the recordings that the study keeps, with the options of the
    features that are there: a face is aligned to that person's faces in all words, and a level of
    the voice is set over all of them. The numbers are those that `ingest` makes of a corrected
    table for the review. What is known of the other words stays, their doubts included, and a word
    that somebody has marked as misread stays so; what other programs measured of this word is
    missing from then on, since their tables are not kept.

    Parameters
    ----------
    study : Path or str
        That keeps the participant's recordings.
    participant, word : str
        Ids.
    onset, offset : float or None
        When the voice begins and ends [s], between the words before and after; None for both if
        the word was not said.
    progress : callable
        Called with steps done and in all; what it raises ends the work, and nothing is changed.

    Raises
    ------
    DepformerError
        If no recordings are kept, the times cannot be, or the features were made in another way.
    """
    root = study_folder(study)
    mark = root.with_name(f"{root.name}.corrected")
    with locked(mark.with_name(f".{mark.name}.turn"), lambda: progress(0, 1)):
        there = load_study(root)
        one_of("participant", participant, there.ids)
        state = {participant: state_of(root, participant)}
        made_by = _made_by(there, participant)
        options = options_of(made_by)
        refuse_other_settings(there, options)
        before = times_now(there, participant)
        low, high = _room(there, participant, before, word)
        edges = (math.nan, math.nan)
        if (onset is None) != (offset is None):
            raise DepformerError(say("correcting.half"))
        if onset is not None and offset is not None:
            for name, edge in (("onset", onset), ("offset", offset)):
                number(name, edge, low=low, high=high)  # NaN and infinity are never in a range
            onset, offset = (_in_ms(each) for each in (onset, offset))
            number("onset", onset, low=low, high=_in_ms(high - SHORTEST_S))
            number("offset", offset, low=_in_ms(onset + SHORTEST_S), high=high)
            edges = onset, offset
        reason = say("correcting.marked") if onset is None else ""
        set_now = WordTime(word, *edges, 1.0, reason=reason)
        record = _made(there, participant, options, before, set_now, progress)
        quality = record.features["quality"]
        row = quality["word_id"].index(word)
        doubts = [quality[part]["doubt"][row] for part in ("voice", "face")]
        if onset is not None:  # somebody has listened: said once, and on no list from then on
            quality["voice"]["doubt"][row] = None
        else:  # the voice says who has marked it; that no face was looked for says nothing more
            quality["face"]["doubt"][row], doubts = None, []
        with beside(mark) as staged:
            write_study_folder(staged, _tables(there, participant), [record])
            add_participants(
                root,
                staged,
                replaced=state,
                staying={path.resolve() for path in layout.recordings_of(root, participant)},
                look=lambda: progress(STEPS, STEPS),
            )
    return Corrected(load_study(root), " ".join(filter(None, doubts)))


def room_of(study: Study, participant: str, word: str) -> tuple[float, float]:
    """Return from when to when a word may lie: between its neighbours, within the recording [s].

    Raises
    ------
    DepformerError
        If the study keeps no recordings of the participant.
    """
    return _room(study, participant, times_now(study, participant), word)


def _room(study: Study, participant: str, now: Timing, word: str) -> tuple[float, float]:
    ids = [each.word_id for each in now.words]
    at = ids.index(one_of("word", word, ids))
    before = [each.offset for each in now.words[:at] if not each.missing]
    after = [each.onset for each in now.words[at + 1 :] if not each.missing]
    session = _session(study, participant, {})
    low = _in_ms(max(before, default=0.0), math.ceil)
    if after:
        return low, _in_ms(min(after), math.floor)
    end = look_at_media(session.sound).sound_stop
    latest = end if math.isfinite(end) else SECONDS["voice_offset"][1]
    return low, max(low, _in_ms(latest, math.floor))


def _in_ms(seconds: float, whole: Callable[[float], int] = round) -> float:
    """Return a time to the millisecond, as tables hold it: nearest, or never below or above."""
    return whole(round(1000 * seconds, 3)) / 1000


def times_now(study: Study, participant: str) -> Timing:
    """Return when a participant said which word as the study has it, doubts included."""
    made_by = _made_by(study, participant)
    events = read_table(layout.events_path(study.root, participant), kind="study")
    numbers = events.drop(columns=["word_id", "trial_type"]).apply(pd.to_numeric, errors="coerce")
    rows = numbers.assign(word_id=events["word_id"]).sort_values("position").to_dict("records")
    voice = by_word(made_by.get("quality"), "voice", events["word_id"].tolist())
    words = []
    for row in rows:
        word = row["word_id"]
        edges = row.get("voice_onset", math.nan), row.get("voice_offset", math.nan)
        certainty, probability, snr = (
            _number(voice.get(name, {}).get(word))
            for name in ("certainty", "probability", "snr_db")
        )
        reason = str(voice.get("doubt", {}).get(word) or "")
        words.append(WordTime(word, *edges, certainty, probability, snr, reason))
    trials = {row["word_id"]: (row["onset"], row["duration"]) for row in rows}
    boxes = None
    if set(BOX) <= set(numbers):
        cells = numbers[list(BOX)].to_numpy(dtype=float)
        boxes = dict(zip(events["word_id"], cells, strict=True))
    source = made_by.get("words", {}).get("source", "")
    return Timing(tuple(words), trials=trials, boxes=boxes, source=source)


@dataclass(frozen=True)
class _Times:
    """Say when which word was said: as before, but for one that a person has set."""

    before: Timing
    word: WordTime

    def __call__(
        self, session: Session, heard: Heard, media: Media, words: object, options: object
    ) -> Timing:
        (own,) = judged([replace(self.word, probability=math.nan)], heard)
        now = (own if w.word_id == own.word_id else w for w in self.before.words)
        return replace(self.before, words=tuple(now))


def _made(
    study: Study,
    participant: str,
    options: IngestOptions,
    before: Timing,
    word: WordTime,
    progress: Progress,
) -> ParticipantRecord:
    """Return the participant's features and events with the word where it is set."""
    made_by = _made_by(study, participant)
    make = MakeParticipant(study.words, options, times=_Times(before, word))
    made = make(_session(study, participant, made_by), progress)
    if made.record is None:
        raise DepformerError(made.failed, kind="study")
    record = made.record
    if record.features["source_digests"] != made_by.get("source_digests"):
        raise DepformerError(say("correcting.other_recording", who=participant), kind="study")
    events = read_table(layout.events_path(study.root, participant), kind="study")
    events, new = events.set_index("word_id", drop=False), record.events.set_index("word_id")
    events = events.astype(object)
    events["face_ok"] = new["face_ok"]
    old = events.loc[word.word_id]
    misread = str(old.get("reading_ok")) == "0" and pd.notna(old.get("voice_onset"))
    events.loc[word.word_id, _OF_WORD] = new.loc[word.word_id, _OF_WORD]
    # Somebody has listened; but other times do not make right what was read wrongly.
    if not word.missing:
        events.loc[word.word_id, "reading_ok"] = "0" if misread else "1"
    of_words = dict(made_by.get("words", {}))
    corrected = {*of_words.get("corrected", ()), word.word_id}
    of_words["corrected"] = [each for each in study.words["word_id"] if each in corrected]
    features = {**record.features, "words": of_words}
    features["descriptor_tables"] = made_by.get("descriptor_tables", [])
    descriptors = _with_imported(study, participant, record.descriptors, word.word_id)
    record = replace(record, participant_id=participant)  # made as the person's, of one session
    return replace(record, events=events, features=features, descriptors=descriptors)


def _with_imported(
    study: Study, participant: str, made: Descriptors | None, word: str
) -> Descriptors | None:
    """Return descriptors with those of other programs, whose tables are not kept, as they were."""
    before = study.descriptors(participant)
    if made is None or before is None:
        return made
    columns = study.descriptor_columns(participant)
    imported = {name: column for name, column in columns.items() if name not in made.columns}
    kept = before[list(imported)].copy()
    kept.loc[word] = math.nan
    table = pd.concat([made.table, kept], axis=1)
    return Descriptors(table, {**made.columns, **imported})


def _session(study: Study, participant: str, made_by: Mapping[str, Any]) -> Session:
    """Return the session of the recordings that the study keeps."""
    there = layout.recordings_of(study.root, participant)
    kept = {kind: path for path in there for kind in layout.RECORDINGS if path.stem.endswith(kind)}
    if "video" not in kept:
        raise DepformerError(say("correcting.not_kept", who=participant), kind="study")
    group = str(study.participants["group"][participant])
    offset = _number(made_by.get("sound_offset_s", 0.0))
    person = layout.person_of(participant)
    return Session(person, group, kept["video"], kept.get("audio"), offset=offset)


def _tables(study: Study, participant: str) -> StudyTables:
    """Return the tables of a study of this participant alone, as they stand in his or her own."""
    people = read_people(study.root)
    own = ["participant_id", *(["session"] if study.has_sessions else []), "group"]
    events = study.root / EVENTS
    return StudyTables(
        description={"Name": study.name},
        readme="",
        # What else is known of the person stands in the study's own table, and stays there.
        participants=people.loc[[participant], own],
        participants_columns=described_people(study.root),
        words=study.words,
        words_columns={},
        events_columns=read_json(events, kind="study") if events.is_file() else {},
    )


def _made_by(study: Study, participant: str) -> dict[str, Any]:
    path = layout.features_path(study.root, participant)
    return read_json(path, kind="study")


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else math.nan
