"""Pictures of the recordings, each centred over its word."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

import plotly.graph_objects as go

from depformer import labels
from depformer.errors import DepformerError
from depformer.validate import one_of
from depformer.wording import say

PITCH = 46.0
BOX = 0.46
_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="48" height="48">'
    '<path d="M1 1H47V47H1ZM18 24H30" fill="none" stroke="#8b949e" stroke-width="2"/></svg>'
)
EMPTY = "data:image/svg+xml;base64," + b64encode(_FRAME.encode()).decode()
"""A frame with a dash, where a recording is missing; it takes the room that a picture would."""


def row_height(n_words: int) -> float:
    """Return the height of one row [px]: about square where a page holds all words."""
    return min(96.0, max(PITCH + 4, 1000 / max(1, n_words)))


def rows(
    pictures: Mapping[str, Mapping[str, str]] | None,
) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Return the rows from top to bottom, faces first.

    Raises
    ------
    DepformerError
        If a key is no modality or a picture is no data URI.
    """
    for modality, row in (pictures or {}).items():
        one_of(say("figure_lines.modality_of_pictures"), modality, labels.MODALITIES)
        for word, uri in row.items():
            if not str(uri).startswith("data:image/"):
                raise DepformerError(say("figure_lines.no_data_uri", modality=modality, word=word))
    return tuple(
        (name, (pictures or {})[name]) for name in labels.MODALITIES if name in (pictures or {})
    )


def draw(
    figure: go.Figure,
    rows: tuple[tuple[str, Mapping[str, str]], ...],
    words: list[str],
    *,
    bottom: float,
) -> None:
    """Add one picture row a modality above the plot, on axes of their own.

    Parameters
    ----------
    figure : Figure
        Changed in place; its x axis has one step a word.
    rows : tuple
        From `rows`.
    words : list of str
        Word ids in the order of the axis.
    bottom : float
        Height of what stands below [px].
    """
    height = row_height(len(words))
    whole = bottom + len(rows) * height
    images = []  # set at once: adding one by one copies all that are there already
    for rank, (modality, row) in enumerate(rows):
        top = whole - rank * height
        name = f"y{rank + 3}"
        figure.update_layout(
            {
                f"yaxis{rank + 3}": {
                    "domain": [(top - height + 3) / whole, (top - 1) / whole],
                    "range": [0, 1],
                    "tickvals": [0.5],
                    "ticktext": [labels.human(modality)],
                    "ticks": "",
                    "showgrid": False,
                    "fixedrange": True,
                    "anchor": "x",
                }
            }
        )
        figure.add_trace(
            go.Scatter(
                x=list(range(len(words))),
                y=[0.5] * len(words),
                yaxis=name,
                mode="markers",
                marker={"size": 34, "symbol": "square", "opacity": 0},
                customdata=[[word] for word in words],
                hoverinfo="none",
                showlegend=False,
            )
        )
        images += [
            {
                "source": row.get(word, EMPTY),
                "x": at,
                "y": 0.5,
                "xref": "x",
                "yref": name,
                "sizex": 2 * BOX,
                "sizey": 0.96,
                "xanchor": "center",
                "yanchor": "middle",
                "sizing": "contain",
                "layer": "above",
                "name": f"{modality} {word}",
            }
            for at, word in enumerate(words)
        ]
    if images:
        figure.update_layout(images=images)
