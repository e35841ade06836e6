"""What leaves the machine says nothing of few people, and marks what is about one."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from depformer.figures import FIGURES, FigureSpec
from depformer.stats.people import SMALLEST_CELL
from depformer.wording import say

SIZES = ("n", "n_a", "n_b", "n_depressed", "n_healthy")
"""Columns that say of how many people a row is."""

STATISTICS = (
    *("estimate", "ci_low", "ci_high", "p", "p_adjusted", "share", "sensitivity", "count"),
    *("auc", "auc_low", "auc_high", "given", "depressed", "slope", "slope_low", "slope_high"),
    *("intercept", "brier", "control_low", "control_high", "lowest", "highest", "correlation"),
    *("kendall_w", "precision", "value", "rank", "probability", "mae", "mae_low", "mae_high"),
    *("ccc", "ccc_low", "ccc_high", "mae_of_mean", "filled", "outside", "size"),
)
"""Columns that say something of these people."""

PEOPLE = ("participant", "row")
"""Columns that name whom a row is about: one person, or several in one row of a large raster."""

PERSONAL = ("age", "sex", "severity", "education", "site")


def suppressed(spec: FigureSpec, table: pd.DataFrame) -> pd.DataFrame:
    """Return a figure's table without the statistics of fewer than five people.

    Parameters
    ----------
    spec : FigureSpec
        The figure.
    table : DataFrame
        From `figures.table`; of a figure of one person, what describes the person is left out.

    Returns
    -------
    DataFrame
        The same rows; what is held back is NaN.
    """
    if spec.of_one:
        return table.drop(columns=[name for name in PERSONAL if name in table])
    sizes = [name for name in SIZES if name in table]
    few = (table[sizes] < SMALLEST_CELL).any(axis=1)
    if set(PEOPLE) & set(table):  # a row a person, under the pseudonym, is no statistic
        few &= (table[sizes] > 1).all(axis=1)
    if not few.any():
        return table
    numbers: dict[str, pd.Series] = {}
    for name in (each for each in STATISTICS if each in table and each not in sizes):
        kind = table[name].dtype.kind
        if kind == "b":
            numbers[name] = table[name] & ~few
        elif kind in "iuf":
            numbers[name] = table[name].astype(float).mask(few)
    return table.assign(**numbers)


def mark_one(figure: go.Figure, *, colour: str) -> None:
    """Write 'One participant' along the right edge of a figure that shows one; in place."""
    name = (figure.layout.meta or {}).get("figure")
    if name is None or not FIGURES[str(name)].of_one:
        return
    said = say("exports.one_participant")
    for note in figure.layout.annotations:
        if note.name == "synthetic":
            note.text = f"{said} · {note.text}"
            return
    figure.add_annotation(
        text=said,
        textangle=90,
        x=1,
        xref="paper",
        xanchor="right",
        xshift=(figure.layout.margin.r or 0) - 2,
        y=0,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        font={"size": 10, "color": colour},
        name="one",
    )
