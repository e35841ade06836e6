"""Cohort tables for people: one row a test, its estimate with the interval in one cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from depformer.export.manuscript.latex import booktabs
from depformer.export.manuscript.numbers import markdown_cell, table_csv
from depformer.export.manuscript.readable import DASH, written
from depformer.labels import human, title
from depformer.stats.findings import p_digits
from depformer.wording import say

HEAD = ("text", "modality", "n", "unit", "estimate", "p", "p_adjusted", "adjustment")


def tested_table(tables: Mapping[str, pd.DataFrame], fmt: str, names: Mapping[str, str]) -> str:
    """Write out cohort tables below one another.

    Parameters
    ----------
    tables : mapping of DataFrame
        By name, with the fixed columns of `stats.cohort_tests`.
    fmt : str
        ``csv`` has all columns and rows, the name of the table first, and no cell that a
        spreadsheet takes for a formula; ``markdown`` and ``latex`` (booktabs) have one table each,
        below its name, without tests that were not made, and cells like ``0.67 (0.52 to 0.8)``.
    names : mapping of str
        What words are called, by their ids.

    Returns
    -------
    str
        Ends with a line break.
    """
    if fmt == "csv":
        named = [table.assign(table=name) for name, table in tables.items()]
        whole = pd.concat(named, ignore_index=True)
        first = ["table", *(name for name in whole.columns if name != "table")]
        return table_csv(whole[first]).decode("utf-8-sig")
    form = _latex if fmt == "latex" else _markdown
    return "\n".join(form(title(name), _rows(table, names)) for name, table in tables.items())


def _head() -> list[str]:
    estimate = say("headings.with_interval", name=say("headings.column_estimate"))
    return [estimate if name == "estimate" else say(f"headings.column_{name}") for name in HEAD]


def _latex(heading: str, rows: list[list[str]]) -> str:
    return f"% {heading}\n{booktabs(_head(), rows)}"


def _markdown(heading: str, rows: list[list[str]]) -> str:
    lines = [_head(), ["---"] * len(HEAD), *([markdown_cell(cell) for cell in row] for row in rows)]
    return f"### {heading}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _rows(table: pd.DataFrame, names: Mapping[str, str]) -> list[list[str]]:
    made = table.dropna(subset=["estimate"])
    return [
        [
            names.get(row["word"], row["word"]) or DASH,
            human(row["modality"]) if row["modality"] else DASH,
            f"{row['n_a']} + {row['n_b']}" if row["n_b"] else str(row["n_a"]),
            DASH if row["unit"] == "1" else row["unit"],
            _cell(row),
            _p(row["p"]),
            _p(row["p_adjusted"]),
            DASH if row["adjustment"] in ("", "none") else human(row["adjustment"]),
        ]
        for row in made.to_dict("records")
    ]


def _cell(row: Mapping[Any, Any]) -> str:
    estimate, low, high = (written(float(row[name])) for name in ("estimate", "ci_low", "ci_high"))
    if low == DASH:
        return estimate
    return say("headings.ends", estimate=estimate, low=low, high=high)


def _p(p: float) -> str:
    return p_digits(p) if np.isfinite(p) else DASH
