"""AVEC 2014: videos of people who speak freely or read, a BDI-II score each, in official parts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.files import read_text
from depformer.labels import SPLIT_BY
from depformer.recordings.importer import (
    Imported,
    ImporterSpec,
    ImportOptions,
    named_words,
    pseudonyms,
)
from depformer.recordings.media import look_at_media
from depformer.recordings.of_stretches import records
from depformer.recordings.trials import Stretch
from depformer.stats.partitions import NAMES, PARTS, crossing, together
from depformer.study import layout
from depformer.study.columns import column
from depformer.validate import allowed_list, one_of, word_count
from depformer.wording import say

VERSION = "1"
FOLDERS = ("Training", "Development", "Testing")
TASKS = {"freeform": "Freeform", "northwind": "Northwind"}
CHOICES = ("both", *TASKS)
VIDEO = re.compile(r"([0-9A-Za-z]+)_([0-9A-Za-z]+)_([A-Za-z]+)_video\.[0-9A-Za-z]{2,4}")
LABELS = "DepressionLabels"  # ends the name of every folder of labels
LABEL = re.compile(r"([0-9A-Za-z]+)_([0-9A-Za-z]+)_Depression\.csv", re.IGNORECASE)
SCALE, HIGHEST, DEPRESSED_FROM = "BDI-II", 63, 14
N_WORDS = 24

Key = tuple[str, str, str]  # part, person and session, as the corpus calls them


@dataclass(frozen=True)
class Sitting:
    """Hold one session of a person: its recordings by task, and its score.

    Parameters
    ----------
    part, person, session : str
        As the corpus calls them; the part is ``train``, ``val`` or ``test``.
    recordings : mapping of str to Path
        By the name of the task.
    score : int
        BDI-II [points].
    """

    part: str
    person: str
    session: str
    recordings: Mapping[str, Path]
    score: int

    @property
    def name(self) -> str:
        """What the corpus calls it."""
        return f"{self.person}_{self.session}"


def find(source: Path, options: ImportOptions) -> Imported:
    """Hold the videos of every part against the scores, and cut them into segments of time."""
    tasks = list(TASKS) if one_of("--task", options.task, CHOICES) == "both" else [options.task]
    one_of("--split-by", options.split_by, SPLIT_BY)
    wanted = word_count(options.words or N_WORDS)
    sittings = _sittings(source, [TASKS[task] for task in tasks])
    notes: list[str] = []
    people = people_of(sittings, options.split_by, notes)
    each = wanted // len(tasks)
    titles = [(task, number) for task in tasks for number in range(1, each + 1)]
    words = named_words(
        [say("importers.avec_segment", task=TASKS[task], number=number) for task, number in titles]
    )
    ends = {path: _ends(path) for one in sittings for path in one.recordings.values()}
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


def _sittings(source: Path, tasks: list[str]) -> list[Sitting]:
    """Return all sessions, ordered by person; raise with everything that does not fit together."""
    faults: list[str] = []
    videos = _videos(source, tasks, faults)
    scores = _scores(source, faults)
    parts = {key[1:]: key[0] for key in videos}
    for key in videos:
        part, name = key[0], "_".join(key[1:])
        first = next(iter(videos[key].values()))
        if lacking := [task for task in tasks if task not in videos[key]]:
            faults.append(say("importers.avec_one_task", path=first, task=lacking[0]))
        if parts[key[1:]] != part:
            known = {"path": first, "part": parts[key[1:]]}
            faults.append(say("importers.avec_two_parts", **known))
        elif key[1:] not in scores:
            label = f"{name}_Depression.csv"
            faults.append(say("importers.avec_no_label", path=first, label=label))
        elif (own := scores[key[1:]][1]) not in ("", part):
            path = scores[key[1:]][2]
            faults.append(say("importers.avec_other_part", path=path, part=own, other=first))
    for who, (_, _, path) in scores.items():
        if who not in parts:
            faults.append(say("importers.avec_no_video", path=path))
    if faults:
        headline = say("importers.table", path=source)
        raise DepformerError.listing(headline, faults, kind="study", most=20)
    return [
        Sitting(key[0], *key[1:], {task: videos[key][task] for task in tasks}, scores[key[1:]][0])
        for key in sorted(videos, key=lambda key: (_in_order(key[1]), _in_order(key[2])))
    ]


def _videos(source: Path, tasks: list[str], faults: list[str]) -> dict[Key, dict[str, Path]]:
    """Return the videos of every session by task; append what is not recognised, or is twice."""
    found: dict[Key, dict[str, Path]] = {}
    for folder, part in zip(FOLDERS, PARTS, strict=True):
        before = len(found)
        for task in tasks:
            for path in _visible(source / folder / task):
                name = VIDEO.fullmatch(path.name)
                if not name or name[3].casefold() != task.casefold():
                    faults.append(say("importers.avec_name", path=path, task=task))
                    continue
                own = found.setdefault((part, name[1], name[2]), {})
                if (first := own.setdefault(task, path)) != path:
                    known = {"first": first.name, "path": path}
                    faults.append(say("importers.avec_twice", **known))
        if len(found) == before:
            place = source / folder / tasks[0]
            faults.append(say("importers.avec_empty", path=place, part=folder))
    return found


def _scores(source: Path, faults: list[str]) -> dict[tuple[str, str], tuple[int, str, Path]]:
    """Return score, part and file by person and session; append what is no score, or is twice."""
    found: dict[tuple[str, str], tuple[int, str, Path]] = {}
    for folder in sorted(source.rglob(f"*{LABELS}")):
        within = str(folder.relative_to(source))
        part = next((NAMES[each.casefold()] for each in FOLDERS if each in within), "")
        for path in _visible(folder):
            name = LABEL.fullmatch(path.name)
            if not name:
                faults.append(say("importers.avec_label_name", path=path))
                continue
            who = name[1], name[2]
            score = _score(path, faults)
            if (first := found.setdefault(who, (score, part, path)))[2] != path:
                faults.append(say("importers.avec_label_twice", path=path, first=first[2]))
    return found


def _score(path: Path, faults: list[str]) -> int:
    """Return the one number of a file of a label; append what is none, or out of the scale."""
    try:
        text = read_text(path, what=say("importers.avec_label"), kind="study").strip()
    except DepformerError as fault:
        faults.append(str(fault).rstrip("."))
        return 0
    with suppress(ValueError):
        number = float(text)
        if number.is_integer() and 0 <= number <= HIGHEST:
            return int(number)
    faults.append(say("importers.avec_score", path=path, got=text[:40], high=HIGHEST))
    return 0


def _visible(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder in order, without those that a system hides there."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    yield from (path for path in paths if not path.name.startswith("."))


def _in_order(name: str) -> tuple[int, str]:
    return (int(name) if name.isdecimal() else 0), name


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


def _segments(path: Path, n: int, ends: Mapping[Path, tuple[float, float]]) -> list[Stretch]:
    """Return equal segments of a recording."""
    times = np.linspace(*ends[path], n + 1).tolist()
    return [(path, start, stop) for start, stop in pairwise(times)]


def _lengths(
    task: str, n: int, sittings: Iterable[Sitting], ends: Mapping[Path, tuple[float, float]]
) -> str:
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
