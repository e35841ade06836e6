"""Read and check the two tables of a study: participants and words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from depformer import labels
from depformer.errors import DepformerError
from depformer.files import read_json, read_table
from depformer.study import layout
from depformer.study.words import WORD_COLUMNS
from depformer.validate import allowed_list, word_count
from depformer.wording import say

NUMERIC = ("age", "severity", "education_years")
DEFAULT_GROUPS = labels.OUTCOMES


def read_participants(root: Path, faults: list[str]) -> pd.DataFrame | None:
    """Read ``participants.tsv``, index ``participant_id``; append faults, None if unusable."""
    name = layout.PARTICIPANTS
    table = _table(root, name, ("participant_id", "group"), faults)
    if table is None:
        return None
    before = len(faults)
    levels = _group_levels(root, faults)
    for row, (participant, group) in enumerate(
        zip(table["participant_id"], table["group"], strict=True), start=2
    ):
        if not isinstance(participant, str) or not layout.PARTICIPANT_ID.fullmatch(participant):
            faults.append(say("study.participant_id", name=name, row=row, got=participant))
        if group not in levels:
            faults.append(
                say(
                    "study.group",
                    name=name,
                    row=row,
                    got=group,
                    levels=allowed_list(levels),
                    sidecar=layout.PARTICIPANTS_SIDECAR,
                )
            )
    repeated = table["participant_id"][table["participant_id"].duplicated()].unique()
    faults += [say("study.participant_twice", name=name, who=who) for who in repeated]
    for column in NUMERIC:
        values = table.get(column, pd.Series(index=table.index, dtype=str))
        table[column] = pd.to_numeric(values, errors="coerce")
        for row in table.index[values.notna() & table[column].isna()]:
            got = values[row]
            faults.append(say("study.number", name=name, row=row, column=column, got=got))
    table["sex"] = table.get("sex", pd.Series(index=table.index, dtype=str)).fillna("n/a")
    if not len(table):
        faults.append(say("study.nobody", name=name))
    return None if len(faults) > before else table.set_index("participant_id")


def load_words(path: Path | str) -> pd.DataFrame:
    """Return a word list, columns as in `default_words`; raise with every fault of it."""
    path, faults = Path(path), list[str]()
    words = read_words(path.parent, faults, path.name)
    if words is None:
        raise DepformerError.listing(say("study.no_word_list", path=path), faults, kind="study")
    return words


def read_words(root: Path, faults: list[str], name: str = layout.WORDS) -> pd.DataFrame | None:
    """Read ``stimuli/words.tsv`` in its order; append faults, None if unusable."""
    words = _table(root, name, WORD_COLUMNS, faults)
    if words is None:
        return None
    before = len(faults)
    for column in ("word_id", "text", "valence"):
        for row in words.index[words[column].isna()]:
            faults.append(say("study.empty_cell", name=name, row=row, column=column))
    for row in words.index[~words["valence"].isin(labels.VALENCES)]:
        allowed = allowed_list(labels.VALENCES)
        got = words["valence"][row]
        faults.append(say("study.valence", name=name, row=row, got=got, allowed=allowed))
    ids = words["word_id"].dropna()
    for row in ids.index[~ids.map(lambda word: bool(layout.WORD_ID.fullmatch(word)))]:
        faults.append(say("study.word_id", name=name, row=row, got=ids[row]))
    repeated = words["word_id"][words["word_id"].duplicated()].unique()
    faults += [say("study.word_twice", name=name, word=word) for word in repeated]
    try:
        word_count(len(words), kind="study")
    except DepformerError as fault:
        faults.append(say("study.words", name=name, fault=fault))
    positions = pd.to_numeric(words["position"], errors="coerce")
    if positions.tolist() != list(range(1, len(words) + 1)):
        faults.append(say("study.positions_of_list", name=name, n=len(words)))
    if len(faults) > before:
        return None
    words["position"] = positions.astype(int)
    return words.fillna({"pinyin": "", "gloss": ""})


def _table(
    root: Path, name: str, columns: tuple[str, ...], faults: list[str]
) -> pd.DataFrame | None:
    try:
        table = read_table(root / name, kind="study")
    except DepformerError as fault:
        faults.append(str(fault))
        return None
    lacking = [column for column in columns if column not in table]
    if lacking:
        there = list(table.columns)
        said = say("study.lacks_columns_has", name=name, columns=", ".join(lacking), there=there)
        faults.append(said)
        return None
    return table


def _group_levels(root: Path, faults: list[str]) -> tuple[str, ...]:
    """Return the allowed groups: the Levels of the sidecar, or healthy and depressed."""
    path = root / layout.PARTICIPANTS_SIDECAR
    if not path.is_file():
        return DEFAULT_GROUPS
    try:
        described = read_json(path, kind="study").get("group", {})
    except DepformerError as fault:
        faults.append(str(fault))
        return DEFAULT_GROUPS
    levels = described.get("Levels") if isinstance(described, dict) else None
    return tuple(levels) if isinstance(levels, dict) else DEFAULT_GROUPS
