"""Cohort tables for people: one row a test, its estimate with the interval in one cell."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

import pandas as pd

from depformer.export.manuscript.numbers import table_csv, table_latex, table_markdown
from depformer.labels import title


def tested_table(tables: Mapping[str, pd.DataFrame], fmt: str, names: Mapping[str, str]) -> str:
    """Write out cohort tables below one another.

    Parameters
    ----------
    tables : mapping of DataFrame
        By name, with the fixed columns of `stats.cohort_tests`, and its own behind them.
    fmt : str
        ``csv`` has all columns and rows, the name of the table first, and no cell that a
        spreadsheet takes for a formula; ``markdown`` and ``latex`` (booktabs) have one table each,
        below its name, without tests that were not made, and cells like ``0.67 (0.52 to 0.80)``;
        what all rows have in common, as what is compared between whom, stands in a note.
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
    return "\n".join(form(title(name), _told(table, names)) for name, table in tables.items())


def _latex(heading: str, table: pd.DataFrame) -> str:
    return f"% {heading}\n{table_latex(table, most=inf)}"


def _markdown(heading: str, table: pd.DataFrame) -> str:
    return f"### {heading}\n\n{table_markdown(table, most=inf)}"


def _told(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the tests that were made, words by their names, and one `n` of one group."""
    made = table.dropna(subset=["estimate"]).rename(columns={"word": "text"})
    made["text"] = made["text"].map(lambda word: names.get(word, word))
    return made if made["n_b"].any() else made.drop(columns="n_b").rename(columns={"n_a": "n"})
