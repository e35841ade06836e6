"""How much room the texts of a figure take on its canvas, and what is left for its plots."""

from __future__ import annotations

import html
import re
import textwrap
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

import plotly.graph_objects as go

LEAST_PLOT = 76.0  # of a plot with an axis of numbers, a strip of marks included: three fit [px]
APART = 12.0  # between a plot and the labels of the next one [px]
BEYOND = 0.2  # share of a plot up to which a note may leave it: it stands at its edge
STRIP = 0.15  # share of the width up to which an axis is a strip beside a plot
LETTER, IDEOGRAM = 0.6, 1.0  # width of a sign [em]; of Open Sans, the widest of the fonts asked for
WIDTHS = {0.28: " .,;:'|!ijlI·", 0.38: '()[]{}ftr-−/"', 0.94: "mwMW%←→"}
UPRIGHT_MARK = 16.0  # what stands along the right edge [px]
PLAIN = 12.0  # labels of a figure that says nothing of their size [px]
ENTRY = 45.0  # of a legend: its mark, and the room around it [px]
LEAST_STRIP = 12.0  # that a mark beside a plot takes [px]
CLOSE = 0.77  # of a label: with plotly's 1.3 em from line to line, one size of type
BETWEEN_WAYS = " · "  # what stands between the two ends of an axis
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
    narrowest += min((end - start for _, start, end, _ in _strips(figure)), default=0.0)
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
    halves: dict[str, float] = {}  # plots of the same axis are broken alike
    for axis in shown:
        title = str(axis.title.text or "")
        middle = middles[id(axis)] * plots
        others = [abs(each * plots - middle) for each in middles.values()]
        half = min(
            [left + middle, right + plots - middle]
            + [apart / 2 - 4 for apart in others if apart > 1]
        )
        halves[title] = min(half, halves.get(title, half))
    more = 0
    for axis in shown:
        title = str(axis.title.text or "")
        if not title:
            continue
        half = halves[title]
        lines = title.split("<br>")
        broken = [part for line in lines for part in _broken(line, 2 * half, size)]
        axis.title.text = "<br>".join(broken)
        more = max(more, len(broken) - len(lines))
    return more


def _broken(line: str, room: float, size: float) -> list[str]:
    if text_width(line, size) <= room or _TAG.search(line):
        return [line]
    if "→" in line:  # each end on a line of its own
        return line.split(BETWEEN_WAYS)
    return textwrap.wrap(line, max(8, int(room / (0.52 * size))), break_long_words=False)


def flow_legend(figure: go.Figure, width: float) -> int:
    """Let the entries of the legend follow one another like words; return how many rows they take.

    Plotly sets them in columns as wide as the widest entry, unless each is a group of its own.

    Parameters
    ----------
    figure : Figure
        Changed in place.
    width : float
        Of the plots, which the legend does not exceed [px].
    """
    if not figure.layout.showlegend:
        return 0
    size = figure.layout.template.layout.font.size
    rows, taken = 1, 0.0
    for at, trace in enumerate(figure.data):
        if not trace.name or trace.showlegend is False:
            continue
        trace.legendgroup = f"{trace.name} {at}"
        needed = text_width(trace.name, size) + ENTRY
        if taken and taken + needed > width:
            rows, taken = rows + 1, 0.0
        taken += needed
    figure.update_layout(legend={"traceorder": "grouped", "tracegroupgap": 0})
    return rows


def widen_strips(figure: go.Figure, plots: float) -> None:
    """Give a strip of marks before a plot the room that a mark takes, however narrow the plot.

    Parameters
    ----------
    figure : Figure
        Changed in place.
    plots : float
        Width of all plots [px].
    """
    wide = LEAST_STRIP / plots
    for strip, start, end, beside in _strips(figure):
        if end - start >= wide:
            continue
        strip.domain = [start, start + wide]
        for axis in beside:
            axis.domain = [start + wide, axis.domain[1]]


def _strips(figure: go.Figure) -> list[tuple[Any, float, float, list[Any]]]:
    """Return the strips of marks, from where to where each reaches, and the axes behind it."""
    axes = [axis for axis in figure.select_xaxes() if axis.domain]
    found = []
    for strip in axes:
        start, end = strip.domain
        beside = [axis for axis in axes if abs(axis.domain[0] - end) < 1e-6]
        if strip.visible is False and not strip.overlaying and beside:
            found.append((strip, start, end, beside))
    return found


def close_upright(figure: go.Figure) -> None:
    """Set the signs of upright words closer than the words, so that nobody reads across them.

    The distance of two lines follows from the size of the label, in which each sign has its own.
    """
    for axis in figure.select_xaxes():
        named = [str(name) for name in axis.ticktext or ()]
        stacked = [name for name in named if "<br>" in name]
        if not stacked or any(len(sign) != 1 or _em(sign) < IDEOGRAM for sign in _lines(stacked)):
            continue
        size = axis.tickfont.size or figure.layout.template.layout.xaxis.tickfont.size or PLAIN
        axis.tickfont.size = size * CLOSE
        axis.ticklabelstandoff = (axis.ticklabelstandoff or 0) + round(size * (1 - CLOSE))
        axis.ticktext = [
            "<br>".join(f'<span style="font-size:{size:.2f}px">{s}</span>' for s in _lines([name]))
            for name in named
        ]


def _lines(names: Iterable[str]) -> list[str]:
    return [line for name in names for line in name.split("<br>")]


def notes_named(figure: go.Figure, name: str) -> list[Any]:
    """Return the notes of a name."""
    return [note for note in figure.layout.annotations if note.name == name]
