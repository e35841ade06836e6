"""The model: how close its predicted scores are to the true ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec
from depformer.figures.parts.thinning import thinned, thinned_note
from depformer.schema import target_of
from depformer.stats.people import known_scores
from depformer.stats.sessions import counted
from depformer.stats.tables.performance import performance
from depformer.study import layout
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

PLOT = 380.0


def table(run: xr.Dataset, *, n_bootstrap: int = 2000, seed: int = 0) -> pd.DataFrame:
    """Tabulate the predicted and the true score of everybody who was held out.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `predicted`.
    n_bootstrap, seed : int
        Of the resampling over participants.

    Returns
    -------
    DataFrame
        One row a session: ``participant group severity predicted mean_of_training``, and the same
        in every row: ``mae mae_low mae_high mae_of_mean ccc ccc_low ccc_high n people unit``. One
        row without a person where nobody has a true score; without a mean of training where the run
        holds none.
    """
    held, true, floor = known_scores(run)
    found = performance(run, n_bootstrap=n_bootstrap, seed=seed).set_index("metric")
    measured = {
        f"{name}{end}": float(str(found.loc[name, column]))
        for name in ("mae", "ccc")
        for end, column in (("", "estimate"), ("_low", "ci_low"), ("_high", "ci_high"))
    }
    people = pd.DataFrame(
        {
            "participant": held["participant"].values.astype(str),
            "group": held["group"].values.astype(str),
            "severity": true,
            "predicted": held["predicted"].values.astype(float),
            "mean_of_training": floor,
        }
    )
    people = people if len(people) else people.reindex([0])
    mae = found.loc["mae"]
    return people.assign(
        **measured,
        mae_of_mean=float(str(mae["floor"])),
        n=len(true),
        people=int(str(mae["people"])),
        unit=target_of(run).unit,
    )


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw a dot a session over the line of identity, and the mean that needs no model.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    dark : bool
        The theme.
    """
    question, first = SPEC.question(), table.iloc[0]
    known = table.dropna(subset=["severity", "predicted"])
    if known.empty:
        return style.nothing(question, say("figure_lines.no_scores"), dark=dark)
    has_floor = bool(np.isfinite(first["mae_of_mean"]))
    line = f"{SPEC.reading()}. {measured(table)}{thinned_note(*known['group'].value_counts())}"
    frame = style.layout(question, line, plot_height=PLOT, dark=dark, meta={"square": True})
    drawn = go.Figure(layout=frame)
    ends = _ends(known)
    _line(drawn, ends, ends, "dash", say("figure_lines.identity"), dark=dark)
    if has_floor:
        mean = [float(known["mean_of_training"].mean())] * 2
        _line(drawn, ends, mean, "dot", say("figure_lines.floor"), dark=dark)
    for group in dict.fromkeys(known["group"]):
        rows = known[known["group"] == group]
        marks = thinned(rows, "severity")
        drawn.add_trace(
            go.Scatter(
                x=marks["severity"],
                y=marks["predicted"],
                mode="markers",
                marker={
                    "size": 8,
                    "symbol": style.symbol(group),
                    "color": style.colour(group, dark=dark),
                    "line": {"width": 0.8, "color": style.colour("paper", dark=dark)},
                },
                name=say(
                    "figure_lines.counted_group",
                    group=labels.human(group),
                    n=_unit(table, len(rows)),
                ),
                customdata=[[layout.named(who)] for who in marks["participant"]],
                hovertemplate="%{customdata[0]}: %{y:.1f} (%{x:g})<extra></extra>",
            )
        )
    unit = str(first["unit"])
    titles = (say("figure_lines.true_axis"), say("figure_lines.predicted_axis"))
    across, up = (style.with_unit(title, unit) for title in titles)
    drawn.update_xaxes(range=ends, title={"text": across}, constrain="domain")
    drawn.update_yaxes(range=ends, title={"text": up}, scaleanchor="x", constrain="domain")
    return drawn


def measured(table: pd.DataFrame) -> str:
    """Say how close the scores are, and of whom, in sessions of people where these differ."""
    first = table.iloc[0]
    floor, n, people = first["mae_of_mean"], int(first["n"]), int(first["people"])
    if not n:
        return say("figure_lines.no_scores").capitalize() + "."
    return say(
        "figure_lines.scores_measured",
        beside=say("figure_lines.beside_floor", floor=floor) if np.isfinite(floor) else "",
        n=counted(n, people),
        unit=first["unit"],
        **{name: first[name] for name in ("mae", "mae_low", "mae_high")},
        **{name: first[name] for name in ("ccc", "ccc_low", "ccc_high")},
    )


def _unit(table: pd.DataFrame, n: int) -> str:
    """Return a number of dots in the unit of which they are."""
    first = table.iloc[0]
    return say("names.sessions" if first["people"] < first["n"] else "names.participants", n=n)


def _ends(known: pd.DataFrame) -> list[float]:
    """Return one range for both axes, so that the line of identity has a slope of 45 degrees."""
    values = known[["severity", "predicted", "mean_of_training"]].to_numpy(dtype=float)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    room = 0.06 * (high - low or 1.0)
    return [low - room, high + room]


def _line(
    drawn: go.Figure, x: list[float], y: list[float], dash: str, name: str, *, dark: bool
) -> None:
    line = {"dash": dash, "width": 1.4, "color": style.colour("zero", dark=dark)}
    drawn.add_trace(go.Scatter(x=x, y=y, mode="lines", line=line, name=name, hoverinfo="skip"))


SPEC = FigureSpec(
    id="predicted_severity",
    needs=("predicted",),
    scope="cohort",
    guards=("model",),
    table=table,
    figure=figure,
    resampled="people",
    measured=measured,
    counted={
        "people": (
            "mean_of_training",
            "mae",
            "mae_low",
            "mae_high",
            "ccc",
            "ccc_low",
            "ccc_high",
            "mae_of_mean",
        )
    },
)
