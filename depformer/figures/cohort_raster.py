"""Both cohorts in one picture: what each word's face and voice added, person by person."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.raster import frame, grid
from depformer.figures.parts.raster.frame import ABOVE, BAR_LENGTH, BEFORE, MARKS
from depformer.figures.parts.raster.grid import Grid
from depformer.figures.parts.raster.people_rows import (
    dots,
    middle_lines,
    named,
    people_rows,
)
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.figures.parts.words import (
    check_word,
    mark_word,
    on_paper,
    ordered,
    word_labels,
    word_size,
    word_table,
    x_axis,
)
from depformer.schema import target_of
from depformer.stats.people import groups_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

STRONGEST_SHOWN = 99.0  # percentile of the absolute values that takes the full colour
ABREAST = 30  # words up to which both panels stand side by side
TITLE = 26.0  # room that the words' axis leaves for a title [px]
UNDER_STRIP = 46.0  # numbers and title of the predictions' axis [px]
HIGHEST, LOWEST = 22.0, 3.0  # of a row [px]
WHOLE, STACKED = 520.0, 0.7  # of all rows of a panel [px], and the share of it where it is stacked


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
        "items": ceil(shown.width / (1 - BEFORE)),
        "named": len(words),
        "up_to": (plot + MARKS) / (plot + ABOVE),
        "rows": shown.height,
        "above": ABOVE,
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
            grid.cells(
                values[panel.modality].unstack()[words["word"]].to_numpy(),
                panel,
                rows=[named(row) for row in people.to_dict("records")],
                words=names,
                signed=signed,
                end=_strongest(table),
                unit=unit,
                bar=style.level_colour_bar(BEFORE, BAR_LENGTH),
                dark=dark,
            )
        )
    drawn.add_traces(dots(people, shown, dark=dark))
    drawn.add_traces(frame.handles(words, names, shown, dark=dark))
    empty = style.colour("empty", dark=dark)
    grounds = []
    if table["attribution"].isna().any():
        grounds = grid.grounds(shown, empty)
        drawn.add_trace(frame.unmeasured(empty))
    drawn.update_layout(
        shapes=[*grounds, *middle_lines(people, shown, colour=dim)],
        annotations=[*frame.names(shown), frame.of_colours(unit, signed=signed)],
    )
    score = str(first["unit_of_score"])
    frame.axes(drawn, people, shown, axis, score, plot / (plot + ABOVE))
    mark_word(drawn, selected, dark=dark)
    return mark_training(drawn, str(first["role"]), colour=dim)


def _grid(people: pd.DataFrame, words: pd.DataFrame, order: str, stacked: bool) -> Grid:
    """Return where rows and words stand."""
    groups = people.groupby("group", sort=False).size().tolist()
    by_valence = words.groupby("valence", sort=False).size().tolist()
    whole = WHOLE * (STACKED if stacked else 1.0)
    row = min(HIGHEST, max(LOWEST, whole / len(people)))
    return grid.grid(
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
        each=_rows(table),
        method=labels.title(first["method"]),
        n=", ".join(f"{counts.get(group, 0):.0f} {group}" for group in groups),
        who=who(str(first["role"])),
    )


def _rows(table: pd.DataFrame) -> str:
    """Return what a row is, and in which order they stand."""
    if not table["attribution"].notna().any():
        return ""
    each = say("figure_lines.rows_of", n=int(table["each"].iloc[0]))
    return say("figure_lines.rows_in_order", each=each)


def _strongest(table: pd.DataFrame) -> float:
    """Return the size of an attribution from which on the colour is full."""
    return float(np.percentile(table["attribution"].abs().dropna(), STRONGEST_SHOWN)) or 1.0


SPEC = FigureSpec(
    id="cohort_raster",
    needs=("attribution",),
    scope="cohort",
    guards=("cohort", "words", "attribution"),
    table=table,
    figure=figure,
    noted=_rows,
    words="x",
    hinted=True,
    unsigned=True,
    by_target=True,
    counted={"n": ("probability", "predicted", "severity", "right", "attribution")},
)
