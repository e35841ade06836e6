"""Read and check the tables of a study: words, planted cells, and the cells of any."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from depformer import labels
from depformer.errors import DepformerError
from depformer.files import MISSING, read_table, user_path
from depformer.study import layout
from depformer.study.words import WORD_COLUMNS
from depformer.validate import allowed_list, word_count
from depformer.wording import say

# What a number of a participant can be: a missing one is n/a, and no 999 or -9.
LIMITS = {"age": (0, 120), "severity": (0, 100), "education_years": (0, 40)}
NORM_LIMITS = {"valence_norm": (-1000, 1000), "arousal_norm": (-1000, 1000)}  # of any scale
PEOPLE_COLUMNS = ("participant_id", "group", "sex", *LIMITS, "site", "consent_publish_face")
PLANTED_COLUMNS = ("word_id", "modality", "feature", "effect_d")


def differing_in_case(ids: Iterable[str]) -> tuple[str, str] | None:
    """Return two ids that differ only in case, and are one folder on macOS and Windows."""
    seen: dict[str, str] = {}
    return next(
        ((seen[i.casefold()], i) for i in ids if seen.setdefault(i.casefold(), i) != i), None
    )


def load_words(path: Path | str) -> pd.DataFrame:
    """Return a word list, columns as in `default_words`; raise with every fault of it."""
    path, faults = user_path(path), list[str]()
    words = read_words(path.parent, faults, path.name)
    if words is None:
        raise DepformerError.listing(say("study.no_word_list", path=path), faults, kind="study")
    return words


def read_words(root: Path, faults: list[str], name: str = layout.WORDS) -> pd.DataFrame | None:
    """Read ``stimuli/words.tsv`` in its order; append faults, None if unusable."""
    words = read_columns(root / name, name, WORD_COLUMNS, faults)
    if words is None:
        return None
    before = len(faults)
    if words["valence"].isna().all():  # nobody knows any; of some words alone it is a fault
        words["valence"] = ""
    for column in ("word_id", "text", "valence"):
        for row in words.index[words[column].isna()]:
            faults.append(say("study.empty_cell", name=name, row=row + 2, column=column))
    for row in words.index[
        ~words["valence"].isin([*labels.VALENCES, ""]) & words["valence"].notna()
    ]:
        allowed = allowed_list(labels.VALENCES)
        got = words["valence"][row]
        faults.append(say("study.valence", name=name, row=row + 2, got=got, allowed=allowed))
    ids = words["word_id"].dropna()
    for row in ids.index[~ids.map(lambda word: bool(layout.WORD_ID.fullmatch(word)))]:
        faults.append(say("study.word_id", name=name, row=row + 2, got=ids[row]))
    repeated = words["word_id"][words["word_id"].duplicated()].unique()
    faults += [say("study.word_twice", name=name, word=word) for word in repeated]
    try:
        word_count(len(words), kind="study")
    except DepformerError as fault:
        faults.append(say("study.words", name=name, fault=fault))
    positions = pd.to_numeric(words["position"], errors="coerce")
    if positions.tolist() != list(range(1, len(words) + 1)):
        faults.append(say("study.positions_of_list", name=name, n=len(words)))
    for column, (low, high) in NORM_LIMITS.items():
        if column in words:
            words[column] = read_numbers(words[column], low, high, name, column, faults)
    if len(faults) > before:
        return None
    words["position"] = positions.astype(int)
    return words.fillna({"pinyin": "", "gloss": ""})


def as_written(cell: Any) -> object:
    """Return a cell as a table has it, a missing one as n/a."""
    return MISSING if pd.isna(cell) else cell


def read_planted(root: Path, words: pd.DataFrame, faults: list[str]) -> pd.DataFrame | None:
    """Read ``planted.tsv`` if it is there; append faults, None if unusable."""
    name = layout.PLANTED
    if not os.path.lexists(root / name):
        return None
    table = read_columns(root / name, name, PLANTED_COLUMNS, faults)
    if table is None:
        return None
    before = len(faults)
    allowed = {"word_id": words["word_id"].tolist(), "modality": list(labels.MODALITIES)}
    for column, names in allowed.items():
        for row in table.index[~table[column].isin(names)]:
            known = {"name": name, "row": row + 2, "column": column}
            known["got"] = as_written(table[column][row])
            faults.append(say("study.planted", allowed=allowed_list(names), **known))
    table["effect_d"] = read_numbers(table["effect_d"], -20, 20, name, "effect_d", faults)
    return table if len(faults) == before else None


def read_numbers(
    values: pd.Series, low: float, high: float, name: object, column: str, faults: list[str]
) -> pd.Series:
    """Return texts as numbers, missing ones NaN; append what is none, or outside the range."""
    numbers = pd.to_numeric(values, errors="coerce")
    found = numbers.to_numpy(dtype=float)
    for row in values.index[values.notna().to_numpy() & ~((found >= low) & (found <= high))]:
        known = {"name": name, "row": row + 2, "column": column, "got": values[row]}
        faults.append(say("study.number", low=low, high=high, **known))
    return numbers


def read_columns(
    path: Path,
    name: object,
    columns: tuple[str, ...],
    faults: list[str],
    known: tuple[str, ...] = (),
) -> pd.DataFrame | None:
    """Read a table that has some columns and may have others; append faults, None if unusable."""
    try:
        table = read_table(path, kind="study", columns=(*columns, *known))
    except DepformerError as fault:
        faults += [f"{name} {each}" for each in fault.faults] or [str(fault)]
        return None
    lacking = [column for column in columns if column not in table]
    if lacking:
        there = list(table.columns)
        said = say("study.lacks_columns", name=name, columns=", ".join(lacking), there=there)
        faults.append(said)
        return None
    return table
