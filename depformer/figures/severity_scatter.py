"""One word within the patients: whether it rises or falls with the severity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.as_text import cut_off
from depformer.figures.parts.raster.people_rows import first_rows
from depformer.figures.parts.spec import FigureSpec, who
from depformer.figures.parts.tested.frame import (
    as_measured,
    chosen_line,
    held_constant,
    marked,
    measured,
    quantity,
    value_axis,
)
from depformer.figures.parts.tested.tables import OF_TEST, asked_for
from depformer.figures.parts.thinning import thinned, thinned_note
from depformer.figures.parts.words import of_words
from depformer.stats.cohort import Options
from depformer.stats.findings import written_p
from depformer.stats.inference.groups.adjusted import before
from depformer.stats.people import SMALLEST_CELL, role_of
from depformer.stats.severities import with_severity
from depformer.stats.tables.severity_tests import severity_tests
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

PLOT, GAP = 270.0, 0.07
LONGEST = 24  # signs of the word in the question
TESTED = (
    *("estimate", "ci_low", "ci_high", "p", "p_adjusted", "adjustment", "n_permutations", "seed"),
    "n_a",
)


def table(
    run: xr.Dataset,
    *,
    word: str | None = None,
    group: str = "depressed",
    method: str = "integrated_gradients",
    role: str = "held_out",
    **options: Unpack[Options],
) -> pd.DataFrame:
    """Tabulate one word and the severity over the people of one group.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    word : str or None
        Id of the word; None = the one that follows the severity most closely.
    group : str
        Whose people enter.
    method, role, **options
        As of `stats.severity_tests`.

    Returns
    -------
    DataFrame
        One row a person and modality: ``participant opens group modality severity value variable
        unit role``, the word columns, and of the modality Spearman's correlation ``estimate ci_low
        ci_high p p_adjusted adjustment n_permutations seed n_a`` of `stats.severity_tests`,
        adjusted over all cells, of which there are ``tests``. One row of NaN where fewer than five
        people have a known severity.
    """
    words = run["word"].values.astype(str)
    if word is not None:
        one_of("word", word, words)
    found, severity = with_severity(run, method, group, role, **options)
    asked, role = role, role_of(found.people, [group])
    about: dict[str, Any] = {
        "group": group,
        "variable": found.name,
        "unit": found.unit,
        "role": role,
    }
    conditions: dict[str, Any] = {"groups": (group,), **asked_for(found.people, options)}
    if len(severity) < SMALLEST_CELL or np.ptp(severity) == 0:
        blank: dict[str, Any] = dict.fromkeys(("severity", "value", *TESTED), np.nan)
        named = {"participant": "", "opens": "", "modality": "", "word": word or str(words[0])}
        row: dict[str, Any] = {**named, **about, **blank, "adjustment": "", "n_a": len(severity)}
        row["tests"] = 0
        table = of_words(run, pd.DataFrame([row]))
        table.attrs.update(conditions)
        return table
    tests = severity_tests(run, method, group, asked, **options)
    about["tests"] = int(tests["p_adjusted"].notna().sum())  # before one word is left of them
    conditions["chosen_of"] = len(words) if word is None else 0
    if word is None:
        closest = tests["estimate"].abs().fillna(-1.0).argmax()
        word = str(tests["word"].iloc[closest])
    tests = tests[tests["word"] == word].set_index("modality")
    at = words.tolist().index(word)
    people, first = found.people["participant"].values.astype(str), first_rows(run, asked)
    parts = [
        pd.DataFrame(
            {
                "participant": people,
                "opens": [first[person] for person in people],
                "modality": part,
                "word": word,
                "severity": severity,
                "value": found.values[:, at, rank],
                **about,
                **dict(zip(TESTED, tests.loc[part, list(TESTED)], strict=True)),
            }
        )
        for rank, part in enumerate(found.parts)
    ]
    table = of_words(run, pd.concat(parts, ignore_index=True))
    table.attrs.update(conditions)
    return table


def figure(table: pd.DataFrame, *, label: str = "text", dark: bool = False) -> go.Figure:
    """Draw a point a person, one panel a modality."""
    first = table.iloc[0]
    people, group = who(str(first["role"])), str(first["group"])
    name = cut_off(str(first[one_of("label", label, labels.WORD_LABELS)]), LONGEST)
    question = say("figure_lines.ask_severity_scatter", word=name)
    if not table["estimate"].notna().any():
        reason = say("figure_lines.no_severity", n=SMALLEST_CELL, group=group)
        return style.nothing(question, reason, dark=dark)
    parts = list(dict.fromkeys(table["modality"]))
    drawn = go.Figure(
        layout=style.layout(
            question,
            say(
                "figure_lines.severity_scatter",
                reading=SPEC.reading(),
                chosen=chosen_line(table),
                variable=labels.title(quantity(str(first["variable"]))),
                n=int(table["n_a"].max()),
                group=group,
                who=people,
                held=_held(table) + thinned_note(int(table["n_a"].max())),
            ),
            plot_height=PLOT,
            bottom=62,
            left=80,
            legend=False,
            dark=dark,
        )
    )
    width = (1 - GAP * (len(parts) - 1)) / len(parts)
    shared = value_axis(table)
    notes = []
    for rank, part in enumerate(parts):
        end = "" if not rank else str(rank + 1)
        rows = table[table["modality"] == part]
        drawn.add_trace(_points(thinned(rows, "severity"), part, end, dark=dark))
        left = rank * (width + GAP)
        ends = [float(table["severity"].min()), float(table["severity"].max())]
        room = 0.05 * (ends[1] - ends[0])
        drawn.update_layout(
            {
                f"xaxis{end}": {
                    "domain": [left, left + width],
                    "anchor": f"y{end}",
                    "range": [ends[0] - room, ends[1] + room],
                    "title": {"text": say("figure_lines.severity_axis")},
                },
                f"yaxis{end}": {
                    "anchor": f"x{end}",
                    "range": _range(table["value"]),
                    **(shared if not rank else {**shared, "title": {"text": ""}}),
                    "showticklabels": not rank,
                },
            }
        )
        notes.append(_numbers(rows.iloc[0], part, left))
    drawn.update_layout(annotations=notes)
    return marked(drawn, table, dark=dark)


def _range(values: pd.Series[float]) -> list[float]:
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    room = 0.06 * (high - low or 1.0)
    return [low - room, high + 5.0 * room]


def _points(rows: pd.DataFrame, part: str, end: str, *, dark: bool) -> go.Scatter:
    group = str(rows["group"].iloc[0])
    return go.Scatter(
        x=rows["severity"],
        y=rows["value"],
        xaxis=f"x{end}",
        yaxis=f"y{end}",
        mode="markers",
        marker={
            "size": 8,
            "symbol": style.symbol(group),
            "color": style.colour(group, dark=dark),
            "line": {"width": 0.8, "color": style.colour("paper", dark=dark)},
        },
        name=labels.human(part),
        customdata=[["", *who] for who in zip(rows["opens"], rows["participant"], strict=True)],
        hovertemplate="%{customdata[2]}<br>%{y:.3f}, severity %{x:g}<extra></extra>",
    )


def _numbers(row: pd.Series[Any], part: str, left: float) -> dict[str, Any]:
    """Return the correlation of a panel, written at its top."""
    text = say("figure_lines.not_compared")
    if np.isfinite(row["estimate"]):
        text = say(
            "figure_lines.correlated",
            rho=style.signed(row["estimate"]),
            low=style.signed(row["ci_low"]),
            high=style.signed(row["ci_high"]),
            p=written_p(row["p_adjusted"], row["n_permutations"], before(row)),
        )
    return {
        "text": f"<b>{labels.human(part)}</b>: {text}",
        "x": left,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 6,
        "y": 1,
        "yref": "paper",
        "yanchor": "top",
        "align": "left",
        "showarrow": False,
    }


def _measured(table: pd.DataFrame) -> str:
    """Return what captions of tested figures say, and how covariates are held constant."""
    partial = _partial(table)
    return " ".join(filter(None, [measured(table), partial, as_measured(table)]))


def _partial(table: pd.DataFrame) -> str:
    return say("figure_lines.partial_ranks") if table.attrs["covariates"] else ""


def _held(table: pd.DataFrame) -> str:
    said = [held_constant(table), _partial(table), as_measured(table)]
    return "".join(f" {each}" for each in filter(None, said))


SPEC = FigureSpec(
    id="severity_scatter",
    needs=("attribution",),
    scope="cohort",
    guards=("cohort", "words", "attribution"),
    table=table,
    figure=figure,
    clicks=True,
    intervals="spearman",
    measured=_measured,
    counted={"n_a": OF_TEST},
)
