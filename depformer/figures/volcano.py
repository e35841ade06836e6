"""Cohorts: how large every difference is, against how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.figures.parts.tested import (
    ALPHA,
    OF_CELLS,
    SMALLEST_P,
    compared_cells,
    detectable,
    entry,
    look,
    measured,
    of_two,
    quantity,
    written_p,
)
from depformer.figures.parts.words import word_labels
from depformer.stats.cohort import Options
from depformer.stats.people import SMALLEST_CELL, contrast_groups
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

NAMED = 8  # words that are written beside their points
PLOT = 330.0


def table(
    run: xr.Dataset,
    *,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    **options: Unpack[Options],
) -> pd.DataFrame:
    """Tabulate the size and the adjusted p of every cell, those of `cohort_forest`.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    method, groups, role, **options
        Who is compared in what, see `cohort_of`.

    Returns
    -------
    DataFrame
        From `compared_cells`, and ``log_p``, the negative decimal logarithm of the adjusted p.
    """
    found = compared_cells(run, method, groups, role, options)
    return found.assign(log_p=-np.log10(found["p_adjusted"].clip(lower=SMALLEST_P)))


def figure(table: pd.DataFrame, *, label: str = "text", dark: bool = False) -> go.Figure:
    """Draw a point a word and modality; the surest are named.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    dark : bool
        The theme.
    """
    first = table.iloc[0]
    people = who(str(first["role"]))
    if not table["estimate"].notna().any():
        reason = say("figure_lines.small_group_of", n=SMALLEST_CELL, who=people)
        return style.nothing(SPEC.question(), reason, dark=dark)
    cells = table[table["estimate"].notna()].reset_index(drop=True)
    a, b = contrast_groups(table)
    limit = -np.log10(ALPHA)
    drawn = go.Figure(
        layout=style.layout(
            SPEC.question(),
            say(
                "figure_lines.volcano",
                reading=SPEC.reading(a=a),
                variable=labels.title(quantity(str(first["variable"]))),
                n_a=table["n_a"].max(),
                n_b=table["n_b"].max(),
                a=a,
                b=b,
                who=people,
                detectable=detectable(table),
            ),
            plot_height=PLOT,
            bottom=62,
            dark=dark,
        )
    )
    names = word_labels(cells, label)
    drawn.add_traces(_points(cells, names, dark=dark))
    dim = style.colour("muted", dark=dark)
    line = {"type": "line", "x0": 0, "x1": 1, "xref": "x domain", "y0": limit, "y1": limit}
    drawn.update_layout(
        shapes=[{**line, "line": {"width": 1.2, "dash": "dash", "color": dim}}],
        annotations=_labels(cells, names),
        xaxis={
            "range": style.symmetric(cells["estimate"], pad=1.25),
            "zeroline": True,
            "title": {
                "text": say("figure_lines.effect_axis", a=labels.human(a), b=b)
                + f"<br>← lower in {a} · higher →"
            },
        },
        yaxis={
            "range": [-0.08, 1.25 * max(limit, float(cells["log_p"].max()))],
            "title": {"text": say("figure_lines.log_p_axis")},
        },
    )
    return mark_training(drawn, str(first["role"]), colour=dim)


def _points(cells: pd.DataFrame, names: list[str], *, dark: bool) -> list[go.Scatter]:
    paper, ink = (style.colour(name, dark=dark) for name in ("paper", "ink"))
    records = cells.to_dict("records")
    looks = [look(row["valence"], row["modality"], dark=dark) for row in records]
    colours = [each["color"] for each in looks]
    of_face = cells["modality"] == labels.MODALITIES[0]
    points = go.Scatter(
        x=cells["estimate"],
        y=cells["log_p"],
        mode="markers",
        marker={
            "symbol": [each["symbol"] for each in looks],
            "size": 10,
            "color": np.where(of_face, colours, paper).tolist(),
            "line": {"width": 1.8, "color": colours},
        },
        showlegend=False,
        customdata=[
            [
                row["word"],
                f"{name}, {labels.human(row['modality']).lower()}",
                written_p(row["p_adjusted"]),
            ]
            for name, row in zip(names, records, strict=True)
        ],
        hovertemplate=(
            "%{customdata[1]}<br>g = %{x:.2f}, adjusted p %{customdata[2]}<extra></extra>"
        ),
    )
    entries = [
        entry(f"{labels.human(each)} word", look(each, "", dark=dark))
        for each in labels.valences_of(cells["valence"])
    ]
    for at, modality in enumerate(dict.fromkeys(cells["modality"])):
        inside = {"symbol": "circle", "color": paper if at else ink}
        entries.append(
            entry(labels.human(modality), {**inside, "line": {"width": 1.8, "color": ink}})
        )
    return [points, *entries]


def _labels(cells: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    """Return the names of the surest cells, those of one place above one another."""
    order = cells.sort_values(["p_adjusted", "size"], ascending=[True, False], kind="stable")
    notes, rows = [], order[order["filled"]].head(NAMED)
    rows = rows if len(rows) else order.head(3)
    crowded = rows["log_p"].round(2).duplicated(keep=False)  # those at the smallest p: slanted
    near = 0.06 * (cells["estimate"].max() - cells["estimate"].min())
    before, level = -np.inf, 0
    for at in rows.sort_values("estimate").index:
        right = cells["estimate"][at] > 0
        level = level + 1 if crowded[at] and cells["estimate"][at] - before < near else 0
        before = cells["estimate"][at] if crowded[at] else before
        notes.append(
            {
                "text": f"{names[at]}, {labels.human(cells['modality'][at]).lower()}",
                "x": float(cells["estimate"][at]),
                "y": float(cells["log_p"][at]),
                "xanchor": "left" if right else "right",
                "yanchor": "bottom" if crowded[at] else "middle",
                "textangle": (-32 if right else 32) if crowded[at] else 0,
                "xshift": (2 if crowded[at] else 9) * (1 if right else -1),
                "yshift": 5 + 16 * level if crowded[at] else 0,
                "showarrow": False,
                "font": {"size": style.SIZES["small"] + 1},
            }
        )
    return notes


SPEC = FigureSpec(
    id="volcano",
    needs=("attribution",),
    scope="cohort",
    guards=("cohort", "words", "attribution"),
    table=table,
    figure=figure,
    clicks=True,
    intervals="tested",
    measured=measured,
    counted=of_two((*OF_CELLS, "log_p")),
)
