"""How much room the texts of a figure take on its canvas, and what is left for its plots."""

from __future__ import annotations

import html
import re
import textwrap
import unicodedata
from itertools import pairwise
from typing import Any, NamedTuple

import plotly.graph_objects as go

LEAST_PLOT = 76.0  # of a plot with an axis of numbers: three of them side by side [px]
APART = 12.0  # between a plot and the labels of the next one [px]
BEYOND = 0.2  # share of a plot up to which a note may leave it: it stands at its edge
STRIP = 0.15  # share of the width up to which an axis is a strip beside a plot
LETTER, IDEOGRAM = 0.6, 1.0  # width of a sign [em]; of Open Sans, the widest of the fonts asked for
WIDTHS = {0.28: " .,;:'|!ijlI·", 0.38: '()[]{}ftr-−/"', 0.94: "mwMW%←→"}
UPRIGHT_MARK = 16.0  # what stands along the right edge [px]
PLAIN = 12.0  # labels of a figure that says nothing of their size [px]
TICK, LINE = 8.0, 1.35  # of labels: from the plot [px], from line to line [em]
_TAG = re.compile(r"<[^>]+>")


class Column(NamedTuple):
    """Plots one above the other: their place [paper], and the room of the labels before [px]."""

    left: float
    right: float
    labels: float


def text_width(written: object, size: float) -> float:
    """Return how wide a text is drawn, the widest of its lines [px]."""
    return max(_width(_TAG.sub("", line), size) for line in str(written or "").split("<br>"))


def _width(line: str, size: float) -> float:
    return size * sum(map(_em, html.unescape(line)))


def _em(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WF":
        return IDEOGRAM
    return next((width for width, signs in WIDTHS.items() if sign in signs), LETTER)


def columns(figure: go.Figure) -> list[Column]:
    """Return the columns of plots of a figure, from the left."""
    domains = sorted(
        tuple(axis.domain or (0.0, 1.0))
        for axis in figure.select_xaxes()
        if axis.overlaying is None
    ) or [(0.0, 1.0)]
    places: list[list[float]] = []
    for left, right in domains:
        if places and left <= places[-1][1] + 0.05:
            places[-1][1] = max(places[-1][1], right)
        else:
            places.append([left, right])
    return [Column(left, right, _labels(figure, left)) for left, right in places]


def _labels(figure: go.Figure, left: float) -> float:
    """Return the room of the labels of the axes that stand at a place [px]."""
    rooms = [0.0]
    for axis in figure.select_yaxes():
        beside = figure.layout[f"xaxis{(axis.anchor or 'x')[1:]}"]
        start = 0.0 if axis.anchor == "free" else (beside.domain or (0.0, 1.0))[0]
        if axis.visible is False or axis.overlaying or abs(start - left) > 1e-6:
            continue
        of_template = figure.layout.template.layout.yaxis.tickfont.size
        size = axis.tickfont.size or of_template or PLAIN
        named = list(axis.ticktext or ())
        room = max((text_width(name, size) for name in named), default=3 * size)
        if named and abs(axis.tickangle or 0) == 90:
            room = LINE * size
        title = LINE * figure.layout.template.layout.font.size + TICK if axis.title.text else 0.0
        hidden = axis.showticklabels is False
        rooms.append((0.0 if hidden else room + TICK + (axis.ticklabelstandoff or 0)) + title)
    return max(rooms)


def beside(figure: go.Figure) -> float:
    """Return the room of what is written to the right of the plots [px]; 0 for nothing."""
    ends = [0.0]
    for note in figure.layout.annotations:
        if note.name or note.xref != "paper" or note.x is None or note.x < 1:
            continue
        size = note.font.size or figure.layout.template.layout.font.size
        share = {"left": 1.0, "right": 0.0}.get(note.xanchor or "center", 0.5)
        ends.append((note.xshift or 0.0) + share * text_width(note.text, size))
    return max(ends)


def least_plots(figure: go.Figure) -> float:
    """Return the least width of all plots together with the labels between them [px]."""
    found = columns(figure)
    whole = sum(each.right - each.left for each in found)
    narrow = [
        axis.domain[1] - axis.domain[0] if axis.domain else 1.0
        for axis in figure.select_xaxes()
        if axis.visible is not False and axis.overlaying is None
    ]
    narrowest = min((share for share in narrow if share > STRIP), default=1.0)
    between = sum(each.labels + APART for each in found[1:])
    return max(LEAST_PLOT / narrowest, _for_notes(figure)) * whole + between


def _for_notes(figure: go.Figure) -> float:
    """Return how wide all plots must be for the notes within one not to leave it [px]."""
    rooms = [0.0]
    gap = min((each.labels + APART for each in columns(figure)[1:]), default=0.0)
    for note in figure.layout.annotations:
        of, _, by_domain = str(note.xref or "x").partition(" ")
        if note.name or not of.startswith("x") or note.textangle:
            continue
        axis = figure.layout[f"xaxis{of[1:]}"]
        ends = (0.0, 1.0) if by_domain else axis.range
        if ends is None or not isinstance(note.x, (int, float)):
            continue
        at = (note.x - ends[0]) / (ends[1] - ends[0])
        free = {"right": at, "left": 1 - at}.get(note.xanchor or "", 2 * min(at, 1 - at))
        if free < BEYOND:
            continue
        size = note.font.size or figure.layout.template.layout.font.size
        start, end = axis.domain or (0.0, 1.0)
        needed = text_width(note.text, size) + abs(note.xshift or 0.0)
        needed -= gap if free == 1 else 0.0  # a heading stands over the labels of the next plot
        rooms.append(needed / free / (end - start))
    return max(rooms)


def label_lines(figure: go.Figure) -> float:
    """Return how high the plots must be, in sizes of type, for labels of several lines; or 0."""
    needed = [0.0]
    for axis in figure.select_yaxes():
        lines = max((str(name).count("<br>") + 1 for name in axis.ticktext or ()), default=0)
        if lines < 2 or axis.range is None:
            continue
        low, high = sorted(axis.range)
        at = sorted(axis.tickvals)
        step = min((after - before for before, after in pairwise(at)), default=high - low)
        start, end = axis.domain or (0.0, 1.0)
        needed.append(LINE * lines * (high - low) / step / (end - start))
    return max(needed)


def spread(figure: go.Figure, plots: float) -> None:
    """Give the labels between columns of plots the room that they take, and the plots the rest.

    Parameters
    ----------
    figure : Figure
        Changed in place: axes, and notes at places of the paper.
    plots : float
        Width of all of them [px].
    """
    found = columns(figure)
    if len(found) < 2:
        return
    between = [(each.labels + APART) / plots for each in found[1:]]
    stretch = (1 - sum(between)) / sum(each.right - each.left for each in found)
    places: list[tuple[Column, float]] = []
    at = 0.0
    for each, gap in zip(found, [*between, 0.0], strict=True):
        places.append((each, at))
        at += stretch * (each.right - each.left) + gap

    def moved(x: float) -> float:
        column, start = next(((c, s) for c, s in reversed(places) if x >= c.left - 1e-9), places[0])
        return min(1.0, max(0.0, start + stretch * (x - column.left)))

    for axis in figure.select_xaxes():
        if axis.domain:
            axis.domain = [moved(end) for end in axis.domain]
    for note in figure.layout.annotations:
        if note.xref == "paper" and note.x is not None and 0 < note.x < 1:
            note.x = moved(note.x)


def wrap_titles(figure: go.Figure, left: float, plots: float, right: float) -> int:
    """Break the titles of x axes where they would not fit; return how many lines come to it.

    Parameters
    ----------
    figure : Figure
        Changed in place.
    left, plots, right : float
        Room before, of, and behind the plots [px].
    """
    size = figure.layout.template.layout.font.size
    shown = [axis for axis in figure.select_xaxes() if axis.visible is not False]
    middles = {id(axis): sum(axis.domain or (0.0, 1.0)) / 2 for axis in shown}
    more = 0
    for axis in shown:
        title = str(axis.title.text or "")
        if not title:
            continue
        middle = middles[id(axis)] * plots
        others = [abs(each * plots - middle) for each in middles.values()]
        half = min(
            [left + middle, right + plots - middle]
            + [apart / 2 - 4 for apart in others if apart > 1]
        )
        lines = title.split("<br>")
        broken = [part for line in lines for part in _broken(line, 2 * half, size)]
        axis.title.text = "<br>".join(broken)
        more = max(more, len(broken) - len(lines))
    return more


def _broken(line: str, room: float, size: float) -> list[str]:
    if text_width(line, size) <= room or _TAG.search(line) or "→" in line:
        return [line]
    return textwrap.wrap(line, max(8, int(room / (0.52 * size))), break_long_words=False)


def legend_rows(figure: go.Figure, width: float) -> int:
    """Return how many rows the legend takes: one, or as many as columns of the widest make."""
    size = figure.layout.template.layout.font.size
    names = [trace.name for trace in figure.data if trace.name and trace.showlegend is not False]
    if not figure.layout.showlegend:
        return 0
    widths = [text_width(name, size) + 45 for name in names]
    if sum(widths, 0.0) <= width or not names:
        return 1
    return -(-len(names) // max(1, int(width // max(widths))))


def notes_named(figure: go.Figure, name: str) -> list[Any]:
    """Return the notes of a name."""
    return [note for note in figure.layout.annotations if note.name == name]
