"""Cohorts at a glance: face or voice, positive or negative words."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, mark_training, of_both, who
from depformer.figures.parts.words import strip_axis, valence_traces
from depformer.stats.inference.intervals import t_interval
from depformer.stats.people import (
    SMALLEST_CELL,
    choose,
    groups_of,
    mean_of_people,
    mean_over_words,
    members,
    of_method,
    role_of,
    sittings,
)
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

KEYS = ["part", "modality", "valence"]
GAP, BAR = 0.6, 0.4  # between blocks, and of a bar [rows]
LEAST_BAR = 12.0  # for its number [px]
ROW = 40.0
NUMBERS = 66
"""Room for the column of numbers [px]: beside the bars nothing can cross them."""


def table(
    run: xr.Dataset,
    *,
    method: str = "integrated_gradients",
    groups: tuple[str, ...] | None = None,
    role: str = "held_out",
) -> pd.DataFrame:
    """Tabulate how absolute attribution is shared out over modality and valence.

    Each session's mean absolute attribution over the recorded words of a cell is divided by the
    sum over cells, so that neither the number of words nor a large logit weighs more. A person's
    shares are the mean over his or her sessions.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution`.
    method : str
        Id of the attribution method.
    groups : tuple of str
        Groups of participants.
    role : str
        ``held_out`` or ``all``.

    Returns
    -------
    DataFrame
        One row a group and share: ``group part modality valence equal_share n estimate ci_low
        ci_high method unit role``; part is ``modality``, ``valence`` or ``cell`` (both crossed),
        and the shares of a part sum to 1. The interval is Student's over participants, cut off at 0
        and 1, beyond which no share lies. Attention methods (unit 1) have no part ``modality``:
        their values sum to the same in either modality, whatever the model does. Without valence
        there is the part ``modality`` alone, and for those methods an empty part ``none``. The role
        is ``all`` if somebody was in training, else ``held_out``. A person without any recording in
        a cell is left out; groups with fewer than 5 people are NaN.
    """
    people, groups = choose(run, role), groups_of(run, groups)
    rows = sittings(run, role)
    cells, shares = _shares(rows, method)
    shares = mean_of_people(rows, shares)
    if str(run["unit"].sel({"method": method}).item()) == "1":
        told = (cells["part"] != "modality").to_numpy()
        cells, shares = (cells[told], shares[:, told]) if told.any() else _nothing(len(shares))
    parts = []
    for group in groups:
        chosen = shares[members(people, group)]
        estimate, interval, n = t_interval(chosen)
        enough = n >= SMALLEST_CELL
        part = cells.copy()
        part.insert(0, "group", group)
        part["n"] = n.astype(int)
        part["estimate"] = np.where(enough, estimate, np.nan)
        part["ci_low"] = np.where(enough, interval.low.clip(min=0), np.nan)
        part["ci_high"] = np.where(enough, interval.high.clip(max=1), np.nan)
        parts.append(part)
    return pd.concat(parts, ignore_index=True).assign(
        method=method, unit="1", role=role_of(people, groups)
    )


def _nothing(n: int) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Return one share that nobody has: neither modalities nor valences can be compared."""
    cells = pd.DataFrame([("none", "", "", np.nan)], columns=[*KEYS, "equal_share"])
    return cells, np.full((n, 1), np.nan)


def _shares(run: xr.Dataset, method: str) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Return what the cells are and each person's shares, shape (participant, cell)."""
    sizes = np.abs(of_method(run, method).values.astype(float))
    valence = run["valence"].values.astype(str)
    valences = labels.valences_of(valence)
    parts = [sizes[:, valence == name] for name in valences] or [sizes]
    means = np.stack([mean_over_words(part) for part in parts], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        whole = means / means.sum(axis=(1, 2), keepdims=True)
    rows = [("modality", name, "", 1 / 2) for name in labels.MODALITIES]
    if not valences:
        return pd.DataFrame(rows, columns=[*KEYS, "equal_share"]), whole[:, 0]
    rows += [("valence", "", name, 1 / len(valences)) for name in valences]
    rows += [
        ("cell", modality, name, 1 / (2 * len(valences)))
        for modality in labels.MODALITIES
        for name in valences
    ]
    columns = [whole.sum(axis=1), whole.sum(axis=2), whole[..., 0], whole[..., 1]]
    cells = pd.DataFrame(rows, columns=[*KEYS, "equal_share"])
    return cells, np.concatenate(columns, axis=1)


def figure(table: pd.DataFrame, *, crossed: bool = True, dark: bool = False) -> go.Figure:
    """Draw one bar with its interval a group, for modality, valence and both crossed.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    crossed : bool
        Whether the lower block, modality by valence, is drawn.
    dark : bool
        The theme.
    """
    first = table.iloc[0]
    people = who(first["role"])
    signed, valence = (table["part"] == "modality").any(), labels.valences_of(table["valence"])
    kind: dict[str, Any] = {"signed": bool(signed), "valence": bool(valence)}
    title, reading = SPEC.question(**kind), SPEC.reading(**kind)
    if not table["estimate"].notna().any():
        reason = say("figure_lines.no_attributions", n=SMALLEST_CELL, who=people)
        if not (signed or valence):
            reason = say("figure_lines.nothing_to_compare")
        return style.nothing(title, reason, dark=dark)
    table = table if crossed else table[table["part"] != "cell"]
    cells = table.drop_duplicates(KEYS)[[*KEYS, "equal_share"]].reset_index(drop=True)
    blocks = cells["part"].ne(cells["part"].shift()).cumsum() - 1
    cells.index = pd.Index(cells.index + GAP * blocks)
    groups = list(dict.fromkeys(table["group"]))
    drawn = go.Figure(
        layout=style.layout(
            title,
            of_both(
                say(
                    "figure_lines.modality_balance",
                    reading=reading,
                    method=labels.title(first["method"]),
                    who=people,
                ),
                table,
                SMALLEST_CELL,
            ),
            plot_height=ROW * (len(cells) + 2 * GAP),
            bottom=56,
            left=130,
            right=NUMBERS,
            dark=dark,
            meta={
                "axis": "y",
                "items": ceil((len(cells) + 2 * GAP) / BAR),
                "least_pitch": LEAST_BAR,
                "item": "bar",
                "advice": say("figure_lines.leave_out_block"),
            },
        )
    )
    numbers = []
    for rank, group in enumerate(groups):
        rows = table[table["group"] == group].dropna(subset=["estimate"])
        if len(rows):
            numbers += _draw_group(drawn, cells, rows, (rank - len(groups) / 2) * BAR, dark=dark)
    _equal_shares(drawn, cells, dark=dark)
    with_valence = cells[cells["valence"] != ""].assign(word="")
    strips = valence_traces(with_valence, along="y", dark=dark)
    drawn.add_traces([strip.update(showlegend=False) for strip in strips])
    drawn.update_layout(strip_axis(cells))
    drawn.update_layout(
        annotations=numbers,
        xaxis={
            "range": [0, 1.04 * float(table["ci_high"].max())],
            "tickformat": ".0%",
            "title": {"text": say("figure_lines.share_axis")},
        },
        yaxis={
            "ticklabelstandoff": 5,
            "tickvals": cells.index.tolist(),
            "ticktext": [
                _name(*key) for key in zip(cells["modality"], cells["valence"], strict=True)
            ],
            "range": [cells.index[-1] + 0.6, -0.6],
            "ticks": "",
            "showgrid": False,
            "title": {"text": ""},
        },
    )
    return mark_training(drawn, str(first["role"]), colour=style.colour("muted", dark=dark))


def _name(modality: str, valence: str) -> str:
    if modality and valence:
        return f"{labels.human(modality)}, {valence}"
    return f"<b>{labels.human(modality)}</b>" if modality else f"<b>{labels.human(valence)}</b>"


def _draw_group(
    drawn: go.Figure, cells: pd.DataFrame, rows: pd.DataFrame, offset: float, *, dark: bool
) -> list[dict[str, Any]]:
    """Draw a group's bars, and return their numbers as annotations."""
    group = str(rows["group"].iloc[0])
    keys = list(cells[KEYS].itertuples(index=False, name=None))
    at = [cells.index[keys.index(key)] for key in rows[KEYS].itertuples(index=False, name=None)]
    drawn.add_trace(
        go.Bar(
            orientation="h",
            y=at,
            x=rows["estimate"],
            offset=offset,
            width=0.37,
            marker=style.bar(group, dark=dark),
            name=f"{labels.human(group)} (n = {rows['n'].max()})",
            error_x={
                "array": rows["ci_high"] - rows["estimate"],
                "arrayminus": rows["estimate"] - rows["ci_low"],
                "thickness": 1.4,
                "width": 3,
                "color": style.colour("ink", dark=dark),
            },
            hovertemplate=f"{labels.human(group)}: %{{x:.1%}}<extra></extra>",
        )
    )
    return [
        {
            "text": f"{share:.0%}",
            "x": 1,
            "xref": "paper",
            "xanchor": "right",
            "xshift": 38,
            "y": y + offset + 0.18,
            "showarrow": False,
            "font": {"size": style.SIZES["small"] + 1},
        }
        for y, share in zip(at, rows["estimate"], strict=True)
    ]


def _equal_shares(drawn: go.Figure, cells: pd.DataFrame, *, dark: bool) -> None:
    """Mark on every row where equal shares would lie."""
    x: list[float | None] = []
    y: list[float | None] = []
    for at, share in zip(cells.index, cells["equal_share"], strict=True):
        x += [share, share, None]
        y += [at - 0.46, at + 0.46, None]
    drawn.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            line={"width": 1.6, "dash": "dot", "color": style.colour("ink", dark=dark)},
            name="Equal shares",
            hoverinfo="skip",
        )
    )


SPEC = FigureSpec(
    id="modality_balance",
    needs=("attribution",),
    scope="cohort",
    guards=("cohort", "words", "attribution"),
    table=table,
    figure=figure,
    unsigned=True,
    by_valence=True,
    intervals="t",
    counted={"n": ("estimate", "ci_low", "ci_high")},
)
