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
    read_text,
    write_json,
    write_text,
)
from depformer.study import layout
from depformer.study.people import described_people, found_sessions, read_people, write_people
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
        before, more = (read_people(each) for each in (root, other))
        _refuse(root, other, before, more, replaced)
        described = _describe(root, other)
        people = _completed(more.combine_first(before), more.index)
        order = list(dict.fromkeys([*before.index, *more.index]))
        columns = list(dict.fromkeys([*before.columns, *more.columns]))
        sessions = bool(found_sessions(root))
        tables = write_people(other, people.loc[order, columns], described, sessions=sessions)
        look()
        new = [path for who in more.index for path in _files_of(other, str(who))]
        # The table of all people comes last: it tells a reader that something has changed.
        last = Path(layout.PARTICIPANTS)
        tables = [*(each for each in tables if each != last), Path(EVENTS), Path(IGNORE), last]
        moved = [*(path.relative_to(other) for path in new), *tables]
        old = [path for who in more.index for path in _going(root, str(who), staying)]
        change(root, other, moved, [path.relative_to(root) for path in old])


def _refuse(
    root: Path,
    other: Path,
    before: pd.DataFrame,
    more: pd.DataFrame,
    replaced: Mapping[str, str],
) -> None:
    if bool(found_sessions(root)) != bool(found_sessions(other)):
        raise DepformerError(say("study.sessions_in_one", study=root), kind="study")
    again = [str(who) for who in more.index if who in before.index]
    if there := [who for who in again if who not in replaced]:
        said = say("study.there_already", study=root, who=allowed_list(there))
        raise DepformerError(said, kind="study")
    if changed := [who for who in again if state_of(root, who) != replaced[who]]:
        said = say("study.changed_meanwhile", study=root, who=allowed_list(changed))
        raise DepformerError(said, kind="study")
    ids = [*before.index, *more.index.difference(before.index)]
    if pair := differing_in_case([*ids, *map(layout.person_of, ids)]):
        said = say("study.participant_case", name=root, first=pair[0], second=pair[1])
        raise DepformerError(said, kind="study")


def _completed(people: pd.DataFrame, added: pd.Index) -> pd.DataFrame:
    """Fill what an added session leaves open of the person and all his or her others agree on."""
    people = people.copy()
    for name in people.columns.intersection(["age", "sex"]):
        cells = people.groupby("participant_id")[name]
        open_here = people.index.isin(added) & people[name].isna()
        agreed = cells.transform("nunique") == 1
        people[name] = people[name].mask(open_here & agreed, cells.transform("first"))
    return people


def _describe(root: Path, other: Path) -> dict[str, Any]:
    """Let what says of the events, and what BIDS is to ignore, speak of both; return of people."""
    events = read_json(root / EVENTS, kind="study") if (root / EVENTS).is_file() else {}
    write_json(other / EVENTS, _merged(events, read_json(other / EVENTS, kind="study")))
    lines = [
        line
        for each in (root, other)
        if (each / IGNORE).is_file()
        for line in read_text(each / IGNORE, what=IGNORE, kind="study").splitlines()
    ]
    write_text(other / IGNORE, "\n".join(dict.fromkeys(lines)) + "\n")
    return _merged(described_people(root), described_people(other))


def _merged(there: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of two descriptions, each with the values of both."""
    return there | {name: _both(there.get(name), about) for name, about in more.items()}


def _both(there: Any, more: dict[str, Any]) -> dict[str, Any]:
    """Return a column's description with the values of both."""
    if not isinstance(there, dict):
        return more
    levels = {**more.get("Levels", {}), **(there.get("Levels") or {})}
    return {**more, **there} | ({"Levels": levels} if levels else {})


def _files_of(root: Path, who: str) -> list[Path]:
    folders = layout.folder_of(root, who), layout.features_folder(root, who)
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def _going(root: Path, who: str, staying: Collection[Path]) -> list[Path]:
    """Return what of somebody goes where nothing new comes in its place."""
    table = layout.descriptors_path(root, who)
    recordings = [p for p in layout.recordings_of(root, who) if p.resolve() not in staying]
    return [*recordings, table, table.with_suffix(".json")]
