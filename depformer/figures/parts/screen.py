"""A figure for a screen: plain, ready to be sent, its points clickable, its picture complete."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from depformer.figures.parts.as_text import title_lines
from depformer.figures.parts.words import word_mark

NARROWEST_PICTURE = 740.0
"""What a saved picture is wide at least, so that no line of its title is cut [px]."""


@dataclass(frozen=True)
class Screen:
    """A figure on a screen.

    Parameters
    ----------
    spec : str
        What plotly draws, title and marks included, as JSON: one object in memory, not thousands.
    question, reading : str
        The title, and the lines how to read it, as plain text.
    lines : int
        How many lines the reading takes in the figure.
    width : float or None
        Least width [px]; None where the figure fits every page.
    height : float
        Height, that of the title included [px].
    """

    spec: str
    question: str
    reading: str
    lines: int
    width: float | None
    height: float

    @property
    def picture_size(self) -> tuple[float, float]:
        """Width and height of the picture that a reader saves [px]."""
        return self.width or NARROWEST_PICTURE, self.height

    def marked(self, word: str | None, *, dark: bool) -> dict[str, Any]:
        """Return what plotly draws with a word marked; the rest is not drawn again."""
        spec: dict[str, Any] = json.loads(self.spec)
        layout = spec["layout"]
        layout["shapes"] = [
            *word_mark(layout.get("meta") or {}, word, dark=dark),
            *layout.get("shapes", ()),
        ]
        return spec


def for_screen(figure: go.Figure) -> Screen:
    """Return a finished figure for the screen, without the word that is marked in it.

    Parameters
    ----------
    figure : Figure
        From `depformer.figures.drawn`; changed in place.
    """
    for trace in figure.data:
        if hasattr(trace, "unselected") and hasattr(trace, "marker"):
            opacity = 1 if trace.marker.opacity is None else trace.marker.opacity
            shown = {"marker": {"opacity": opacity}}  # plotly pales what is not clicked
            trace.update(selected=shown, unselected=shown)
    width = figure.layout.width
    figure.update_layout(width=None)  # as wide as its place, but not narrower than its words
    question, *lines = title_lines(figure)
    height = float(figure.layout.height or 400)
    below_title = 1 - float((figure.layout.meta or {}).get("title_height", 0)) / height
    # Where a narrow page breaks the legend into rows, it grows downwards and moves the plot.
    figure.update_layout(legend={"yref": "container", "y": below_title, "yanchor": "top"})
    return Screen(figure.to_json(), question, " ".join(lines), len(lines), width, height)
