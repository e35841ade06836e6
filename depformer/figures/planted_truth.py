"""Which method finds the truth that was planted, for synthetic studies only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer.figures.parts import style
from depformer.figures.parts.panels import Panel, panels, plot_height
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.schema.target import LOGIT, POINTS
from depformer.stats.cell_ranking import ranking_of
from depformer.stats.inference.intervals import bootstrap_interval
from depformer.stats.inference.planted import auroc, precision_at_k
from depformer.stats.people import SMALLEST_CELL, role_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

PANELS = (
    Panel("cohort_difference", "Group difference<br>[AUROC]", 0.5),
    Panel("severity_correlation", "Correlation with severity<br>[AUROC]", 0.5),
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
        number planted. Where a model predicts a score, the correlation with the true severity takes
        the place of the difference of groups. With fewer than 5 people in a group all are NaN.
    """
    ranking = ranking_of(run, role)
    people, n = ranking.rows, ranking.n
    truth = people["planted"].transpose("word", "modality").values != 0
    dims = ("participant", "word", "modality")
    rows = []
    for method in people["method"].values.astype(str):
        values = people["attribution"].loc[{"method": method}].transpose(*dims).values
        own = ranking.scores(values)
        drawn = {}
        copies = []
        if ranking.enough:
            drawn = ranking.drawn(values, n_bootstrap=n_bootstrap, seed=seed)
        if ranking.enough and "attribution_untrained" in people:
            untrained = people["attribution_untrained"].loc[{"method": method}]
            each = untrained.transpose("copy", *dims).values
            copies = [ranking.scores(copy) for copy in each]
        for score in own:
            numbers = np.full(6, np.nan)
            if ranking.enough and np.isfinite(own[score]).any():
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
    first, shown = table.iloc[0], set(table["panel"])
    of_groups = "cohort_difference" in shown
    drawn = go.Figure(
        layout=style.layout(
            say("figures.title_planted_truth"),
            say(
                "figure_lines.planted_truth",
                reading=SPEC.reading(unit=LOGIT if of_groups else POINTS),
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
    there = tuple(each for each in PANELS if each.key in shown)
    panels(drawn, table, there, control="Untrained copies", dark=dark)
    return mark_training(drawn, str(first["role"]), colour=style.colour("muted", dark=dark))


SPEC = FigureSpec(
    id="planted_truth",
    needs=("attribution", "planted"),
    scope="cohort",
    guards=("attribution", "people"),
    table=table,
    figure=figure,
    intervals="planted",
    by_target=True,
    counted={"n": ("estimate", "ci_low", "ci_high", "control_low", "control_high", "precision")},
)
