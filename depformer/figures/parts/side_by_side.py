"""Plots beside one another, each with labels of its own: the names and the places of their axes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

LEAST_GAP, MOST_GAP = 0.16, 0.34  # between two plots, as shares of the width
SIGN, AROUND, USUAL = 6.6, 24.0, 520.0  # a sign of a label, its surroundings, and all plots [px]


class Place(NamedTuple):
    """Where a plot stands.

    Attributes
    ----------
    at : int
        How many stand to the left of it.
    left, right : float
        Its ends [paper], those of the strip included.
    strip : float
        How wide the strip of marks at its left end is [paper]; 0 for none.
    """

    at: int
    left: float
    right: float
    strip: float

    @property
    def x(self) -> str:
        """The axis of its values."""
        return _axis("x", 2 * self.at + 1)

    @property
    def marks(self) -> str:
        """The axis across its strip."""
        return _axis("x", 2 * self.at + 2)

    @property
    def y(self) -> str:
        """The axis of its labels."""
        return _axis("y", self.at + 1)

    def axes(self, values: dict[str, Any], labels: dict[str, Any]) -> dict[str, Any]:
        """Return its axes, of values and of labels, as parts of a layout."""
        beside = self.marks if self.strip else self.x
        found = {
            _in_layout(self.x): {
                **values,
                "domain": [self.left + self.strip, self.right],
                "anchor": self.y,
            },
            _in_layout(self.y): {**labels, "anchor": beside},
        }
        if self.strip:
            found[_in_layout(self.marks)] = {
                "domain": [self.left, self.left + self.strip],
                "range": [0, 1],
                "visible": False,
                "fixedrange": True,
                "anchor": self.y,
            }
        return found


def places(n: int, labels: Iterable[str], strip: float) -> list[Place]:
    """Return the places of so many plots, as far apart as the longest of their labels asks for."""
    longest = max(map(len, labels), default=0)
    gap = min(MOST_GAP, max(LEAST_GAP, (SIGN * longest + AROUND) / USUAL))
    width = (1 - gap * (n - 1)) / n
    lefts = [at * (width + gap) for at in range(n)]
    return [Place(at, left, left + width, strip) for at, left in enumerate(lefts)]


def _axis(letter: str, number: int) -> str:
    return letter if number == 1 else f"{letter}{number}"


def _in_layout(axis: str) -> str:
    return f"{axis[0]}axis{axis[1:]}"
