"""Do the methods agree: their rank correlations, never averaged into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from depformer import labels, stats
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.stats.people import SMALLEST_CELL, choose, role_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ROW = 34.0


def table(run: xr.Dataset, *, role: str = "held_out") -> pd.DataFrame:
    """Tabulate `stats.agreement`, with the column ``role``.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution`.
    role : str
        ``held_out`` or ``all``.
    """
    return stats.agreement(run, role=role).assign(role=role_of(choose(run, role)))


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw the matrix with its numbers.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    dark : bool
        The theme.
    """
    if not table["estimate"].notna().any():
        reason = say("figure_lines.too_few", n=SMALLEST_CELL)
        return style.nothing(say("figures.title_agreement"), reason, dark=dark)
    methods = list(dict.fromkeys(table["method"]))
    names = [labels.title(name) for name in methods]
    role = str(table["role"].iloc[0])

    def matrix(column: str) -> pd.DataFrame:
        wide = table.pivot_table(
            index="method", columns="method_2", values=column, aggfunc="first", dropna=False
        )
        return wide.reindex(index=methods, columns=methods)

    shown = matrix("estimate")
    marks = matrix("compared") == "absolute"
    texts = [
        ["" if value != value else _number(value) + ("*" if mark else "") for value, mark in pair]
        for pair in (
            zip(*rows, strict=True) for rows in zip(shown.values, marks.values, strict=True)
        )
    ]
    drawn = go.Figure(
        layout=style.layout(
            say("figures.title_agreement"),
            say(
                "figure_lines.agreement",
                reading=say("figures.read_agreement"),
                who=who(role).capitalize(),
                n=table["n"].max(),
            ),
            plot_height=max(140.0, ROW * len(methods)),
            bottom=110,
            left=150,
            right=96,
            legend=False,
            dark=dark,
        )
    )
    drawn.add_trace(
        go.Heatmap(
            z=shown.values,
            x=names,
            y=names,
            zmin=-1,
            zmax=1,
            colorscale="RdBu",
            text=texts,
            texttemplate="%{text}",
            customdata=pd.concat([matrix("lowest"), matrix("highest")], axis=1)
            .values.reshape(len(methods), 2, len(methods))
            .swapaxes(1, 2),
            hovertemplate="%{y} and %{x}: %{z:.2f}, from %{customdata[0]:.2f} to "
            "%{customdata[1]:.2f} over people<extra></extra>",
            colorbar=style.colour_bar("[Spearman]"),
            xgap=1,
            ygap=1,
        )
    )
    drawn.update_xaxes(tickangle=-35, ticks="", title={"text": ""}, showgrid=False)
    drawn.update_yaxes(
        autorange="reversed", ticks="", title={"text": ""}, showgrid=False, ticklabelstandoff=6
    )
    return mark_training(drawn, role, colour=style.colour("muted", dark=dark))


def _number(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")  # no minus before zero


SPEC = FigureSpec(
    id="agreement",
    needs=("attribution",),
    scope="cohort",
    guards=("attribution", "people"),
    table=table,
    figure=figure,
    counted={"n": ("estimate", "ci_low", "ci_high", "lowest", "highest")},
)
