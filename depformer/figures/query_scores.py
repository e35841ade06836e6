"""One participant: how active each word's query is in each head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from depformer import labels
from depformer.figures.parts import style
from depformer.figures.parts.spec import FigureSpec, one_participant
from depformer.figures.parts.words import (
    check_word,
    mark_word,
    on_paper,
    ordered,
    wide,
    word_labels,
    word_table,
    x_axis,
)
from depformer.study import layout
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ROW = 26.0


def table(run: xr.Dataset, participant: str, *, stream: str = "multimodal") -> pd.DataFrame:
    """Tabulate one participant's query scores in the first layer of a stream.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `query_score`.
    participant : str
        Id of the person.
    stream : str
        ``multimodal``, ``face`` or ``audio``.

    Returns
    -------
    DataFrame
        One row a word and head: ``participant stream head``, the word columns, ``query_score
        selected u size unit``; `u` is how many queries attend in a head, `size` the word's mean
        score over heads.
    """
    person = one_participant(run, participant)
    chosen = {"stream": one_of("stream", stream, labels.STREAMS)}
    scores = person["query_score"].sel(chosen).transpose("head", "word").values.astype(float)
    if "query_selected" in run:
        selected = person["query_selected"].sel(chosen).transpose("head", "word").values
    else:
        selected = np.zeros(scores.shape, dtype=bool)
    n_heads, n_words = scores.shape
    long = pd.DataFrame(
        {
            "participant": participant,
            "stream": stream,
            "head": np.repeat(np.arange(1, n_heads + 1), n_words),
            "word": np.tile(run["word"].values.astype(str), n_heads),
            "query_score": scores.ravel(),
            "selected": selected.ravel(),
            "u": int(selected.sum(axis=-1).max(initial=0)),
            "size": np.tile(scores.mean(axis=0), n_heads),
            "unit": "1",
        }
    )
    return word_table(run).merge(long, on="word", how="left", sort=False)


def figure(
    table: pd.DataFrame,
    *,
    label: str = "text",
    order: str = "list",
    selected: str | None = None,
    dark: bool = False,
) -> go.Figure:
    """Draw one square a word and head, with a dot where the query attends.

    Parameters
    ----------
    table : DataFrame
        From `table`.
    label : str
        ``text``, ``pinyin`` or ``gloss``.
    order : str
        ``list``, ``valence`` or ``size``.
    selected : str or None
        Id of the word to mark.
    dark : bool
        The theme.
    """
    first = table.iloc[0]
    question = say("figure_lines.ask_query_scores", who=layout.named(first["participant"]))
    if not table["query_score"].notna().any():
        return style.nothing(question, say("figure_lines.no_query_scores"), dark=dark)
    words = ordered(table, order)
    check_word(selected, words)
    grid = table.pivot(index="head", columns="word", values="query_score")[list(words["word"])]
    chosen = table.pivot(index="head", columns="word", values="selected")[list(words["word"])]
    heads = [int(head) for head in grid.index]
    axis, label_height = x_axis(words, label)
    u = int(first["u"])
    drawn = go.Figure(
        layout=style.layout(
            question,
            say(
                "figure_lines.query_scores",
                u=u,
                stream=labels.human(first["stream"]),
                heads=say("names.heads", n=len(heads)),
            ),
            plot_height=max(110.0, ROW * len(heads)),
            bottom=label_height,
            right=106,
            legend=bool(chosen.to_numpy().any()),
            dark=dark,
            width=wide(len(words)),
            meta=on_paper(words, "x", mark="frame"),
        )
    )
    drawn.add_trace(
        go.Heatmap(
            x=list(range(len(words))),
            y=heads,
            z=grid.to_numpy(),
            colorscale=style.CIVIDIS,
            xgap=1,
            ygap=1,
            hoverinfo="skip",
            colorbar=style.colour_bar("Query score M"),
        )
    )
    _dots(drawn, heads, chosen.to_numpy(dtype=bool), u)
    _clicks(drawn, heads, grid, words["word"].tolist(), word_labels(words, label))
    drawn.update_layout(
        xaxis=axis,
        yaxis={
            "tickmode": "array",
            "tickvals": heads,
            "range": [max(heads) + 0.5, min(heads) - 0.5],
            "showgrid": False,
            "ticks": "",
            "title": {"text": "Head"},
        },
    )
    return mark_word(drawn, selected, dark=dark)


def _dots(drawn: go.Figure, heads: list[int], chosen: NDArray[np.bool_], u: int) -> None:
    rows, columns = np.nonzero(chosen)
    drawn.add_trace(
        go.Scatter(
            x=columns.tolist(),
            y=[heads[row] for row in rows],
            mode="markers",
            marker={
                "symbol": "circle",
                "size": 6,
                "color": "#ffffff",
                "line": {"width": 1.2, "color": "#000000"},
            },
            name=say("figure_lines.attends", u=u).capitalize(),
            hoverinfo="skip",
        )
    )


def _clicks(
    drawn: go.Figure, heads: list[int], grid: pd.DataFrame, ids: list[str], names: list[str]
) -> None:
    """Lay transparent markers over the squares: only markers send their selection."""
    drawn.add_trace(
        go.Scatter(
            x=list(range(len(ids))) * len(heads),
            y=[head for head in heads for _ in ids],
            mode="markers",
            marker={"symbol": "square", "size": 18, "opacity": 0},
            showlegend=False,
            customdata=[
                (word, name, score)
                for scores in grid.to_numpy().tolist()
                for word, name, score in zip(ids, names, scores, strict=True)
            ],
            hovertemplate="%{customdata[1]}, head %{y}<br>M = %{customdata[2]:.3f}<extra></extra>",
        )
    )


SPEC = FigureSpec(
    id="query_scores",
    needs=("query_score",),
    scope="participant",
    guards=("person", "words"),
    table=table,
    figure=figure,
    words="x",
)
