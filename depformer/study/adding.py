"""Add participants to a study that is there, so that nobody ever sees half of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from depformer.errors import DepformerError
from depformer.files import (
    explained,
    locked,
    read_json,
    read_table,
    read_text,
    write_json,
    write_table,
    write_text,
)
from depformer.study import layout
from depformer.study.writer import IGNORE
from depformer.validate import allowed_list
from depformer.wording import say

EVENTS = "task-ewre_events.json"


def add_participants(
    root: Path, other: Path, *, replace: bool = False, recordings_stay: bool = False
) -> None:
    """Move the participants of one study into another of the same words and feature settings.

    Their own files go first, ``participants.tsv`` last, so that a reader sees somebody whole or not
    at all; who is replaced is taken out of the table meanwhile.

    Parameters
    ----------
    root : Path
        The study that they are added to.
    other : Path
        A study without a fault, on the same disk; it is used up.
    replace : bool
        Whether those who are there already are replaced; else it is an error.
    recordings_stay : bool
        Whether the raw recordings of those who are replaced stay, since they are the same.

    Raises
    ------
    DepformerError
        If somebody is there already, or nothing can be written.
    """
    with locked(root.with_name(f".{root.name}.lock")):
        before, more = (_people(each) for each in (root, other))
        again = [who for who in more.index if who in before.index]
        if again and not replace:
            raise DepformerError(
                say("study.there_already", study=root, who=allowed_list(again)), kind="study"
            )
        _describe(root, other)
        staying = before.drop(index=again)
        if again and len(staying):
            _write_people(root, staying)
        with explained(root):
            for who in more.index:
                if not recordings_stay:
                    for path in layout.recordings_of(root, str(who)):
                        path.unlink()
                _move(root, other, str(who))
        order = [*before.index, *(who for who in more.index if who not in again)]
        _write_people(root, pd.concat([staying, more]).loc[order])


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
        write_json(root / name, there)
    lines = [
        line
        for each in (root, other)
        if (each / IGNORE).is_file()
        for line in read_text(each / IGNORE, what=IGNORE, kind="study").splitlines()
    ]
    write_text(root / IGNORE, "\n".join(dict.fromkeys(lines)) + "\n")


def _both(there: Any, more: dict[str, Any]) -> dict[str, Any]:
    """Return a column's description with the values of both."""
    if not isinstance(there, dict):
        return more
    levels = {**more.get("Levels", {}), **(there.get("Levels") or {})}
    return {**more, **there} | ({"Levels": levels} if levels else {})


def _move(root: Path, other: Path, who: str) -> None:
    """Move one participant's files, in place of those that are there."""
    table = layout.descriptors_path(root, who)
    for path in (table, table.with_suffix(".json")):
        path.unlink(missing_ok=True)
    for folder in (other / who, layout.face_path(other, who).parent):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                place = root / path.relative_to(other)
                place.parent.mkdir(parents=True, exist_ok=True)
                path.replace(place)
