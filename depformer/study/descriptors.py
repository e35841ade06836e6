"""What describes each word of a participant: a table beside the features, and what its columns are.

Descriptors are shown beside attributions; no model gets them. A study without them is whole.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.files import read_json, write_json, write_table
from depformer.study import layout
from depformer.study.tables import read_columns, read_numbers
from depformer.validate import allowed_list, shortened
from depformer.wording import say

LARGEST = 1e12
DIGITS = 6  # of a number in the table
UNKNOWN = "n/a"  # a unit that the program which measured does not state
_KEYS = {"title": "LongName", "unit": "Units", "version": "Version", "about": "Description"}


@dataclass(frozen=True)
class Column:
    """Say what a column of descriptors holds.

    Parameters
    ----------
    title : str
        Name for people.
    unit : str
        Empty where the program that measured does not state it.
    version : str
        Of what measured; numbers of two versions are not compared.
    about : str
        One sentence.
    """

    title: str
    unit: str
    version: str
    about: str

    @property
    def described(self) -> dict[str, str]:
        """What stands in the JSON beside the table, in the words of BIDS where it has them."""
        return {key: getattr(self, name) or UNKNOWN for name, key in _KEYS.items()}

    @classmethod
    def read(cls, described: Mapping[str, Any]) -> Column:
        """Return the column that the JSON describes."""
        cells = {name: str(described[key]) for name, key in _KEYS.items()}
        return cls(**{name: "" if cell == UNKNOWN else cell for name, cell in cells.items()})


@dataclass(frozen=True, eq=False)
class Descriptors:
    """Hold the descriptors of one participant's words.

    Parameters
    ----------
    table : DataFrame
        Index ``word_id`` in the order of the list; one column a number, NaN where it cannot be
        told.
    columns : mapping of str to Column
        What each is.
    """

    table: pd.DataFrame
    columns: Mapping[str, Column]


def write_descriptors(root: Path, participant: str, descriptors: Descriptors) -> None:
    """Write the table, six digits a number, and the JSON beside it."""
    path = layout.descriptors_path(root, participant)
    short = descriptors.table.map(lambda value: float(f"{value:.{DIGITS}g}"))
    write_table(path, short.rename_axis("word_id").reset_index())
    columns = {"word_id": {"Description": say("columns.event_word_id")}}
    columns |= {name: column.described for name, column in descriptors.columns.items()}
    write_json(path.with_suffix(".json"), columns)


def check_descriptors(
    root: Path, participant: str, words: pd.DataFrame, faults: list[str]
) -> Descriptors | None:
    """Read a participant's descriptors; append faults, None if unusable or not there."""
    path = layout.descriptors_path(root, participant)
    beside, name = path.with_suffix(".json"), path.relative_to(root)
    there = [each for each in (path, beside) if os.path.lexists(each)]
    if not there:
        return None
    if len(there) == 1:
        lone, absent = there[0].name, ({path, beside} - set(there)).pop().name
        faults.append(say("study.descriptors_alone", name=lone, absent=absent))
        return None
    before = len(faults)
    table = read_columns(path, name, ("word_id",), faults)
    columns = _columns(beside, beside.relative_to(root), faults)
    if table is None or columns is None:
        return None
    ids = words["word_id"].tolist()
    if table["word_id"].tolist() != ids:
        faults.append(say("study.descriptors_words", name=name, n=len(ids), words=layout.WORDS))
    if differing := sorted({str(each) for each in table if each != "word_id"} ^ set(columns)):
        faults.append(
            say("study.descriptors_columns", name=name, differing=allowed_list(differing))
        )
        return None
    numbers = check_cells(table[list(columns)], name, faults)
    if len(faults) > before:
        return None
    return Descriptors(pd.DataFrame(numbers, index=ids, columns=list(columns)), columns)


def check_cells(cells: pd.DataFrame, name: object, faults: list[str]) -> NDArray[np.float64]:
    """Return the cells of a table as numbers, NaN where there is none; append every fault."""
    # All at once: column by column, the tables of a large study take seconds.
    flat = pd.to_numeric(pd.Series(cells.to_numpy(dtype=object).ravel()), errors="coerce")
    numbers = flat.to_numpy(dtype=np.float64).reshape(cells.shape)
    bad = cells.notna().to_numpy() & ~(np.abs(numbers) <= LARGEST)
    for each in cells.columns[bad.any(axis=0)]:
        read_numbers(cells[each], -LARGEST, LARGEST, name, str(each), faults)
    return numbers


def read_descriptors(root: Path, participant: str, words: pd.DataFrame) -> Descriptors | None:
    """Return a participant's descriptors, None where there are none.

    Raises
    ------
    DepformerError
        If they have changed since the study was loaded, and are none any more.
    """
    faults: list[str] = []
    found = check_descriptors(root, participant, words, faults)
    if faults:
        raise DepformerError.listing(say("study.not_valid", path=root), faults, kind="study")
    return found


def _columns(path: Path, name: Path, faults: list[str]) -> dict[str, Column] | None:
    """Return what the JSON says of each column but the first."""
    try:
        described = read_json(path, kind="study")
    except DepformerError as fault:
        faults.append(str(fault))
        return None
    described.pop("word_id", None)
    bad = {
        column: about
        for column, about in described.items()
        if not isinstance(about, dict)
        or not all(isinstance(about.get(key), str) for key in _KEYS.values())
    }
    for column, about in bad.items():
        known = {"name": name, "column": shortened(column), "keys": allowed_list(_KEYS.values())}
        faults.append(say("study.descriptor_column", got=shortened(about), **known))
    return None if bad else {each: Column.read(about) for each, about in described.items()}
