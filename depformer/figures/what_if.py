"""One participant: what becomes of the prediction where words are replaced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, one_participant
from depformer.figures.parts.words import check_word, word_table
from depformer.schema import Target, target_of
from depformer.study import layout
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

STATES = ("recorded", "replaced")
ROW = 44.0
MOST_NAMED = 4


def table(
    run: xr.Dataset,
    participant: str,
    *,
    predictions: pd.DataFrame,
    words: Sequence[str],
    modalities: Sequence[str] = labels.MODALITIES,
    donor: str | None = None,
) -> pd.DataFrame:
    """Tabulate a prediction as recorded, and with words replaced.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    participant : str
        Id of the person.
    predictions : DataFrame
        From `depformer.explain.what_if`.
    words, modalities : sequence of str
        What was replaced.
    donor : str or None
        By whose recordings; None = by the baseline.

    Returns
    -------
    DataFrame
        One row a state, recorded and replaced: ``participant state``, the prediction (``logit
        probability``, or ``predicted`` beside the true ``severity``), ``unit words text
        pinyin gloss modalities by``.
    """
    person, target = one_participant(run, participant), target_of(run)
    listed = word_table(run)
    for word in words:
        check_word(word, listed)
    for name in modalities:
        one_of("modality", name, labels.MODALITIES)
    chosen = listed[listed["word"].isin(list(words))]
    columns = ["predicted"] if target.is_score else ["logit", "probability"]
    rows = predictions.set_index("state").loc[list(STATES), columns]
    if target.is_score:
        rows["severity"] = float(person["severity"])
    return rows.reset_index().assign(
        participant=participant,
        unit=target.unit,
        words=" ".join(chosen["word"]),
        **{name: ", ".join(chosen[name]) for name in labels.WORD_LABELS},
        n_words=len(chosen),
        modalities=" ".join(modalities),
        by=donor or str(run.attrs.get("baseline", "")),
    )


def figure(table: pd.DataFrame, *, label: str = "text", dark: bool = False) -> go.Figure:
    """Draw the prediction before and after as two markers.

    Beside them the threshold between the groups, or the true score.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    dark : bool
        The theme.
    """
    first, n = table.iloc[0], int(table["n_words"].iloc[0])
    names = str(first[one_of("label", label, labels.WORD_LABELS)])
    which = names if n <= MOST_NAMED else say("names.words", n=n)
    what = say("figure_lines.and").join(
        labels.human(m).lower() for m in first["modalities"].split()
    )
    question = say("figure_lines.ask_what_if", who=layout.named(first["participant"]))
    drawing = _scores(table, dark=dark) if "predicted" in table else _logits(table)
    if drawing.x.isna().any():
        return style.nothing(question, say("figure_lines.no_prediction"), dark=dark)
    drawn = go.Figure(
        layout=style.layout(
            question,
            say(
                "figure_lines.what_if",
                reading=SPEC.reading(unit=str(first["unit"])),
                what=what,
                which=which,
                by=labels.human(str(first["by"])),
            ),
            plot_height=ROW * len(table),
            bottom=66,
            left=110,
            legend=False,
            dark=dark,
        )
    )
    drawn.add_trace(
        go.Scatter(
            x=drawing.x,
            y=[0, 1],
            mode="lines+markers+text",
            line={"width": 1.6, "color": style.colour("zero", dark=dark)},
            marker={"size": 11, "symbol": drawing.symbols, "color": drawing.colours},
            text=drawing.texts,
            textposition=["top center", "bottom center"],
            hovertemplate=f"%{{x:{drawing.digits}}} {first['unit']}<extra></extra>",
        )
    )
    drawn.update_layout(
        xaxis={
            "range": drawing.ends,
            "zeroline": drawing.line is None,
            "title": {"text": drawing.title},
        },
        yaxis={
            "tickvals": [0, 1],
            "ticktext": [say("figure_lines.state_recorded"), say("figure_lines.state_replaced")],
            "range": [1.8, -0.8],
            "ticks": "",
            "showgrid": False,
            "title": {"text": ""},
        },
    )
    if drawing.line is not None and drawing.line == drawing.line:
        drawn.add_vline(
            x=drawing.line,
            line={"dash": "dash", "width": 1.4, "color": style.colour("zero", dark=dark)},
            annotation={"text": say("figure_lines.true_score", true=drawing.line)},
        )
    return drawn


class _Drawing(NamedTuple):
    """What differs between logits and scores."""

    x: pd.Series[float]
    texts: list[str]
    symbols: list[str]
    colours: list[str]
    ends: tuple[float, float]
    title: str
    digits: str
    line: float | None = None  # beside the markers; None: the zero line


def _logits(table: pd.DataFrame) -> _Drawing:
    sides = [_side(value) for value in table["logit"]]
    target = Target.of_unit(str(table["unit"].iloc[0]))
    quantity = style.with_unit(say(f"targets.quantity_{target.id}"), target.unit)
    return _Drawing(
        table["logit"],
        [f"p = {value:.2f}" for value in table["probability"]],
        [style.symbol(side) for side in sides],
        [style.colour(side) for side in sides],
        style.symmetric(table["logit"], pad=1.4),
        f"{quantity}<br>{target.direction}",
        "+.3f",
    )


def _scores(table: pd.DataFrame, *, dark: bool) -> _Drawing:
    values, true = table["predicted"], float(table["severity"].iloc[0])
    known = [*values, *([true] if true == true else [])]
    room = max(2.0, 0.25 * (max(known) - min(known)))
    return _Drawing(
        values,
        [f"{value:.1f}" for value in values],
        ["circle"] * len(values),
        [style.colour("ink", dark=dark)] * len(values),
        (min(known) - room, max(known) + room),
        style.with_unit(say("figure_lines.predicted_axis"), str(table["unit"].iloc[0])),
        ".2f",
        true,
    )


def _side(logit: float) -> str:
    return "depressed" if logit > 0 else "healthy"


SPEC = FigureSpec(
    id="what_if",
    needs=(),
    scope="participant",
    guards=("person",),
    table=table,
    figure=figure,
    signed=True,
    given=("predictions", "words", "modalities", "donor"),
    by_target=True,
)
