"""Text from data in a figure is text: Plotly takes some markup out of every string it draws."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

# A brace would begin a placeholder in the text under the pointer.
_MARKS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;"})
_TAG = re.compile(r"<(?!br)[^>]+>")


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """Return a figure's table with every text of it written so that Plotly draws it literally."""
    texts = [str(name) for name in table if table[name].dtype.kind not in "biufcmM"]
    written = table.assign(**{name: _literally(table[name]) for name in texts})
    written.attrs = _attrs(table.attrs)
    return written


def _attrs(value: Any) -> Any:
    """Return what a table carries along, with every text in it as it is drawn."""
    if isinstance(value, str):
        return value.translate(_MARKS)
    if isinstance(value, Mapping):
        return {key: _attrs(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_attrs(each) for each in value)
    return value


def _literally(cells: pd.Series) -> pd.Series:
    """Return cells as they are drawn; of a map's thousands of pixels all say the same."""
    written = {cell: cell.translate(_MARKS) for cell in cells.unique() if isinstance(cell, str)}
    if all(cell == to for cell, to in written.items()):
        return cells
    return cells.map(lambda cell: written.get(cell, cell))


def cut_off(written: str, most: int) -> str:
    """Return a text of `as_text` with at most so many signs as people count them."""
    text = html.unescape(written)
    return written if len(text) <= most else f"{text[: most - 1].rstrip()}…".translate(_MARKS)


def signs(written: str) -> int:
    """Return how many signs people see of a text of `as_text`."""
    return len(html.unescape(written))


def title_lines(figure: go.Figure) -> list[str]:
    """Return the lines of a figure's title as plain text: the question, then how to read it."""
    lines = _TAG.sub("", str(figure.layout.title.text or "")).split("<br>")
    return [html.unescape(line) for line in lines]
