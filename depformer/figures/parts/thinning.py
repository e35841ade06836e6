"""Fewer marks than people, where there are so many that marks hide each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from depformer.wording import say

MOST_MARKS = 300  # people of a group who are drawn one by one


def thinned(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the people who are drawn: of more than `MOST_MARKS`, evenly spaced ones.

    They are spaced in the order of a column, its least and its largest value among them. Means,
    intervals and tables are of everybody.

    Parameters
    ----------
    rows : DataFrame
        One row a person of one group.
    by : str
        The column.
    """
    if len(rows) <= MOST_MARKS:
        return rows
    at = np.linspace(0, len(rows) - 1, MOST_MARKS).round().astype(int)
    return rows.sort_values(by, kind="stable").iloc[at]


def thinned_note(*groups: int) -> str:
    """Return what a figure says of it, with a blank before; nothing where everybody is drawn.

    `groups` are the numbers of people of every group.
    """
    if max(groups, default=0) <= MOST_MARKS:
        return ""
    return " " + say("figure_lines.thinned", most=MOST_MARKS)
