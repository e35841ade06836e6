"""Cohorts: the size of the difference in every word and modality, tested over all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec
from depformer.figures.parts.tested.frame import (
    compared_people,
    effect_axis,
    look,
    marked,
    measured,
    nothing_tested,
    quantity,
    row_axis,
)
from depformer.figures.parts.tested.tables import OF_CELLS, compared_cells, of_two
from depformer.figures.parts.words import check_word, mark_word, on_paper, word_labels
from depformer.stats.cohort import Options
from depformer.stats.findings import written_p
from depformer.stats.inference.groups.adjusted import before
from depformer.stats.people import contrast_groups
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ROW, COMPACT_ROW, MANY = 20, 16, 60  # of a cell [px], and of one among so many
STRIP = 0.04  # of the width, for the modalities


def table(
    run: xr.Dataset,
    *,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    **options: Unpack[Options],
) -> pd.DataFrame:
    """Tabulate Hedges g of every word and modality, see `compared_cells`."""
    return compared_cells(run, method, groups, role, options)


def figure(
    table: pd.DataFrame,
    *,
    label: str = "text",
    top: int | None = None,
    selected: str | None = None,
    dark: bool = False,
) -> go.Figure:
    """Draw one line a word and modality, the largest positive difference on top.

    Of `top` words alone, those with the largest differences; `selected` is the id of one to mark.
    """
    if not table["estimate"].notna().any():
        return nothing_tested(table, SPEC.question(), dark=dark)
    check_word(selected, table)
    by_size = table.sort_values("size", ascending=False, kind="stable", na_position="last")
    shown = list(dict.fromkeys(by_size["word"]))[:top]
    cells = table[table["word"].isin(shown) & table["estimate"].notna()]
    cells = cells.sort_values("estimate", ascending=False, kind="stable").reset_index(drop=True)
    height = (COMPACT_ROW if len(cells) > MANY else ROW) * len(cells) + 10.0
    places: dict[str, list[tuple[float, float]]] = {
        word: [] for word in dict.fromkeys(cells["word"])
    }
    for at, word in enumerate(cells["word"]):
        places[word].append((at - 0.5, at + 0.5))
    meta = on_paper(cells, "y") | {"words": list(places), "spans": list(places.values())}
    names = word_labels(cells, label)
    a, _ = contrast_groups(table)
    line = say(
        "figure_lines.cohort_forest",
        reading=SPEC.reading(a=a),
        variable=labels.title(quantity(str(table["variable"].iloc[0]))),
        found=int(cells["filled"].sum()),
        cells=int(table["estimate"].notna().sum()),
        **compared_people(table),
    )
    frame = style.layout(SPEC.question(), line, plot_height=height, bottom=62, dark=dark, meta=meta)
    drawn = go.Figure(_traces(cells, names, dark=dark), frame)
    drawn.update_layout(
        xaxis=effect_axis(table, cells["ci_low"], cells["ci_high"], cells["estimate"])
        | {"domain": [0, 1 - STRIP]},
        xaxis2={"domain": [1 - STRIP, 1], "range": [-1, 1], "visible": False, "fixedrange": True},
        yaxis=row_axis(names, grid=len(cells) <= MANY),
    )
    mark_word(drawn, selected, dark=dark)
    return marked(drawn, table, dark=dark)


def _traces(cells: pd.DataFrame, names: list[str], *, dark: bool) -> list[go.Scatter]:
    ink, paper = (style.colour(name, dark=dark) for name in ("zero", "paper"))
    x: list[float | None] = []
    y: list[float | None] = []
    for at, (low, high) in enumerate(zip(cells["ci_low"], cells["ci_high"], strict=True)):
        x, y = [*x, low, high, None], [*y, at, at, None]
    lines = {"mode": "lines", "line": {"width": 1.4, "color": ink}}
    traces = [go.Scatter(x=x, y=y, showlegend=False, hoverinfo="skip", **lines)]
    said = [
        [
            row["word"],
            f"{name}, {labels.human(row['modality']).lower()}",
            f"{style.signed(row['ci_low'])} to {style.signed(row['ci_high'])}",
            written_p(row["p_adjusted"], row["n_permutations"], before(row)),
        ]
        for name, row in zip(names, cells.to_dict("records"), strict=True)
    ]
    hover = (
        "%{customdata[1]}<br>g = %{x:.2f} (95 % CI %{customdata[2]})<br>"
        "adjusted p %{customdata[3]}<extra></extra>"
    )
    looks = [look(row["valence"], row["modality"], dark=dark) for row in cells.to_dict("records")]
    colours = [each["color"] for each in looks]
    traces.append(
        go.Scatter(
            x=cells["estimate"],
            y=cells.index.tolist(),
            mode="markers",
            marker={
                "symbol": [each["symbol"] for each in looks],
                "size": 9,
                "color": np.where(cells["filled"], colours, paper).tolist(),
                "line": {"width": 1.6, "color": colours},
            },
            showlegend=False,
            customdata=said,
            hovertemplate=hover,
        )
    )
    traces += [
        style.legend_entry(f"{labels.human(each)} word", look(each, "", dark=dark))
        for each in labels.valences_of(cells["valence"])
    ]
    ink = style.colour("ink", dark=dark)
    edge = {"symbol": "circle", "line": {"width": 1.6, "color": ink}}
    traces.append(style.legend_entry(say("figure_lines.below_alpha"), {**edge, "color": ink}))
    traces.append(style.legend_entry(say("figure_lines.not_below_alpha"), {**edge, "color": paper}))
    for modality in dict.fromkeys(cells["modality"]):
        rows = cells[cells["modality"] == modality]
        marker = {"symbol": style.symbol(modality), "color": style.colour(modality, dark=dark)}
        traces.append(
            go.Scatter(
                x=[0] * len(rows),
                y=rows.index.tolist(),
                xaxis="x2",
                mode="markers",
                marker={**marker, "size": 8},
                name=labels.human(modality),
                customdata=rows[["word"]],
                hovertemplate=f"{labels.human(modality)}<extra></extra>",
            )
        )
    return traces


SPEC = FigureSpec(
    id="cohort_forest",
    needs=("attribution",),
    scope="cohort",
    guards=("cohort", "words", "attribution"),
    table=table,
    figure=figure,
    words="y",
    intervals="tested",
    measured=measured,
    counted=of_two(OF_CELLS),
)
