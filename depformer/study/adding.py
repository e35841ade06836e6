"""Add participants to a study that is there, so that nobody ever sees half of one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from depformer.errors import DepformerError
from depformer.files import (
    change,
    digest,
    digest_file,
    held_for_change,
    read_json,
    read_table,
    read_text,
    write_json,
    write_table,
    write_text,
)
from depformer.study import layout
from depformer.study.tables import differing_in_case
from depformer.study.writer import IGNORE
from depformer.validate import allowed_list
from depformer.wording import say

EVENTS = "task-ewre_events.json"


def state_of(root: Path, participant: str) -> str:
    """Return the digest of a participant's words and of how the features were made."""
    paths = layout.events_path(root, participant), layout.features_path(root, participant)
    return digest(*map(digest_file, paths))


def add_participants(
    root: Path,
    other: Path,
    *,
    replaced: Mapping[str, str] | None = None,
    staying: Collection[Path] = (),
    look: Callable[[], None] = lambda: None,
) -> None:
    """Move the participants of one study into another of the same words and feature settings.

    It is one change: a reader sees the study before or after it, whatever happens meanwhile. What
    ``participants.tsv`` knows of those who are replaced stays where the new row does not say it.

    Parameters
    ----------
    root : Path
        The study that they are added to.
    other : Path
        A study without a fault, on the same disk; it is used up.
    replaced : mapping of str to str, optional
        Who of those who are there already is replaced, each with `state_of` as it was when the
        work began. Anybody else who is there is an error.
    staying : collection of Path
        Raw recordings, in full, that stay though their participant is replaced.
    look : callable
        Called before the first file is moved; what it raises leaves the study as it is.

    Raises
    ------
    DepformerError
        If somebody is there already or was changed meanwhile, or nothing can be written.
    """
    replaced = replaced or {}
    with held_for_change(root):
        before, more = (_people(each) for each in (root, other))
        _refuse(root, before, more, replaced)
        _describe(root, other)
        people = more.combine_first(before)
        order = list(dict.fromkeys([*before.index, *more.index]))
        columns = list(dict.fromkeys([*before.columns, *more.columns]))
        _write_people(other, people.loc[order, columns])
        look()
        new = [path for who in more.index for path in _files_of(other, str(who))]
        tables = (layout.PARTICIPANTS_SIDECAR, EVENTS, IGNORE, layout.PARTICIPANTS)
        moved = [*(path.relative_to(other) for path in new), *map(Path, tables)]
        old = [path for who in more.index for path in _going(root, str(who), staying)]
        change(root, other, moved, [path.relative_to(root) for path in old])


def _refuse(
    root: Path, before: pd.DataFrame, more: pd.DataFrame, replaced: Mapping[str, str]
) -> None:
    again = [str(who) for who in more.index if who in before.index]
    if there := [who for who in again if who not in replaced]:
        said = say("study.there_already", study=root, who=allowed_list(there))
        raise DepformerError(said, kind="study")
    if changed := [who for who in again if state_of(root, who) != replaced[who]]:
        said = say("study.changed_meanwhile", study=root, who=allowed_list(changed))
        raise DepformerError(said, kind="study")
    if pair := differing_in_case([*before.index, *more.index.difference(before.index)]):
        said = say("study.participant_case", name=root, first=pair[0], second=pair[1])
        raise DepformerError(said, kind="study")


def _people(root: Path) -> pd.DataFrame:
    table = read_table(root / layout.PARTICIPANTS, kind="study", columns=("participant_id",))
    return table.set_index("participant_id")


def _write_people(root: Path, people: pd.DataFrame) -> None:
    write_table(root / layout.PARTICIPANTS, people.reset_index())


def _describe(root: Path, other: Path) -> None:
    """Let the JSON beside the tables, and what BIDS is to ignore, speak of both."""
    for name in (layout.PARTICIPANTS_SIDECAR, EVENTS):
        there = read_json(root / name, kind="study") if (root / name).is_file() else {}
        more = read_json(other / name, kind="study")
        for column, described in more.items():
            there[column] = _both(there.get(column), described)
        write_json(other / name, there)
    lines = [
        line
        for each in (root, other)
        if (each / IGNORE).is_file()
        for line in read_text(each / IGNORE, what=IGNORE, kind="study").splitlines()
    ]
    write_text(other / IGNORE, "\n".join(dict.fromkeys(lines)) + "\n")


def _both(there: Any, more: dict[str, Any]) -> dict[str, Any]:
    """Return a column's description with the values of both."""
    if not isinstance(there, dict):
        return more
    levels = {**more.get("Levels", {}), **(there.get("Levels") or {})}
    return {**more, **there} | ({"Levels": levels} if levels else {})


def _files_of(root: Path, who: str) -> list[Path]:
    folders = root / who, layout.face_path(root, who).parent
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def _going(root: Path, who: str, staying: Collection[Path]) -> list[Path]:
    """Return what of somebody goes where nothing new comes in its place."""
    table = layout.descriptors_path(root, who)
    recordings = [p for p in layout.recordings_of(root, who) if p.resolve() not in staying]
    return [*recordings, table, table.with_suffix(".json")]
