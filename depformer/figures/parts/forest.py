"""Words down the page, an estimate and its interval across: shared by the cohort figures."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from depformer.figures.parts import style
from depformer.figures.parts.words import strip_axis, valence_traces, word_labels
from depformer.wording import say

ROW = 30
COMPACT_ROW = 24
MANY = 40
BESIDE = 0.28  # of a row, between its marks: far less than to those of the next one


class Series(NamedTuple):
    """One set of markers: which rows of the table, what they are called, how they look."""

    key: str
    name: str


def forest(
    table: pd.DataFrame,
    words: pd.DataFrame,
    *,
    by: str,
    series: tuple[Series, ...],
    label: str,
    dark: bool,
    hover: str,
) -> go.Figure:
    """Return markers with intervals, one line a word, the first word on top.

    Parameters
    ----------
    table : DataFrame
        Rows ``word``, `by`, ``estimate ci_low ci_high``, and ``filled`` (bool).
    words : DataFrame
        One row a word, in the order from top to bottom.
    by : str
        Column that tells the series apart.
    series : tuple of Series
        From top to bottom within a word.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    dark : bool
        The theme.
    hover : str
        Unit behind the numbers in the hover text.
    """
    names = word_labels(words, label)
    place = dict(zip(words["word"], words.index, strict=True))
    figure = go.Figure()
    for rank, one in enumerate(series):
        rows = table[(table[by] == one.key) & table["word"].isin(place) & table["estimate"].notna()]
        offset = (rank - (len(series) - 1) / 2) * BESIDE
        y = [place[word] + offset for word in rows["word"]]
        figure.add_trace(_intervals(rows, y, one, dark=dark))
        figure.add_trace(_markers(rows, y, one, names, place, dark=dark, hover=hover))
        figure.add_trace(_legend_entry(one, dark=dark))
    figure.add_traces(valence_traces(words, along="y", dark=dark))
    figure.update_yaxes(_word_axis(names, dark=dark))
    figure.update_layout(strip_axis(words))
    return figure


def plot_height(n_words: int) -> float:
    """Return the height of the rows [px]."""
    return max(120, (COMPACT_ROW if n_words > MANY else ROW) * n_words + 10)


def _word_axis(names: list[str], *, dark: bool) -> dict[str, Any]:
    return {
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": names,
        "range": [len(names) - 0.4, -0.6],
        "ticks": "",
        "ticklabelstandoff": 5,
        "gridcolor": style.colour("grid", dark=dark),
        "title": {"text": say("figure_lines.word_axis"), "standoff": 6},
    }


def _intervals(rows: pd.DataFrame, y: list[float], one: Series, *, dark: bool) -> go.Scatter:
    ends_x: list[float | None] = []
    ends_y: list[float | None] = []
    for low, high, at in zip(rows["ci_low"], rows["ci_high"], y, strict=True):
        ends_x += [low, high, None]
        ends_y += [at, at, None]
    return go.Scatter(
        x=ends_x,
        y=ends_y,
        mode="lines",
        line={"width": 1.6, "color": style.colour(one.key, dark=dark)},
        legendgroup=one.key,
        showlegend=False,
        hoverinfo="skip",
    )


def _markers(
    rows: pd.DataFrame,
    y: list[float],
    one: Series,
    names: list[str],
    place: dict[str, int],
    *,
    dark: bool,
    hover: str,
) -> go.Scatter:
    shown = [names[place[word]] for word in rows["word"]]
    inside = style.colour(one.key, dark=dark)
    paper = style.colour("paper", dark=dark)
    return go.Scatter(
        x=rows["estimate"],
        y=y,
        mode="markers",
        marker={
            "symbol": style.symbol(one.key),
            "size": 7,
            "color": [inside if filled else paper for filled in rows["filled"]],
            "line": {"width": 1.6, "color": inside},
        },
        name=one.name,
        legendgroup=one.key,
        showlegend=False,
        customdata=list(zip(rows["word"], shown, rows["ci_low"], rows["ci_high"], strict=True)),
        hovertemplate=(
            f"%{{customdata[1]}}, {one.name}<br>%{{x:.3f}} {hover} "
            "(95 % CI %{customdata[2]:.3f} to %{customdata[3]:.3f})<extra></extra>"
        ),
    )


def _legend_entry(one: Series, *, dark: bool) -> go.Scatter:
    """Return a trace that only stands in the legend, always filled."""
    return go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        marker={
            "symbol": style.symbol(one.key),
            "size": 8,
            "color": style.colour(one.key, dark=dark),
        },
        name=one.name,
        legendgroup=one.key,
        hoverinfo="skip",
    )
