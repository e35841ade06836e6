"""What describes a word, as people read it: its value beside the range of the others."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from depformer import labels
from depformer.stats.people import GROUPS, SMALLEST_CELL
from depformer.validate import allowed_list
from depformer.wording import say

HEARD = "loudness"  # which every sound has
DIGITS = 3  # that are shown, as far as they lie behind the point


def word_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return `stats.descriptors.beside_others` as people read it.

    What neither the participant nor anybody else has a number of is left out; `note` names it.
    """
    heard = table.loc[table["descriptor"] == HEARD, "value"].notna().any()
    rows = [
        {
            say("descriptors.descriptor"): row["title"],
            say("descriptors.value"): _with_unit(row["value"], row["unit"])
            if pd.notna(row["value"])
            else _no_number(str(row["descriptor"]), heard=bool(heard)),
            **{
                say("descriptors.of_others", group=labels.human(group)): _range(row, group)
                for group in reversed(GROUPS)
            },
        }
        for row in table[_known(table)].to_dict("records")
    ]
    return pd.DataFrame(rows)


def note(table: pd.DataFrame) -> str:
    """Return how `word_table` of a table is to be read, and what is left out there."""
    known = _known(table)
    said = [say("descriptors.note", least=SMALLEST_CELL)] if known.any() else []
    if not known.all():
        said.insert(0, say("descriptors.nothing", names=allowed_list(table.loc[~known, "title"])))
    return " ".join(said)


def _known(table: pd.DataFrame) -> pd.Series:
    """Return of which rows anybody has a number."""
    return table["value"].notna() | (table[[f"n_{group}" for group in GROUPS]] > 0).any(axis=1)


def _range(row: dict[Any, Any], group: str) -> str:
    n = row[f"n_{group}"]
    if not n:
        return say("descriptors.nobody")
    if pd.isna(row[f"median_{group}"]):
        return say("descriptors.too_few", n=n, least=SMALLEST_CELL)
    low, high = (row[f"{name}_{group}"] for name in ("low", "high"))
    known = {name: _number(row[f"{name}_{group}"]) for name in ("median", "low", "high")}
    unit = f" {row['unit']}" if row["unit"] else ""
    shown = say("descriptors.range", n=n, unit=unit, **known)
    value = row["value"]
    if pd.isna(value) or low <= value <= high or math.isclose(value, low if value < low else high):
        return shown
    return say("descriptors.above" if value > high else "descriptors.below", range=shown)


def _with_unit(value: float, unit: str) -> str:
    return f"{_number(value)} {unit}".strip()


def _no_number(descriptor: str, *, heard: bool) -> str:
    """Return why a word has no number, where that is known: of a word that was heard, its pitch."""
    from depformer.recordings.descriptors.measures.f0 import LEAST_VOICED, SPEC

    if heard and descriptor in SPEC.columns:
        return say("descriptors.few_voiced", least=LEAST_VOICED)
    return say("descriptors.no_number")


def _number(value: float) -> str:
    size = abs(value)
    places = max(0, DIGITS - 1 - (math.floor(math.log10(size)) if size else 0))
    return f"{value:.{min(places, 6)}f}".replace("-", "−")
