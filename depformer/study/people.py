"""Who takes part in a study, and in which sessions: read, checked and written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from depformer import labels
from depformer.errors import DepformerError
from depformer.files import read_json, read_table, write_json, write_table
from depformer.study import layout
from depformer.study.columns import Columns, column
from depformer.study.tables import (
    LIMITS,
    PEOPLE_COLUMNS,
    as_written,
    differing_in_case,
    read_columns,
    read_numbers,
)
from depformer.validate import allowed_list
from depformer.wording import say

LONGEST_SCALE = 60  # characters of its name, which stands on every axis
DEFAULT_GROUPS = labels.OUTCOMES
MOST_PEOPLE = 10_000  # each has files of their own, which are all looked at
Found = dict[str, set[str]]
OF_FOLDERS = ("participant_id", "person", "session")  # whose row it is, whatever a table says


class Allowed(NamedTuple):
    """What cells about people may hold: the names of groups, and the limits of numbers."""

    levels: tuple[str, ...]
    limits: Mapping[str, tuple[float, float]]


_OF_SESSION = ("session_id", *PEOPLE_COLUMNS[1:], "split")


def found_sessions(root: Path) -> Found:
    """Return the folders of sessions that lie in a study, by person; empty if it has none.

    A person with a table of sessions and without a folder has an empty set. Such tables alone make
    no sessions: people who came once may have one, too.
    """
    found: Found = {}
    for path in sorted(root.glob("sub-*/ses-*/beh")):
        found.setdefault(path.parts[-3], set()).add(path.parts[-2])
    for path in sorted(root.glob("sub-*/sub-*_sessions.tsv")) if found else ():
        found.setdefault(path.parent.name, set())
    return dict(sorted(found.items()))


def _joined(person: pd.Series, session: pd.Series) -> dict[str, object]:
    """Return what is known of a session: its own cells, and the person's where it has none."""
    cells = {str(name): cell for name, cell in person.items()}
    for name, cell in session.drop("session_id").items():
        if pd.notna(cell) or name not in cells:
            cells[str(name)] = cell
    return cells


def read_participants(root: Path, faults: list[str]) -> pd.DataFrame | None:
    """Read who takes part, one row a sitting; append faults, None if unusable.

    Returns
    -------
    DataFrame or None
        Index ``participant_id``: the id of the row. Where the study has sessions, what the table
        of a person's sessions says goes before ``participants.tsv``, and ``person`` and
        ``session`` say whose row it is.
    """
    name, found = layout.PARTICIPANTS, found_sessions(root)
    needed = ("participant_id",) if found else ("participant_id", "group")
    table = read_columns(root / name, name, needed, faults, PEOPLE_COLUMNS)
    if table is None:
        return None
    if len(table) > MOST_PEOPLE:
        faults.append(say("study.many_people", name=name, got=len(table), most=MOST_PEOPLE))
        return None
    before = len(faults)
    allowed = _allowed(root, faults)
    _check_ids(table, name, faults)
    _check_cells(table, name, allowed, faults, may_lack_group=bool(found))
    for number in LIMITS:
        if number not in table:
            table[number] = float("nan")
    table["sex"] = table.get("sex", pd.Series(index=table.index, dtype=str)).fillna("n/a")
    if not len(table):
        faults.append(say("study.nobody", name=name))
    if len(faults) > before:
        return None
    people = table.set_index("participant_id")
    return _with_sessions(root, people, found, allowed, faults) if found else people


def _with_sessions(
    root: Path, people: pd.DataFrame, found: Found, allowed: Allowed, faults: list[str]
) -> pd.DataFrame | None:
    """Return a row a session, each with what is known of the person."""
    before = len(faults)
    if strangers := sorted(set(found) - set(people.index)):
        known = {"who": allowed_list(strangers), "table": layout.PARTICIPANTS}
        faults.append(say("study.session_stranger", **known))
    if without := [who for who in people.index if who not in found]:
        who, others = allowed_list(without), allowed_list(sorted(found))
        faults.append(say("study.sessions_of_some", without=who, others=others))
    rows = {}
    for person in (who for who in people.index if who in found):
        table = _sessions_of(root, person, found[person], allowed, faults)
        for _, row in (pd.DataFrame() if table is None else table).iterrows():
            session = str(row["session_id"]).removeprefix("ses-")
            identity = {"person": person, "session": session}
            rows[layout.row_id(person, session)] = {**_joined(people.loc[person], row), **identity}
    if len(faults) > before:
        return None
    if len(rows) > MOST_PEOPLE:
        name, got = layout.PARTICIPANTS, len(rows)
        faults.append(say("study.many_people", name=name, got=got, most=MOST_PEOPLE))
        return None
    joined = pd.DataFrame.from_dict(rows, orient="index").rename_axis("participant_id")
    groups = joined.get("group", pd.Series(float("nan"), joined.index))
    if lacking := joined.index[groups.isna()].tolist():
        known = {"who": allowed_list(lacking), "table": layout.PARTICIPANTS}
        faults.append(say("study.session_group", **known))
        return None
    return joined.fillna({"sex": "n/a"})


def _sessions_of(
    root: Path, person: str, folders: set[str], allowed: Allowed, faults: list[str]
) -> pd.DataFrame | None:
    path = layout.sessions_path(root, person)
    name = path.relative_to(root)
    if not os.path.lexists(path):
        known = {"folders": allowed_list(sorted(folders)), "who": person}
        faults.append(say("study.no_sessions_table", name=name, **known))
        return None
    table = read_columns(path, name, ("session_id",), faults, _OF_SESSION)
    if table is None:
        return None
    _check_sessions(table, name, person, folders, faults)
    _check_cells(table, name, allowed, faults, may_lack_group=True)
    return table.drop(columns=list(OF_FOLDERS), errors="ignore")


def _check_sessions(
    table: pd.DataFrame, name: object, person: str, folders: set[str], faults: list[str]
) -> None:
    """Append every fault of the ids in a person's table of sessions."""
    ids = table["session_id"]
    for row, session in enumerate(ids, start=2):
        if not isinstance(session, str) or not layout.SESSION_ID.fullmatch(session):
            faults.append(say("study.session_id", name=name, row=row, got=as_written(session)))
    if not len(ids):
        faults.append(say("study.no_session", name=name))
    named = ids.dropna().astype(str)
    for session in named[named.duplicated()].unique():
        faults.append(say("study.session_twice", name=name, session=session))
    if pair := differing_in_case(named):
        faults.append(say("study.session_case", name=name, first=pair[0], second=pair[1]))
    for session in sorted(folders - set(named)):
        faults.append(say("study.session_no_row", name=name, folder=f"{person}/{session}"))
    for session in dict.fromkeys(named[~named.isin(folders)]):
        if layout.SESSION_ID.fullmatch(session):
            folder = f"{person}/{session}/beh"
            faults.append(say("study.session_no_folder", name=name, session=session, folder=folder))


def _check_ids(table: pd.DataFrame, name: str, faults: list[str]) -> None:
    """Append every id that is none, or of two rows or folders."""
    for row, participant in enumerate(table["participant_id"], start=2):
        if not isinstance(participant, str) or not layout.PARTICIPANT_ID.fullmatch(participant):
            faults.append(
                say("study.participant_id", name=name, row=row, got=as_written(participant))
            )
    repeated = table["participant_id"][table["participant_id"].duplicated()].unique()
    faults += [say("study.participant_twice", name=name, who=who) for who in repeated]
    if pair := differing_in_case(table["participant_id"].dropna().astype(str)):
        faults.append(say("study.participant_case", name=name, first=pair[0], second=pair[1]))


def _check_cells(
    table: pd.DataFrame,
    name: object,
    allowed: Allowed,
    faults: list[str],
    *,
    may_lack_group: bool,
) -> None:
    """Append every cell that cannot be; put numbers where texts of numbers are."""
    for row, group in enumerate(table.get("group", ()), start=2):
        if group not in allowed.levels and not (may_lack_group and pd.isna(group)):
            known = {"name": name, "row": row, "levels": allowed_list(allowed.levels)}
            known["sidecar"] = layout.PARTICIPANTS_SIDECAR
            faults.append(
                say("study.no_group", **known)
                if pd.isna(group)
                else say("study.group", got=group, **known)
            )
    for number, (low, high) in allowed.limits.items():
        if number in table:
            table[number] = read_numbers(table[number], low, high, name, number, faults)


def _allowed(root: Path, faults: list[str]) -> Allowed:
    """Return the Levels of the sidecars, or healthy and depressed, and the limits of a scale."""
    levels: dict[str, object] = {}
    for name in (layout.PARTICIPANTS_SIDECAR, layout.SESSIONS_SIDECAR):
        if not os.path.lexists(root / name):
            continue
        try:
            described = read_json(root / name, kind="study").get("group", {})
        except DepformerError as fault:
            faults.append(str(fault))
            continue
        own = described.get("Levels") if isinstance(described, dict) else None
        levels |= own if isinstance(own, dict) else {}
    limits: dict[str, tuple[float, float]] = {**LIMITS}
    with suppress(DepformerError):  # said above
        limits["severity"] = labels.range_of(severity_scale(root)) or limits["severity"]
    return Allowed(tuple(levels) or DEFAULT_GROUPS, limits)


def rows_of(people: pd.DataFrame, *, sessions: bool) -> pd.Series:
    """Return the id of each row, by ``participant_id`` and, where there are any, ``session``."""
    if not sessions:
        return people["participant_id"]
    pairs = zip(people["participant_id"], people["session"], strict=True)
    return pd.Series([layout.row_id(str(who), str(each)) for who, each in pairs], people.index)


def read_people(root: Path, columns: tuple[str, ...] = ("participant_id",)) -> pd.DataFrame:
    """Return what the tables of a study without a fault say of its people, as text.

    Parameters
    ----------
    root : Path
        The study.
    columns : tuple of str
        Names that are known, see `read_table`.

    Returns
    -------
    DataFrame
        One row a sitting, index its id: ``participant_id`` (the person), ``session`` where there
        are sessions, and every other column of ``participants.tsv`` and of the sessions' tables.
    """
    people = read_table(root / layout.PARTICIPANTS, kind="study", columns=columns)
    if not found_sessions(root):
        return people.set_index("participant_id", drop=False).rename_axis(None)
    rows = []
    for _, person in people.iterrows():
        path = layout.sessions_path(root, person["participant_id"])
        own = read_table(path, kind="study", columns=("session_id", *columns[1:]))
        for _, row in own.iterrows():
            session = str(row["session_id"]).removeprefix("ses-")
            rows.append({**_joined(person, row), "session": session})
    joined = pd.DataFrame(rows)
    return joined.set_index(rows_of(joined, sessions=True).to_numpy())


def described_people(root: Path) -> Columns:
    """Return what the columns of both tables mean, as the JSON beside them says."""
    names = (layout.SESSIONS_SIDECAR, layout.PARTICIPANTS_SIDECAR)
    there = [root / name for name in names if (root / name).is_file()]
    return {name: about for path in there for name, about in read_json(path, kind="study").items()}


def severity_scale(root: Path) -> str:
    """Return the name of the scale of the severity, ``LongName`` of its column; empty if unknown.

    Raises
    ------
    DepformerError
        If the description of the columns cannot be read.
    """
    described = described_people(root).get("severity")
    name = described.get("LongName", "") if isinstance(described, dict) else ""
    return " ".join(name.split())[:LONGEST_SCALE] if isinstance(name, str) else ""


def write_people(
    root: Path, people: pd.DataFrame, columns: Columns, *, sessions: bool
) -> list[Path]:
    """Write who takes part, and what each column means.

    Parameters
    ----------
    root : Path
        The study.
    people : DataFrame
        As of `read_people`. What is the same in all sessions of everybody stands in
        ``participants.tsv``, all else in the tables of sessions.
    columns : dict
        What each column means.
    sessions : bool
        Whether rows are sessions; a study without them may have a column ``session`` of its own.

    Returns
    -------
    list of Path
        What was written, relative to `root`.
    """
    tables = {layout.PARTICIPANTS: people}
    sidecars = {layout.PARTICIPANTS_SIDECAR: columns}
    if sessions:
        rest = people.columns.drop(["participant_id", "session"])
        counts = people.groupby("participant_id")[list(rest)].nunique(dropna=False)
        varying = [name for name in rest if (counts[name] > 1).any()]
        own = [name for name in varying if name != "session_id"]  # which is written here
        once = people.drop_duplicates("participant_id").drop(columns=["session", *varying])
        tables = {layout.PARTICIPANTS: once}
        for person, rows in people.groupby("participant_id", sort=False):
            ids = [f"ses-{str(each).removeprefix('ses-')}" for each in rows["session"]]
            name = str(layout.sessions_path(Path(), str(person)))
            tables[name] = rows[varying].assign(session_id=ids)[["session_id", *own]]
        about = {"session_id": column(say("columns.session_id"))}
        about |= {name: columns[name] for name in own if name in columns}
        left = {name: each for name, each in columns.items() if name not in varying}
        sidecars = {layout.PARTICIPANTS_SIDECAR: left, layout.SESSIONS_SIDECAR: about}
    for name, table in tables.items():
        write_table(root / name, table)
    for name, described in sidecars.items():
        write_json(root / name, described)
    return [Path(name) for name in (*tables, *sidecars)]
