"""What leaves the machine says nothing of few people, and marks what is about one."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from depformer.figures import FIGURES, FigureSpec
from depformer.stats.people import SMALLEST_CELL
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


def without_few(table: pd.DataFrame, counted: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Return a table without the statistics of fewer than five people.

    Parameters
    ----------
    table : DataFrame
        Any.
    counted : mapping
        By the column that counts people, the columns that are statistics of them.

    Returns
    -------
    DataFrame
        The same rows; what is held back is NaN, or false. Where rows stand for people, that of
        one alone is no statistic.
    """
    numbers: dict[str, pd.Series] = {}
    for size in (each for each in counted if each in table):
        few = table[size] < SMALLEST_CELL
        if "row" in table:
            few &= table[size] > 1
        if not few.any():
            continue
        for name in (each for each in counted[size] if each in table):
            own = numbers.get(name, table[name])
            kind = own.dtype.kind
            numbers[name] = own & ~few if kind == "b" else own.astype(float).mask(few)
    return table.assign(**numbers) if numbers else table


def table_one_of_enough(table: pd.DataFrame) -> pd.DataFrame:
    """Return `stats.table_one` without what fewer than five people of a group are."""
    sides = {f"n_{side}": (f"value_{side}", f"spread_{side}", "smd") for side in "ab"}
    return without_few(table, sides)


def performance_of_enough(table: pd.DataFrame) -> pd.DataFrame:
    """Return `stats.performance` without what rests on fewer than five people of a group.

    All metrics together say how every person of a small group was named, so none is left.
    """
    groups = table.loc[table["metric"].isin(("sensitivity", "specificity")), "n"]
    people = table["people"] if "people" in table else table["n"]  # of sessions, their people
    if groups.between(1, SMALLEST_CELL - 1).any():
        people = people.clip(upper=SMALLEST_CELL - 1)
    numbers = ("estimate", "ci_low", "ci_high", *(["floor"] if "floor" in table else []))
    held = without_few(table.assign(_people=people), {"_people": numbers})
    return held.drop(columns="_people")


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
