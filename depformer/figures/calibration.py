"""The model: whether its probabilities mean what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec
from depformer.stats.filtered import undivided
from depformer.stats.inference.platt import LEAST_PEOPLE
from depformer.stats.people import SMALLEST_CELL
from depformer.stats.tables.reliability import CALIBRATED, OWN, reliability
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

WIDTH = 560
ASIDE = 0.006
"""How far the two kinds of points stand apart where they would cover one another [1]."""


def table(run: xr.Dataset) -> pd.DataFrame:
    """Tabulate the share who are depressed by the probability given; `stats.reliability`.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    """
    return reliability(undivided(run))


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw a point with its interval a bin, the model's own and calibrated, and the diagonal.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    dark : bool
        The theme.
    """
    if table.empty:
        reason = say("figure_lines.no_diagnosis")
        return style.nothing(say("figures.title_calibration"), reason, dark=dark)
    if not table["share"].notna().any():
        reason = say("figure_lines.small_group", n=SMALLEST_CELL)
        return style.nothing(say("figures.title_calibration"), reason, dark=dark)
    first = table.iloc[0]
    drawn = go.Figure(
        layout=style.layout(
            say("figures.title_calibration"),
            say(
                "figure_lines.calibration",
                reading=say("figures.read_calibration"),
                n=first["n_all"],
                size=table["n"].mean(),
                note=_note(table),
            ),
            plot_height=300,
            bottom=56,
            width=WIDTH,
            dark=dark,
        )
    )
    drawn.add_trace(
        go.Scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            line={"dash": "dash", "width": 1.2, "color": style.colour("zero", dark=dark)},
            name=say("figure_lines.as_given"),
            hoverinfo="skip",
        )
    )
    looks = (
        (OWN, "circle", style.colour("ink", dark=dark), -ASIDE),
        (CALIBRATED, "diamond", style.colour(CALIBRATED, dark=dark), ASIDE),
    )
    for name, symbol, colour, aside in looks:
        rows = table[table["probability"] == name]
        if len(rows):
            drawn.add_trace(_points(rows, name, symbol, colour, aside))
    span = {"range": [-0.02, 1.02], "dtick": 0.25}
    drawn.update_xaxes(span, title={"text": say("figure_lines.given_axis")})
    drawn.update_yaxes(
        span,
        title={"text": say("figure_lines.depressed_axis")},
    )
    return drawn


def _note(table: pd.DataFrame) -> str:
    """Return what the slope says, and on whom calibrated probabilities rest or why none do."""
    if table.empty or not table["share"].notna().any():
        return ""
    return " ".join(filter(None, [_of_slope(table.iloc[0]), _of_map(table)]))


def _of_slope(own: pd.Series) -> str:
    """Return whether the model's own probabilities are too sure, or not sure enough."""
    if not np.isfinite([own["slope_low"], own["slope_high"]]).all():
        return ""
    if own["slope_high"] < 1:
        return say("figure_lines.slope_below")
    return say("figure_lines.slope_above" if own["slope_low"] > 1 else "figure_lines.slope_holds")


def _of_map(table: pd.DataFrame) -> str:
    people = table["map_people"].iloc[0]
    if (table["probability"] == CALIBRATED).any():
        return say("figure_lines.calibrated_on", people=people)
    if np.isnan(people):
        return say("figure_lines.no_maps_in_run")
    return say("figure_lines.too_few_for_map", n=int(people), least=LEAST_PEOPLE)


def _points(rows: pd.DataFrame, name: str, symbol: str, colour: str, aside: float) -> go.Scatter:
    first = rows.iloc[0]
    ends = {name: first[name] for name in ("slope", "slope_low", "slope_high")}
    defined = np.isfinite(list(ends.values())).all()
    legend = say("figure_lines.probability_own" if name == OWN else "figure_lines.probability_map")
    if defined:
        legend = say("figure_lines.with_slope", name=legend, **ends)
    return go.Scatter(
        x=rows["given"] + aside,
        y=rows["share"],
        mode="lines+markers",
        line={"width": 1.2, "color": colour},
        marker={"size": 9, "symbol": symbol, "color": colour},
        error_y={
            "array": rows["ci_high"] - rows["share"],
            "arrayminus": rows["share"] - rows["ci_low"],
            "thickness": 1.4,
            "width": 3,
            "color": colour,
        },
        name=legend,
        cliponaxis=False,
        customdata=rows[["given", "depressed", "n"]],
        hovertemplate=say("figure_lines.bin") + "<extra></extra>",
    )


SPEC = FigureSpec(
    id="calibration",
    needs=("probability",),
    scope="cohort",
    guards=("model",),
    table=table,
    figure=figure,
    noted=_note,
    intervals="reliability",
    counted={
        "n": ("given", "depressed", "share", "ci_low", "ci_high"),
        "n_all": ("slope", "slope_low", "slope_high", "intercept", "brier"),
    },
)
