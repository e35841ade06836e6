"""Methods down the page, a measure a panel: shared by the figures that judge explanations."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.wording import say

ROW = 30.0
GAP = 0.07  # between two panels, as a share of the width


class Panel(NamedTuple):
    """One measure.

    Attributes
    ----------
    key : str
        Value of the table's column ``panel``.
    title : str
        Of its axis, with the unit.
    chance : float or None
        Where chance lies, if it is the same for all methods.
    """

    key: str
    title: str
    chance: float | None = None


def panels(
    drawn: go.Figure, table: pd.DataFrame, shown: tuple[Panel, ...], *, control: str, dark: bool
) -> go.Figure:
    """Draw dots with intervals, a grey control beside each, one panel beside the other.

    Parameters
    ----------
    drawn : Figure
        With its layout.
    table : DataFrame
        ``method panel estimate ci_low ci_high control_low control_high``; a control of one number
        has both ends alike, and NaN where there is none.
    shown : tuple of Panel
        From left to right.
    control : str
        What the control is called in the legend.
    dark : bool
        The theme.
    """
    methods = list(dict.fromkeys(table["method"]))
    names = [labels.title(name) for name in methods]
    width = (1 - GAP * (len(shown) - 1)) / len(shown)
    for i, panel in enumerate(shown):
        end = "" if i == 0 else str(i + 1)
        rows = table[table["panel"] == panel.key].set_index("method").reindex(methods)
        axes = {"xaxis": f"x{end}", "yaxis": f"y{end}"}
        _control(drawn, rows, axes, control, first=i == 0, dark=dark)
        _dots(drawn, rows, axes, panel, first=i == 0, dark=dark)
        if panel.chance is not None:
            drawn.add_shape(
                type="line",
                x0=panel.chance,
                x1=panel.chance,
                y0=-0.5,
                y1=len(methods) - 0.5,
                xref=axes["xaxis"],
                yref=axes["yaxis"],
                line={"dash": "dash", "width": 1.2, "color": style.colour("zero", dark=dark)},
                layer="below",
            )
        left = i * (width + GAP)
        drawn.update_layout(
            {
                f"xaxis{end}": {
                    "domain": [left, left + width],
                    "anchor": axes["yaxis"],
                    "title": {"text": panel.title},
                    "nticks": 4,
                    "tickangle": 0,
                },
                f"yaxis{end}": {
                    "anchor": axes["xaxis"],
                    "tickvals": list(range(len(methods))),
                    "ticktext": names if i == 0 else [""] * len(methods),
                    "range": [len(methods) - 0.5, -0.5],
                    "ticks": "",
                    "title": {"text": ""},
                },
            }
        )
    return drawn


def plot_height(table: pd.DataFrame) -> float:
    """Return the height of the rows [px]."""
    return max(110.0, ROW * table["method"].nunique())


def _control(
    drawn: go.Figure,
    rows: pd.DataFrame,
    axes: dict[str, str],
    name: str,
    *,
    first: bool,
    dark: bool,
) -> None:
    x: list[float | None] = []
    y: list[float | None] = []
    for at, (low, high) in enumerate(zip(rows["control_low"], rows["control_high"], strict=True)):
        if np.isfinite(low) and low == high:  # a single number: an upright dash
            x, y = [*x, low, low, None], [*y, at - 0.3, at + 0.3, None]
        elif np.isfinite(low):
            x, y = [*x, low, high, None], [*y, at, at, None]
    if not x:
        return
    drawn.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            line={"width": 9, "color": style.colour("sum", dark=dark)},
            opacity=0.45,
            name=name,
            legendgroup="control",
            showlegend=first,
            hoverinfo="skip",
            **axes,
        )
    )


def _dots(
    drawn: go.Figure,
    rows: pd.DataFrame,
    axes: dict[str, str],
    panel: Panel,
    *,
    first: bool,
    dark: bool,
) -> None:
    ink = style.colour("ink", dark=dark)
    drawn.add_trace(
        go.Scatter(
            x=rows["estimate"],
            y=list(range(len(rows))),
            mode="markers",
            marker={"size": 8, "color": ink, "symbol": "circle"},
            error_x={
                "array": rows["ci_high"] - rows["estimate"],
                "arrayminus": rows["estimate"] - rows["ci_low"],
                "thickness": 1.6,
                "width": 0,
                "color": ink,
            },
            name=say("figure_lines.mean_and_interval"),
            showlegend=first,
            customdata=np.stack([rows["ci_low"], rows["ci_high"]], axis=-1),
            hovertemplate=(
                f"{panel.title}: %{{x:.3f}} (95 % CI %{{customdata[0]:.3f}} to "
                "%{customdata[1]:.3f})<extra></extra>"
            ),
            **axes,
        )
    )
