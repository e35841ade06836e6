"""Cohorts: how large every difference is, against how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.placement import placed
from depformer.figures.parts.spec import FigureSpec
from depformer.figures.parts.tested.frame import (
    compared_people,
    effect_axis,
    look,
    marked,
    measured,
    nothing_tested,
    quantity,
)
from depformer.figures.parts.tested.tables import ALPHA, OF_CELLS, compared_cells, of_two
from depformer.figures.parts.words import word_labels
from depformer.stats.cohort import Options
from depformer.stats.findings import written_p
from depformer.stats.inference.groups.adjusted import before
from depformer.stats.people import contrast_groups
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

NAMED = 8  # points that have their word beside them: the surest of those below 0.05
PLOT = 330.0
# Of the symbols; hollow would be taken for what it means in the other figures, not significant.
INSIDE = {"face": "", "audio": "-dot", "multimodal": "-open-dot"}
ROOM = 1.45  # of the largest effect, for the words beside the points


def table(
    run: xr.Dataset,
    *,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    **options: Unpack[Options],
) -> pd.DataFrame:
    """Tabulate the size and the adjusted p of every cell, those of `cohort_forest`.

    Beside the columns of `compared_cells`, ``log_p`` is the negative decimal logarithm of the
    adjusted p.
    """
    found = compared_cells(run, method, groups, role, options)
    return found.assign(log_p=-np.log10(found["p_adjusted"]))


def figure(table: pd.DataFrame, *, label: str = "text", dark: bool = False) -> go.Figure:
    """Draw a point a word and modality; the surest of the significant ones are named."""
    if not table["estimate"].notna().any():
        return nothing_tested(table, SPEC.question(), dark=dark)
    cells = table[table["estimate"].notna()].reset_index(drop=True)
    names = word_labels(cells, label)
    limit, (a, _) = -np.log10(ALPHA), contrast_groups(table)
    across = effect_axis(table, cells["estimate"], pad=ROOM)
    up = [-0.08, 1.3 * max(limit, float(cells["log_p"].max()))]
    notes = _notes(cells, names, across["range"], up, dark=dark)
    line = say(
        "figure_lines.volcano",
        reading=SPEC.reading(a=a),
        named=len(notes),
        found=int(cells["filled"].sum()),
        cells=len(cells),
        floor=_floor(cells),
        variable=labels.title(quantity(str(table["variable"].iloc[0]))),
        **compared_people(table),
    )
    frame = style.layout(SPEC.question(), line, plot_height=PLOT, bottom=62, dark=dark)
    drawn = go.Figure(_points(cells, names, dark=dark), frame)
    shape = {"type": "line", "x0": 0, "x1": 1, "xref": "x domain", "y0": limit, "y1": limit}
    dashed = {"width": 1.2, "dash": "dash", "color": style.colour("muted", dark=dark)}
    drawn.update_layout(
        shapes=[{**shape, "line": dashed}],
        annotations=notes,
        xaxis=across,
        yaxis={"range": up, "title": {"text": say("figure_lines.log_p_axis")}},
    )
    return marked(drawn, table, dark=dark)


def _floor(cells: pd.DataFrame) -> str:
    """Return that points stand at the least p that so many permutations can give, if some do."""
    permutations = int(cells["n_permutations"].iloc[0])
    least = 1 / (permutations + 1)
    if not np.isclose(cells["p_adjusted"].min(), least):
        return ""
    return " " + say("figure_lines.floor_of_p", permutations=permutations, p=f"{least:.2g}")


def _points(cells: pd.DataFrame, names: list[str], *, dark: bool) -> list[go.Scatter]:
    ink, paper = (style.colour(name, dark=dark) for name in ("ink", "paper"))
    records = cells.to_dict("records")
    looks = [look(row["valence"], row["modality"], dark=dark) for row in records]
    colours = [each["color"] for each in looks]
    points = go.Scatter(
        x=cells["estimate"],
        y=cells["log_p"],
        mode="markers",
        marker={
            "symbol": [
                each["symbol"] + INSIDE[modality]
                for each, modality in zip(looks, cells["modality"], strict=True)
            ],
            "size": 13,
            "color": colours,
            "line": {"width": 1.2, "color": paper},  # of this colour is the dot, too
        },
        showlegend=False,
        customdata=[
            [
                row["word"],
                f"{name}, {labels.human(row['modality']).lower()}",
                written_p(row["p_adjusted"], row["n_permutations"], before(row)),
            ]
            for name, row in zip(names, records, strict=True)
        ],
        hovertemplate=(
            "%{customdata[1]}<br>g = %{x:.2f}, adjusted p %{customdata[2]}<extra></extra>"
        ),
    )
    entries = [
        style.legend_entry(f"{labels.human(each)} word", look(each, "", dark=dark))
        for each in labels.valences_of(cells["valence"])
    ]
    for modality in dict.fromkeys(cells["modality"]):
        mark = {"symbol": f"circle{INSIDE[modality]}", "color": ink}
        entries.append(
            style.legend_entry(
                labels.human(modality),
                {**mark, "size": 12, "line": {"width": 1.2, "color": paper}},
            )
        )
    return [points, *entries]


def _notes(
    cells: pd.DataFrame,
    names: list[str],
    across: tuple[float, float],
    up: list[float],
    *,
    dark: bool,
) -> list[dict[str, Any]]:
    """Return the words of the surest cells; the point itself tells face from voice."""
    order = cells.sort_values(["p_adjusted", "size"], ascending=[True, False], kind="stable")
    named = order[order["filled"]].index[:NAMED].tolist()
    x, y = cells["estimate"].to_numpy(), cells["log_p"].to_numpy()
    # The dashed line is to be read, too: it stands among the points as a row of them.
    dashed = np.linspace(*across, 50), np.full(50, -np.log10(ALPHA))
    along, above = (
        (np.append(each, line) - low) / (high - low)
        for each, line, (low, high) in zip((x, y), dashed, (across, up), strict=True)
    )
    notes = placed(along, above, named, [names[at] for at in named], PLOT, dark=dark)
    for note in notes:
        at = note.pop("point")
        note.update(x=float(x[at]), y=float(y[at]))
    return notes


SPEC = FigureSpec(
    id="volcano",
    needs=("attribution",),
    scope="cohort",
    guards=("cohort", "words", "attribution"),
    table=table,
    figure=figure,
    clicks=True,
    measured=measured,
    counted=of_two((*OF_CELLS, "log_p")),
)
