"""The numbers of a figure: all of them as CSV, those to be read as LaTeX and Markdown."""

from __future__ import annotations

import pandas as pd

from depformer.export.manuscript.english import CHINESE
from depformer.export.manuscript.latex import booktabs
from depformer.export.manuscript.readable import readable
from depformer.wording import say

MOST_ROWS = 200  # of a table that people read: 72 words, two modalities
_FORMULAS = tuple("=+-@\t\r＝＋－＠")  # some spreadsheets read the full-width signs alike


def table_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV: UTF-8 with its mark, so that spreadsheets read Chinese; numbers whole.

    Parameters
    ----------
    table : DataFrame
        From `figures.table` or `stats`.
    """
    written = (
        table.map(_no_formula).rename(columns=_no_formula).to_csv(index=False, lineterminator="\n")
    )
    return written.encode("utf-8-sig")


def _no_formula(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe says that it is text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell


def table_latex(table: pd.DataFrame, label: str = "text", most: float = MOST_ROWS) -> str:
    """Return the table for a manuscript in LaTeX, for the package booktabs.

    Parameters
    ----------
    table : DataFrame
        From `figures.table`; what all rows have in common stands in a note below the table.
    label : str
        The column that names the words.
    most : float
        How many rows a table has that is written out.
    """
    if len(table) > most:
        return say("exports.long_table", n=len(table), comment="%")
    shown = readable(table, label)
    chinese = any(CHINESE.search(cell) for row in shown.rows for cell in row)
    lines = [f"% {say('exports.latex_chinese')}\n"] if chinese else []
    return "".join([*lines, booktabs(shown.head, shown.rows, shown.note)])


def table_markdown(table: pd.DataFrame, label: str = "text", most: float = MOST_ROWS) -> str:
    """Return the table for a text in Markdown; arguments as of `table_latex`."""
    if len(table) > most:
        return say("exports.long_table", n=len(table), comment="")
    shown = readable(table, label)
    rows = [shown.head, ["---"] * len(shown.head), *shown.rows]
    lines = [f"| {' | '.join(map(markdown_cell, row))} |" for row in rows]
    return "\n".join([*lines, "", *([markdown_cell(shown.note), ""] if shown.note else [])])


def markdown_cell(text: str) -> str:
    """Return a text that Markdown takes as it is, on one line."""
    for sign in "\\`*_{}[]<>#|~":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
