"""Words on an axis: their order, labels and valence, the same in every figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from depformer import labels
from depformer.errors import DepformerError
from depformer.figures.parts import style
from depformer.figures.parts.as_text import cut_off, signs
from depformer.validate import one_of, whole_number
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

ORDERS = ("list", "valence", "size")
COLUMNS = ("word", "text", "pinyin", "gloss", "valence", "position")
WIDE = 30
PITCH = 34
STRIP = 0.045
MOST_ABREAST = 4  # signs of a word that has room beside its neighbours without being turned
LONGEST = 24  # signs of a word under a chart
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def word_table(run: xr.Dataset) -> pd.DataFrame:
    """Return one row a word in list order, with columns ``word text pinyin gloss valence``."""
    table = pd.DataFrame({name: run[name].values.astype(str) for name in COLUMNS[:-1]})
    table["position"] = run["position"].values.astype(int)
    return table.sort_values("position", kind="stable", ignore_index=True)


def of_words(run: xr.Dataset, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the columns of its words, its rows in their order."""
    about = word_table(run).set_index("word").loc[table["word"]].reset_index(drop=True)
    rest = table.drop(columns="word").reset_index(drop=True)
    return pd.concat([table[["word"]].reset_index(drop=True), about, rest], axis=1)


def word_size(table: pd.DataFrame, column: str) -> pd.Series[float]:
    """Return the larger absolute value of a word's modalities, the same in all its rows."""
    return table[column].abs().groupby(table["word"]).transform("max")


def orders(run: xr.Dataset) -> tuple[str, ...]:
    """Return the orders in which words can stand: by valence only where the run knows it."""
    known = labels.valences_of(run["valence"].values)
    return ORDERS if known else tuple(name for name in ORDERS if name != "valence")


def ordered(table: pd.DataFrame, order: str) -> pd.DataFrame:
    """Return one row a word, ordered as asked.

    Parameters
    ----------
    table : DataFrame
        With the word columns and `size`, the same in all rows of a word.
    order : str
        ``list``, ``valence`` (list order within a valence) or ``size`` (largest first).

    Raises
    ------
    DepformerError
        If they are to stand by valence, and have none.
    """
    one_of("order", order, ORDERS)
    words = table.drop_duplicates("word").sort_values("position", kind="stable")
    if order == "size":
        words = words.sort_values("size", ascending=False, kind="stable", na_position="last")
    if order == "valence":
        if not labels.valences_of(words["valence"]):
            raise DepformerError(say("figure_lines.no_valence"), kind="figure")
        rank = words["valence"].map(labels.VALENCES.index)
        words = words.iloc[np.argsort(rank.to_numpy(), kind="stable")]
    return words.reset_index(drop=True)


def first_words(words: pd.DataFrame, top: int | None) -> pd.DataFrame:
    """Return the first so many words, all of them for None."""
    return words if top is None else words.head(whole_number("top", top, low=1))


def word_labels(words: pd.DataFrame, label: str, *, stacked: bool = False) -> list[str]:
    """Return the label of every word; stacked Chinese characters stand one below the other."""
    names = [str(name) for name in words[one_of("label", label, labels.WORD_LABELS)]]
    if stacked:
        names = [_CHINESE.sub(lambda sign: sign[0] + "<br>", name) for name in names]
        names = [name.removesuffix("<br>") for name in names]
    return names


def check_word(selected: str | None, words: pd.DataFrame) -> None:
    """Raise with the nearest id unless the selected word is one of the list."""
    if selected is not None:
        one_of("word", selected, words["word"])


def x_axis(words: pd.DataFrame, label: str) -> tuple[dict[str, Any], float]:
    """Return the x axis with one tick a word, and the height of its labels [px]."""
    names = word_labels(words, label, stacked=label == "text")
    lines = [signs(line) for name in names for line in name.split("<br>")]
    stacked = label == "text" and max(lines, default=0) <= MOST_ABREAST
    if not stacked:
        names = [cut_off(name, LONGEST) for name in word_labels(words, label)]
    if stacked:
        height = 16.0 * max((name.count("<br>") + 1 for name in names), default=1)
    else:
        height = 6.6 * max(map(signs, names), default=1)
    axis = {
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": names,
        "tickangle": 0 if stacked else None,
        "autotickangles": [0, -90],
        "range": [-0.7, len(names) - 0.3],
        "showgrid": False,
        "ticks": "",
        "title": {"text": say("figure_lines.word_axis"), "standoff": 6},
    }
    return axis, height + 26


def on_paper(
    words: pd.DataFrame, axis: str, *, best_pitch: float = 0, mark: str = "band"
) -> dict[str, Any]:
    """Return what `export` must know to fit the words on a page, and `word_mark` to mark one."""
    advice = say("figure_lines.most_words" if axis == "x" else "figure_lines.fewer_words")
    return {
        "axis": axis,
        "items": len(words),
        "item": "word",
        "advice": advice,
        "best_pitch": best_pitch,
        "words": words["word"].tolist(),
        "mark": mark,
    }


def word_mark(meta: Mapping[str, Any], word: str | None, *, dark: bool) -> list[dict[str, Any]]:
    """Return the shapes that mark a word of a finished figure, or none.

    Parameters
    ----------
    meta : mapping
        The figure's, from `on_paper`; ``spans`` are the places of each word, where it has not one
        step of its own, and ``up_to`` is the share of the height that they take.
    word : str or None
        Id of the word; one that the figure does not show has no mark.
    dark : bool
        The theme.
    """
    if word is None or word not in meta.get("words", ()):
        return []
    at = list(meta["words"]).index(word)
    place = {"x0": at - 0.5, "x1": at + 0.5, "y0": 0, "y1": 1, "xref": "x", "yref": "paper"}
    if meta.get("axis") == "y":
        place = {"x0": 0, "x1": 1, "y0": at - 0.5, "y1": at + 0.5, "xref": "x domain", "yref": "y"}
    places = [place]
    if "spans" in meta:
        ends = ("y0", "y1") if meta.get("axis") == "y" else ("x0", "x1")
        place |= {} if meta.get("axis") == "y" else {"y1": meta.get("up_to", 1)}
        places = [{**place, **dict(zip(ends, span, strict=True))} for span in meta["spans"][at]]
    look: dict[str, Any] = {
        "fillcolor": style.colour("band", dark=dark),
        "line": {"width": 1, "color": style.colour("zero", dark=dark)},
        "layer": "below",
    }
    if meta.get("mark") == "frame":  # what stands there would hide a band below it
        look = {"line": {"width": 2, "color": style.colour("ink", dark=dark)}}
    return [{"type": "rect", **each, **look} for each in places]


def mark_word(figure: go.Figure, word: str | None, *, dark: bool) -> go.Figure:
    """Mark a word in a finished figure, below all other shapes; for None change nothing."""
    found = word_mark(figure.layout.meta or {}, word, dark=dark)
    if found:
        figure.layout.shapes = [*found, *figure.layout.shapes]
    return figure


def wide(n_words: int, pitch: float = PITCH) -> float | None:
    """Return the width of a figure whose words would not fit on a page [px], else None."""
    return 130 + pitch * n_words if n_words > WIDE else None


def hovered(names: Iterable[str], valences: Iterable[str]) -> list[str]:
    """Return the words as the pointer names them, each with its valence where one is known."""
    pairs = zip(names, valences, strict=True)
    return [f"{name} ({valence})" if valence else name for name, valence in pairs]


def strip_axis(words: pd.DataFrame) -> dict[str, Any]:
    """Return the axes of figures whose words stand down the page: with or without the strip."""
    if not labels.valences_of(words["valence"]):
        return {"xaxis": {"domain": [0, 1]}, "yaxis": {"anchor": "x"}}
    beside = {"domain": [0, STRIP], "range": [0, 1], "visible": False, "fixedrange": True}
    return {"xaxis": {"domain": [STRIP, 1]}, "xaxis2": beside, "yaxis": {"anchor": "x2"}}


def valence_traces(words: pd.DataFrame, *, along: str, dark: bool = False) -> list[go.Scatter]:
    """Return the strip of valence markers along the words' axis, one trace a valence, or none.

    Parameters
    ----------
    words : DataFrame
        One row a word, in the order of the axis.
    along : str
        ``x`` or ``y``; the strip stands on the second axis of the other direction.
    dark : bool
        The theme.
    """
    traces = []
    for valence in labels.valences_of(words["valence"]):
        places = words.index[words["valence"] == valence].tolist()
        across = [0.5] * len(places)
        ids = words.loc[places, ["word"]].to_numpy()
        traces.append(
            go.Scatter(
                x=places if along == "x" else across,
                y=across if along == "x" else places,
                xaxis="x" if along == "x" else "x2",
                yaxis="y2" if along == "x" else "y",
                mode="markers",
                marker={
                    "symbol": style.symbol(valence),
                    "color": style.colour(valence),
                    "size": 8,
                    "line": {"width": 0.6, "color": style.colour("outline", dark=dark)},
                },
                name=f"{labels.human(valence)} word",
                customdata=ids,
                cliponaxis=False,
                hovertemplate=f"{valence} word<extra></extra>",
            )
        )
    return traces
