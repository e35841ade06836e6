"""Cohorts: the one contrast to name in advance, positive less negative words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec
from depformer.figures.parts.tested.frame import (
    compared_people,
    effect_axis,
    marked,
    measured,
    nothing_tested,
    quantity,
    row_axis,
)
from depformer.figures.parts.tested.tables import (
    ALPHA,
    OF_TEST,
    compared,
    of_two,
    too_few,
    untested,
)
from depformer.stats.cohort import Options, cohort_of
from depformer.stats.compared import HEDGES
from depformer.stats.findings import written_p
from depformer.stats.inference.groups.adjusted import before
from depformer.stats.people import contrast_groups, two_groups
from depformer.stats.tables.valence_contrast import ENDS, contrast_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ROW = 68.0  # holds four lines of numbers [px]


def table(
    run: xr.Dataset,
    *,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    **options: Unpack[Options],
) -> pd.DataFrame:
    """Tabulate how positive less negative words differs between two groups.

    The rows of `stats.valence_contrast`, face and voice together first, and the columns of
    `compared`. One row of NaN where a group has fewer than five people, or the words have not both
    ends: then ``adjustment`` is ``no_valence``.
    """
    pair = two_groups(run, groups)
    if not set(ENDS) <= set(run["valence"].values.astype(str).tolist()):
        return untested(run, method, pair, role, options).assign(adjustment="no_valence")
    few = too_few(run, method, pair, role, options)
    if few is not None:
        return few
    cohort = cohort_of(run, method, pair, role, **options)
    return compared(contrast_of(cohort), cohort)


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw one line for face and voice together and one for each, in Hedges g."""
    first = table.iloc[0]
    if first["adjustment"] == "no_valence":
        reason = say("figure_lines.no_two_valences")
        return style.nothing(SPEC.question(valence=False), reason, dark=dark)
    sizes = table[table["unit"] == HEDGES].reset_index(drop=True)
    if not sizes["estimate"].notna().any():
        return nothing_tested(table, SPEC.question(), dark=dark)
    a, _ = contrast_groups(table)
    line = say(
        "figure_lines.valence_contrast",
        p=written_p(first["p"], first["n_permutations"]),
        permutations=int(first["n_permutations"]),
        reading=SPEC.reading(a=a),
        variable=labels.title(quantity(str(first["variable"]).partition("/positive")[0])),
        **compared_people(table),
    )
    frame = style.layout(
        SPEC.question(),
        line,
        plot_height=ROW * len(sizes) + 20,
        bottom=78,
        left=150,
        legend=False,
        dark=dark,
        meta={"axis": "y", "items": 2 * len(sizes), "item": "bar", "advice": ""},
    )
    drawn = go.Figure(_estimates(sizes, dark=dark), frame)
    own = table[table["unit"] != HEDGES].to_dict("records")
    names = [_named(*both) for both in zip(own, sizes.to_dict("records"), strict=True)]
    drawn.update_layout(
        xaxis=effect_axis(table, sizes["ci_low"], sizes["ci_high"], sizes["estimate"], [0.5]),
        yaxis=row_axis(names),
    )
    return marked(drawn, table, dark=dark)


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


def _named(own: Mapping[Any, Any], size: Mapping[Any, Any]) -> str:
    """Return what stands before a line: its name, and below it the difference, g and p.

    Below one another, they have room in the narrowest panel.
    """
    together = not own["modality"]
    unit = "" if own["unit"] == "1" else f" {own['unit']}"
    numbers = say(
        "figure_lines.contrast_numbers" if together else "figure_lines.contrast_numbers_holm",
        size=style.signed(own["estimate"], 3) + unit,
        g=style.signed(size["estimate"]),
        p=written_p(own["p_adjusted"], own["n_permutations"], before(own)),
    )
    name = say("figure_lines.both") if together else labels.human(own["modality"])
    return f"<b>{name}</b><br>{numbers}"


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
