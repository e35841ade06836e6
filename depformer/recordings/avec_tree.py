"""The folders of AVEC 2014: the videos of every part and task, and the scores beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from depformer.errors import DepformerError
from depformer.files import read_text
from depformer.recordings.found_files import left_out, visible
from depformer.stats.partitions import NAMES, PARTS
from depformer.wording import say

FOLDERS = ("Training", "Development", "Testing")
TASKS = {"freeform": "Freeform", "northwind": "Northwind"}
VIDEO = re.compile(
    r"([0-9A-Za-z]+)_([0-9A-Za-z]+)_([A-Za-z]+)_video\.[0-9A-Za-z]{2,4}", re.IGNORECASE
)
LABELS = "DepressionLabels"  # ends the name of every folder of labels
LABEL = re.compile(r"([0-9A-Za-z]+)_([0-9A-Za-z]+)_Depression\.csv", re.IGNORECASE)
HIGHEST = 63

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


def read_sittings(source: Path, tasks: list[str], notes: list[str]) -> list[Sitting]:
    """Return all sessions, ordered by person.

    Parameters
    ----------
    source : Path
        The folder of the corpus.
    tasks : list of str
        Those that are imported, of `TASKS`.
    notes : list of str
        Grows by what is left out.

    Raises
    ------
    DepformerError
        Listing everything that does not fit together.
    """
    by_task: dict[str, list[str]] = {task: [] for task in TASKS}
    videos = _videos(source, by_task)
    faults = [fault for task in tasks for fault in by_task[task]]
    there = {key[0] for key in videos}
    for folder, part in zip(FOLDERS, PARTS, strict=True):
        if part not in there:
            place = source / folder / TASKS[tasks[0]]
            faults.append(say("importers.avec_empty", path=place, part=folder))
    scores = _scores(source, faults)
    # What an import of one task alone would take as it is.
    whole = [
        task
        for task, name in TASKS.items()
        if not by_task[task] and all(name in own for own in videos.values())
    ]
    parts = {key[1:]: key[0] for key in videos}
    for key, own in videos.items():
        part, name = key[0], "_".join(key[1:])
        first = next(iter(own.values()))
        if lacking := [TASKS[task] for task in tasks if TASKS[task] not in own]:
            known = {"path": first, "task": lacking[0]}
            faults.append(
                say("importers.avec_one_task", other=whole[0], **known)
                if whole
                else say("importers.avec_add_task", **known)
            )
        if parts[key[1:]] != part:
            known = {"path": first, "part": parts[key[1:]]}
            faults.append(say("importers.avec_two_parts", **known))
        elif key[1:] not in scores:
            label = f"{name}_Depression.csv"
            faults.append(say("importers.avec_no_label", path=first, label=label))
        elif (its := scores[key[1:]][1]) not in ("", part):
            path = scores[key[1:]][2]
            faults.append(say("importers.avec_other_part", path=path, part=its, other=first))
    for who, (_, _, path) in scores.items():
        if who not in parts:
            faults.append(say("importers.avec_no_video", path=path))
    of_videos = (each for part in FOLDERS for task in TASKS for each in _of(source, part, task))
    unknown = left_out(source, {*of_videos, *_label_folders(source)})
    if faults:  # what is missing may lie in a folder of another name
        headline = say("importers.table", path=source)
        raise DepformerError.listing(headline, [*unknown, *faults], kind="study", most=20)
    notes += unknown
    return [
        Sitting(*key, {TASKS[task]: videos[key][TASKS[task]] for task in tasks}, scores[key[1:]][0])
        for key in sorted(videos, key=lambda key: (_in_order(key[1]), _in_order(key[2])))
    ]


def _videos(source: Path, faults: dict[str, list[str]]) -> dict[Key, dict[str, Path]]:
    """Return the videos of every session by task; append what is not recognised, or is twice.

    `faults` are kept by task: those of a task that is not imported are nobody's business.
    """
    found: dict[Key, dict[str, Path]] = {}
    for folder, part in zip(FOLDERS, PARTS, strict=True):
        for task, title in TASKS.items():
            for path in (each for own in _of(source, folder, task) for each in visible(own)):
                name = VIDEO.fullmatch(path.name)
                if not name or name[3].casefold() != task:
                    faults[task].append(say("importers.avec_name", path=path, task=title))
                    continue
                own = found.setdefault((part, name[1], name[2]), {})
                if (first := own.setdefault(title, path)) != path:
                    known = {"first": first.name, "path": path}
                    faults[task].append(say("importers.avec_twice", **known))
    return found


def _of(source: Path, part: str, task: str) -> list[Path]:
    """Return the folder of a task in a part, in any case: there may be several."""
    parts = (path for path in visible(source) if path.name.casefold() == part.casefold())
    return [
        path
        for each in parts
        for path in visible(each)
        if path.name.casefold() == task and path.is_dir()
    ]


def _label_folders(source: Path) -> list[Path]:
    return [
        path
        for path in sorted(source.rglob("*"))
        if path.name.casefold().endswith(LABELS.casefold()) and path.is_dir()
    ]


def _scores(source: Path, faults: list[str]) -> dict[tuple[str, str], tuple[int, str, Path]]:
    """Return score, part and file by person and session; append what is no score, or is twice."""
    found: dict[tuple[str, str], tuple[int, str, Path]] = {}
    folders = _label_folders(source)
    for folder in folders:
        within = str(folder.relative_to(source)).casefold()
        named = (each.casefold() for each in FOLDERS)
        part = next((NAMES[each] for each in named if each in within), "")
        for path in (each for each in visible(folder) if each not in folders):
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


def _in_order(name: str) -> tuple[int, str]:
    return (int(name) if name.isdecimal() else 0), name
