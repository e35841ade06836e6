"""Would another model, or another draw, rank the words and voices alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer.figures.parts import style
from depformer.figures.parts.panels import Panel, panels, plot_height
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.stats.inference.intervals import t_interval
from depformer.stats.inference.ranks import chance_overlap
from depformer.stats.people import SMALLEST_CELL, choose, role_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

SPREADS = {"folds": "other folds", "seeds": "other trainings", "samples": "other draws"}
TOP = 10


def table(run: xr.Dataset, *, role: str = "held_out") -> pd.DataFrame:
    """Tabulate the three spreads of every method, never merged.

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
        control_high kendall_w people unit role``. The panel says over what: folds, seeds or
        samples; the estimate is the overlap (Jaccard) of the ten largest cells, the control its
        chance, `kendall_w` the concordance of the whole ranking, `people` who could have been
        checked. NaN where it was not computed, and with fewer than 5 people.
    """
    people = choose(run, role)
    checks = json.loads(str(run.attrs.get("checks") or "{}"))
    cells = int(checks.get("cells", people.sizes["word"] * people.sizes["modality"]))
    top = min(int(checks.get("top", TOP)), cells)
    rows = []
    for method in people["method"].values.astype(str):
        values = people["faithfulness"].loc[{"method": method}].transpose("participant", "metric")
        for spread in SPREADS:
            estimate, interval, n = t_interval(values.sel(metric=f"overlap_{spread}").values)
            w = t_interval(values.sel(metric=f"stability_{spread}").values)[0]
            chance = chance_overlap(cells, top)
            numbers = np.array([estimate, interval.low, interval.high, chance, chance, w])
            numbers = numbers if n >= SMALLEST_CELL else np.full(6, np.nan)
            rows.append((method, spread, int(n), *numbers))
    columns = ["method", "panel", "n", "estimate", "ci_low", "ci_high", "control_low"]
    found = pd.DataFrame(rows, columns=[*columns, "control_high", "kendall_w"])
    return found.assign(people=people.sizes["participant"], unit="1", role=role_of(people))


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw one row a method, one panel a spread that was computed.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    dark : bool
        The theme.
    """
    known = table.dropna(subset=["estimate"])
    if known.empty:
        reason = say("figure_lines.too_few_checked", n=SMALLEST_CELL)
        if not table["n"].any() and table["people"].iloc[0] >= SMALLEST_CELL:
            reason = say("figure_lines.one_model")
        return style.nothing(say("figures.title_stability"), reason, dark=dark)
    role = str(table["role"].iloc[0])
    there = set(known["panel"])
    absent = [words for key, words in SPREADS.items() if key not in there]
    said = [
        say(
            "figure_lines.mean_over",
            reading=say("figures.read_stability"),
            who=who(role),
            n=known["n"].max(),
        )
    ]
    if absent:
        said.append(say("figure_lines.not_computed", names=", ".join(absent)))
    shown = tuple(
        Panel(key, f"{words.capitalize()}<br>[share in common]")
        for key, words in SPREADS.items()
        if key in there
    )
    rows = table[table["method"].isin(known["method"])]
    drawn = go.Figure(
        layout=style.layout(
            say("figures.title_stability"),
            " ".join(said),
            plot_height=plot_height(rows),
            left=150,
            bottom=76,
            dark=dark,
        )
    )
    panels(drawn, rows, shown, control="Two random picks", dark=dark)
    return mark_training(drawn, role, colour=style.colour("muted", dark=dark))


SPEC = FigureSpec(
    id="stability",
    needs=("faithfulness",),
    scope="cohort",
    guards=("attribution", "people"),
    table=table,
    figure=figure,
    intervals="t",
    counted={"n": ("estimate", "ci_low", "ci_high", "control_low", "control_high", "kendall_w")},
)
