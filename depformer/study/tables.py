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
            faults.append(
                f"{name} row {row}: participant_id is '{participant}', allowed is sub- and then "
                "letters and digits, for example sub-001"
            )
        if group not in levels:
            faults.append(
                f"{name} row {row}: unknown group '{group}', allowed are {allowed_list(levels)} "
                f"(the Levels of group in {layout.PARTICIPANTS_SIDECAR})"
            )
    repeated = table["participant_id"][table["participant_id"].duplicated()].unique()
    faults += [f"{name}: participant {who} stands in more than one row" for who in repeated]
    for column in NUMERIC:
        values = table.get(column, pd.Series(index=table.index, dtype=str))
        table[column] = pd.to_numeric(values, errors="coerce")
        for row in table.index[values.notna() & table[column].isna()]:
            faults.append(f"{name} row {row + 2}: {column} is '{values[row]}', allowed is a number")
    table["sex"] = table.get("sex", pd.Series(index=table.index, dtype=str)).fillna("n/a")
    if not len(table):
        faults.append(f"{name} has no participants")
    return None if len(faults) > before else table.set_index("participant_id")


def load_words(path: Path | str) -> pd.DataFrame:
    """Return a word list, columns as in `default_words`; raise with every fault of it."""
    path, faults = Path(path), list[str]()
    words = read_words(path.parent, faults, path.name)
    if words is None:
        raise DepformerError.listing(f"{path} is no word list:", faults, kind="study")
    return words


def read_words(root: Path, faults: list[str], name: str = layout.WORDS) -> pd.DataFrame | None:
    """Read ``stimuli/words.tsv`` in its order; append faults, None if unusable."""
    words = _table(root, name, WORD_COLUMNS, faults)
    if words is None:
        return None
    before = len(faults)
    for column in ("word_id", "text", "valence"):
        for row in words.index[words[column].isna()]:
            faults.append(f"{name} row {row + 2}: {column} is empty")
    for row in words.index[~words["valence"].isin(labels.VALENCES)]:
        faults.append(
            f"{name} row {row + 2}: valence is '{words['valence'][row]}', allowed are "
            f"{allowed_list(labels.VALENCES)}"
        )
    repeated = words["word_id"][words["word_id"].duplicated()].unique()
    faults += [f"{name}: word_id {word} stands in more than one row" for word in repeated]
    try:
        word_count(len(words), kind="study")
    except DepformerError as fault:
        faults.append(f"{name}: {fault}")
    positions = pd.to_numeric(words["position"], errors="coerce")
    if positions.tolist() != list(range(1, len(words) + 1)):
        faults.append(f"{name}: position has to count the rows, 1 to {len(words)}")
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
        faults.append(f"{name} lacks the column {', '.join(lacking)}; it has {list(table.columns)}")
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
