"""The numbers of a figure: all of them as CSV, those to be read as LaTeX and Markdown."""

from __future__ import annotations

import numpy as np
import pandas as pd

from depformer.export.manuscript.english import CHINESE
from depformer.export.manuscript.latex import booktabs
from depformer.wording import say

MOST_ROWS = 200  # of a table that people read: 72 words, two modalities
DASH = "–"
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


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


def table_latex(table: pd.DataFrame, label: str = "text") -> str:
    """Return the table for a manuscript in LaTeX, for the package booktabs.

    Parameters
    ----------
    table : DataFrame
        From `figures.table`; what all rows have in common stands in comments above the table.
    label : str
        The column that names the words.
    """
    if len(table) > MOST_ROWS:
        return say("exports.long_table", n=len(table), comment="%")
    shown, common = _read(table, label)
    comments = [f"% {name}: {cell}".replace("\n", " ") for name, cell in common]
    if any(CHINESE.search(cell) for cell in shown.to_numpy().ravel()):
        comments.insert(0, f"% {say('exports.latex_chinese')}")
    return "\n".join([*comments, booktabs(_names(shown), shown.to_numpy().tolist())])


def table_markdown(table: pd.DataFrame, label: str = "text") -> str:
    """Return the table for a text in Markdown; arguments as of `table_latex`."""
    if len(table) > MOST_ROWS:
        return say("exports.long_table", n=len(table), comment="")
    shown, common = _read(table, label)
    rows = [_names(shown), ["---"] * shown.shape[1], *shown.to_numpy().tolist()]
    lines = [f"| {' | '.join(map(markdown_cell, row))} |" for row in rows]
    return "\n".join(
        [*lines, "", *(f"{name}: {markdown_cell(cell)}  " for name, cell in common), ""]
    )


def _names(shown: pd.DataFrame) -> list[str]:
    return [str(name).replace("_", " ") for name in shown.columns]


def markdown_cell(text: str) -> str:
    """Return a text that Markdown takes as it is, on one line."""
    for sign in "\\`*_{}[]<>#|~":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _read(table: pd.DataFrame, label: str) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """Return the columns that differ between rows, as text, and what the others say."""
    unread = {"word", "text", "pinyin", "gloss", "position", "size"} - {label}
    kept = table[[name for name in table.columns if name not in unread]]
    if len(kept) < 2:
        return kept.map(_written), []
    common = [name for name in kept if kept[name].nunique(dropna=False) == 1]
    said = [(str(name), _written(kept[name].iloc[0])) for name in common]
    return kept.drop(columns=common).map(_written), said


def _written(cell: object) -> str:
    """Return a cell as people read it: three digits, a true minus, a dash for nothing."""
    if isinstance(cell, (bool, np.bool_)):
        return say("exports.yes") if cell else say("exports.no")
    if isinstance(cell, (float, np.floating)):
        if not np.isfinite(cell):
            return DASH
        return f"{cell:.3g}".replace("-", "−")
    if isinstance(cell, (int, np.integer)):
        return f"{cell}".replace("-", "−")
    return DASH if cell is None or cell is pd.NA else str(cell)
