"""What describes each word of a recording: measured here, and taken from other programs' tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from depformer.errors import DepformerError
from depformer.files import digest_file
from depformer.recordings.descriptors import (
    DESCRIPTORS,
    SpokenWord,
    describe_words,
    program_of,
    table_of_words,
)
from depformer.recordings.faces import WordFace
from depformer.recordings.ingest.session import Session
from depformer.recordings.ingest.timing import Timing
from depformer.recordings.media import Media, look_at_media
from depformer.recordings.sound import RATE, FloatArray
from depformer.recordings.words import WordTime
from depformer.study.descriptors import Column, Descriptors
from depformer.validate import allowed_list
from depformer.wording import say

LONGEST_S = 30.0  # of a word, that is listened to: a minute of pitch takes 300 MB


def heard_spans(spoken: Sequence[WordTime]) -> list[tuple[float, float]]:
    """Return which stretch of each word is listened to [s]: of a very long one, the beginning."""
    return [(word.onset, min(word.offset, word.onset + LONGEST_S)) for word in spoken]


def described(
    spoken: Sequence[WordTime],
    timing: Timing,
    sounds: Iterable[tuple[int, FloatArray]],
    faces: Sequence[WordFace | None],
    imported: Descriptors,
) -> Descriptors:
    """Measure every descriptor of the program, and put those of other programs beside them.

    Parameters
    ----------
    spoken : sequence of WordTime
        In the order of the list.
    timing : Timing
        With the trials, where they are known.
    sounds : iterable
        Rows of words and what is heard in their `heard_spans`, as recorded; one in memory at a
        time.
    faces : sequence of WordFace or None
        One a word.
    imported : Descriptors
        From `imported_tables`.
    """
    heard: list[int] = []

    def words() -> Iterator[SpokenWord]:
        for row, samples in sounds:
            heard.append(row)
            yield spoken_word(row, samples=samples)
        heard.extend(unheard := sorted(set(range(len(spoken))) - set(heard)))
        yield from map(spoken_word, unheard)

    def spoken_word(row: int, **known: FloatArray) -> SpokenWord:
        word = spoken[row]
        shown = timing.trials.get(word.word_id, (math.nan, math.nan))[0]
        return SpokenWord(word.onset, word.offset, shown, rate=RATE, face=faces[row], **known)

    table = describe_words(words())
    table = table.set_axis(heard).sort_index().set_axis([word.word_id for word in spoken])
    columns = {
        name: Column(
            title=say(f"descriptors.title_{name}"),
            unit=unit,
            version=spec.version,
            about=say(f"descriptors.about_{name}"),
        )
        for spec in DESCRIPTORS
        for name, unit in spec.columns.items()
    }
    both = pd.concat([table, imported.table], axis=1)
    return Descriptors(both, {**columns, **imported.columns})


def described_alone(
    spoken: Sequence[WordTime],
    sounds: Sequence[FloatArray | None],
    faces: Sequence[WordFace | None] = (),
) -> Descriptors:
    """Measure every descriptor of the program of words that are cut out already.

    Parameters
    ----------
    spoken : sequence of WordTime
        In the order of the list; NaN where nobody knows when the voice begins and ends.
    sounds : sequence of ndarray or None
        What is heard of each word; of a very long one, the beginning is described.
    faces : sequence of WordFace
        One a word, or none at all where nobody was filmed.
    """
    most = round(LONGEST_S * RATE)
    heard = ((row, sound[:most]) for row, sound in enumerate(sounds) if sound is not None)
    none = Descriptors(pd.DataFrame(index=[word.word_id for word in spoken]), {})
    seen = faces or [None] * len(spoken)
    return described(spoken, Timing(tuple(spoken)), heard, seen, none)


def imported_tables(session: Session, spoken: Sequence[WordTime], video: Media) -> Descriptors:
    """Reduce the tables that a session names to its words.

    A table of pictures counts from the first picture of the video, one of sound from the first
    sample of the sound; a recording's time 0 is the earlier of both.

    Raises
    ------
    DepformerError
        If one is no such table, two are of one program, or nothing of one lies inside a word.
    """
    ids = [word.word_id for word in spoken]
    tables, columns = [pd.DataFrame(index=ids)], dict[str, Column]()
    owners: dict[str, str] = {}
    for path in session.descriptors:
        spec = program_of(path)
        if (owner := owners.setdefault(spec.id, path.name)) != path.name:
            known = {"path": path, "first": owner, "title": spec.title}
            raise DepformerError(say("descriptors.program_twice", **known), kind="study")
        first = (
            video.video_start - session.offset
            if spec.of == "video"
            else look_at_media(session.sound).sound_start
        )
        windows = [(word.onset - first, word.offset - first) for word in spoken]
        fps = video.fps if math.isfinite(video.fps) else None
        table = table_of_words(path, windows, kind=spec.id, fps=fps).set_axis(ids)
        said = any(math.isfinite(onset) for onset, _ in windows)
        if said and not table[f"{spec.prefix}frames"].any():
            raise DepformerError(say("descriptors.outside", path=path), kind="study")
        tables.append(table)
        columns |= {
            name: Column(
                title=say("descriptors.imported_title", title=spec.title, name=own),
                unit=spec.unit(own),
                version=spec.version,
                about=say("descriptors.imported_about", title=spec.title),
            )
            for name, own in ((name, name.removeprefix(spec.prefix)) for name in map(str, table))
        }
    return Descriptors(pd.concat(tables, axis=1), columns)


def too_long(spoken: Sequence[WordTime]) -> Iterator[str]:
    """Yield which words are described in part."""
    if long := [word.word_id for word in spoken if word.offset - word.onset > LONGEST_S]:
        known = {"n": len(long), "words": allowed_list(long)}
        yield say("descriptors.long", most=LONGEST_S, **known)


def gaps(imported: Descriptors, spoken: Sequence[WordTime]) -> Iterator[str]:
    """Yield which words are described in part, or are not in another program's table at all."""
    yield from too_long(spoken)
    there = [word.word_id for word in spoken if not word.missing]
    for name, counts in imported.table.loc[there].items():
        empty = [word for word, count in counts.items() if count == 0]
        if empty and str(name).endswith("_frames"):
            known = {"n": len(empty), "words": allowed_list(empty)}
            yield say("descriptors.gaps", column=name, **known)


def made_of(session: Session) -> list[dict[str, str]]:
    """Return which tables the descriptors of other programs are from, for ``features.json``."""
    return [
        {"program": spec.id, "version": spec.version, "digest": digest_file(path)}
        for path, spec in ((path, program_of(path)) for path in session.descriptors)
    ]
