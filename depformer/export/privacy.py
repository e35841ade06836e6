"""What leaves the machine says nothing of few people, and marks what is about one."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from depformer.figures import FIGURES, FigureSpec
from depformer.stats.people import without_few
from depformer.wording import say

PERSONAL = ("age", "sex", "severity", "education", "site")


def suppressed(spec: FigureSpec, table: pd.DataFrame) -> pd.DataFrame:
    """Return a figure's table without the statistics of fewer than five people.

    Parameters
    ----------
    spec : FigureSpec
        The figure.
    table : DataFrame
        From `figures.table`; of a figure of one person, what describes the person is left out, and
        where that stands in a table of several, they have numbers in place of their pseudonyms.

    Returns
    -------
    DataFrame
        The same rows; what is held back is NaN.
    """
    if spec.of_one:
        return table.drop(columns=[name for name in PERSONAL if name in table])
    if {*PERSONAL} & {*table} and "participant" in table:
        table = _numbered(table)
    return without_few(table, spec.counted)


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table that calls people by the order in which they stand in it.

    Beside somebody's age, sex or severity, no pseudonym leads to the rest of the study.
    """
    people = table["participant"].astype(str)
    numbers = {name: str(at) for at, name in enumerate(filter(None, people.unique()), start=1)}
    named = people.map(lambda name: numbers.get(name, ""))
    columns = {name: named for name in ("participant", "opens") if name in table}
    return table.assign(**columns)


def nameless(figure: go.Figure, table: pd.DataFrame) -> go.Figure:
    """Return a figure without what the pointer says of people, if its table names any.

    Parameters
    ----------
    figure : Figure
        From `depformer.figures`; stays as it is.
    table : DataFrame
        Its numbers.

    Returns
    -------
    Figure
        The same marks. A file that draws itself holds what the pointer says as well: whose mark
        it is, with the group and the prediction.
    """
    if "participant" not in table:
        return figure
    drawn = figure.to_plotly_json()
    for trace in drawn["data"]:
        for told in ("customdata", "hovertemplate", "hovertext", "ids"):
            trace.pop(told, None)
        if "text" not in str(trace.get("mode", "")) and not trace.get("texttemplate"):
            trace.pop("text", None)
        trace["hoverinfo"] = "skip"
    return go.Figure(drawn)


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
