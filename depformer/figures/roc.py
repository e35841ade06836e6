"""The model: how well its probability tells held-out groups apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from depformer import stats
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec
from depformer.stats.inference.classification import THRESHOLD
from depformer.stats.people import SMALLEST_CELL
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

WIDTH = 560


def table(run: xr.Dataset, *, n_bootstrap: int = 2000, seed: int = 0) -> pd.DataFrame:
    """Tabulate the ROC curve of held-out participants and its area.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    n_bootstrap, seed : int
        Of the resampling over participants, within each group.

    Returns
    -------
    DataFrame
        The columns of `stats.roc`, ``auc auc_low auc_high`` in every row, and ``in_use``, the
        point of the threshold 0.5. Empty if a group is; one row of NaN if one is too small.
    """
    curve = stats.roc(run, n_bootstrap=n_bootstrap, seed=seed)
    row = stats.performance(run, n_bootstrap=n_bootstrap, seed=seed).set_index("metric").loc["auc"]
    used = curve.loc[curve["threshold"] > THRESHOLD, "threshold"].min()
    return curve.assign(
        auc=row["estimate"],
        auc_low=row["ci_low"],
        auc_high=row["ci_high"],
        in_use=curve["threshold"] == used,
    )


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw the curve, its band, the diagonal of chance and the threshold in use.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    dark : bool
        The theme.
    """
    if table.empty:
        return style.nothing(say("figures.title_roc"), say("figure_lines.empty_group"), dark=dark)
    if not table["sensitivity"].notna().any():
        reason = say("figure_lines.small_group", n=SMALLEST_CELL)
        return style.nothing(say("figures.title_roc"), reason, dark=dark)
    first = table.iloc[0]
    drawn = go.Figure(
        layout=style.layout(
            say("figures.title_roc"),
            say(
                "figure_lines.roc",
                reading=say("figures.read_roc"),
                depressed=first["n_depressed"],
                healthy=first["n_healthy"],
            ),
            plot_height=380,
            bottom=56,
            width=WIDTH,
            meta={"square": True},
            dark=dark,
        )
    )
    ink = style.colour("ink", dark=dark)
    band = table.dropna(subset=["ci_low"])
    shared = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}
    drawn.add_trace(
        go.Scatter(x=band["false_positive_rate"], y=band["ci_high"], showlegend=False, **shared)
    )
    drawn.add_trace(
        go.Scatter(
            x=band["false_positive_rate"],
            y=band["ci_low"],
            fill="tonexty",
            fillcolor="rgba(128,138,150,0.28)",
            name=say("figure_lines.interval"),
            **shared,
        )
    )
    drawn.add_trace(
        go.Scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            line={"dash": "dash", "width": 1.2, "color": style.colour("zero", dark=dark)},
            name="Chance",
            hoverinfo="skip",
        )
    )
    drawn.add_trace(
        go.Scatter(
            x=table["false_positive_rate"],
            y=table["sensitivity"],
            mode="lines",
            line={"width": 2.4, "color": ink},
            name="Model",
            customdata=table[["threshold"]],
            hovertemplate="threshold %{customdata[0]:.2f}<br>false-positive rate %{x:.2f}<br>"
            "sensitivity %{y:.2f}<extra></extra>",
        )
    )
    used = table[table["in_use"]]
    drawn.add_trace(
        go.Scatter(
            x=used["false_positive_rate"],
            y=used["sensitivity"],
            mode="markers",
            marker={
                "size": 10,
                "symbol": "circle",
                "color": style.colour("paper", dark=dark),
                "line": {"width": 2.2, "color": ink},
            },
            name=f"Threshold {THRESHOLD}",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    drawn.add_annotation(
        text=f"<b>AUC {first['auc']:.2f}</b><br>95 % CI {first['auc_low']:.2f} to "
        f"{first['auc_high']:.2f}",
        x=1.0,
        y=0.06,
        xanchor="right",
        yanchor="bottom",
        align="right",
        showarrow=False,
        font={"size": style.SIZES["small"]},
    )
    span = {"range": [-0.02, 1.02], "dtick": 0.25, "constrain": "domain"}
    drawn.update_xaxes(
        span, title={"text": "False-positive rate, 1 − specificity"}, constraintoward="left"
    )
    drawn.update_yaxes(span, title={"text": "Sensitivity"}, scaleanchor="x", constraintoward="top")
    return drawn


SPEC = FigureSpec(
    id="roc",
    needs=("probability",),
    scope="cohort",
    guards=("model",),
    table=table,
    figure=figure,
    intervals="roc",
    counted={
        "n_depressed": (
            "threshold",
            "false_positive_rate",
            "sensitivity",
            "ci_low",
            "ci_high",
            "auc",
            "auc_low",
            "auc_high",
        ),
        "n_healthy": (
            "threshold",
            "false_positive_rate",
            "sensitivity",
            "ci_low",
            "ci_high",
            "auc",
            "auc_low",
            "auc_high",
        ),
    },
)
