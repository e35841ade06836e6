"""Each cohort in ten words: the five furthest towards depressed, the five towards healthy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.figures.parts.words import of_words, valence_traces, word_labels
from depformer.schema import Target
from depformer.stats.inference.intervals import t_interval
from depformer.stats.people import (
    SMALLEST_CELL,
    choose,
    groups_of,
    members,
    need,
    of_method,
    role_of,
)
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

TOP = 5
ROW, LEAST_ROW = 28.0, 19.0  # a row on the screen, and on paper at least, for three marks [px]
APART = 0.7  # between the two lists [rows]
BESIDE = 0.27  # how far the parts stand above and below the whole [rows]
GAP, STRIP = 0.16, 0.022  # between the panels, and for the words' valences, as shares of the width
WAYS = ("up", "down")


def table(
    run: xr.Dataset,
    *,
    method: str = "integrated_gradients",
    groups: tuple[str, ...] | None = None,
    role: str = "held_out",
    top: int = TOP,
) -> pd.DataFrame:
    """Tabulate the words with the largest mean attributions of each group, either way.

    A word's attribution is that of its face and voice together, which are its two cells; whoever
    lacks one of both is left out of that word.

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
    top : int
        Words each way; of a method without direction, twice as many.

    Returns
    -------
    DataFrame
        One row a group and word, the largest first: ``group way rank``, the word columns, ``n
        estimate ci_low ci_high face audio modality method unit signed role words``. The way is
        ``up`` (towards depressed, or a higher score) or ``down``; the interval is Student's over
        participants; `face` and `audio` are the two means that add up to the estimate, `modality`
        the one that leads further in its direction; `words` is how many there were to choose from.
        A group without 5 people has one row of NaN.
    """
    need(run, "attribution")
    signed = bool(run["signed"].sel({"method": method}).item())
    unit = str(run["unit"].sel({"method": method}).item())
    people = choose(run[["attribution"]], role)
    values = of_method(people, method).values.astype(float)
    words, groups = run["word"].values.astype(str), groups_of(run, groups)
    parts = []
    for group in groups:
        own = values[members(people, group)]
        both = np.where(np.isfinite(own).all(axis=-1, keepdims=True), own, np.nan)
        estimate, interval, n = t_interval(both.sum(axis=-1))
        cells, _, _ = t_interval(both)
        rows = pd.DataFrame(
            {
                "group": group,
                "word": words,
                "n": n.astype(int),
                "estimate": np.where(n >= SMALLEST_CELL, estimate, np.nan),
                "ci_low": interval.low,
                "ci_high": interval.high,
                **dict(zip(labels.MODALITIES, cells.T, strict=True)),
            }
        )
        parts.append(_largest(rows, top, signed=signed))
    found = of_words(run, pd.concat(parts, ignore_index=True))
    return found.assign(
        method=method, unit=unit, signed=signed, role=role_of(people, groups), words=len(words)
    )


def _largest(rows: pd.DataFrame, top: int, *, signed: bool) -> pd.DataFrame:
    """Return the words that lead furthest each way, or one row of what is not known."""
    known = rows.dropna(subset=["estimate"])
    if known.empty:
        blank = dict.fromkeys(["estimate", "ci_low", "ci_high", *labels.MODALITIES], np.nan)
        return rows.head(1).assign(way="", rank=0, modality="", **blank)
    up = known[known["estimate"] > 0] if signed else known
    up = up.sort_values("estimate", ascending=False, kind="stable")
    down = known[known["estimate"] < 0].sort_values("estimate", kind="stable")
    lists = [up.head(top if signed else 2 * top).assign(way="up")]
    if signed:
        lists.append(down.head(top).assign(way="down"))
    found = pd.concat(lists, ignore_index=True)
    found["rank"] = found.groupby("way").cumcount() + 1
    further = np.where(found["way"] == "up", 1, -1) * (found["face"] - found["audio"])
    found["modality"] = np.where(further >= 0, *labels.MODALITIES)
    return found


def figure(table: pd.DataFrame, *, label: str = "text", dark: bool = False) -> go.Figure:
    """Draw one panel a group, a line a word: the whole with its interval, and its two parts.

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
    signed, unit, people = bool(first["signed"]), str(first["unit"]), who(str(first["role"]))
    question = SPEC.question(signed=signed)
    known = table.dropna(subset=["estimate"])
    if known.empty:
        reason = say("figure_lines.no_attributions", n=SMALLEST_CELL, who=people)
        return style.nothing(question, reason, dark=dark)
    groups = list(dict.fromkeys(table["group"]))
    counts = table.groupby("group")["n"].max()
    placed = known.assign(y=_places(known))
    rows = float(placed["y"].max()) + 1
    drawn = go.Figure(
        layout=style.layout(
            question,
            say(
                "figure_lines.cohort_top_words",
                reading=SPEC.reading(signed=signed, unit=unit),
                method=labels.title(first["method"]),
                words=say("names.words", n=int(first["words"])),
                n=", ".join(f"{counts[group]} {group}" for group in groups),
                who=people,
            ),
            plot_height=ROW * rows + 24,
            bottom=62,
            left=70,
            dark=dark,
            meta={
                "axis": "y",
                "items": int(np.ceil(rows)) + 1,
                "item": "word",
                "least_pitch": LEAST_ROW,
                "advice": say("figure_lines.fewer_words"),
            },
        )
    )
    ends = style.symmetric(*(known[name] for name in ("ci_low", "ci_high", "face", "audio")))
    notes, strip = [], STRIP if labels.valences_of(known["valence"]) else 0.0
    for at, group in enumerate(groups):
        own = placed[placed["group"] == group].reset_index(drop=True)
        axes = _axes(at, len(groups), strip)
        _panel(drawn, own, axes, label, unit, first_panel=at == 0, dark=dark)
        title = style.with_unit(say("figure_lines.mean_attribution_axis"), unit)
        direction = f"<br>{Target.of_unit(unit).direction}" if signed else ""
        drawn.update_layout(
            {
                axes["x"]: {
                    "domain": axes["domain"],
                    "anchor": axes["y_id"],
                    "range": ends if signed else [0, ends[1]],
                    "zeroline": True,
                    "title": {"text": title + direction},
                    "nticks": 5,
                },
                axes["y"]: {
                    "anchor": axes["strip_id"] if strip else axes["x_id"],
                    "range": [rows - 0.4, -1.4],
                    "tickvals": own["y"].tolist(),
                    "ticktext": _named(own, label),
                    "ticks": "",
                    "ticklabelstandoff": 4,
                    "showgrid": False,
                    "title": {"text": ""},
                },
            }
        )
        if strip:
            hidden = {"range": [0, 1], "visible": False, "fixedrange": True}
            place = {"domain": axes["strip_domain"], "anchor": axes["y_id"]}
            drawn.update_layout({axes["strip"]: {**hidden, **place}})
        notes.append(_heading(group, int(counts[group]), axes, dark=dark))
    drawn.update_layout(annotations=notes)
    return mark_training(drawn, str(first["role"]), colour=style.colour("muted", dark=dark))


def _places(known: pd.DataFrame) -> pd.Series[float]:
    """Return the line of every word; the second list begins at the same height in all panels."""
    most = known[known["way"] == "up"].groupby("group").size().max()
    below = np.where(known["way"] == "down", (0 if most != most else most) + APART, 0.0)
    return pd.Series(known["rank"] - 1 + below, index=known.index)


def _named(own: pd.DataFrame, label: str) -> list[str]:
    names = word_labels(own, label)
    modalities = [labels.human(name).lower() for name in own["modality"]]
    return [f"{name}, {modality}" for name, modality in zip(names, modalities, strict=True)]


def _axes(at: int, n: int, strip: float) -> dict[str, Any]:
    """Return the names and the places of a panel's axes."""
    width = (1 - GAP * (n - 1)) / n
    left = at * (width + GAP)
    ends = ["" if number == 1 else str(number) for number in (2 * at + 1, 2 * at + 2, at + 1)]
    return {
        "x": f"xaxis{ends[0]}",
        "x_id": f"x{ends[0]}",
        "strip": f"xaxis{ends[1]}",
        "strip_id": f"x{ends[1]}",
        "y": f"yaxis{ends[2]}",
        "y_id": f"y{ends[2]}",
        "domain": [left + strip, left + width],
        "strip_domain": [left, left + strip],
    }


def _heading(group: str, n: int, axes: dict[str, Any], *, dark: bool) -> dict[str, Any]:
    return {
        "bgcolor": style.colour("paper", dark=dark),
        "text": f"<b>{labels.human(group)}</b> (n = {n})",
        "x": axes["domain"][0],
        "xref": "paper",
        "xanchor": "left",
        "y": -0.95,
        "yref": axes["y_id"],
        "yanchor": "middle",
        "showarrow": False,
    }


def _panel(
    drawn: go.Figure,
    own: pd.DataFrame,
    axes: dict[str, Any],
    label: str,
    unit: str,
    *,
    first_panel: bool,
    dark: bool,
) -> None:
    place = {"xaxis": axes["x_id"], "yaxis": axes["y_id"]}
    ink = style.colour("ink", dark=dark)
    x: list[float | None] = []
    y: list[float | None] = []
    for low, high, line in zip(own["ci_low"], own["ci_high"], own["y"], strict=True):
        x, y = [*x, low, high, None], [*y, line, line, None]
    drawn.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            line={"width": 1.6, "color": ink},
            showlegend=False,
            hoverinfo="skip",
            **place,
        )
    )
    names = word_labels(own, label)
    said = list(zip(own["word"], names, own["ci_low"], own["ci_high"], strict=True))
    whole = {"symbol": "square", "size": 9, "color": ink}
    series = [("estimate", say("figure_lines.both_and_interval"), whole, 0.0)]
    series += [
        (
            name,
            labels.human(name),
            {
                "symbol": style.symbol(name),
                "size": 7,
                "color": style.colour(name, dark=dark),
                "line": {"width": 0.6, "color": style.colour("outline", dark=dark)},
            },
            offset,
        )
        for name, offset in zip(labels.MODALITIES, (-BESIDE, BESIDE), strict=True)
    ]
    for column, name, marker, offset in series:
        interval = " (95 % CI %{customdata[2]:.3f} to %{customdata[3]:.3f})"
        drawn.add_trace(
            go.Scatter(
                x=own[column],
                y=own["y"] + offset,
                mode="markers",
                marker=marker,
                name=name,
                showlegend=first_panel,
                customdata=said,
                hovertemplate=(
                    f"%{{customdata[1]}}, {name.lower()}<br>%{{x:+.3f}} {unit}"
                    f"{interval if column == 'estimate' else ''}<extra></extra>"
                ),
                **place,
            )
        )
    for strip in valence_traces(own, along="y", dark=dark):
        strip.update(y=[own["y"][row] for row in strip.y], xaxis=axes["strip_id"])
        seen = strip.name in {trace.name for trace in drawn.data}
        drawn.add_trace(strip.update(yaxis=axes["y_id"], showlegend=not seen))


SPEC = FigureSpec(
    id="cohort_top_words",
    needs=("attribution",),
    scope="cohort",
    guards=("cohort", "words", "attribution"),
    table=table,
    figure=figure,
    clicks=True,
    unsigned=True,
    intervals="t",
    by_target=True,
    counted={"n": ("estimate", "ci_low", "ci_high", "face", "audio", "rank")},
)
