"""Names beside points that stand free of one another, on a screen of any width and on paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np

from depformer.figures.parts import style
from depformer.figures.parts.as_text import signs
from depformer.stats.inference.intervals import Floats

WIDTHS = (260.0, 420.0, 620.0, 900.0, 1400.0)  # of a plot, from one column on paper on [px]
LINE = 14.0  # of one name [px]
POINT = 6.0  # from the middle of a point to its edge [px]
STEPS = tuple(sorted(range(-9, 10), key=lambda step: (abs(step), step)))  # lines up or down

Box = tuple[float, float, float, float]


def placed(
    x: Floats, y: Floats, named: Sequence[int], names: Sequence[str], height: float, *, dark: bool
) -> list[dict[str, Any]]:
    """Return a note a name, as near to its point as it stands free; no name where none does.

    Plotly places no names by itself. One after the other, the first taking the best place: beside
    its point, else some lines higher or lower, tied to it by a thin line. A place is free if it is
    at every one of `WIDTHS`, inside the plot and off the other names; the fewest points lie under
    it.

    Parameters
    ----------
    x, y : array
        Where the points stand, in shares of the axes (0..1), shape (point,).
    named : sequence of int
        Which points are named, the most important first.
    names : sequence of str
        Of those points.
    height : float
        Of the plot [px].
    dark : bool
        The theme.

    Returns
    -------
    list of dict
        Annotations without ``x`` and ``y``; ``point`` is the number of the point.
    """
    up = y * height
    taken: list[list[Box]] = [[] for _ in WIDTHS]
    notes = []
    for point, name in zip(named, names, strict=True):
        found = None
        for step, right in product(STEPS, (x[point] >= 0.5, x[point] < 0.5)):
            aside = (14.0 if step else POINT + 3) * (1 if right else -1)
            places = [
                _boxes(x[point] * width, up[point], aside, step * LINE, _length(name))
                for width in WIDTHS
            ]
            if not all(map(_free, places, taken, WIDTHS, [height] * len(WIDTHS))):
                continue
            under = max(
                _hidden(boxes[0], x * width, up)
                for boxes, width in zip(places, WIDTHS, strict=True)
            )
            cost = 2 * under + 0.4 * abs(step)
            if found is None or cost < found[0]:
                found = cost, aside, step, places
        if found is not None:
            _, aside, step, places = found
            for there, boxes in zip(taken, places, strict=True):
                there.extend(boxes)
            notes.append(_note(point, name, aside, step, dark=dark))
    return notes


def _note(point: int, name: str, aside: float, step: int, *, dark: bool) -> dict[str, Any]:
    return {
        "point": point,
        "text": name,
        "ax": aside,
        "ay": -step * LINE,
        "xanchor": "left" if aside > 0 else "right",
        "yanchor": "middle",
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 0.8 if step else 0.1,
        "arrowcolor": style.colour("muted", dark=dark) if step else "rgba(0, 0, 0, 0)",
        "standoff": POINT,
        "borderpad": 0,
        "font": {"size": style.SIZES["small"] + 1},
    }


def _length(name: str) -> float:
    """Return how much room a name takes at most [px]; a Chinese sign is as wide as it is high."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in name)
    return (style.SIZES["small"] + 1) * (wide + 0.62 * (signs(name) - wide)) + 4


def _boxes(x: float, y: float, aside: float, above: float, length: float) -> list[Box]:
    """Return the box of a name, then small ones along the line that ties it to its point."""
    start, middle = x + aside, y + above
    low, high = (start, start + length) if aside > 0 else (start - length, start)
    along = (0.5, 0.75, 0.95) if above else ()
    tie = [(x + part * aside, y + part * above) for part in along]
    name = (low, high, middle - LINE / 2, middle + LINE / 2)
    return [name, *((px - 0.5, px + 0.5, py - 0.5, py + 0.5) for px, py in tie)]


def _free(boxes: list[Box], taken: list[Box], width: float, height: float) -> bool:
    low, high, bottom, top = boxes[0]
    inside = low >= 0 and high <= width and bottom >= 0 and top <= height
    return inside and not any(_meet(box, other) for box in boxes for other in taken)


def _meet(one: Box, other: Box) -> bool:
    (left, right, bottom, top), (low, high, under, over) = one, other
    return left < high and low < right and bottom < over and under < top


def _hidden(box: Box, x: Floats, y: Floats) -> int:
    low, high, bottom, top = box
    inside = (x > low - POINT) & (x < high + POINT) & (y > bottom - POINT) & (y < top + POINT)
    return int(np.count_nonzero(inside))
