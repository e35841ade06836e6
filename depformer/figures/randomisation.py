"""Does an explanation change when what the model has learned is destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures import style
from depformer.figures.base import WHO, FigureSpec, mark_training
from depformer.stats.intervals import t_interval
from depformer.stats.people import SMALLEST_CELL, choose, role_of

if TYPE_CHECKING:
    import xarray as xr

STAGES = tuple(name for name in labels.METRICS if name.startswith("randomisation_"))
TITLE = "Does it change when what the model has learned is destroyed?"
HOW_TO_READ = (
    "Rank correlation with the explanation by the trained model, as more and more of its weights "
    "are drawn anew, once for each stage, from the output down; it has to fall to 0. Attention of "
    "the first layer does not hang on the layers above it"
)
RANGE = (-0.3, 1.08)
BELOW = -1.08  # the lower end where a correlation is more negative than that
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")


def table(run: xr.Dataset, *, role: str = "held_out") -> pd.DataFrame:
    """Tabulate the correlation of every method behind every stage of randomisation.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `faithfulness`.
    role : str
        ``held_out`` or ``all``.

    Returns
    -------
    DataFrame
        One row a method and stage, from the output down: ``method stage n estimate ci_low ci_high
        unit role``; NaN with fewer than 5 people.
    """
    people = choose(run, role)
    rows = []
    for method in people["method"].values.astype(str):
        values = people["faithfulness"].loc[{"method": method}].transpose("participant", "metric")
        for stage in STAGES:
            estimate, interval, n = t_interval(values.sel(metric=stage).values)
            numbers = np.array([estimate, interval.low, interval.high])
            numbers = numbers if n >= SMALLEST_CELL else np.full(3, np.nan)
            rows.append((method, stage, int(n), *numbers))
    columns = ["method", "stage", "n", "estimate", "ci_low", "ci_high"]
    return pd.DataFrame(rows, columns=columns).assign(unit="1", role=role_of(people))


def figure(
    table: pd.DataFrame, *, method: str = "integrated_gradients", dark: bool = False
) -> go.Figure:
    """Draw one line a method; the chosen one stands out.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    method : str
        The method that stands out.
    dark : bool
        The theme.
    """
    known = table.dropna(subset=["estimate"])
    if known.empty:
        reason = f"fewer than {SMALLEST_CELL} held-out participants with this check"
        return style.nothing(TITLE, reason, dark=dark)
    role = str(table["role"].iloc[0])
    drawn = go.Figure(
        layout=style.layout(
            TITLE,
            f"{HOW_TO_READ}. Mean over {WHO[role]}, n = {known['n'].max()}; 95 % t interval.",
            plot_height=280,
            bottom=100,
            dark=dark,
        )
    )
    ink, grey = style.colour("ink", dark=dark), style.colour("sum", dark=dark)
    names = list(dict.fromkeys(known["method"]))
    for rank, name in enumerate(sorted(names, key=lambda each: each == method)):
        rows = known[known["method"] == name]
        chosen = name == method
        drawn.add_trace(
            go.Scatter(
                x=[labels.human(stage) for stage in rows["stage"]],
                y=rows["estimate"],
                mode="lines+markers",
                line={
                    "width": 2.6 if chosen else 1.4,
                    "color": ink if chosen else grey,
                    "dash": "solid" if chosen else DASHES[rank % len(DASHES)],
                },
                marker={"size": 8 if chosen else 5, "symbol": rank},
                error_y={
                    "array": rows["ci_high"] - rows["estimate"],
                    "arrayminus": rows["estimate"] - rows["ci_low"],
                    "thickness": 1.4,
                    "width": 0,
                    "visible": chosen,
                },
                name=labels.human(name).capitalize(),
                hovertemplate=f"{labels.human(name)}, %{{x}}: %{{y:.2f}}<extra></extra>",
            )
        )
    drawn.add_hline(y=0, line={"dash": "dash", "color": style.colour("zero", dark=dark)})
    drawn.update_xaxes(title={"text": "Weights drawn anew [from the output down]"}, tickangle=-25)
    low, high = RANGE if known["ci_low"].min() >= RANGE[0] else (BELOW, RANGE[1])
    drawn.update_yaxes(title={"text": "Rank correlation [Spearman]"}, range=(low, high))
    return mark_training(drawn, role, colour=style.colour("muted", dark=dark))


SPEC = FigureSpec(
    id="randomisation",
    title=TITLE,
    how_to_read=HOW_TO_READ,
    needs=("faithfulness",),
    scope="cohort",
    guards=("attribution", "model"),
    table=table,
    figure=figure,
    intervals="Intervals: Student's t over participants.",
)
