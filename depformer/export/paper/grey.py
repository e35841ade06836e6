"""Whether a figure can be read without colour: printed in grey, or by eyes that tell few apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

LEAST = 12.0
"""How far two greys lie apart that are told from one another side by side [CIE L*]."""

_NUMBER = re.compile(r"[\d.]+")
_NAMED = {"black": "#000000", "white": "#ffffff"}


class Mark(NamedTuple):
    """What is drawn: its meaning, its colour, and its cue beside colour (shape, dash, pattern)."""

    meaning: str
    colour: str
    cue: tuple[str, ...]


def alike_in_grey(figure: go.Figure) -> list[tuple[str, str]]:
    """Return the pairs of meanings that only colour tells apart, and grey does not.

    Parameters
    ----------
    figure : Figure
        From `depformer.figures`.

    Returns
    -------
    list of tuple of str
        Names of two traces, or of one and its other colour; ``-`` and ``+`` for a scale of colours
        that is as dark on either side, over cells without numbers.
    """
    marks = [mark for trace in figure.data for mark in _marks(trace)]
    cues: dict[str, set[tuple[str, ...]]] = {}
    for mark in marks:  # a line through a marker has the marker's shape beside it
        cues.setdefault(mark.meaning, set()).add(mark.cue)
    found = [
        (one.meaning, other.meaning)
        for one, other in combinations(dict.fromkeys(marks), 2)
        if one.colour.lower() != other.colour.lower()
        and one.cue == other.cue
        and (one.meaning == other.meaning or cues[one.meaning] == cues[other.meaning])
        and abs(lightness(one.colour) - lightness(other.colour)) < LEAST
    ]
    scales = [trace for trace in figure.data if trace.type == "heatmap" and not trace.texttemplate]
    return found + [("-", "+") for trace in scales if not _goes_one_way(trace)]


def lightness(colour: str) -> float:
    """Return CIE L* of a colour on white paper: 0 black, 100 white."""
    red, green, blue, opacity = _channels(colour)
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (opacity * each / 255 + 1 - opacity for each in (red, green, blue))
    ]
    y = float(np.dot(linear, [0.2126, 0.7152, 0.0722]))
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def _channels(colour: str) -> tuple[float, float, float, float]:
    colour = _NAMED.get(colour, colour)
    if colour.startswith("#"):
        red, green, blue = (float(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
        return red, green, blue, 1.0
    numbers = [float(each) for each in _NUMBER.findall(colour)]
    return numbers[0], numbers[1], numbers[2], numbers[3] if len(numbers) > 3 else 1.0


def _marks(trace: Any) -> Iterator[Mark]:
    name = str(trace.legendgroup or trace.name or trace.type)
    if trace.type == "bar":
        pattern = trace.marker.pattern.shape
        for colour, shape in _pairs(trace.marker.color, pattern):
            yield Mark(name, colour, ("bar", shape))
    if trace.type == "scatter" and trace.opacity != 0:
        mode = trace.mode or "lines"
        if "markers" in mode and trace.marker.opacity != 0:
            for colour, symbol in _pairs(trace.marker.color, trace.marker.symbol):
                yield Mark(name, colour, ("marker", symbol))
        if "lines" in mode and trace.line.color and trace.line.width != 0:
            yield Mark(
                name, trace.line.color, ("line", str(trace.line.dash), str(trace.line.width))
            )


def _pairs(colours: Any, cues: Any) -> Iterator[tuple[str, str]]:
    """Yield each colour with its cue, where either is one for all or one a point."""
    listed = [colours] if isinstance(colours, str) else list(colours if colours is not None else [])
    shown = [str(cues)] if cues is None or isinstance(cues, (str, int)) else list(map(str, cues))
    n = max(len(listed), len(shown)) if listed else 0
    for i in range(n):
        colour = listed[i % len(listed)]
        if isinstance(colour, str):
            yield colour, shown[i % len(shown)]


def _goes_one_way(trace: Any) -> bool:
    """Return whether a scale of colours gets ever lighter, or ever darker."""
    steps = np.diff([lightness(str(colour)) for _, colour in trace.colorscale])
    return bool((steps >= -1).all() or (steps <= 1).all())
