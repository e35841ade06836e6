"""Cohorts: the one contrast to name in advance, positive less negative words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.figures.parts.tested import (
    ALPHA,
    OF_TEST,
    compared_groups,
    detectable,
    measured,
    of_two,
    untested,
    written_p,
)
from depformer.stats.cohort import Options
from depformer.stats.compared import HEDGES
from depformer.stats.people import SMALLEST_CELL, contrast_groups, two_groups
from depformer.stats.tables.valence_contrast import ENDS
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ROW = 44.0
NUMBERS = 206  # room for what is written beside each line [px]


def table(
    run: xr.Dataset,
    *,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    **options: Unpack[Options],
) -> pd.DataFrame:
    """Tabulate how positive less negative words differs between two groups.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    method, groups, role, **options
        Who is compared in what, see `cohort_of`.

    Returns
    -------
    DataFrame
        The rows of `stats.valence_contrast`, face and voice together first, and the columns of
        `tested`. One row of NaN where a group has fewer than five people, or the words have not
        both ends (``contrast`` is then ``none``).
    """
    if not set(ENDS) <= set(run["valence"].values.astype(str).tolist()):
        pair = two_groups(run, groups)
        return untested(run, method, pair, role, options).assign(adjustment="no_valence")
    return compared_groups(run, "valence_contrast", method, groups, role, options)


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw one line for face and voice together and one for each, in Hedges g.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    dark : bool
        The theme.
    """
    first = table.iloc[0]
    people = who(str(first["role"]))
    sizes = table[table["unit"] == HEDGES].reset_index(drop=True)
    if not sizes["estimate"].notna().any():
        reason = say("figure_lines.small_group_of", n=SMALLEST_CELL, who=people)
        if first["adjustment"] == "no_valence":
            reason = say("figure_lines.no_two_valences")
        return style.nothing(
            SPEC.question(valence=first["adjustment"] != "no_valence"), reason, dark=dark
        )
    a, b = contrast_groups(table)
    own = table[table["unit"] != HEDGES].reset_index(drop=True)
    drawn = go.Figure(
        layout=style.layout(
            SPEC.question(),
            say(
                "figure_lines.valence_contrast",
                p=written_p(first["p"]),
                permutations=int(first["n_permutations"]),
                reading=SPEC.reading(a=a),
                variable=labels.title(str(first["variable"]).partition("/")[0]),
                n_a=table["n_a"].max(),
                n_b=table["n_b"].max(),
                a=a,
                b=b,
                who=people,
                detectable=detectable(table),
            ),
            plot_height=ROW * len(sizes) + 20,
            bottom=78,
            left=150,
            right=NUMBERS,
            legend=False,
            dark=dark,
            meta={"axis": "y", "items": len(sizes) + 1, "item": "bar", "advice": ""},
        )
    )
    names = [labels.human(name) if name else say("figure_lines.both") for name in sizes["modality"]]
    drawn.add_trace(_estimates(sizes, dark=dark))
    ends = style.symmetric(sizes["ci_low"], sizes["ci_high"], sizes["estimate"], [0.5])
    drawn.update_layout(
        annotations=[
            _numbers(at, row, size)
            for at, (row, size) in enumerate(
                zip(own.to_dict("records"), sizes.to_dict("records"), strict=True)
            )
        ],
        xaxis={
            "range": ends,
            "zeroline": True,
            "title": {
                "text": say("figure_lines.effect_axis", a=labels.human(a), b=b)
                + f"<br>← lower in {a} · higher →"
            },
        },
        yaxis={
            "tickvals": list(range(len(sizes))),
            "ticktext": [f"<b>{names[0]}</b>", *names[1:]],
            "range": [len(sizes) - 0.4, -0.6],
            "ticks": "",
            "ticklabelstandoff": 5,
            "showgrid": False,
            "title": {"text": ""},
        },
    )
    return mark_training(drawn, str(first["role"]), colour=style.colour("muted", dark=dark))


def _estimates(sizes: pd.DataFrame, *, dark: bool) -> go.Scatter:
    ink, paper = (style.colour(name, dark=dark) for name in ("ink", "paper"))
    kinds = [name or "both" for name in sizes["modality"]]
    colours = [ink if name == "both" else style.colour(name, dark=dark) for name in kinds]
    return go.Scatter(
        x=sizes["estimate"],
        y=list(range(len(sizes))),
        mode="markers",
        marker={
            "symbol": ["square" if name == "both" else style.symbol(name) for name in kinds],
            "size": 11,
            "color": np.where(sizes["p_adjusted"] < ALPHA, colours, paper).tolist(),
            "line": {"width": 1.8, "color": colours},
        },
        error_x={
            "array": sizes["ci_high"] - sizes["estimate"],
            "arrayminus": sizes["estimate"] - sizes["ci_low"],
            "thickness": 1.6,
            "width": 0,
            "color": ink,
        },
        showlegend=False,
        name=say("figure_lines.interval"),
        hovertemplate="g = %{x:.2f}<extra></extra>",
    )


def _numbers(at: int, own: Mapping[Any, Any], size: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the difference, g and p of a line, written beside it."""
    unit = "" if own["unit"] == "1" else f" {own['unit']}"
    text = say(
        "figure_lines.contrast_numbers" if at == 0 else "figure_lines.contrast_numbers_holm",
        size=style.signed(own["estimate"], 3) + unit,
        g=style.signed(size["estimate"]),
        p=written_p(own["p_adjusted"]),
    )
    return {
        "text": f"<b>{text}</b>" if at == 0 else text,
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 12,
        "align": "left",
        "y": at,
        "showarrow": False,
    }


SPEC = FigureSpec(
    id="valence_contrast",
    needs=("attribution",),
    scope="cohort",
    guards=("cohort", "words", "attribution"),
    table=table,
    figure=figure,
    by_valence=True,
    intervals="tested",
    measured=measured,
    counted=of_two(OF_TEST),
)
