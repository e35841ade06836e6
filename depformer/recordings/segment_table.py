"""A table of segments: its columns by what they hold, its times in seconds, its people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from depformer.errors import DepformerError
from depformer.files import read_foreign_table, user_path
from depformer.labels import VALENCES
from depformer.recordings.importer import ImportOptions
from depformer.recordings.media import look_at_media
from depformer.recordings.trials import Stretch
from depformer.study.tables import LIMITS, read_numbers
from depformer.validate import allowed_list, one_of
from depformer.wording import say

SECONDS = {"s": 1.0, "ms": 1000.0}
UNITS = (*SECONDS, "samples", "frames")
NEEDED = ("participant", "file", "onset")
LENGTHS = ("duration", "stop")  # one of the two
OF_SEGMENTS = ("label", "valence")
OF_PEOPLE = ("group", "age", "sex", "severity", "site", "consent_publish_face")
ROLES = (*NEEDED, *LENGTHS, *OF_SEGMENTS, *OF_PEOPLE)
LONGEST_S = 600.0  # of one segment
LATEST_S = 86_400.0


@dataclass(frozen=True)
class Segment:
    """Name a stretch of a recording [s], and what was said in it."""

    path: Path
    start: float
    stop: float
    label: str
    valence: str

    @property
    def place(self) -> Stretch:
        """Where it is."""
        return self.path, self.start, self.stop


def read_segments(
    source: Path, options: ImportOptions
) -> tuple[pd.DataFrame, dict[str, list[Segment]], dict[str, str]]:
    """Read a table with one row a segment.

    Parameters
    ----------
    source : Path
        The table; the recordings that it names lie beside it.
    options : ImportOptions
        ``columns`` says which column holds what, ``unit`` what onsets and durations count.

    Returns
    -------
    table : DataFrame
        With its columns named by what they hold.
    segments : dict
        By participant, in the order of the rows.
    unread : dict
        Why the others have none: their recordings do not say how samples or frames are counted.

    Raises
    ------
    DepformerError
        Listing every fault with its line.
    """
    one_of("unit", options.unit, UNITS)
    roles = ROLES if not options.people else (*NEEDED, *LENGTHS, *OF_SEGMENTS)
    table = named(source, options.columns, roles)
    lacking = [name for name in NEEDED if name not in table]
    if not any(name in table for name in LENGTHS):
        lacking.append(LENGTHS[0])
    if lacking:
        known = {"path": source, "lacking": allowed_list(lacking), "there": allowed_list(table)}
        said = say("importers.segment_columns", example=f"{lacking[0]}=NAME", **known)
        raise DepformerError(said, kind="study")
    faults: list[str] = []
    for column in ("participant", "file"):
        for row in table.index[table[column].isna()]:
            faults.append(say("study.empty_cell", name=source.name, row=row + 2, column=column))
    paths = {str(name): source.parent / user_path(str(name)) for name in table["file"].dropna()}
    for name, path in paths.items():
        if not path.is_file():
            line = int(table.index[table["file"] == name][0]) + 2
            faults.append(say("importers.segment_file", line=line, path=path))
    if "valence" in table:
        for row in table.index[~table["valence"].isin(VALENCES)]:
            known = {"column": "valence", "got": table["valence"][row]}
            faults.append(
                say("importers.cell", line=row + 2, allowed=allowed_list(VALENCES), **known)
            )
    _raise(source, faults)
    rates, unread = _rates(table, paths, options.unit)
    per_second = table["file"].map(rates)
    numbers = {
        column: pd.to_numeric(table[column], errors="coerce") / per_second
        for column in ("onset", *LENGTHS)
        if column in table
    }
    start = numbers["onset"]
    stop = numbers["stop"] if "stop" in numbers else start + numbers["duration"]
    good = (start >= 0) & (stop > start) & (stop - start <= LONGEST_S) & (stop <= LATEST_S)
    there = ~table["participant"].isin(list(unread))
    for row in table.index[there & ~good]:
        length = LENGTHS["stop" in numbers]
        known = {"onset": table["onset"][row], "name": length, "length": table[length][row]}
        faults.append(say("importers.segment_times", line=row + 2, most=LONGEST_S, **known))
    _raise(source, faults)
    found: dict[str, list[Segment]] = {}
    labels, valences = _texts(table, "label"), _texts(table, "valence")
    for row, who in enumerate(table["participant"]):
        if who in unread:
            continue
        path = paths[table["file"][row]]
        found.setdefault(who, []).append(
            Segment(path, float(start[row]), float(stop[row]), labels[row], valences[row])
        )
    return table, found, unread


def named(
    path: Path, columns: Mapping[str, str], roles: Sequence[str], shared: Sequence[str] = ()
) -> pd.DataFrame:
    """Read a table and name its columns by what they hold.

    Parameters
    ----------
    path : Path
        The table.
    columns : mapping of str
        The names that columns have here, by what they hold.
    roles : sequence of str
        What this table may hold; a column that nobody named is known by these names themselves.
    shared : sequence of str
        Of the roles, those whose name may be that of another table.
    """
    for role in columns:
        one_of(say("importers.columns_role"), role, ROLES)
    table = read_foreign_table(path, kind="study", columns=(*ROLES, *columns.values()))
    where = say("importers.column_of", path=path.name)
    taken: dict[str, str] = {}
    for role, name in columns.items():
        if role in roles and not (role in shared and name not in table and role in table):
            taken[one_of(where, name, table.columns, kind="study")] = role
    # A column that is called what another one is named to hold would be there twice.
    double = [role for role in taken.values() if role in table and role not in taken]
    return table.drop(columns=double).rename(columns=taken)


def read_people(
    source: Path, table: pd.DataFrame, names: Sequence[str], options: ImportOptions
) -> pd.DataFrame:
    """Return what is known of people, in their order: of a table of their own, or of the segments.

    Raises
    ------
    DepformerError
        If somebody is in no group or in several, or a cell is not allowed.
    """
    where = source
    if options.people:
        where = user_path(options.people)
        table = named(where, options.columns, ("participant", *OF_PEOPLE), ("participant",))
    known = [name for name in OF_PEOPLE if name in table]
    if "group" not in known or "participant" not in table:
        said = say("importers.no_group", path=where, there=allowed_list(table))
        raise DepformerError(said, kind="study")
    faults: list[str] = []
    rows = table[["participant", *known]].drop_duplicates().set_index("participant")
    for who in names:
        own = rows.loc[[who]] if who in rows.index else rows.iloc[:0]
        if len(own) != 1:
            faults.append(
                say("importers.person_differs" if len(own) else "importers.person_absent", who=who)
            )
    _raise(where, faults)
    people = rows.loc[list(names)].reset_index(drop=True)
    _code_groups(people, options.groups, faults)
    for column in ("age", "severity"):
        if column in people:
            limits = LIMITS[column]
            people[column] = read_numbers(people[column], *limits, where.name, column, faults)
    _raise(where, faults)
    return people


def _code_groups(people: pd.DataFrame, groups: Mapping[str, str], faults: list[str]) -> None:
    allowed = allowed_list(groups)
    for group in dict.fromkeys(people["group"]):
        if not isinstance(group, str):
            faults.append(say("importers.group_empty"))
        elif groups and group not in groups:
            faults.append(say("importers.group_of_people", got=group, allowed=allowed))
    people["group"] = people["group"].map(lambda group: groups.get(group, group))


def _texts(table: pd.DataFrame, column: str) -> list[str]:
    empty = pd.Series("", index=table.index)
    return [str(text).strip() for text in table.get(column, empty).fillna("")]


def _rates(
    table: pd.DataFrame, paths: Mapping[str, Path], unit: str
) -> tuple[dict[str, float], dict[str, str]]:
    """Return how many of a unit a second has in each recording, and why some people have none."""
    rates, faults = dict.fromkeys(paths, SECONDS.get(unit, 1.0)), dict[str, str]()
    for name, path in paths.items() if unit not in SECONDS else ():
        try:
            rates[name] = _per_second(path, unit)
        except DepformerError as fault:
            if fault.kind == "environment":
                raise
            faults[name] = str(fault)
    lost = table[table["file"].isin(list(faults))].drop_duplicates("participant")
    return rates, {str(row.participant): faults[str(row.file)] for row in lost.itertuples()}


def _per_second(path: Path, unit: str) -> float:
    """Return how many samples or frames a second has, in that recording."""
    media = look_at_media(path)
    rate = float(media.rate) if unit == "samples" else media.fps
    if not rate > 0:
        raise DepformerError(say("importers.no_rate", path=path, unit=unit), kind="study")
    return rate


def _raise(path: Path, faults: Sequence[str]) -> None:
    if faults:
        raise DepformerError.listing(
            say("importers.table", path=path), faults, kind="study", most=20
        )
