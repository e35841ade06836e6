"""One participant: what each word's face and voice added to the prediction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import filmstrip, style
from depformer.figures.parts.spec import FigureSpec, one_participant
from depformer.figures.parts.words import (
    check_word,
    hovered,
    mark_word,
    on_paper,
    ordered,
    valence_traces,
    wide,
    word_labels,
    word_size,
    word_table,
    x_axis,
)
from depformer.schema import Target, prediction, target_of
from depformer.stats.people import of_method
from depformer.stats.tables.completeness import completeness, say_gap
from depformer.study import layout
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

BARS = 250.0
STRIP = 18.0


def table(
    run: xr.Dataset, participant: str, *, method: str = "integrated_gradients"
) -> pd.DataFrame:
    """Tabulate one participant's attributions.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution`.
    participant : str
        Id of the person.
    method : str
        Id of the attribution method.

    Returns
    -------
    DataFrame
        One row a word and modality: ``participant method unit signed``, the prediction (see
        `Target.of_person`), ``completeness_gap gap_share``, the word columns, ``modality missing
        attribution ci_low ci_high size``; the gap is the sum of attributions minus the difference
        from the baseline's prediction, NaN where the method claims no sum, and its share is that in
        the difference [1]; the interval is that of the sampling of a stochastic method, else NaN;
        `size` is the larger absolute value of both modalities.
    """
    person = one_participant(run, participant)
    sums = completeness(run, method).set_index("participant").loc[participant]
    chosen = {"method": method}
    values = of_method(run, method).sel(participant=participant).values.astype(float)
    if "attribution_sd" in run:
        error = person["attribution_sd"].sel(chosen).transpose("word", "modality").values
    else:
        error = np.full(values.shape, np.nan)
    n_words, n_modalities = values.shape
    long = pd.DataFrame(
        {
            "participant": participant,
            "method": method,
            "unit": str(run["unit"].sel(chosen).item()),
            "signed": bool(run["signed"].sel(chosen).item()),
            **target_of(run).of_person(person),
            "completeness_gap": sums["gap"],
            "gap_share": sums["share"],
            "word": np.repeat(run["word"].values.astype(str), n_modalities),
            "modality": list(labels.MODALITIES) * n_words,
            "missing": person["missing"].transpose("word", "modality").values.ravel(),
            "attribution": values.ravel(),
            "ci_low": (values - 1.96 * error).ravel(),
            "ci_high": (values + 1.96 * error).ravel(),
        }
    )
    long["size"] = word_size(long, "attribution")
    return word_table(run).merge(long, on="word", how="left", sort=False)


def figure(
    table: pd.DataFrame,
    *,
    label: str = "text",
    order: str = "list",
    selected: str | None = None,
    pictures: Mapping[str, Mapping[str, str]] | None = None,
    dark: bool = False,
) -> go.Figure:
    """Draw one pair of bars a word, the pictures of the recordings above them.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    order : str
        ``list``, ``valence`` or ``size``.
    selected : str or None
        Id of the word to mark.
    pictures : mapping or None
        ``{"face": {word_id: data URI}, "audio": {word_id: data URI}}``; a word without one shows
        an empty box.
    dark : bool
        The theme.
    """
    first = table.iloc[0]
    signed = bool(first["signed"])
    question = say(
        "figure_lines.ask_signed" if signed else "figure_lines.ask_unsigned",
        who=layout.named(first["participant"]),
    )
    if not table["attribution"].notna().any():
        reason = say("figure_lines.no_value", method=labels.human(first["method"]))
        return style.nothing(question, reason, dark=dark)
    words = ordered(table, order)
    check_word(selected, words)
    rows = filmstrip.rows(pictures)
    axis, label_height = x_axis(words, label)
    unit = str(first["unit"])
    above = len(rows) * filmstrip.row_height(len(words))
    reading = SPEC.reading(signed=signed, unit=unit)
    strip = STRIP if labels.valences_of(words["valence"]) else 0.0
    gap = say_gap(first["completeness_gap"], first["gap_share"], unit)
    drawn = go.Figure(
        layout=style.layout(
            question,
            say(
                "figure_lines.word_profile_gap" if gap else "figure_lines.word_profile",
                reading=reading,
                method=style.with_unit(labels.title(first["method"]), unit),
                words=say("names.words", n=len(words)),
                prediction=prediction(first),
                **({"gap": gap} if gap else {}),
            ),
            plot_height=BARS + strip + above,
            bottom=label_height,
            left=86,
            dark=dark,
            width=wide(len(words), filmstrip.PITCH if rows else 34),
            meta=on_paper(words, "x", best_pitch=20 if rows else 0),
        )
    )
    names = word_labels(words, label)
    ends = _ends(table, signed=signed)
    drawn.add_trace(_clicks(words["word"].tolist(), hovered(names, words["valence"]), ends))
    for rank, modality in enumerate(labels.MODALITIES):
        cells = table[table["modality"] == modality].set_index("word").loc[words["word"]]
        drawn.add_trace(_bars(cells, names, modality, rank, unit, dark=dark))
    drawn.add_traces(valence_traces(words, along="x", dark=dark))
    drawn.add_trace(_gaps(table, words["word"].tolist(), dark=dark))
    _axes(drawn, ends, axis, (strip, above), signed=signed, unit=unit)
    filmstrip.draw(drawn, rows, words["word"].tolist(), bottom=BARS + strip)
    return mark_word(drawn, selected, dark=dark)


def _bars(
    cells: pd.DataFrame, names: list[str], modality: str, rank: int, unit: str, *, dark: bool
) -> go.Bar:
    spread = cells["ci_high"] - cells["attribution"]
    return go.Bar(
        x=list(range(len(cells))),
        y=cells["attribution"],
        offset=-0.4 + 0.4 * rank,
        width=0.38,
        marker=style.bar(modality, dark=dark),
        name=labels.human(modality),
        error_y={
            "array": spread,
            "visible": bool(spread.notna().any()),
            "thickness": 1,
            "width": 0,
            "color": style.colour("ink", dark=dark),
        },
        customdata=list(zip(cells.index, hovered(names, cells["valence"]), strict=True)),
        hovertemplate=(
            f"%{{customdata[1]}}, {labels.human(modality).lower()}<br>"
            f"%{{y:.3f}} {unit}<extra></extra>"
        ),
    )


def _ends(table: pd.DataFrame, *, signed: bool) -> tuple[float, float]:
    """Return the range of the bars: symmetric about 0, or from 0."""
    low, high = style.symmetric(table["attribution"], table["ci_low"], table["ci_high"])
    return low if signed else 0.0, high


def _clicks(ids: list[str], names: list[str], ends: tuple[float, float]) -> go.Bar:
    """Return an unseen bar a word over its whole column: its own bars may be too small to hit."""
    return go.Bar(
        x=list(range(len(ids))),
        y=[ends[1] - ends[0]] * len(ids),
        base=ends[0],
        offset=-0.5,
        width=1,
        marker={"color": "rgba(0,0,0,0)", "line": {"width": 0}},
        showlegend=False,
        customdata=list(zip(ids, names, strict=True)),
        hovertemplate="%{customdata[1]}<extra></extra>",
        name="",
    )


def _gaps(table: pd.DataFrame, words: list[str], *, dark: bool) -> go.Scatter:
    """Return a small cross where nothing was measured, so that it is not read as zero."""
    gaps = table[table["attribution"].isna()]
    side = gaps["modality"].map({"face": -0.21, "audio": 0.21})
    return go.Scatter(
        x=gaps["word"].map(words.index) + side,
        y=[0] * len(gaps),
        mode="markers",
        marker={
            "symbol": "x-thin",
            "size": 7,
            "line": {"width": 1.5, "color": style.colour("muted", dark=dark)},
        },
        name="No recording" if gaps["missing"].all() else "No value",
        showlegend=bool(len(gaps)),
        customdata=gaps[["word"]],
        hovertemplate="no value<extra></extra>",
    )


def _axes(
    drawn: go.Figure,
    ends: tuple[float, float],
    axis: dict[str, object],
    beside: tuple[float, float],
    *,
    signed: bool,
    unit: str,
) -> None:
    """Set the axes of the bars and of the strip below them; `beside`: strip and pictures [px]."""
    strip, above = beside
    whole = BARS + strip + above
    direction = f"<br>{Target.of_unit(unit).direction}" if signed else ""
    drawn.update_layout(
        xaxis={**axis, "anchor": "y2" if strip else "y"},
        yaxis={
            "domain": [strip / whole, (BARS + strip) / whole],
            "range": list(ends),
            "zeroline": True,
            "title": {"text": style.with_unit("Attribution", unit) + direction},
        },
    )
    if strip:
        below = {"domain": [0, strip / whole], "range": [0, 1]}
        drawn.update_layout(yaxis2={**below, "visible": False, "fixedrange": True})


SPEC = FigureSpec(
    id="word_profile",
    needs=("attribution",),
    scope="participant",
    guards=("person", "words", "attribution"),
    table=table,
    figure=figure,
    signed=True,
    words="x",
    unsigned=True,
    by_target=True,
)
