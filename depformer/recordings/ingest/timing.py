"""When which word was said: as a table says, or found in the sound and matched with the list."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.files import read_foreign_table
from depformer.recordings.ingest.options import IngestOptions
from depformer.recordings.ingest.session import Session, read_order
from depformer.recordings.media import Media
from depformer.recordings.words import (
    FINDERS,
    Extra,
    Heard,
    WordTime,
    align,
    align_windows,
)
from depformer.recordings.words.given import read_given
from depformer.recordings.words.refine import Levels
from depformer.recordings.words.review import read_labels
from depformer.recordings.words.spans import Span
from depformer.study.tables import read_numbers
from depformer.validate import allowed_list
from depformer.wording import say

BOX = ("face_x", "face_y", "face_width", "face_height")  # left, top, width and height [pixel]
VOICE = ("voice_onset", "voice_offset")
_LOUD_DB = 20.0  # from which on over the noise there is a sound, whatever it is
_HEARD = 0.5  # probability of a voice where a table says that a word is
_MOST_PIXELS = 100_000  # of a picture
_LATE_S = 0.05  # that a word may end behind the sound, since tables are rounded
_HAN = re.compile(r"[\u3400-\u9fff]")
_VOWELS = re.compile(r"[aeiouyà-ÿāēīōūǎěǐǒǔǖǘǚǜ]+", re.IGNORECASE)

Window = tuple[float, float]


@dataclass(frozen=True)
class Timing:
    """Hold when a participant said which word, on the clock of the sound.

    Parameters
    ----------
    words : tuple of WordTime
        All words of the list in the participant's own order.
    extras : tuple of Extra
        Sounds beside them.
    trials : dict
        Onset and duration of the trials that are known, by word [s].
    boxes : dict
        Left, top, width and height of the face of a word, where a table gives them [pixel].
    source : str
        ``events``, ``labels`` or the id of the finder.
    """

    words: tuple[WordTime, ...]
    extras: tuple[Extra, ...] = ()
    trials: Mapping[str, Window] = field(default_factory=dict)
    boxes: Mapping[str, NDArray[np.float64]] | None = None
    source: str = ""


Times = Callable[[Session, Heard, Media, pd.DataFrame, IngestOptions], Timing]


def words_in_time(
    session: Session, heard: Heard, media: Media, words: pd.DataFrame, options: IngestOptions
) -> Timing:
    """Return when a participant said which word.

    Parameters
    ----------
    session : Session
        Whose; with events, they say it, else the sound does.
    heard : Heard
        The whole of the sound.
    media : Media
        Rate of the sound and frames per second of the video.
    words : DataFrame
        The list.
    options : IngestOptions
        The finder, and how tables are to be read.

    Raises
    ------
    DepformerError
        If the table cannot be, names words that are not in the list, or so much is spoken that it
        is no reading of a list.
    """
    ids = words["word_id"].tolist()
    path = session.events_of()
    order = read_order(session.order, words) if session.order else ids  # a fault of it is told
    if path is None:
        by_id = words.set_index("word_id")
        durations = [syllables(str(by_id["text"][word])) for word in order]
        aligned = align(heard, order, durations=durations)
        return Timing(aligned.words, aligned.extras, source=FINDERS[options.finder].id)
    if path.suffix == ".txt":
        corrected = read_labels(path, ids, math.nan)
        spoken = sorted(corrected.words, key=lambda word: (word.missing, word.onset))
        return Timing(judged(spoken, heard), source="labels")
    return _of_table(path, heard, replace(media, duration=math.nan), ids, options)


def _of_table(
    path: Path, heard: Heard, media: Media, ids: Sequence[str], options: IngestOptions
) -> Timing:
    there = read_foreign_table(path, kind="study", columns=(*VOICE, *BOX))
    own = dict(options.columns)
    spoken_too = set(VOICE) <= set(there) and not own.keys() & {"onset", "duration", "offset"}
    columns = {**own, "onset": VOICE[0], "offset": VOICE[1]} if spoken_too else own
    unit = options.unit
    windows = options.times == "trials" and not spoken_too
    spans = read_given(path, media, columns=columns, unit=unit, windows=windows)
    if unknown := [span.word_id for span in spans if span.word_id not in ids]:
        known = {"path": path, "got": allowed_list(unknown), "allowed": allowed_list(ids)}
        raise DepformerError(say("ingest.unknown_words", **known), kind="study")
    trials: dict[str, Window] = {}
    if spoken_too and {"onset", "duration"} <= set(there):
        trials = _trials(read_given(path, media, columns=own, unit=unit, windows=True))
    extras: tuple[Extra, ...] = ()
    if windows:
        trials = _trials(spans)
        found = align_windows(heard, [span for span in spans if not span.missing])
        by_id = {word.word_id: word for word in found.words}
        said, extras = (
            [by_id.get(span.word_id, _absent(span.word_id)) for span in spans],
            found.extras,
        )
    else:
        said = [WordTime(span.word_id, span.onset, span.offset, 1.0) for span in spans]
    named = {span.word_id for span in spans}
    said += [_absent(word) for word in ids if word not in named]
    return Timing(judged(said, heard), extras, trials, _boxes(path, there, spans), "events")


def _trials(spans: Sequence[Span]) -> dict[str, Window]:
    return {s.word_id: (s.onset, s.offset - s.onset) for s in spans if not s.missing}


def _absent(word: str) -> WordTime:
    return WordTime(word, math.nan, math.nan, 1.0, reason=say("ingest.not_in_table"))


def _boxes(
    path: Path, table: pd.DataFrame, spans: Sequence[Span]
) -> dict[str, NDArray[np.float64]] | None:
    """Return the boxes of faces that a table gives, None if it has no such columns."""
    if not set(BOX) & set(table):
        return None
    boxes: dict[str, NDArray[np.float64]] = {}
    faults: list[str] = []
    if lacking := [name for name in BOX if name not in table]:
        faults.append(say("ingest.box_columns", lacking=", ".join(lacking)))
    else:
        numbers = [read_numbers(table[n], 0, _MOST_PIXELS, path.name, n, faults) for n in BOX]
        cells = np.stack(numbers, axis=1)
        for span in spans:
            box = cells[span.line - 2]
            if np.isnan(box).any() != np.isnan(box).all() or (box[2:] <= 0).any():
                faults.append(say("ingest.box", line=span.line))
            boxes[span.word_id] = box
    if faults:
        headline = say("ingest.boxes", path=path)
        raise DepformerError.listing(headline, faults, kind="study", most=10)
    return boxes


def judged(words: Sequence[WordTime], heard: Heard) -> tuple[WordTime, ...]:
    """Return words of given times with what is heard there; those behind the end are missing."""
    levels = Levels(heard)
    out = []
    for word in words:
        if not word.missing and word.offset > heard.duration + _LATE_S:
            reason = say("ingest.beyond", at=word.offset, end=heard.duration)
            word = replace(word, onset=math.nan, offset=math.nan, reason=reason)
        elif not word.missing and math.isnan(word.probability):
            first = int(word.onset / heard.frame_s)
            last = max(first + 1, math.ceil(word.offset / heard.frame_s))
            voice = float(heard.probability[first:last].max(initial=0.0))
            snr = levels.edges(word.onset, word.offset).snr_db
            reason = word.reason or ("" if voice >= _HEARD else _unlike_a_voice(snr))
            word = replace(word, probability=voice, snr_db=snr, reason=reason)
        out.append(word)
    return tuple(out)


def in_holes(timing: Timing, heard: Heard) -> Timing:
    """Return the words with a doubt about each that holds sound which could not be read."""

    def said(word: WordTime) -> WordTime:
        lost = [
            min(stop, word.offset) - max(start, word.onset)
            for start, stop in heard.holes
            if start < word.offset and stop > word.onset
        ]
        if not lost:
            return word
        hole = say("ingest.hole", lost=1000 * sum(lost))
        return replace(word, reason=f"{word.reason} {hole}".strip())

    return replace(timing, words=tuple(map(said, timing.words))) if heard.holes else timing


def _unlike_a_voice(snr_db: float) -> str:
    if snr_db >= _LOUD_DB:
        return say("ingest.no_voice_but_sound", snr=snr_db)
    return say("ingest.not_heard")


def syllables(text: str) -> int:
    """Return about how long a word is to say, in comparison with others: its syllables."""
    return max(1, len(_HAN.findall(text)) or len(_VOWELS.findall(text)))
