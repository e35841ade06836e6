"""Cohorts: how the attribution of each word and modality differs between two groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.forest import Series, forest, plot_height
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.figures.parts.words import (
    check_word,
    first_words,
    mark_word,
    on_paper,
    ordered,
    word_size,
    word_table,
)
from depformer.stats.people import SMALLEST_CELL, choose, contrast_groups, role_of
from depformer.stats.tables.compare_groups import compare_groups
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


def table(
    run: xr.Dataset,
    *,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
) -> pd.DataFrame:
    """Tabulate the difference of mean attributions, word by word.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution`.
    method : str
        Id of the attribution method.
    groups : tuple of str
        The pair (a, b) of the contrast a - b, by default that of `groups_of`.
    role : str
        ``held_out`` or ``all``.

    Returns
    -------
    DataFrame
        The word columns, the fixed columns of `stats.compare_groups`, ``filled`` (whether the
        interval excludes 0), ``size`` (the larger absolute estimate of the two modalities) and
        ``role``, which is ``all`` if somebody of the two groups was in training, else ``held_out``.
    """
    long = compare_groups(run, method, groups, role=role)
    long["filled"] = (long["ci_low"] > 0) | (long["ci_high"] < 0)
    long["size"] = word_size(long, "estimate")
    long["role"] = role_of(choose(run, role), groups)
    table = word_table(run).merge(long, on="word", how="left", sort=False)
    table.attrs.update(long.attrs)
    return table


def figure(
    table: pd.DataFrame,
    *,
    label: str = "text",
    order: str = "size",
    top: int | None = None,
    selected: str | None = None,
    dark: bool = False,
) -> go.Figure:
    """Draw one marker with its interval a word and modality.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    order : str
        ``size`` (largest difference on top), ``list`` or ``valence``.
    top : int or None
        Only the first so many words of that order.
    selected : str or None
        Id of the word to mark.
    dark : bool
        The theme.
    """
    first = table.iloc[0]
    people = who(first["role"])
    if not table["estimate"].notna().any():
        reason = say("figure_lines.small_group_of", n=SMALLEST_CELL, who=people)
        return style.nothing(say("figures.title_cohort_words"), reason, dark=dark)
    words = first_words(ordered(table, order), top)
    check_word(selected, table)
    a, b = contrast_groups(table)
    drawn = forest(
        table,
        words,
        by="modality",
        series=tuple(Series(name, labels.human(name)) for name in labels.MODALITIES),
        label=label,
        dark=dark,
        hover=str(first["unit"]),
    )
    drawn.update_layout(
        style.layout(
            say("figures.title_cohort_words"),
            say(
                "figure_lines.cohort_words",
                reading=say("figures.read_cohort_words", a=a),
                variable=labels.title(first["variable"]),
                n_a=table["n_a"].max(),
                n_b=table["n_b"].max(),
                a=a,
                b=b,
                who=people,
            ),
            plot_height=plot_height(len(words)),
            bottom=60,
            dark=dark,
            meta=on_paper(words, "y"),
        )
    )
    ink, paper = (style.colour(name, dark=dark) for name in ("ink", "paper"))
    edge = {"symbol": "circle", "line": {"width": 1.6, "color": ink}}
    drawn.add_trace(style.legend_entry(say("figure_lines.excludes_zero"), {**edge, "color": ink}))
    drawn.add_trace(style.legend_entry(say("figure_lines.holds_zero"), {**edge, "color": paper}))
    shown = table[table["word"].isin(words["word"])]
    drawn.update_layout(
        xaxis={
            "range": style.symmetric(shown["ci_low"], shown["ci_high"], shown["estimate"]),
            "zeroline": True,
            "title": {
                "text": style.with_unit(f"{labels.human(a)} − {b}", str(first["unit"]))
                + f"<br>← lower in {a} · higher →"
            },
        }
    )
    mark_word(drawn, selected, dark=dark)
    return mark_training(drawn, str(first["role"]), colour=style.colour("muted", dark=dark))


SPEC = FigureSpec(
    id="cohort_words",
    needs=("attribution",),
    scope="cohort",
    guards=("cohort", "words", "attribution"),
    table=table,
    figure=figure,
    signed=True,
    words="y",
    intervals="welch",
    counted={
        "n_a": ("estimate", "ci_low", "ci_high", "p", "p_adjusted", "filled", "size"),
        "n_b": ("estimate", "ci_low", "ci_high", "p", "p_adjusted", "filled", "size"),
    },
)
