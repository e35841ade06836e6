"""What stands around the cells of a raster: names of panels, markers of words, colours, axes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.raster.grid import NAME, Grid
from depformer.figures.parts.raster.people_rows import axis_of, groups_in
from depformer.figures.parts.words import valence_traces
from depformer.schema import Target
from depformer.wording import say

STRIP, GUTTER = 0.1, 0.012  # shares of the width: everybody's prediction, and the gap beside it
BEFORE = STRIP + GUTTER
MARKS, BAR = 20.0, 34.0  # room over the panels for the words' markers, and for the colours [px]
ABOVE = MARKS + NAME + BAR
BAR_LENGTH, BAR_MIDDLE = 0.25, 5.0  # of the colours [paper], and from their top [px]
UPRIGHT = 110.0  # that the name of a group takes [px]
MARK = 10.0  # of a word: large enough to be hit [px]


def of_colours(unit: str, *, signed: bool) -> dict[str, Any]:
    """Return what the colours are and where their ends lead, beside their bar."""
    named = style.with_unit(say("figure_lines.attribution_axis"), unit)
    return {
        "text": f"{named}  {Target.of_unit(unit).direction}" if signed else named,
        "x": BEFORE + BAR_LENGTH + 0.012,
        "xref": "paper",
        "xanchor": "left",
        "y": ABOVE - BAR_MIDDLE,
        "yref": "y2",
        "yanchor": "middle",
        "showarrow": False,
    }


def handles(words: pd.DataFrame, called: list[str], shown: Grid, *, dark: bool) -> list[go.Scatter]:
    """Return a clickable marker over every column: its valence, where one is known."""
    strips = valence_traces(words, along="x", dark=dark)
    if not strips:
        strips = [_plain_handles(words, dark=dark)]
    traces = []
    for strip in strips:
        places = list(strip.x)
        said = [[words["word"][at], called[at]] for at in places]
        for rank, panel in enumerate(shown.of_words):
            copy = go.Scatter(strip)
            copy.update(
                x=[panel.columns.middles[at] for at in places],
                y=[MARKS / 2] * len(places),
                xaxis="x",
                yaxis="y2",
                legendgroup=strip.name,
                showlegend=not rank and bool(strip.name),
                customdata=said,
                hovertemplate="%{customdata[1]}<extra></extra>",
                marker_size=MARK,
            )
            traces.append(copy)
    return traces


def _plain_handles(words: pd.DataFrame, *, dark: bool) -> go.Scatter:
    marker = {"symbol": "square", "color": style.colour("sum", dark=dark)}
    return go.Scatter(x=words.index.tolist(), mode="markers", marker=marker, cliponaxis=False)


def unmeasured(colour: str) -> go.Scatter:
    """Return the entry of the legend for cells without a value."""
    marker = {"symbol": "square", "size": 10, "color": colour}
    return style.legend_entry(say("figure_lines.no_cell_value"), marker)


def names(shown: Grid) -> list[dict[str, Any]]:
    """Return the names of the panels, over them."""
    room = NAME / 2
    places = [
        {"y": MARKS + room, "yref": "y2"}
        if not (shown.stacked and rank)
        else {"y": panel.rows.edges[0] - room / shown.row, "yref": "y"}
        for rank, panel in enumerate(shown.panels)
    ]
    return [
        {
            "text": f"<b>{labels.human(panel.modality)}</b>",
            "x": panel.columns.edges[0],
            "xref": "x",
            "xanchor": "left",
            "yanchor": "middle",
            "showarrow": False,
            **place,
        }
        for panel, place in zip(shown.panels, places, strict=True)
    ]


def axes(
    drawn: go.Figure,
    people: pd.DataFrame,
    shown: Grid,
    axis: dict[str, Any],
    unit: str,
    share: float,
) -> None:
    """Set the axes: words and rows, the predictions beside, the markers of the words above."""
    words = {
        **axis,
        "domain": [BEFORE, 1],
        "range": [0, shown.width],
        "tickvals": [at for panel in shown.of_words for at in panel.columns.middles],
        "ticktext": axis["ticktext"] * len(shown.of_words),
        "showgrid": False,
        "title": {"text": ""},
    }
    blocks = [block for panel in shown.of_rows for block in panel.rows.blocks]
    upright = shown.row * min(bottom - top for top, bottom in blocks) > UPRIGHT
    groups = [labels.human(group) for group in groups_in(people)] * len(shown.of_rows)
    drawn.update_layout(
        xaxis=words,
        xaxis2={"domain": [0, STRIP], "anchor": "y", **axis_of(people, unit)},
        xaxis3={**words, "overlaying": "x", "visible": False},
        yaxis={
            "domain": [0, share],
            "range": [shown.height, 0],
            "anchor": "x2",
            "tickvals": [(top + bottom) / 2 for top, bottom in blocks],
            "ticktext": groups,
            "tickangle": -90 if upright else 0,
            "ticks": "",
            "showgrid": False,
            "title": {"text": ""},
        },
        yaxis2={"domain": [share, 1], "range": [0, ABOVE], "visible": False},
    )
