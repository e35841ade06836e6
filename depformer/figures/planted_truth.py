"""Which method finds the truth that was planted, for synthetic studies only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer.figures.parts import style
from depformer.figures.parts.panels import Panel, panels, plot_height
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.stats.inference.intervals import bootstrap_interval
from depformer.stats.inference.planted import (
    SCORES,
    auroc,
    cell_scores,
    precision_at_k,
    resampled_scores,
)
from depformer.stats.people import SMALLEST_CELL, choose, groups_of, members, role_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

PANELS = (
    Panel("cohort_difference", "Group difference<br>[AUROC]", 0.5),
    Panel("mean_magnitude", "Mean size<br>[AUROC]", 0.5),
)


def table(
    run: xr.Dataset, *, role: str = "held_out", n_bootstrap: int = 500, seed: int = 0
) -> pd.DataFrame:
    """Tabulate AUROC and precision at k of every method against the planted cells.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution` and `planted`.
    role : str
        ``held_out`` or ``all``.
    n_bootstrap, seed : int
        Of the resampling over participants, within each group.

    Returns
    -------
    DataFrame
        One row a method and panel: ``method panel n planted estimate ci_low ci_high control_low
        control_high precision unit role``. The panel says what is ranked; the control is the range
        of the untrained copies, NaN without them; precision is that of the first k cells, k =
        number planted. With fewer than 5 people in a group all are NaN.
    """
    people = choose(run, role)
    truth = people["planted"].transpose("word", "modality").values != 0
    groups = [members(people, group) for group in groups_of(run)]
    n = int(sum(who.sum() for who in groups))
    enough = min(int(who.sum()) for who in groups) >= SMALLEST_CELL
    dims = ("participant", "word", "modality")
    rows = []
    for method in people["method"].values.astype(str):
        values = people["attribution"].loc[{"method": method}].transpose(*dims).values
        own = cell_scores(values, *groups)
        drawn = {}
        copies = []
        if enough:
            drawn = resampled_scores(values, *groups, n_bootstrap=n_bootstrap, seed=seed)
        if enough and "attribution_untrained" in people:
            untrained = people["attribution_untrained"].loc[{"method": method}]
            each = untrained.transpose("copy", *dims).values
            copies = [cell_scores(copy, *groups) for copy in each]
        for score in SCORES:
            numbers = np.full(6, np.nan)
            if enough and np.isfinite(own[score]).any():
                numbers[0] = auroc(truth, own[score])
                found = np.array([[auroc(truth, cells)] for cells in drawn[score]])
                numbers[1:3] = np.ravel(bootstrap_interval(found))
                control = [auroc(truth, copy[score]) for copy in copies]
                numbers[3:5] = (min(control), max(control)) if control else np.nan
                numbers[5] = precision_at_k(truth, own[score])
            rows.append((method, score, n, int(truth.sum()), *numbers))
    columns = ["method", "panel", "n", "planted", "estimate", "ci_low", "ci_high", "control_low"]
    tidy = pd.DataFrame(rows, columns=[*columns, "control_high", "precision"])
    return tidy.assign(unit="1", role=role_of(people))


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw one row a method, one panel a score.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    dark : bool
        The theme.
    """
    if not table["estimate"].notna().any():
        reason = say("figure_lines.small_group", n=SMALLEST_CELL)
        return style.nothing(say("figures.title_planted_truth"), reason, dark=dark)
    first = table.iloc[0]
    drawn = go.Figure(
        layout=style.layout(
            say("figures.title_planted_truth"),
            say(
                "figure_lines.planted_truth",
                reading=say("figures.read_planted_truth"),
                planted=first["planted"],
                who=who(first["role"]),
                n=first["n"],
            ),
            plot_height=plot_height(table),
            left=150,
            bottom=76,
            dark=dark,
        )
    )
    panels(drawn, table, PANELS, control="Untrained copies", dark=dark)
    return mark_training(drawn, str(first["role"]), colour=style.colour("muted", dark=dark))


SPEC = FigureSpec(
    id="planted_truth",
    needs=("attribution", "planted"),
    scope="cohort",
    guards=("attribution", "people"),
    table=table,
    figure=figure,
    intervals="bootstrap",
)
