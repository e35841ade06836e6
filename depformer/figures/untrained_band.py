"""Would a model that has learned nothing show the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.forest import plot_height
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.figures.parts.words import word_labels, word_table
from depformer.stats.inference.mean_sizes import in_mean_sizes
from depformer.stats.inference.untrained import (
    largest_by_chance,
    outside,
    shares_left_out,
)
from depformer.stats.people import GROUPS, SMALLEST_CELL, choose, groups_of, members, role_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


def table(
    run: xr.Dataset,
    *,
    method: str = "integrated_gradients",
    value: str = "difference",
    role: str = "held_out",
) -> pd.DataFrame:
    """Tabulate every cell of the trained model beside the range of the untrained copies.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution` and `attribution_untrained`.
    method : str
        Id of the attribution method.
    value : str
        ``difference``: mean of the depressed minus mean of the healthy; ``magnitude``: mean of
        the absolute values over both.
    role : str
        ``held_out`` or ``all``.

    Returns
    -------
    DataFrame
        One row a cell: ``word text pinyin gloss valence position modality n copies estimate
        control_low control_high outside untrained_share value method unit role``. All numbers are
        divided by the model's own mean absolute attribution, over both groups. `outside`: whether
        the trained model lies beyond all copies; `untrained_share`: the share of cells [1] in
        which a further copy would, 95 times in 100 at most. NaN with fewer than 5 people in a
        group.
    """
    people = choose(run, role)
    chosen = {"method": method}
    dims = ("participant", "word", "modality")
    trained = people["attribution"].loc[chosen].transpose(*dims).values
    copies = people["attribution_untrained"].loc[chosen].transpose("copy", *dims).values
    pair = groups_of(run)
    groups = [members(people, group) for group in pair]
    n = int(sum(who.sum() for who in groups))
    words = word_table(people)
    parts = []
    cells = np.full((1 + len(copies), *trained.shape[1:]), np.nan)
    if min(int(who.sum()) for who in groups) >= SMALLEST_CELL:
        cells = np.stack([in_mean_sizes(each, groups, value) for each in (trained, *copies)])
    beyond, _ = outside(cells[0], cells[1:])
    by_chance = largest_by_chance(shares_left_out(cells[1:])) if len(copies) > 1 else np.nan
    for i, modality in enumerate(labels.MODALITIES):
        parts.append(
            words.assign(
                modality=modality,
                n=n,
                copies=len(copies),
                estimate=cells[0, :, i],
                control_low=cells[1:, :, i].min(axis=0),
                control_high=cells[1:, :, i].max(axis=0),
                outside=beyond[:, i],
                untrained_share=by_chance,
            )
        )
    found = pd.concat(parts, ignore_index=True)
    found = found.assign(value=value, method=method, unit="1", role=role_of(people))
    found.attrs["groups"] = pair
    return found


def figure(table: pd.DataFrame, *, label: str = "text", dark: bool = False) -> go.Figure:
    """Draw faces and voices side by side, one row a word.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    dark : bool
        The theme.
    """
    if not table["estimate"].notna().any():
        reason = say("figure_lines.small_group", n=SMALLEST_CELL)
        return style.nothing(say("figures.title_untrained_band"), reason, dark=dark)
    first = table.iloc[0]
    words = table.drop_duplicates("word").reset_index(drop=True)
    a, b = table.attrs.get("groups", GROUPS)
    pair = {"a": labels.human(a), "b": labels.human(b).lower()}
    drawn = go.Figure(
        layout=style.layout(
            say("figures.title_untrained_band"),
            say(
                "figure_lines.untrained_band",
                reading=say("figures.read_untrained_band"),
                method=labels.title(first["method"]),
                who=who(first["role"]),
                n=first["n"],
                copies=first["copies"],
                outside=int(table["outside"].sum()),
                known=int(table["estimate"].count()),
                by_chance=first["untrained_share"] * table["estimate"].count(),
            ),
            plot_height=plot_height(len(words)),
            left=90,
            bottom=76,
            dark=dark,
        )
    )
    for i, modality in enumerate(labels.MODALITIES):
        end = "" if i == 0 else "2"
        rows = table[table["modality"] == modality].set_index("word").loc[words["word"]]
        axes = {"xaxis": f"x{end}", "yaxis": f"y{end}"}
        _band(drawn, rows, axes, legend=i == 0, dark=dark)
        colour = style.colour(modality, dark=dark)
        paper = style.colour("paper", dark=dark)
        drawn.add_trace(
            go.Scatter(
                x=rows["estimate"],
                y=list(range(len(rows))),
                mode="markers",
                marker={
                    "size": 8,
                    "symbol": style.symbol(modality),
                    "color": [colour if out else paper for out in rows["outside"]],
                    "line": {"width": 1.6, "color": style.colour("outline", dark=dark)},
                },
                name=f"{labels.human(modality)} (filled: outside)",
                hovertemplate="%{x:.2f}<extra></extra>",
                **axes,
            )
        )
        drawn.update_layout(
            {
                f"xaxis{end}": {
                    "domain": [0.52 * i, 0.48 + 0.52 * i],
                    "anchor": axes["yaxis"],
                    "title": {"text": say(f"figure_lines.axis_of_{first['value']}", **pair)},
                    "matches": "x",
                },
                f"yaxis{end}": {
                    "anchor": axes["xaxis"],
                    "tickvals": list(range(len(words))),
                    "ticktext": word_labels(words, label) if i == 0 else [""] * len(words),
                    "range": [len(words) - 0.4, -0.6],
                    "ticks": "",
                    "title": {"text": "Word" if i == 0 else ""},
                },
            }
        )
    return mark_training(drawn, str(first["role"]), colour=style.colour("muted", dark=dark))


def _band(
    drawn: go.Figure, rows: pd.DataFrame, axes: dict[str, str], *, legend: bool, dark: bool
) -> None:
    x: list[float | None] = []
    y: list[float | None] = []
    for at, (low, high) in enumerate(zip(rows["control_low"], rows["control_high"], strict=True)):
        x, y = [*x, low, high, None], [*y, at, at, None]
    drawn.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            line={"width": 9, "color": style.colour("sum", dark=dark)},
            opacity=0.4,
            name="Untrained copies",
            showlegend=legend,
            hoverinfo="skip",
            **axes,
        )
    )


SPEC = FigureSpec(
    id="untrained_band",
    needs=("attribution", "attribution_untrained"),
    scope="cohort",
    guards=("attribution", "cohort", "words"),
    table=table,
    figure=figure,
    counted={"n": ("estimate", "control_low", "control_high", "outside", "untrained_share")},
)
