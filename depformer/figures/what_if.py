"""One participant: what becomes of the prediction where words are replaced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, one_participant
from depformer.figures.parts.words import check_word, word_table
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
        One row a state, recorded and replaced: ``participant state logit probability unit words
        text pinyin gloss modalities by``.
    """
    one_participant(run, participant)
    listed = word_table(run)
    for word in words:
        check_word(word, listed)
    for name in modalities:
        one_of("modality", name, labels.MODALITIES)
    chosen = listed[listed["word"].isin(list(words))]
    rows = predictions.set_index("state").loc[list(STATES), ["logit", "probability"]]
    return rows.reset_index().assign(
        participant=participant,
        unit="logit",
        words=" ".join(chosen["word"]),
        **{name: ", ".join(chosen[name]) for name in labels.WORD_LABELS},
        n_words=len(chosen),
        modalities=" ".join(modalities),
        by=donor or str(run.attrs.get("baseline", "")),
    )


def figure(table: pd.DataFrame, *, label: str = "text", dark: bool = False) -> go.Figure:
    """Draw the logit before and after as two markers, and the threshold between the groups.

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
    question = say("figure_lines.ask_what_if", who=first["participant"])
    if table["logit"].isna().any():
        return style.nothing(question, say("figure_lines.no_prediction"), dark=dark)
    ends = style.symmetric(table["logit"], pad=1.4)
    drawn = go.Figure(
        layout=style.layout(
            question,
            say(
                "figure_lines.what_if",
                reading=say("figures.read_what_if"),
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
            x=table["logit"],
            y=[0, 1],
            mode="lines+markers+text",
            line={"width": 1.6, "color": style.colour("zero", dark=dark)},
            marker={
                "size": 11,
                "symbol": [style.symbol(_side(value)) for value in table["logit"]],
                "color": [style.colour(_side(value)) for value in table["logit"]],
            },
            text=[f"p = {value:.2f}" for value in table["probability"]],
            textposition=["top center", "bottom center"],
            hovertemplate="%{x:+.3f} logit<extra></extra>",
        )
    )
    drawn.update_layout(
        xaxis={
            "range": ends,
            "zeroline": True,
            "title": {"text": say("figure_lines.logit_axis")},
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
    return drawn


def _side(logit: float) -> str:
    return "depressed" if logit > 0 else "healthy"


SPEC = FigureSpec(
    id="what_if",
    needs=("probability",),
    scope="participant",
    guards=("person", "model"),
    table=table,
    figure=figure,
    signed=True,
    given=("predictions", "words", "modalities", "donor"),
)
