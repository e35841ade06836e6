"""AVEC 2014: videos of people who speak freely or read, a BDI-II score each, in official parts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.labels import SPLIT_BY
from depformer.recordings.avec_tree import FOLDERS, TASKS, Sitting, read_sittings
from depformer.recordings.importer import (
    Imported,
    ImporterSpec,
    ImportOptions,
    named_words,
    pseudonyms,
)
from depformer.recordings.media import look_at_media
from depformer.recordings.of_stretches import records
from depformer.recordings.sound import RATE
from depformer.recordings.trials import Stretch
from depformer.recordings.voices import shortest_voice
from depformer.stats.partitions import PARTS, crossing, together
from depformer.study import layout
from depformer.study.columns import column
from depformer.validate import LEAST_WORDS, allowed_list, one_of, word_count
from depformer.wording import say

VERSION = "1"
CHOICES = ("both", *TASKS)
SCALE, DEPRESSED_FROM = "BDI-II", 14
N_WORDS = 24

Ends = Mapping[Path, tuple[float, float]]  # of each recording [s]; NaN where it cannot be read


def find(source: Path, options: ImportOptions) -> Imported:
    """Hold the videos of every part against the scores, and cut them into segments of time."""
    tasks = list(TASKS) if one_of("--task", options.task, CHOICES) == "both" else [options.task]
    one_of("--split-by", options.split_by, SPLIT_BY)
    wanted = word_count(options.words or N_WORDS)
    notes: list[str] = []
    sittings = read_sittings(source, tasks, notes)
    people = people_of(sittings, options.split_by, notes)
    each = wanted // len(tasks)
    titles = [(task, number) for task in tasks for number in range(1, each + 1)]
    words = named_words(
        [say("importers.avec_segment", task=TASKS[task], number=number) for task, number in titles]
    )
    ends = {path: _ends(path) for one in sittings for path in one.recordings.values()}
    _refuse_short(wanted, len(tasks), ends)
    for task in tasks:
        notes.append(_lengths(TASKS[task], each, sittings, ends))
    notes.append(say("importers.no_valence"))
    chosen = {
        one.name: [
            place for task in tasks for place in _segments(one.recordings[TASKS[task]], each, ends)
        ]
        for one in sittings
    }
    rows = [
        layout.row_id(who, session)
        for who, session in zip(people["participant_id"], people["session"], strict=True)
    ]
    names = dict(zip(rows, chosen, strict=True))
    made = records(names, chosen, words, options, notes)
    return Imported(people, words, made, notes, _columns())


def people_of(sittings: Iterable[Sitting], split_by: str, notes: list[str]) -> pd.DataFrame:
    """Return one row a session, of pseudonyms, with its part; a note on who stands in two.

    Parameters
    ----------
    sittings : iterable of Sitting
        Ordered by person.
    split_by : str
        ``session``: parts as the corpus has them. ``person``: all sessions of a person go to the
        last of his or her parts.
    notes : list of str
        Grows.
    """
    found = list(sittings)
    own = list(dict.fromkeys(one.person for one in found))
    ids = dict(zip(own, pseudonyms(len(own)), strict=True))
    people = pd.DataFrame(
        {
            "participant_id": [ids[one.person] for one in found],
            "session": [one.session for one in found],
            "group": ["depressed" if one.score >= DEPRESSED_FROM else "healthy" for one in found],
            "severity": [one.score for one in found],
            "split": [one.part for one in found],
        }
    )
    if several := crossing(people["split"], people["participant_id"]):
        called = {ids[person]: person for person in own}
        named = (f"{called[who]} = {who} ({', '.join(p)})" for who, p in several.items())
        known = {"n": len(several), "named": allowed_list(named)}
        if split_by == "person":
            people["split"] = together(people["split"], people["participant_id"])
            notes.append(say("importers.avec_together", **known))
        else:
            notes.append(say("importers.avec_crossing", **known))
    return people


def _ends(path: Path) -> tuple[float, float]:
    """Return the time in which there are both picture and sound [s]; NaN where it cannot be read.

    Whose it is does not come through, and is told why when it is read.

    Raises
    ------
    DepformerError
        If it can be read, and does not say when it ends.
    """
    media = None
    with suppress(DepformerError):
        media = look_at_media(path)
    if media is None:
        return math.nan, math.nan
    start = max(t for t in (0.0, media.video_start, media.sound_start) if math.isfinite(t))
    stop = min((t for t in (media.duration, media.sound_stop) if math.isfinite(t)), default=0.0)
    if not stop > start:
        raise DepformerError(say("importers.avec_no_end", path=path), kind="study")
    return start, stop


def _refuse_short(words: int, tasks: int, ends: Ends) -> None:
    """Raise if segments of the shortest recording are too short for a voice to be described."""
    spans = {path: stop - start for path, (start, stop) in ends.items() if math.isfinite(stop)}
    if not spans:
        return
    path = min(spans, key=lambda each: spans[each])
    samples, needed = round(spans[path] * RATE), round(shortest_voice() * RATE)
    each = words // tasks
    if samples // each >= needed:
        return
    most = samples // needed * tasks // 4 * 4
    known = {"path": path, "span": spans[path], "words": words, "n": each}
    known |= {"length": spans[path] / each, "shortest": shortest_voice()}
    said = (
        say("importers.avec_short", least=LEAST_WORDS, **known)
        if most < LEAST_WORDS
        else say("importers.avec_fewer_words", most=most, **known)
    )
    raise DepformerError(said, kind="study")


def _segments(path: Path, n: int, ends: Ends) -> list[Stretch]:
    """Return equal segments of a recording."""
    times = np.linspace(*ends[path], n + 1).tolist()
    return [(path, start, stop) for start, stop in pairwise(times)]


def _lengths(task: str, n: int, sittings: Iterable[Sitting], ends: Ends) -> str:
    """Say how many segments a recording of a task has, and how long they are."""
    spans = np.array([ends[one.recordings[task]] for one in sittings])
    lengths = (spans[:, 1] - spans[:, 0]) / n
    known = lengths[np.isfinite(lengths)]
    low, high = (known.min(), known.max()) if known.size else (math.nan, math.nan)
    return say("importers.avec_lengths", task=task, segments=n, low=low, high=high)


def _columns() -> dict[str, object]:
    levels = dict(zip(PARTS, FOLDERS, strict=True))
    severity = column(say("columns.severity"), say("columns.points"))
    return {
        "severity": {"LongName": SCALE, **severity},
        "split": column(say("importers.avec_split"), levels=levels),
    }


SPEC = ImporterSpec(
    "avec2014",
    VERSION,
    find,
    takes=("words", "task", "split_by", "level", "image_size", "frame"),
    apart=True,
)
