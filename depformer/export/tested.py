"""Cohort tables for people: one row a test, its estimate with the interval in one cell."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from depformer.export.manuscript.latex import booktabs
from depformer.export.manuscript.numbers import DASH, markdown_cell, table_csv
from depformer.labels import title

HEAD = ("Word", "Modality", "n", "Unit", "Estimate (CI)", "p", "p adjusted", "Adjustment")


def tested_table(tables: Mapping[str, pd.DataFrame], fmt: str) -> str:
    """Write out cohort tables below one another.

    Parameters
    ----------
    tables : mapping of DataFrame
        By name, with the fixed columns of `stats.cohort_tests`.
    fmt : str
        ``csv`` has all columns and rows, the name of the table first, and no cell that a
        spreadsheet takes for a formula; ``markdown`` and ``latex`` (booktabs) have one table each,
        below its name, without tests that were not made, and cells like ``0.67 (0.52 to 0.80)``.

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
    written = _latex if fmt == "latex" else _markdown
    return "\n".join(written(title(name), _rows(table)) for name, table in tables.items())


def _latex(heading: str, rows: list[list[str]]) -> str:
    return f"% {heading}\n{booktabs(HEAD, rows)}"


def _markdown(heading: str, rows: list[list[str]]) -> str:
    lines = [HEAD, ["---"] * len(HEAD), *([markdown_cell(cell) for cell in row] for row in rows)]
    return f"### {heading}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _rows(table: pd.DataFrame) -> list[list[str]]:
    made = table.dropna(subset=["estimate"])
    return [
        [
            row["word"] or DASH,
            row["modality"] or DASH,
            f"{row['n_a']} + {row['n_b']}" if row["n_b"] else str(row["n_a"]),
            row["unit"],
            _cell(row),
            _p(row["p"]),
            _p(row["p_adjusted"]),
            str(row["adjustment"]).replace("_", " "),
        ]
        for row in made.to_dict("records")
    ]


def _cell(row: Mapping[Any, Any]) -> str:
    low, high = row["ci_low"], row["ci_high"]
    text = f"{row['estimate']:.3f}"
    if not isnan(low):
        text += f" ({low:.3f} to {high:.3f})"
    return text.replace("-", "−")


def _p(p: float) -> str:
    return DASH if isnan(p) else f"{p:.4f}"
