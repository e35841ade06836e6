"""Does the answer depend on the baseline that words are compared with."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, mark_training, who
from depformer.figures.parts.words import hovered, word_labels, word_table
from depformer.stats.inference.intervals import t_interval
from depformer.stats.inference.ranks import ranks, spearman
from depformer.stats.people import SMALLEST_CELL, choose, role_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

TOP = 8


def table(
    run: xr.Dataset, *, method: str = "integrated_gradients", role: str = "held_out"
) -> pd.DataFrame:
    """Tabulate the rank of every word against every baseline.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution_baseline`.
    method : str
        Id of the attribution method.
    role : str
        ``held_out`` or ``all``.

    Returns
    -------
    DataFrame
        One row a word and baseline: ``word text pinyin gloss valence position baseline n estimate
        rank correlation method reference unit role``. The estimate is the mean absolute
        attribution, face and voice summed; `correlation` is Spearman's over words with the
        ranking against the baseline `reference`: the run's own, or the first if that is none of
        them. NaN with fewer than 5 people.
    """
    people = choose(run, role)
    dims = ("participant", "word", "modality", "baseline")
    values = people["attribution_baseline"].loc[{"method": method}].transpose(*dims).values
    known = np.isfinite(values).any(axis=2)
    sizes = np.where(known, np.nansum(np.abs(values), axis=2), np.nan)
    n = int(known.any(axis=(1, 2)).sum())
    mean = t_interval(sizes)[0] if n >= SMALLEST_CELL else np.full(sizes.shape[1:], np.nan)
    names = people["baseline"].values.astype(str).tolist()
    own = str(run.attrs.get("baseline"))
    reference = own if own in names else names[0]
    expected = mean[:, names.index(reference)]
    words = word_table(people)
    parts = []
    for i, name in enumerate(names):
        rank = np.full(len(words), np.nan)
        there = np.isfinite(mean[:, i])
        rank[there] = ranks(-mean[there, i])
        agrees = float(spearman(mean[:, i], expected))
        parts.append(
            words.assign(baseline=name, n=n, estimate=mean[:, i], rank=rank, correlation=agrees)
        )
    found = pd.concat(parts, ignore_index=True)
    unit = str(run["unit"].sel({"method": method}).item())
    return found.assign(method=method, reference=reference, unit=unit, role=role_of(people))


def figure(table: pd.DataFrame, *, label: str = "text", dark: bool = False) -> go.Figure:
    """Draw a line a word from baseline to baseline.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    dark : bool
        The theme.
    """
    known = table.dropna(subset=["rank"])
    if known.empty:
        reason = say("figure_lines.too_few_checked", n=SMALLEST_CELL)
        return style.nothing(say("figures.title_baseline_ranking"), reason, dark=dark)
    first = known.iloc[0]
    baselines = list(dict.fromkeys(known["baseline"]))
    agreement = known.drop_duplicates("baseline").set_index("baseline")["correlation"]
    drawn = go.Figure(
        layout=style.layout(
            say("figures.title_baseline_ranking"),
            say(
                "figure_lines.baseline_ranking",
                reading=say("figures.read_baseline_ranking"),
                method=labels.title(first["method"]),
                who=who(first["role"]),
                n=first["n"],
                reference=labels.human(first["reference"]),
            ),
            plot_height=380,
            bottom=110,
            right=100,
            dark=dark,
        )
    )
    words = known.drop_duplicates("word").reset_index(drop=True)
    names = dict(zip(words["word"], word_labels(words, label), strict=True))
    valences = words.set_index("word")["valence"]
    shown = dict(zip(words["word"], hovered(names.values(), words["valence"]), strict=True))
    named = set(known[known["rank"] <= TOP]["word"])
    first_of = valences[valences.index.isin(named)].drop_duplicates().index
    lines, ends = [], []
    for word in words["word"]:
        rows = known[known["word"] == word].set_index("baseline").reindex(baselines)
        valence = str(valences[word]) or "neutral"  # no valence, one look
        top = word in named
        colour = style.colour(valence if top else "grid", dark=dark)
        lines.append(
            go.Scatter(
                x=list(range(len(baselines))),
                y=rows["rank"],
                mode="lines+markers",
                line={"width": 2 if top else 1, "color": colour},
                marker={"size": 7 if top else 3, "symbol": style.symbol(valence), "color": colour},
                name=f"{labels.human(valence)} word" if valences[word] else names[word],
                showlegend=word in first_of and bool(valences[word]),
                hovertemplate=f"{shown[word]}: rank %{{y:.0f}}<extra></extra>",
            )
        )
        if top:
            ends.append(
                {
                    "x": len(baselines) - 1,
                    "y": float(rows["rank"].iloc[-1]),
                    "text": names[word],
                    "xanchor": "left",
                    "xshift": 8,
                    "showarrow": False,
                    "font": {"size": style.SIZES["small"] + 1},
                }
            )
    drawn.add_traces(lines)
    drawn.update_layout(annotations=ends)
    ticks = [
        "<br>".join([*wrap(labels.title(name), 13), f"r = {agreement[name]:.2f}"])
        for name in baselines
    ]
    drawn.update_xaxes(
        tickvals=list(range(len(baselines))),
        ticktext=ticks,
        tickangle=0,
        range=[-0.2, len(baselines) - 0.9],
        title={"text": ""},
        showgrid=False,
    )
    last = int(known["rank"].max())
    drawn.update_yaxes(
        title={"text": "Rank [1 = largest]"},
        range=[last + 1, 0],
        tickvals=[1, *range(5, last + 1, 5)],
    )
    return mark_training(drawn, str(first["role"]), colour=style.colour("muted", dark=dark))


SPEC = FigureSpec(
    id="baseline_ranking",
    needs=("attribution_baseline",),
    scope="cohort",
    guards=("attribution", "people"),
    table=table,
    figure=figure,
    counted={"n": ("estimate", "rank", "correlation")},
)
