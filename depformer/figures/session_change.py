"""One person, two sessions: what each word added to the prediction then and now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
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
from depformer.schema import Target, target_of
from depformer.stats.people import of_method
from depformer.stats.sessions import sessions_of
from depformer.study import layout
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

PLOT = 280.0
STRIP = 18.0
NAN = float("nan")
ASIDE = 0.2  # of a word's step, that face and voice stand beside its middle


def table(
    run: xr.Dataset, participant: str, *, method: str = "integrated_gradients"
) -> pd.DataFrame:
    """Tabulate one person's attributions in a session and in the one before it.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution`, of a study with sessions.
    participant : str
        Id of the session; it is compared with the one before it in the study, the first one with
        the second.
    method : str
        Id of the attribution method.

    Returns
    -------
    DataFrame
        One row a word and modality: ``participant person earlier later session_earlier
        session_later method unit signed predicts p_earlier p_later true_earlier true_later``, the
        probability or the score as `predicts` says, the true score, the word columns, ``modality
        before after change size``; `change` is after minus before, `size` the larger absolute
        change of both modalities. All of the earlier session is empty where the person has a single
        one.
    """
    person = str(one_participant(run, participant)["person"].item())
    rows = sessions_of(run, participant)
    at = max(1, rows.index(participant))
    pair = rows[at - 1 : at + 1]
    chosen = {"method": method}
    values = of_method(run, method).sel(participant=pair).values.astype(float)
    target = target_of(run)
    said = [target.of_person(one_participant(run, who)) for who in pair]
    name = next(iter(said[0]))  # probability or predicted
    chances, true = [each[name] for each in said], [each.get("severity", NAN) for each in said]
    sessions = run["session"].sel(participant=pair).values.astype(str).tolist()
    if len(pair) == 1:
        sessions = ["", *sessions]
        pair, chances, true = ["", *pair], [NAN, *chances], [NAN, *true]
        values = np.concatenate([np.full_like(values, np.nan), values])
    n_words, n_modalities = values.shape[1:]
    long = pd.DataFrame(
        {
            "participant": participant,
            "person": person,
            "earlier": pair[0],
            "later": pair[1],
            "session_earlier": sessions[0],
            "session_later": sessions[1],
            "method": method,
            "unit": str(run["unit"].sel(chosen).item()),
            "signed": bool(run["signed"].sel(chosen).item()),
            "predicts": name,
            "p_earlier": chances[0],
            "p_later": chances[1],
            "true_earlier": true[0],
            "true_later": true[1],
            "word": np.repeat(run["word"].values.astype(str), n_modalities),
            "modality": list(labels.MODALITIES) * n_words,
            "before": values[0].ravel(),
            "after": values[1].ravel(),
            "change": (values[1] - values[0]).ravel(),
        }
    )
    long["size"] = word_size(long, "change")
    return word_table(run).merge(long, on="word", how="left", sort=False)


def figure(
    table: pd.DataFrame,
    *,
    label: str = "text",
    order: str = "list",
    selected: str | None = None,
    dark: bool = False,
) -> go.Figure:
    """Draw both sessions on one axis, joined by a line for each word and modality.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    order : str
        ``list``, ``valence`` or ``size`` (of the change).
    selected : str or None
        Id of the word to mark.
    dark : bool
        The theme.
    """
    first = table.iloc[0]
    signed, unit = bool(first["signed"]), str(first["unit"])
    if not first["earlier"]:
        question = say("figure_lines.ask_session_change_of", who=layout.named(first["participant"]))
        return style.nothing(question, say("figure_lines.one_session"), dark=dark)
    question = say(
        "figure_lines.ask_session_change",
        who=first["person"],
        a=first["session_earlier"],
        b=first["session_later"],
    )
    if not table["change"].notna().any():
        reason = say("figure_lines.no_value", method=labels.human(first["method"]))
        return style.nothing(question, reason, dark=dark)
    words = ordered(table, order)
    check_word(selected, words)
    axis, label_height = x_axis(words, label)
    strip = STRIP if labels.valences_of(words["valence"]) else 0.0
    drawn = go.Figure(
        layout=style.layout(
            question,
            _reading(first, len(words)),
            plot_height=PLOT + strip,
            bottom=label_height,
            left=86,
            dark=dark,
            width=wide(len(words)),
            meta=on_paper(words, "x"),
        )
    )
    names = hovered(word_labels(words, label), words["valence"])
    for side, modality in zip((-ASIDE, ASIDE), labels.MODALITIES, strict=True):
        cells = table[table["modality"] == modality].set_index("word").loc[words["word"]]
        drawn.add_traces(_pair(cells, names, modality, side, dark=dark))
    drawn.add_traces(valence_traces(words, along="x", dark=dark))
    ends = style.symmetric(table["before"], table["after"])
    below = strip / (PLOT + strip)
    drawn.update_layout(
        xaxis={**axis, "anchor": "y2" if strip else "y"},
        yaxis={
            "domain": [below, 1],
            "range": ends if signed else [0, ends[1]],
            "zeroline": True,
            "title": {"text": _axis_title(unit, signed=signed)},
        },
    )
    if strip:
        beside = {"domain": [0, below], "range": [0, 1], "visible": False, "fixedrange": True}
        drawn.update_layout(yaxis2=beside)
    return mark_word(drawn, selected, dark=dark)


def _reading(first: pd.Series[Any], n_words: int) -> str:
    known = {name: layout.named(first[name]) for name in ("earlier", "later")}
    chances = ""
    if first[["p_earlier", "p_later"]].notna().all():
        both = {"a": first["p_earlier"], "b": first["p_later"]}
        chances = say(f"figure_lines.both_{first['predicts']}", **both)
    if first[["true_earlier", "true_later"]].notna().any():
        true = [
            say("figure_lines.score", score=each) if each == each else say("readable.not_known")
            for each in (first["true_earlier"], first["true_later"])
        ]
        chances += say("figure_lines.both_true", a=true[0], b=true[1])
    return say(
        "figure_lines.session_change",
        reading=SPEC.reading(signed=bool(first["signed"]), unit=str(first["unit"])),
        method=style.with_unit(labels.title(first["method"]), str(first["unit"])),
        words=say("names.words", n=n_words),
        chances=chances,
        **known,
    )


def _axis_title(unit: str, *, signed: bool) -> str:
    title = style.with_unit("Attribution", unit)
    return f"{title}<br>{Target.of_unit(unit).direction}" if signed else title


def _pair(
    cells: pd.DataFrame, names: list[str], modality: str, side: float, *, dark: bool
) -> list[go.Scatter]:
    """Return the lines of a modality, its hollow points of before and its full ones of after."""
    first, name = cells.iloc[0], labels.human(modality)
    names_of = [
        say("figure_lines.in_session", modality=name, session=first[column])
        for column in ("session_earlier", "session_later")
    ]
    at = [place + side for place in range(len(cells))]
    colour = style.colour(modality, dark=dark)
    both = [
        (x, y)
        for x, before, after in zip(at, cells["before"], cells["after"], strict=True)
        for y in ((before, after) if before == before and after == after else (None, None))
    ]
    # A gap behind each pair, or one line would run through all words.
    joined = [point for i in range(0, len(both), 2) for point in (*both[i : i + 2], (None, None))]
    line = go.Scatter(
        x=[x for x, _ in joined],
        y=[y for _, y in joined],
        mode="lines",
        line={"color": colour, "width": 2},
        hoverinfo="skip",
        showlegend=False,
    )
    points = [
        go.Scatter(
            x=at,
            y=cells[column],
            mode="markers",
            marker={
                "symbol": "circle" if column == "after" else "circle-open",
                "size": 8,
                "color": colour,
                "line": {"width": 2, "color": colour},
            },
            name=said,
            customdata=list(zip(cells.index, names, strict=True)),
            hovertemplate=(
                f"%{{customdata[1]}}: {said}<br>%{{y:.3f}} {first['unit']}<extra></extra>"
            ),
        )
        for column, said in zip(("before", "after"), names_of, strict=True)
    ]
    return [line, *points]


SPEC = FigureSpec(
    id="session_change",
    needs=("attribution", "person"),
    scope="participant",
    guards=("person", "words", "attribution"),
    table=table,
    figure=figure,
    signed=True,
    words="x",
    unsigned=True,
    by_target=True,
)
