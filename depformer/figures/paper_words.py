"""The ten most selected words of each group and stream, as the paper lists them, and the test."""

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
    beside_people,
    marked,
    measured_beside_people,
    nothing_tested,
)
from depformer.figures.parts.tested.tables import ALPHA, OF_TEST, cells_of, of_two, too_few
from depformer.figures.parts.words import of_words, word_labels
from depformer.stats.cohort import Options, cohort_of
from depformer.stats.findings import p_digits, written_p
from depformer.stats.inference.groups.adjusted import before
from depformer.stats.people import two_groups
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

TOP = 10
ROW, GAP = 19.0, 0.13
ROOM = 1.8  # of a panel's axis, for the p beside each word


def table(
    run: xr.Dataset,
    *,
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    top: int = TOP,
    **options: Unpack[Options],
) -> pd.DataFrame:
    """Tabulate the words that a group's queries are selected for most often, stream by stream.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `query_score`.
    groups, role, **options
        Who is compared, see `cohort_of`; the measure is the selection rate.
    top : int
        Words a group and stream.

    Returns
    -------
    DataFrame
        One row a stream, word and group, where the word is among the first of one of the groups:
        ``stream group rank listed``, the word columns, ``selection_rate n`` (the mean share of
        heads), and of the word Hedges g with its interval and p adjusted over all words and
        streams. One row of NaN where a group has fewer than five people.
    """
    options["measure"] = "selection_rate"
    pair = two_groups(run, groups)
    few = too_few(run, "", pair, role, options)
    if few is not None:
        found = few.assign(word=str(run["word"].values[0]), stream="", group="", n=0, rank=0)
        found = of_words(run, found.assign(listed=False, selection_rate=np.nan))
        found.attrs.update(few.attrs)
        return found
    cohort = cohort_of(run, "", pair, role, **options)
    tests = cells_of(run, "", pair, role, options)
    values, cells = cohort.cells
    parts = []
    for group, own in zip(pair, (values[cohort.in_a], values[~cohort.in_a]), strict=True):
        known = np.isfinite(own)
        n = known.sum(axis=0)
        with np.errstate(invalid="ignore"):
            rate = np.where(known, own, 0.0).sum(axis=0) / n
        part = cells.assign(group=group, selection_rate=rate, n=n)
        rank = part.groupby("modality")["selection_rate"].rank(ascending=False, method="first")
        parts.append(part.assign(rank=rank.fillna(0).astype(int)))
    long = pd.concat(parts, ignore_index=True)
    long["listed"] = (long["rank"] >= 1) & (long["rank"] <= top)
    kept = long.groupby(["modality", "word"])["listed"].transform("any")
    kept.iloc[0] |= not kept.any()  # where nothing is known, one row says so
    columns = ["word", "modality", "estimate", "ci_low", "ci_high", "p", "p_adjusted", "n_a", "n_b"]
    columns += ["contrast", "detectable", "detectable_all", "tests", "role"]
    columns += ["adjustment", "n_permutations", "seed"]
    joined = long[kept].merge(tests[columns], on=["word", "modality"], how="left", sort=False)
    found = of_words(run, joined.rename(columns={"modality": "stream"}))
    found.attrs.update(tests.attrs)
    return found.assign(top=top, unit="1")


def figure(table: pd.DataFrame, *, label: str = "text", dark: bool = False) -> go.Figure:
    """Draw one panel a stream: two marks a word, full where it is on the group's list."""
    known = table[table["selection_rate"].notna()]
    if known.empty:
        return nothing_tested(table, SPEC.question(), dark=dark)
    streams = [name for name in labels.STREAMS if name in set(known["stream"])]
    groups = list(dict.fromkeys(table["group"]))
    most = max(known[known["stream"] == name]["word"].nunique() for name in streams)
    line = say(
        "figure_lines.paper_words",
        reading=SPEC.reading(),
        top=int(table["top"].iloc[0]),
        sure=_surest(known),
        **beside_people(table),
    )
    frame = style.layout(
        SPEC.question(),
        line,
        plot_height=ROW * (most + 1) + 10,
        bottom=52,
        left=60,
        right=40,
        dark=dark,
        meta={"axis": "y", "items": most + 1, "item": "word", "advice": ""},
    )
    drawn = go.Figure(layout=frame)
    width = (1 - GAP * (len(streams) - 1)) / len(streams)
    end = float(known["selection_rate"].max()) or 1.0
    room = end * (ROOM if (known["p_adjusted"] < ALPHA).any() else 1.1)
    notes = []
    for at, stream in enumerate(streams):
        number = "" if not at else str(at + 1)
        rows = known[known["stream"] == stream]
        means = rows.groupby("word")["selection_rate"].mean().sort_values(ascending=False)
        words = rows.drop_duplicates("word").set_index("word").loc[means.index].reset_index()
        places = dict(zip(words["word"], range(len(words)), strict=True))
        drawn.add_traces(_marks(rows, places, groups, number, label, first=not at, dark=dark))
        left = at * (width + GAP)
        drawn.update_layout(
            {
                f"xaxis{number}": {
                    "domain": [left, left + width],
                    "anchor": f"y{number}",
                    "range": [0, room],
                    "tickvals": _ticks(end),
                    "title": {"text": say("figure_lines.selection_axis")},
                },
                f"yaxis{number}": {
                    "anchor": f"x{number}",
                    "tickvals": list(range(len(words))),
                    "ticktext": word_labels(words, label),
                    "range": [most - 0.4, -1.5],
                    "ticks": "",
                    "title": {"text": ""},
                },
            }
        )
        short = {"multimodal": say("figure_lines.both")}.get(stream, labels.human(stream))
        notes.append(_note(f"<b>{short}</b>", 0.0, -1.0, number, "left"))
        tested = rows.drop_duplicates("word").set_index("word").to_dict("index")
        notes += [
            _note(
                say("figure_lines.adjusted_p", p=_written(tested[word])),
                room,
                place,
                number,
                "right",
            )
            for word, place in places.items()
            if tested[word]["p_adjusted"] < ALPHA
        ]
    drawn.update_layout(annotations=notes)
    return marked(drawn, table, dark=dark)


def _written(row: Mapping[Any, Any]) -> str:
    return written_p(row["p_adjusted"], int(row["n_permutations"]), before(row))


def _surest(known: pd.DataFrame) -> str:
    """Return where an adjusted p stands, or that none is small enough to be written there."""
    p = known["p_adjusted"].min()
    if not np.isfinite(p):
        return ""
    if p < ALPHA:
        return " " + say("figure_lines.adjusted_below")
    return " " + say("figure_lines.none_below", p=p_digits(np.floor(100 * p) / 100))


def _ticks(end: float) -> list[float]:
    step = next(each for each in (0.05, 0.1, 0.2, 0.25, 0.5, 1.0) if end / each <= 4 or each == 1.0)
    return [round(step * at, 2) for at in range(int(end / step) + 1)]


def _note(text: str, x: float, y: float, number: str, anchor: str) -> dict[str, Any]:
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": f"x{number}",
        "yref": f"y{number}",
        "xanchor": anchor,
        "showarrow": False,
        "font": {"size": style.SIZES["small"] + (2 if anchor == "left" else 0)},
    }


def _marks(
    rows: pd.DataFrame,
    places: dict[str, int],
    groups: list[str],
    number: str,
    label: str,
    *,
    first: bool,
    dark: bool,
) -> list[go.Scatter]:
    paper, axes = style.colour("paper", dark=dark), {"xaxis": f"x{number}", "yaxis": f"y{number}"}
    x: list[float | None] = []
    y: list[float | None] = []
    for word, place in places.items():
        rates = rows[rows["word"] == word]["selection_rate"]
        x, y = [*x, rates.min(), rates.max(), None], [*y, place, place, None]
    line = {"width": 1.2, "color": style.colour("zero", dark=dark)}
    traces = [
        go.Scatter(x=x, y=y, mode="lines", line=line, showlegend=False, hoverinfo="skip", **axes)
    ]
    for group in groups:
        own = rows[rows["group"] == group]
        shade = style.colour(group, dark=dark)
        traces.append(
            go.Scatter(
                x=own["selection_rate"],
                y=[places[word] for word in own["word"]],
                mode="markers",
                marker={
                    "symbol": style.symbol(group),
                    "size": 8,
                    "color": [shade if listed else paper for listed in own["listed"]],
                    "line": {"width": 1.5, "color": shade},
                },
                name=labels.human(group),
                legendgroup=group,
                showlegend=first,
                customdata=list(
                    zip(own["word"], word_labels(own, label), own["rank"], strict=True)
                ),
                hovertemplate=(
                    f"%{{customdata[1]}}, {group}: rank %{{customdata[2]}}<br>"
                    "%{x:.3f}<extra></extra>"
                ),
                **axes,
            )
        )
    return traces


SPEC = FigureSpec(
    id="paper_words",
    needs=("query_score",),
    scope="cohort",
    guards=("cohort", "words"),
    table=table,
    figure=figure,
    clicks=True,
    measure="selection_rate",
    measured=measured_beside_people,
    counted={"n": ("selection_rate", "rank", "listed"), **of_two(OF_TEST)},
)
