"""One participant: the five branches of the model, summed up to what it predicts."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, one_participant
from depformer.schema import Target, prediction, target_of
from depformer.study import layout
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

TOTAL = "sum"
NAME_WIDTH = 16
ROOM = 0.14


def table(run: xr.Dataset, participant: str) -> pd.DataFrame:
    """Tabulate one participant's branch shares.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    participant : str
        Id of the person.

    Returns
    -------
    DataFrame
        One row a branch and one for their sum: ``participant branch value start end unit``
        and the prediction, see `Target.of_person`; a step leads from `start` to `end`.
    """
    person = one_participant(run, participant)
    target = target_of(run)
    shares = person[target.branches].sel(branch=list(labels.BRANCHES)).values.astype(float)
    ends = np.cumsum(shares)
    return pd.DataFrame(
        {
            "participant": participant,
            "branch": [*labels.BRANCHES, TOTAL],
            "value": [*shares, ends[-1]],
            "start": [0.0, *ends[:-1], 0.0],
            "end": [*ends, ends[-1]],
            "unit": target.unit,
            **target.of_person(person),
        }
    )


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw the steps from zero to what is predicted, the first branch on top.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    dark : bool
        The theme.
    """
    first = table.iloc[0]
    unit, target = str(first["unit"]), Target.of_unit(str(first["unit"]))
    facts = {"prediction": prediction(first), "who": layout.named(first["participant"])}
    question = say("figure_lines.ask_branch_waterfall", **facts)
    if table["value"].isna().any():
        return style.nothing(question, say("figure_lines.no_branches"), dark=dark)
    total = say(f"targets.quantity_{target.id}")
    names = [
        "<br>".join(wrap(total if name == TOTAL else labels.human(name), NAME_WIDTH))
        for name in table["branch"]
    ]
    measures = ["total" if name == TOTAL else "relative" for name in table["branch"]]
    drawn = go.Figure(
        go.Waterfall(
            orientation="h",
            y=list(range(len(names))),
            x=table["value"],
            measure=measures,
            width=0.62,
            text=[f"<b>{style.signed(value)}</b>" for value in table["value"]],
            textposition="outside",
            textfont={"size": style.SIZES["text"]},
            cliponaxis=False,
            increasing={"marker": {"color": style.colour("depressed")}},
            decreasing={"marker": {"color": style.colour("healthy")}},
            totals={"marker": {"color": style.colour("sum", dark=dark)}},
            connector={"line": {"color": style.colour("zero", dark=dark), "width": 1}},
            customdata=[[name] for name in names],
            hovertemplate=f"%{{customdata[0]}}: %{{text}} {unit}<extra></extra>",
        ),
        layout=style.layout(
            question,
            say("figure_lines.branch_waterfall", reading=SPEC.reading(unit=unit)),
            plot_height=210,
            bottom=66,
            left=130,
            right=50,
            legend=False,
            dark=dark,
        ),
    )
    drawn.update_xaxes(
        range=_span(table),
        zeroline=True,
        title={"text": branch_axis(unit)},
    )
    drawn.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=names,
        range=[len(names) - 0.4, -0.6],
        ticks="",
        showgrid=False,
        title={"text": ""},
    )
    return drawn


def branch_axis(unit: str) -> str:
    """Return the title of the axis of shares in what is predicted."""
    target = Target.of_unit(unit)
    share = say(f"targets.share_{target.id}")
    return f"{style.with_unit(share, unit)}<br>{target.direction}"


def _span(table: pd.DataFrame) -> tuple[float, float]:
    """Return the range that holds 0 and all steps, with room for their numbers.

    It is not symmetric: the steps are parts of a sum, so what counts is where they lead.
    """
    low = min(0.0, float(table["end"].min()))
    high = max(0.0, float(table["end"].max()))
    room = ROOM * (high - low or 1.0)
    return low - room, high + room


SPEC = FigureSpec(
    id="branch_waterfall",
    needs=("branch_logit",),
    scope="participant",
    guards=("person",),
    table=table,
    figure=figure,
    by_target=True,
)
