"""What describes a word, as people read it: its value beside the range of the others."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from depformer import labels
from depformer.stats.people import GROUPS, SMALLEST_CELL
from depformer.wording import say

DASH = "–"
DIGITS = 3  # that are shown, as far as they lie behind the point


def word_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return `stats.descriptors.beside_others` as people read it, a dash where nothing is known.

    What neither the participant nor anybody else has a number of is left out.
    """
    rows = [
        {
            say("descriptors.descriptor"): row["title"],
            say("descriptors.value"): _with_unit(row["value"], row["unit"]),
            **{
                say("descriptors.of_others", group=labels.human(group)): _range(row, group)
                for group in reversed(GROUPS)
            },
        }
        for row in table.to_dict("records")
        if pd.notna(row["value"]) or any(row[f"n_{group}"] for group in GROUPS)
    ]
    return pd.DataFrame(rows)


def note() -> str:
    """Return how the table is to be read."""
    return say("descriptors.note", least=SMALLEST_CELL)


def _range(row: dict[Any, Any], group: str) -> str:
    n = row[f"n_{group}"]
    if pd.isna(row[f"median_{group}"]):
        return say("descriptors.too_few", n=n, least=SMALLEST_CELL) if n else DASH
    numbers = {name: _number(row[f"{name}_{group}"]) for name in ("median", "low", "high")}
    return say("descriptors.range", n=n, **numbers)


def _with_unit(value: float, unit: str) -> str:
    return DASH if pd.isna(value) else f"{_number(value)} {unit}".strip()


def _number(value: float) -> str:
    size = abs(value)
    places = max(0, DIGITS - 1 - (math.floor(math.log10(size)) if size else 0))
    return f"{value:.{min(places, 6)}f}".replace("-", "−")
