"""The model: whom of the held-out participants it places in which group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from depformer import labels, stats
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec
from depformer.stats.people import SMALLEST_CELL
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ORDER = ("depressed", "healthy")
BRIGHT = 0.55


def table(run: xr.Dataset) -> pd.DataFrame:
    """Tabulate group by prediction; the columns of `stats.confusion`.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    """
    return stats.confusion(run)


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw the two by two table, coloured by row share.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    dark : bool
        The theme.
    """
    if not table["n"].sum():
        return style.nothing(
            say("figures.title_confusion"), say("figure_lines.no_diagnosis"), dark=dark
        )
    if not table["share"].notna().any():
        reason = say("figure_lines.small_group", n=SMALLEST_CELL)
        return style.nothing(say("figures.title_confusion"), reason, dark=dark)
    counts = table.drop_duplicates("group").set_index("group")["n"]
    drawn = go.Figure(
        layout=style.layout(
            say("figures.title_confusion"),
            say(
                "figure_lines.confusion",
                reading=say("figures.read_confusion"),
                depressed=counts["depressed"],
                healthy=counts["healthy"],
            ),
            plot_height=270,
            bottom=56,
            left=110,
            right=30,
            legend=False,
            dark=dark,
        )
    )
    grid = table.pivot(index="group", columns="predicted", values="share")
    drawn.add_trace(
        go.Heatmap(
            x=[0, 1],
            y=[0, 1],
            z=grid.loc[list(ORDER), list(ORDER)].to_numpy(),
            zmin=0,
            zmax=1,
            colorscale=style.CIVIDIS,
            xgap=3,
            ygap=3,
            hoverinfo="skip",
            showscale=False,
        )
    )
    texts = [
        {
            "text": f"<b>{row['count']:.0f}</b> of {row['n']}<br>{row['share']:.0%}<br>"
            f"({row['ci_low']:.0%} to {row['ci_high']:.0%})",
            "x": ORDER.index(row["predicted"]),
            "y": ORDER.index(row["group"]),
            "showarrow": False,
            "font": {"color": "#000000" if row["share"] > BRIGHT else "#ffffff"},
        }
        for row in table[table["n"] > 0].to_dict("records")
    ]
    drawn.update_layout(annotations=texts)
    names = [labels.human(name) for name in ORDER]
    drawn.update_xaxes(
        tickvals=[0, 1],
        ticktext=names,
        range=[-0.5, 1.5],
        ticks="",
        showgrid=False,
        title={"text": say("figure_lines.named_axis")},
    )
    drawn.update_yaxes(
        tickvals=[0, 1],
        ticktext=names,
        range=[1.5, -0.5],
        ticks="",
        showgrid=False,
        title={"text": say("figure_lines.group_axis")},
    )
    return drawn


SPEC = FigureSpec(
    id="confusion",
    needs=("probability",),
    scope="cohort",
    guards=("model",),
    table=table,
    figure=figure,
    intervals="clopper",
    counted={"n": ("count", "share", "ci_low", "ci_high")},
)
