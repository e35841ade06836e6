"""One word over everybody: both groups as points, boxes and densities, face and voice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.as_text import cut_off
from depformer.figures.parts.raster.people_rows import first_rows
from depformer.figures.parts.spec import FigureSpec
from depformer.figures.parts.tested.frame import (
    beside_people,
    chosen_line,
    marked,
    measured_beside_people,
    nothing_tested,
    quantity,
    value_axis,
)
from depformer.figures.parts.tested.tables import OF_CELLS, cells_of, of_two, too_few
from depformer.figures.parts.thinning import MOST_MARKS
from depformer.figures.parts.words import of_words
from depformer.stats.cohort import Options, cohort_of
from depformer.stats.findings import written_p
from depformer.stats.inference.groups.adjusted import before
from depformer.stats.people import two_groups
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ROW = 92.0  # of a group in a modality [px]
LONGEST = 24  # signs of the word in the question
TESTED = (
    *("estimate", "ci_low", "ci_high", "p", "p_adjusted", "adjustment", "n_permutations", "seed"),
    *("difference", "detectable", "detectable_all", "tests", "n_a", "n_b", "role", "contrast"),
)


def table(
    run: xr.Dataset,
    *,
    word: str | None = None,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    **options: Unpack[Options],
) -> pd.DataFrame:
    """Tabulate one word over all people of two groups; see `cohort_of` for who is compared.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    word : str or None
        Id of the word; None = the one with the largest Hedges g of those that are tested.
    method, groups, role, **options
        As of `cohort_of`.

    Returns
    -------
    DataFrame
        One row a person and modality: ``participant opens group modality value variable unit``,
        the word columns, and of the modality those of `cells_of`. One row of NaN where a group has
        fewer than five people.
    """
    words = run["word"].values.astype(str)
    if word is not None:
        one_of("word", word, words)
    pair = two_groups(run, groups)
    few = too_few(run, method, pair, role, options)
    if few is not None:
        blank = dict.fromkeys(("value", "difference"), np.nan)
        found = few.assign(group="", participant="", opens="", word=word or words[0], **blank)
        found = of_words(run, found)
        found.attrs.update(few.attrs)
        return found
    cohort = cohort_of(run, method, pair, role, **options)
    values, cells = cohort.cells
    chosen_of = len(words) if word is None else 0
    found = cells_of(run, method, pair, role, options)
    if word is None:
        word = str(found["word"].iloc[found["estimate"].abs().fillna(-1.0).argmax()])
    tests = found[found["word"] == word].set_index("modality")
    people = cohort.measured.people["participant"].values.astype(str)
    first = first_rows(run, role)
    parts = [
        pd.DataFrame(
            {
                "participant": people,
                "opens": [first[person] for person in people],
                "group": np.where(cohort.in_a, *pair),
                "modality": part,
                "value": values[
                    :, ((cells["word"] == word) & (cells["modality"] == part)).argmax()
                ],
                "word": word,
                "variable": cohort.measured.name,
                "unit": cohort.measured.unit,
                **tests.loc[part, list(TESTED)].to_dict(),
            }
        )
        for part in cohort.measured.parts
    ]
    long = pd.concat(parts, ignore_index=True)
    table = of_words(run, pd.concat([long[long["group"] == group] for group in pair]))
    table.attrs.update({**found.attrs, "chosen_of": chosen_of})
    return table


def figure(table: pd.DataFrame, *, label: str = "text", dark: bool = False) -> go.Figure:
    """Draw a point a person, a box and a half density a group, modality by modality."""
    first = table.iloc[0]
    name = cut_off(str(first[one_of("label", label, labels.WORD_LABELS)]), LONGEST)
    question = say("figure_lines.ask_word_across_people", word=name)
    known = table[table["value"].notna()]
    if known.empty:
        return nothing_tested(table, question, dark=dark)
    groups = list(dict.fromkeys(table["group"]))
    parts = list(dict.fromkeys(table["modality"]))
    lines = [(part, group) for part in parts for group in groups]
    unit = str(first["unit"])
    line = say(
        "figure_lines.word_across_people",
        reading=SPEC.reading(),
        chosen=chosen_line(table),
        variable=labels.title(quantity(str(first["variable"]))),
        **beside_people(table),
    )
    if first[["n_a", "n_b"]].max() > MOST_MARKS:
        line += " " + say("figure_lines.thinned_cloud", most=MOST_MARKS)
    frame = style.layout(
        question,
        line,
        plot_height=ROW * len(lines),
        bottom=62,
        left=90,
        right=210,
        dark=dark,
        meta={"axis": "y", "items": 2 * len(lines), "item": "bar", "advice": ""},
    )
    drawn = go.Figure(layout=frame)
    for rank, (part, group) in enumerate(lines):
        rows = known[(known["modality"] == part) & (known["group"] == group)]
        drawn.add_trace(_cloud(rows, rank, group, part, unit, first=part == parts[0], dark=dark))
    drawn.update_layout(
        violingap=0.12,
        violinmode="overlay",
        annotations=[
            _numbers(rows.iloc[0], 2 * at + 0.5)
            for at, (_, rows) in enumerate(known.groupby("modality", sort=False))
        ],
        xaxis=value_axis(table),
        yaxis={
            "tickvals": [2 * at + 0.5 for at in range(len(parts))],
            "ticktext": [f"<b>{labels.human(part)}</b>" for part in parts],
            "range": [len(lines) - 0.4, -0.75],
            "ticks": "",
            "showgrid": False,
            "title": {"text": ""},
        },
    )
    return marked(drawn, table, dark=dark)


def _cloud(
    rows: pd.DataFrame, at: int, group: str, part: str, unit: str, *, first: bool, dark: bool
) -> go.Violin:
    """Return the points, the box and the half density of one group."""
    shade = style.colour(group, dark=dark)
    return go.Violin(
        x=rows["value"],
        y0=at,
        orientation="h",
        side="negative",
        width=1.15,
        points="all" if len(rows) <= MOST_MARKS else "outliers",
        pointpos=0.32,
        jitter=0.35,
        box={"visible": True, "width": 0.26},
        line={"color": shade, "width": 1.3},
        marker={
            "symbol": style.symbol(group),
            "size": 5,
            "color": shade,
            "opacity": 0.75,
            "line": {"width": 0},
        },
        spanmode="soft",
        hoveron="points",
        name=labels.human(group),
        legendgroup=group,
        showlegend=first,
        scalemode="width",
        customdata=[["", row["opens"], row["participant"]] for row in rows.to_dict("records")],
        hovertemplate=(
            f"%{{customdata[2]}}, {labels.human(part).lower()}<br>%{{x:.3f}} "
            f"{'' if unit == '1' else unit}<extra></extra>"
        ),
    )


def _numbers(row: pd.Series[Any], at: float) -> dict[str, Any]:
    """Return the test of a modality, written beside it."""
    text = say("figure_lines.not_compared")
    if np.isfinite(row["estimate"]):
        text = say(
            "figure_lines.tested_word",
            g=style.signed(row["estimate"]),
            low=style.signed(row["ci_low"]),
            high=style.signed(row["ci_high"]),
            p=written_p(row["p_adjusted"], row["n_permutations"], before(row)),
        )
    return {
        "text": text,
        "align": "left",
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 10,
        "y": at,
        "showarrow": False,
    }


SPEC = FigureSpec(
    id="word_across_people",
    needs=("attribution",),
    scope="cohort",
    guards=("cohort", "words", "attribution"),
    table=table,
    figure=figure,
    clicks=True,
    intervals="tested",
    measured=measured_beside_people,
    counted=of_two(OF_CELLS),
)
