"""Cohort tables for people: one row a test, its estimate with the interval in one cell."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from depformer.export.tables import DASH, _latex, _markdown


def tested_table(tables: Mapping[str, pd.DataFrame], fmt: str) -> str:
    """Write out cohort tables below one another.

    Parameters
    ----------
    tables : mapping of DataFrame
        By name, with the fixed columns of `stats.cohort_tests`.
    fmt : str
        ``csv`` has all columns and rows, the name of the table first; ``markdown`` and ``latex``
        (booktabs) have one table each, without tests that were not made, and cells like
        ``0.67 (0.52–0.80)``.

    Returns
    -------
    str
        Ends with a line break.
    """
    if fmt == "csv":
        named = [table.assign(table=name) for name, table in tables.items()]
        whole = pd.concat(named, ignore_index=True)
        first = ["table", *(name for name in whole.columns if name != "table")]
        return whole[first].to_csv(index=False, lineterminator="\n")
    written = _latex if fmt == "latex" else _markdown
    return "\n".join(written(_wide(table)) for table in tables.values())


def _wide(table: pd.DataFrame) -> pd.DataFrame:
    made = table.dropna(subset=["estimate"])
    rows = [
        {
            "Word": row["word"] or DASH,
            "Modality": row["modality"] or DASH,
            "n": f"{row['n_a']} + {row['n_b']}" if row["n_b"] else str(row["n_a"]),
            "Unit": row["unit"],
            "Estimate (CI)": _cell(row),
            "p": _p(row["p"]),
            "p adjusted": _p(row["p_adjusted"]),
            "Adjustment": str(row["adjustment"]).replace("_", " "),
        }
        for row in made.to_dict("records")
    ]
    return pd.DataFrame(rows)


def _cell(row: Mapping[Any, Any]) -> str:
    low, high = row["ci_low"], row["ci_high"]
    text = f"{row['estimate']:.3f}"
    if not isnan(low):
        text += f" ({low:.3f} to {high:.3f})"
    return text.replace("-", "−")


def _p(p: float) -> str:
    return DASH if isnan(p) else f"{p:.4f}"
