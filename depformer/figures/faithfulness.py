"""Does a method point at the words that matter, more than chance would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer.figures.parts import style
from depformer.figures.parts.panels import Panel, panels, plot_height
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.schema import Target, target_of
from depformer.stats.inference.intervals import t_interval
from depformer.stats.people import SMALLEST_CELL, choose, role_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

PANELS = (
    Panel("comprehensiveness", "Top words<br>muted"),
    Panel("sufficiency", "Top words<br>alone"),
    Panel("polarity", "Signs that<br>hold [share]", 0.5),
)
CONTROLS = {"comprehensiveness": "comprehensiveness_random", "sufficiency": "sufficiency_random"}


def table(run: xr.Dataset, *, role: str = "held_out") -> pd.DataFrame:
    """Tabulate comprehensiveness, sufficiency and polarity of every method.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `faithfulness`.
    role : str
        ``held_out`` or ``all``.

    Returns
    -------
    DataFrame
        One row a method and panel: ``method panel n estimate ci_low ci_high control_low
        control_high unit role``; the control is the mean over random words. With fewer than 5
        people all numbers are NaN.
    """
    people, target = choose(run, role), target_of(run)
    rows = []
    for method in people["method"].values.astype(str):
        values = people["faithfulness"].loc[{"method": method}].transpose("participant", "metric")
        for panel in PANELS:
            own = values.sel(metric=panel.key).values
            estimate, interval, n = t_interval(own)
            control = np.asarray(np.nan)
            if panel.key in CONTROLS:
                control = t_interval(values.sel(metric=CONTROLS[panel.key]).values)[0]
            ends = np.array(interval)
            if panel.chance is not None:  # a share
                ends = np.clip(ends, 0, 1)
            numbers = np.array([estimate, *ends, control, control])
            numbers = numbers if n >= SMALLEST_CELL else np.full(5, np.nan)
            rows.append((method, panel.key, int(n), *numbers, _unit(panel, target)))
    columns = ["method", "panel", "n", "estimate", "ci_low", "ci_high", "control_low"]
    found = pd.DataFrame(rows, columns=[*columns, "control_high", "unit"])
    return found.assign(role=role_of(people))


def _unit(panel: Panel, target: Target) -> str:
    return "1" if panel.chance is not None else target.unit


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw one row a method, one panel a measure.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    dark : bool
        The theme.
    """
    if not table["estimate"].notna().any():
        reason = say("figure_lines.too_few_checked", n=SMALLEST_CELL)
        return style.nothing(say("figures.title_faithfulness"), reason, dark=dark)
    role = str(table["role"].iloc[0])
    units = table.drop_duplicates("panel").set_index("panel")["unit"]
    shown = tuple(
        panel._replace(title=style.with_unit(panel.title, units[panel.key])) for panel in PANELS
    )
    drawn = go.Figure(
        layout=style.layout(
            say("figures.title_faithfulness"),
            say(
                "figure_lines.mean_over",
                reading=SPEC.reading(unit=units[PANELS[0].key]),
                who=who(role),
                n=table["n"].max(),
            ),
            plot_height=plot_height(table),
            left=150,
            bottom=76,
            dark=dark,
        )
    )
    panels(drawn, table, shown, control="Random words", dark=dark)
    return mark_training(drawn, role, colour=style.colour("muted", dark=dark))


SPEC = FigureSpec(
    id="faithfulness",
    needs=("faithfulness",),
    scope="cohort",
    guards=("attribution", "people"),
    table=table,
    figure=figure,
    by_target=True,
    intervals="t",
    counted={"n": ("estimate", "ci_low", "ci_high", "control_low", "control_high")},
)
