"""Is it the faces or the voices, of positive or of negative words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, mark_training, of_both, who
from depformer.schema import Target, target_of
from depformer.stats.inference.intervals import t_interval
from depformer.stats.people import SMALLEST_CELL, choose, groups_of, members, role_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ROW = 36.0


def table(
    run: xr.Dataset, *, groups: tuple[str, ...] | None = None, role: str = "held_out"
) -> pd.DataFrame:
    """Tabulate the exact Shapley values of valence x modality, and how the players interact.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `coalition_value` and `coalition_interaction`.
    groups : tuple of str
        Groups of participants.
    role : str
        ``held_out`` or ``all``.

    Returns
    -------
    DataFrame
        One row a group and player, and a group and pair of players: ``group player player_2 n
        estimate ci_low ci_high unit role``; `player_2` is empty for the values themselves. NaN
        with fewer than 5 people.
    """
    people, groups = choose(run, role), groups_of(run, groups)
    players = people["player"].values.astype(str)
    values = people["coalition_value"].transpose("participant", "player").values
    pairs = people["coalition_interaction"].transpose("participant", "player", "player_2").values
    upper = np.triu_indices(len(players), 1)
    names = [(name, "") for name in players]
    names += [(players[i], players[j]) for i, j in zip(*upper, strict=True)]
    columns = np.concatenate([values, pairs[:, upper[0], upper[1]]], axis=1)
    parts = []
    for group in groups:
        estimate, interval, n = t_interval(columns[members(people, group)])
        enough = n >= SMALLEST_CELL
        part = pd.DataFrame(names, columns=["player", "player_2"])
        part.insert(0, "group", group)
        part["n"] = n.astype(int)
        part["estimate"] = np.where(enough, estimate, np.nan)
        part["ci_low"] = np.where(enough, interval.low, np.nan)
        part["ci_high"] = np.where(enough, interval.high, np.nan)
        parts.append(part)
    found = pd.concat(parts, ignore_index=True)
    return found.assign(unit=target_of(run).unit, role=role_of(people, groups))


def figure(table: pd.DataFrame, *, dark: bool = False) -> go.Figure:
    """Draw the values above, the interactions of every two players below.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    dark : bool
        The theme.
    """
    known = not table["player"].str.startswith(labels.ALL_WORDS).any()
    question = SPEC.question(valence=known)
    if not table["estimate"].notna().any():
        reason = say("figure_lines.small_groups", n=SMALLEST_CELL)
        return style.nothing(question, reason, dark=dark)
    first, unit = table.iloc[0], str(table["unit"].iloc[0])
    cells = table.drop_duplicates(["player", "player_2"])[["player", "player_2"]]
    alone = int((cells["player_2"] == "").sum())
    names = [_name(*pair) for pair in cells.itertuples(index=False, name=None)]
    at = [float(i) if i < alone else i + 0.7 for i in range(len(names))]
    drawn = go.Figure(
        layout=style.layout(
            question,
            of_both(
                say(
                    "figure_lines.valence_shapley",
                    reading=SPEC.reading(valence=known, unit=unit),
                    who=who(first["role"]),
                ),
                table,
                SMALLEST_CELL,
            ),
            plot_height=ROW * len(names) + 20,
            left=240,
            dark=dark,
        )
    )
    groups = list(dict.fromkeys(table["group"]))
    for rank, group in enumerate(groups):
        rows = table[table["group"] == group]
        if not rows["estimate"].notna().any():
            continue
        drawn.add_trace(
            go.Scatter(
                x=rows["estimate"],
                y=[y + (rank - (len(groups) - 1) / 2) * 0.3 for y in at],
                mode="markers",
                marker={
                    "size": 9,
                    "symbol": style.symbol(group),
                    "color": style.colour(group, dark=dark),
                },
                error_x={
                    "array": rows["ci_high"] - rows["estimate"],
                    "arrayminus": rows["estimate"] - rows["ci_low"],
                    "thickness": 1.6,
                    "width": 0,
                },
                name=f"{labels.human(group)} (n = {rows['n'].max()})",
                hovertemplate=f"{labels.human(group)}: %{{x:.2f}} {unit}<extra></extra>",
            )
        )
    drawn.add_vline(x=0, line={"width": 1, "color": style.colour("zero", dark=dark)})
    axis = style.with_unit(say("figure_lines.shapley_axis"), unit)
    drawn.update_xaxes(
        title={"text": f"{axis}<br>{Target.of_unit(unit).direction}"},
        range=style.symmetric(table["ci_low"], table["ci_high"], table["estimate"]),
    )
    drawn.update_yaxes(
        tickvals=at,
        ticktext=names,
        range=[at[-1] + 0.6, -0.6],
        ticks="",
        title={"text": ""},
    )
    return mark_training(drawn, str(first["role"]), colour=style.colour("muted", dark=dark))


def _name(player: str, other: str) -> str:
    def words(each: str) -> str:
        valence, modality = each.split("_")
        if valence == labels.ALL_WORDS:
            return labels.human(modality).lower()
        return f"{labels.human(modality).lower()}, {labels.human(valence).lower()}"

    if other:
        return f"{words(player)} × {words(other)}".capitalize()
    return f"<b>{words(player).capitalize()}</b>"


SPEC = FigureSpec(
    id="valence_shapley",
    needs=("coalition_value", "coalition_interaction"),
    scope="cohort",
    guards=("cohort", "words", "attribution"),
    table=table,
    figure=figure,
    by_target=True,
    signed=True,
    by_valence=True,
    intervals="t",
    counted={"n": ("estimate", "ci_low", "ci_high")},
)
