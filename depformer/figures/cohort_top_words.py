"""Each cohort in ten words: the five furthest towards depressed, the five towards healthy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.side_by_side import Place, places
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
HEADING = -1.2  # where the name of a group stands, clear of the first row [rows]
BESIDE = 0.27  # how far the parts stand above and below the whole [rows]
STRIP = 0.022  # for the words' valences, as a share of the width
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
    people = choose(run[["attribution"]], role)
    values = of_method(people, method).values.astype(float)  # a wrong name is said here
    signed = bool(run["signed"].sel({"method": method}).item())
    unit = str(run["unit"].sel({"method": method}).item())
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
                chosen=_chosen(table),
                n=", ".join(f"{counts[group]} {group}" for group in groups),
                who=people,
            ),
            plot_height=ROW * rows + 24,
            bottom=62,
            left=70,
            dark=dark,
            meta={
                "axis": "y",
                "items": int(np.ceil(rows - HEADING)),
                "item": "word",
                "least_pitch": LEAST_ROW,
                "advice": say("figure_lines.fewer_words"),
            },
        )
    )
    ends = style.symmetric(*(known[name] for name in ("ci_low", "ci_high", "face", "audio")))
    strip = STRIP if labels.valences_of(known["valence"]) else 0.0
    title = style.with_unit(say("figure_lines.mean_attribution_axis"), unit)
    values = {
        "range": ends if signed else [0, ends[1]],
        "zeroline": True,
        "title": {"text": f"{title}<br>{Target.of_unit(unit).direction}" if signed else title},
        "nticks": 5,
    }
    lines = {
        "range": [rows - 0.4, HEADING - 0.45],
        "ticks": "",
        "ticklabelstandoff": 4,
        "showgrid": False,
        "title": {"text": ""},
    }
    notes, names = [], _named(placed, label)
    for place, group in zip(places(len(groups), names, strip), groups, strict=True):
        own = placed[placed["group"] == group].reset_index(drop=True)
        ticks = {"tickvals": own["y"].tolist(), "ticktext": _named(own, label)}
        drawn.update_layout(place.axes(values, {**lines, **ticks}))
        drawn.add_traces(_marks(own, place, label, unit, dark=dark))
        notes.append(_heading(group, int(counts[group]), place, dark=dark))
    # A mark of the whole is full or hollow: entries of their own stand for both in the legend.
    said = {say("figure_lines.both_and_interval")}
    for trace in filter(lambda each: each.name, drawn.data):
        trace.showlegend = trace.name not in said
        said.add(trace.name)
    ink, paper = (style.colour(name, dark=dark) for name in ("ink", "paper"))
    edge = {"symbol": "square", "line": {"width": 1.6, "color": ink}}
    drawn.add_trace(
        style.legend_entry(say("figure_lines.both_and_interval"), {**edge, "color": ink})
    )
    if signed:
        drawn.add_trace(
            style.legend_entry(say("figure_lines.interval_with_zero"), {**edge, "color": paper})
        )
    drawn.update_layout(annotations=notes)
    return mark_training(drawn, str(first["role"]), colour=style.colour("muted", dark=dark))


def _chosen(table: pd.DataFrame) -> str:
    """Return that the words were chosen by what they show."""
    if not table["estimate"].notna().any():
        return ""
    words = say("names.words", n=int(table["words"].iloc[0]))
    return say("figure_lines.chosen_largest", words=words)


def _places(known: pd.DataFrame) -> pd.Series[float]:
    """Return the line of every word; the second list begins at the same height in all panels."""
    most = known[known["way"] == "up"].groupby("group").size().max()
    below = np.where(known["way"] == "down", (0 if most != most else most) + APART, 0.0)
    return pd.Series(known["rank"] - 1 + below, index=known.index)


def _named(own: pd.DataFrame, label: str) -> list[str]:
    names = word_labels(own, label)
    modalities = [labels.human(name).lower() for name in own["modality"]]
    return [f"{name}, {modality}" for name, modality in zip(names, modalities, strict=True)]


def _heading(group: str, n: int, place: Place, *, dark: bool) -> dict[str, Any]:
    return {
        "text": f"<b>{labels.human(group)}</b> (n = {n})",
        "bgcolor": style.colour("paper", dark=dark),
        "x": place.left + place.strip,
        "xref": "paper",
        "xanchor": "left",
        "y": HEADING,
        "yref": place.y,
        "yanchor": "middle",
        "showarrow": False,
    }


def _marks(
    own: pd.DataFrame, place: Place, label: str, unit: str, *, dark: bool
) -> list[go.Scatter]:
    """Return the intervals, the wholes with their two parts, and the words' valences."""
    on = {"xaxis": place.x, "yaxis": place.y}
    ink, outline, paper = (style.colour(name, dark=dark) for name in ("ink", "outline", "paper"))
    ends = own[["ci_low", "ci_high"]].assign(end=None)
    drawn = [
        go.Scatter(
            x=ends.to_numpy(dtype=object).ravel(),
            y=np.repeat(own["y"], 3),
            mode="lines",
            line={"width": 1.6, "color": ink},
            showlegend=False,
            hoverinfo="skip",
            **on,
        )
    ]
    said = own[["word", label, "ci_low", "ci_high"]].to_numpy(dtype=object)
    away = (own["ci_low"] > 0) | (own["ci_high"] < 0)
    whole = {
        **{"symbol": "square", "size": 7, "line": {"width": 1.6, "color": ink}},
        "color": np.where(away, ink, paper).tolist(),
    }
    series = [("estimate", say("figure_lines.both_and_interval"), whole, 0.0)]
    for name, offset in zip(labels.MODALITIES, (-BESIDE, BESIDE), strict=True):
        look = {"symbol": style.symbol(name), "color": style.colour(name, dark=dark), "size": 6}
        edge = {"line": {"width": 0.6, "color": outline}}
        series.append((name, labels.human(name), {**look, **edge}, offset))
    for column, name, marker, offset in series:
        interval = " (95 % CI %{customdata[2]:.3f} to %{customdata[3]:.3f})"
        drawn.append(
            go.Scatter(
                x=own[column],
                y=own["y"] + offset,
                mode="markers",
                marker=marker,
                name=name,
                customdata=said,
                hovertemplate=(
                    f"%{{customdata[1]}}, {name.lower()}<br>%{{x:+.3f}} {unit}"
                    f"{interval if column == 'estimate' else ''}<extra></extra>"
                ),
                **on,
            )
        )
    for strip in valence_traces(own, along="y", dark=dark):
        at = [own["y"][row] for row in strip.y]
        drawn.append(strip.update(y=at, xaxis=place.marks, yaxis=place.y))
    return drawn


SPEC = FigureSpec(
    id="cohort_top_words",
    needs=("attribution",),
    scope="cohort",
    guards=("cohort", "words", "attribution"),
    table=table,
    figure=figure,
    noted=_chosen,
    clicks=True,
    unsigned=True,
    intervals="t",
    by_target=True,
    counted={"n": ("estimate", "ci_low", "ci_high", "face", "audio", "rank")},
)
