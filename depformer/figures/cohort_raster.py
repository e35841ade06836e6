"""Both cohorts in one picture: what each word's face and voice added, person by person."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import raster, style
from depformer.figures.parts.people_rows import (
    axis_of,
    dots,
    groups_in,
    middle_lines,
    named,
    people_rows,
)
from depformer.figures.parts.raster import Grid
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.figures.parts.words import (
    check_word,
    mark_word,
    on_paper,
    ordered,
    valence_traces,
    word_labels,
    word_size,
    word_table,
    x_axis,
)
from depformer.schema import Target, target_of
from depformer.stats.people import groups_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

STRONGEST_SHOWN = 99.0  # percentile of the absolute values that takes the full colour
ABREAST = 30  # words up to which both panels stand side by side
STRIP, GUTTER = 0.085, 0.012  # shares of the width: everybody's prediction, and the gap beside it
MARKS, BAR = 20.0, 36.0  # room over the panels for the words' markers, and for the colours [px]
ABOVE = MARKS + raster.NAME + BAR
BAR_LENGTH = 0.25  # [paper]
TITLE = 26.0  # room that the words' axis leaves for a title [px]
UNDER_STRIP = 46.0  # numbers and title of the predictions' axis [px]
HIGHEST, LOWEST = 22.0, 3.0  # of a row [px]
WHOLE, STACKED = 520.0, 0.7  # of all rows of a panel [px], and the share of it where it is stacked
UPRIGHT = 110.0  # that the name of a group takes [px]


def table(
    run: xr.Dataset,
    *,
    method: str = "integrated_gradients",
    groups: tuple[str, ...] | None = None,
    role: str = "held_out",
) -> pd.DataFrame:
    """Tabulate the attributions of everybody.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution`.
    method : str
        Id of the attribution method.
    groups : tuple of str
        Groups of participants, from the top.
    role : str
        ``held_out`` or ``all``.

    Returns
    -------
    DataFrame
        One row a cell: ``row participant opens n each group``, the prediction and ``right`` of
        `people_rows`, the word columns, ``modality attribution size method unit unit_of_score
        signed role``. Of more than 200 people, neighbours within a group, in the order of their
        predictions, are averaged (`each` of them a row). `size` is the larger of the mean absolute
        values of a word's modalities.
    """
    rows = people_rows(run, method, groups, role)
    words, n = run["word"].values.astype(str), len(labels.MODALITIES)
    about = rows.about.loc[rows.about.index.repeat(len(words) * n)].reset_index(drop=True)
    long = about.assign(
        each=rows.each,
        word=np.tile(np.repeat(words, n), len(rows.about)),
        modality=list(labels.MODALITIES) * (len(words) * len(rows.about)),
        attribution=rows.values.ravel(),
    )
    sizes = long["attribution"].abs().groupby([long["word"], long["modality"]]).transform("mean")
    long["size"] = word_size(long.assign(mean=sizes), "mean")
    chosen = {"method": method}
    long = long.assign(
        method=method,
        unit=str(run["unit"].sel(chosen).item()),
        unit_of_score=target_of(run).unit,
        signed=bool(run["signed"].sel(chosen).item()),
        role=rows.role,
    )
    found = long.merge(word_table(run), on="word", how="left", sort=False)
    found.attrs["groups"] = groups_of(run, groups)
    return found


def figure(
    table: pd.DataFrame,
    *,
    label: str = "text",
    order: str | None = None,
    stacked: bool | None = None,
    selected: str | None = None,
    dark: bool = False,
) -> go.Figure:
    """Draw a row a person and a column a word, one panel a modality.

    The colour is that of the page at 0: white on paper.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    order : str or None
        ``valence`` (list order within a valence), ``list`` or ``size``; None = by valence where
        the words have any, else the list.
    stacked : bool or None
        Whether the voice stands under the face; None = where the list has more than 30 words.
    selected : str or None
        Id of the word to mark.
    dark : bool
        The theme.
    """
    first = table.iloc[0] if len(table) else pd.Series({"role": "held_out", "signed": True})
    signed, dim = bool(first["signed"]), style.colour("muted", dark=dark)
    question = SPEC.question(signed=signed)
    if not table["attribution"].notna().any():
        reason = say("figure_lines.nobody_attributed", who=who(str(first["role"])))
        return style.nothing(question, reason, dark=dark)
    valences = labels.valences_of(table["valence"])
    order = order or ("valence" if valences else "list")
    words = ordered(table, order)
    check_word(selected, words)
    people = table.drop_duplicates("row").reset_index(drop=True)
    shown = _grid(people, words, order, len(words) > ABREAST if stacked is None else stacked)
    axis, label_height = x_axis(words, label)
    plot = shown.row * shown.height
    spans = zip(*(panel.columns.spans for panel in shown.of_words), strict=True)
    meta = on_paper(words, "x", mark="frame") | {
        "items": ceil(shown.width / (1 - STRIP - GUTTER)),
        "item": "column",
        "up_to": (plot + MARKS) / (plot + ABOVE),
        "spans": [list(each) for each in spans],
    }
    drawn = go.Figure(
        layout=style.layout(
            question,
            _reading(table, people),
            plot_height=plot + ABOVE,
            bottom=max(label_height - TITLE, UNDER_STRIP),
            left=60,
            right=22,
            dark=dark,
            meta=meta,
        )
    )
    names, unit = word_labels(words, label), str(first["unit"])
    values = table.set_index(["modality", "row", "word"])["attribution"]
    for panel in shown.panels:
        drawn.add_trace(
            raster.cells(
                values[panel.modality].unstack()[words["word"]].to_numpy(),
                panel,
                rows=[named(row) for row in people.to_dict("records")],
                words=names,
                signed=signed,
                end=_strongest(table),
                unit=unit,
                bar=style.level_colour_bar(STRIP + GUTTER, BAR_LENGTH),
                dark=dark,
            )
        )
    drawn.add_traces(dots(people, shown, dark=dark))
    drawn.add_traces(_handles(words, names, shown, dark=dark))
    empty = style.colour("empty", dark=dark)
    grounds = []
    if table["attribution"].isna().any():
        grounds = raster.grounds(shown, empty)
        drawn.add_trace(_unmeasured(empty))
    drawn.update_layout(
        shapes=[*grounds, *middle_lines(people, shown, colour=dim)],
        annotations=[*_names(shown), _of_colours(unit, signed=signed)],
    )
    _axes(drawn, people, shown, axis, str(first["unit_of_score"]), plot / (plot + ABOVE))
    mark_word(drawn, selected, dark=dark)
    return mark_training(drawn, str(first["role"]), colour=dim)


def _grid(people: pd.DataFrame, words: pd.DataFrame, order: str, stacked: bool) -> Grid:
    """Return where rows and words stand."""
    groups = people.groupby("group", sort=False).size().tolist()
    by_valence = words.groupby("valence", sort=False).size().tolist()
    whole = WHOLE * (STACKED if stacked else 1.0)
    row = min(HIGHEST, max(LOWEST, whole / len(people)))
    return raster.grid(
        groups, by_valence if order == "valence" else [len(words)], stacked=stacked, row=row
    )


def _reading(table: pd.DataFrame, people: pd.DataFrame) -> str:
    """Return the lines under the question."""
    first = table.iloc[0]
    counts = people.groupby("group")["n"].sum()
    groups = table.attrs.get("groups", counts.index)
    return say(
        "figure_lines.cohort_raster",
        reading=SPEC.reading(signed=bool(first["signed"]), unit=str(first["unit"])),
        each=say("figure_lines.rows_of", n=int(first["each"])),
        method=labels.title(first["method"]),
        n=", ".join(f"{counts.get(group, 0):.0f} {group}" for group in groups),
        who=who(str(first["role"])),
    )


def _of_colours(unit: str, *, signed: bool) -> dict[str, Any]:
    """Return what the colours are and where their ends lead, beside their bar."""
    named = style.with_unit(say("figure_lines.attribution_axis"), unit)
    return {
        "text": f"{named}  {Target.of_unit(unit).direction}" if signed else named,
        "x": STRIP + GUTTER + BAR_LENGTH + 0.012,
        "xref": "paper",
        "xanchor": "left",
        "y": ABOVE - 5,
        "yref": "y2",
        "yanchor": "middle",
        "showarrow": False,
    }


def _strongest(table: pd.DataFrame) -> float:
    """Return the size of an attribution from which on the colour is full."""
    return float(np.percentile(table["attribution"].abs().dropna(), STRONGEST_SHOWN)) or 1.0


def _handles(words: pd.DataFrame, names: list[str], shown: Grid, *, dark: bool) -> list[go.Scatter]:
    """Return a clickable marker over every column: its valence, where one is known."""
    strips = valence_traces(words, along="x", dark=dark)
    if not strips:
        strips = [_plain_handles(words, dark=dark)]
    traces = []
    for strip in strips:
        places = list(strip.x)
        said = [[words["word"][at], names[at]] for at in places]
        for rank, panel in enumerate(shown.of_words):
            copy = go.Scatter(strip)
            copy.update(
                x=[panel.columns.middles[at] for at in places],
                y=[MARKS / 2] * len(places),
                xaxis="x",
                yaxis="y2",
                legendgroup=strip.name,
                showlegend=not rank and bool(strip.name),
                customdata=said,
                hovertemplate="%{customdata[1]}<extra></extra>",
            )
            traces.append(copy)
    return traces


def _plain_handles(words: pd.DataFrame, *, dark: bool) -> go.Scatter:
    marker = {"symbol": "square", "size": 6, "color": style.colour("sum", dark=dark)}
    return go.Scatter(x=words.index.tolist(), mode="markers", marker=marker, cliponaxis=False)


def _unmeasured(colour: str) -> go.Scatter:
    """Return the entry of the legend for cells without a value."""
    marker = {"symbol": "square", "size": 10, "color": colour}
    return go.Scatter(
        x=[None], y=[None], mode="markers", marker=marker, name=say("figure_lines.no_cell_value")
    )


def _names(shown: Grid) -> list[dict[str, Any]]:
    """Return the names of the panels, over them."""
    room = raster.NAME / 2
    places = [
        {"y": MARKS + room, "yref": "y2"}
        if not (shown.stacked and rank)
        else {"y": panel.rows.edges[0] - room / shown.row, "yref": "y"}
        for rank, panel in enumerate(shown.panels)
    ]
    return [
        {
            "text": f"<b>{labels.human(panel.modality)}</b>",
            "x": panel.columns.edges[0],
            "xref": "x",
            "xanchor": "left",
            "yanchor": "middle",
            "showarrow": False,
            **place,
        }
        for panel, place in zip(shown.panels, places, strict=True)
    ]


def _axes(
    drawn: go.Figure,
    people: pd.DataFrame,
    shown: Grid,
    axis: dict[str, Any],
    unit: str,
    share: float,
) -> None:
    """Set the axes: words and rows, the predictions beside, the markers of the words above."""
    words = {
        **axis,
        "domain": [STRIP + GUTTER, 1],
        "range": [0, shown.width],
        "tickvals": [at for panel in shown.of_words for at in panel.columns.middles],
        "ticktext": axis["ticktext"] * len(shown.of_words),
        "showgrid": False,
        "title": {"text": ""},
    }
    blocks = [block for panel in shown.of_rows for block in panel.rows.blocks]
    upright = shown.row * min(bottom - top for top, bottom in blocks) > UPRIGHT
    groups = [labels.human(group) for group in groups_in(people)] * len(shown.of_rows)
    drawn.update_layout(
        xaxis=words,
        xaxis2={"domain": [0, STRIP], "anchor": "y", **axis_of(people, unit)},
        xaxis3={**words, "overlaying": "x", "visible": False},
        yaxis={
            "domain": [0, share],
            "range": [shown.height, 0],
            "anchor": "x2",
            "tickvals": [(top + bottom) / 2 for top, bottom in blocks],
            "ticktext": groups,
            "tickangle": -90 if upright else 0,
            "ticks": "",
            "showgrid": False,
            "title": {"text": ""},
        },
        yaxis2={"domain": [share, 1], "range": [0, ABOVE], "visible": False},
    )


SPEC = FigureSpec(
    id="cohort_raster",
    needs=("attribution",),
    scope="cohort",
    guards=("cohort", "words", "attribution"),
    table=table,
    figure=figure,
    words="x",
    unsigned=True,
    by_target=True,
    counted={"n": ("probability", "predicted", "severity", "right", "attribution")},
)
