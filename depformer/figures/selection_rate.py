"""Cohorts: in what share of the heads each word's query is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.forest import Series, forest, plot_height
from depformer.figures.parts.spec import FigureSpec, mark_training, of_both, who
from depformer.figures.parts.words import (
    check_word,
    first_words,
    mark_word,
    on_paper,
    ordered,
    word_table,
)
from depformer.stats.inference.intervals import mean_interval
from depformer.stats.inference.ranks import default_k
from depformer.stats.people import (
    SMALLEST_CELL,
    choose,
    groups_of,
    mean_of_people,
    members,
    role_of,
    sittings,
)
from depformer.stats.tables.selection_rates import selection_rates
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


def table(
    run: xr.Dataset,
    *,
    k: int | None = None,
    stream: str = "multimodal",
    groups: tuple[str, ...] | None = None,
    role: str = "held_out",
    n_bootstrap: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Tabulate the selection rate of every word, group by group.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `query_score`.
    k : int or None
        Words that count as selected a head; None = 10, or half of a list shorter than 20.
    stream : str
        ``multimodal``, ``face`` or ``audio``.
    groups : tuple of str
        Groups of participants.
    role : str
        ``held_out`` or ``all``.
    n_bootstrap, seed : int
        Of the resampling over participants.

    Returns
    -------
    DataFrame
        One row a group and word: ``group``, the word columns, ``n estimate ci_low ci_high
        reference k stream unit size role``; the reference is k / N, what chance selects; the role
        is ``all`` if somebody was in training, else ``held_out``. Groups with fewer than 5 people
        are NaN.
    """
    people, groups = choose(run, role), groups_of(run, groups)
    k = default_k(run.sizes["word"]) if k is None else k
    rows = sittings(run, role)
    rates = selection_rates(rows, k, stream)["selection_rate"].to_numpy(dtype=float)
    shape = (rows.sizes["participant"], run.sizes["word"])
    values = mean_of_people(rows, rates.reshape(shape))
    parts = []
    for group in groups:
        chosen = values[members(people, group)]
        estimate, interval = mean_interval(chosen, n_bootstrap=n_bootstrap, seed=seed)
        n = np.isfinite(chosen).sum(axis=0)
        enough = n >= SMALLEST_CELL
        part = pd.DataFrame({"group": group, "word": run["word"].values.astype(str), "n": n})
        part["estimate"] = np.where(enough, estimate, np.nan)
        part["ci_low"] = np.where(enough, interval.low, np.nan)
        part["ci_high"] = np.where(enough, interval.high, np.nan)
        parts.append(part)
    long = pd.concat(parts, ignore_index=True)
    long["reference"] = k / run.sizes["word"]
    long["k"], long["stream"], long["unit"] = k, stream, "share of heads"
    long["size"] = long.groupby("word")["estimate"].transform("mean")
    long["role"] = role_of(people, groups)
    return word_table(run).merge(long, on="word", how="left", sort=False)


def figure(
    table: pd.DataFrame,
    *,
    label: str = "text",
    order: str = "list",
    top: int | None = None,
    selected: str | None = None,
    dark: bool = False,
) -> go.Figure:
    """Draw one marker with its interval a word and group.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    order : str
        ``list``, ``valence`` or ``size`` (the mean rate of the groups).
    top : int or None
        Only the first so many words of that order.
    selected : str or None
        Id of the word to mark.
    dark : bool
        The theme.
    """
    if not table["estimate"].notna().any():
        return style.nothing(say("figures.title_selection_rate"), _reason(table), dark=dark)
    words = first_words(ordered(table, order), top)
    check_word(selected, table)
    first = table.iloc[0]
    groups = list(dict.fromkeys(table.loc[table["estimate"].notna(), "group"]))
    counts = {group: int(table.loc[table["group"] == group, "n"].max()) for group in groups}
    names = {group: f"{labels.human(group)} (n = {counts[group]})" for group in groups}
    drawn = forest(
        table.assign(filled=True),
        words,
        by="group",
        series=tuple(Series(group, names[group]) for group in groups),
        label=label,
        dark=dark,
        hover="of the heads",
    )
    drawn.update_layout(
        style.layout(
            say("figures.title_selection_rate"),
            of_both(
                say(
                    "figure_lines.selection_rate",
                    reading=say("figures.read_selection_rate"),
                    k=first["k"],
                    stream=labels.human(first["stream"]).lower(),
                    who=who(first["role"]),
                ),
                table,
                SMALLEST_CELL,
            ),
            plot_height=plot_height(len(words) + 1),
            bottom=48,
            dark=dark,
            meta=on_paper(words, "y"),
        )
    )
    drawn.update_layout(xaxis={"title": {"text": "Selection rate [share of heads]"}})
    end = max(1.1 * table[["ci_high", "reference"]].max())
    drawn.update_layout(xaxis={"range": [-0.01, min(1.02, end)]})
    drawn.add_vline(
        x=float(first["reference"]),
        line={"width": 1.4, "dash": "dash", "color": style.colour("zero", dark=dark)},
        layer="below",
    )
    drawn.update_yaxes(range=[len(words) + 0.2, -0.6])
    drawn.add_annotation(
        text=f"chance, k / N = {first['reference']:.2f}",
        x=float(first["reference"]),
        y=0,
        yref="paper",
        yanchor="bottom",
        xanchor="left" if first["reference"] < end / 2 else "right",
        xshift=3 if first["reference"] < end / 2 else -3,
        showarrow=False,
        font={"size": style.SIZES["small"], "color": style.colour("muted", dark=dark)},
        bgcolor=style.colour("paper", dark=dark),
    )
    mark_word(drawn, selected, dark=dark)
    return mark_training(drawn, str(first["role"]), colour=style.colour("muted", dark=dark))


def _reason(table: pd.DataFrame) -> str:
    most = int(table["n"].max()) if len(table) else 0
    people = who(table["role"].iloc[0])
    return say("figure_lines.small_groups_of", n=SMALLEST_CELL, who=people, most=most)


SPEC = FigureSpec(
    id="selection_rate",
    needs=("query_score",),
    scope="cohort",
    guards=("cohort", "words"),
    measure="selection_rate",
    table=table,
    figure=figure,
    words="y",
    counted={"n": ("estimate", "ci_low", "ci_high", "size")},
)
