"""The grid of a raster: blocks of rows and of words, thin gaps between, one panel a modality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from depformer import labels
from depformer.figures.parts import style

BETWEEN_VALENCES, BETWEEN_PANELS = 0.017, 0.0625  # gaps, as shares of the words, and at most
WIDEST = 0.4, 1.5  # so many words
BETWEEN_GROUPS = 8.0, 1.5  # [px], and at least so many rows: on paper rows are lower
NAME = 24.0  # room for the name of a panel [px]


class Side(NamedTuple):
    """One side of a panel, whose cells are 1 wide.

    Attributes
    ----------
    edges : list of float
        Of cells and gaps, one more than there are of both.
    slots : list of int
        Which of the intervals between the edges each cell is; the others are gaps.
    blocks : list of tuple of float
        First and last edge of every block that holds cells.
    """

    edges: list[float]
    slots: list[int]
    blocks: list[tuple[float, float]]

    @property
    def middles(self) -> list[float]:
        """Where the middle of each cell is."""
        return [(self.edges[slot] + self.edges[slot + 1]) / 2 for slot in self.slots]

    @property
    def spans(self) -> list[tuple[float, float]]:
        """Where each cell begins and ends."""
        return [(self.edges[slot], self.edges[slot + 1]) for slot in self.slots]


def side(sizes: Sequence[int], gap: float, start: float = 0.0) -> Side:
    """Return the side of a panel with blocks of so many cells.

    Parameters
    ----------
    sizes : sequence of int
        Cells a block; an empty block leaves no gap.
    gap : float
        Between two blocks, in cells.
    start : float
        Where the first cell begins.
    """
    edges, blocks = [start], []
    slots: list[int] = []
    for size in filter(None, sizes):
        if slots:
            edges.append(edges[-1] + gap)
        first = edges[-1]
        for _ in range(size):
            slots.append(len(edges) - 1)
            edges.append(edges[-1] + 1.0)
        blocks.append((first, edges[-1]))
    return Side(edges, slots, blocks)


class Panel(NamedTuple):
    """Where the cells of a modality stand."""

    modality: str
    rows: Side
    columns: Side

    @property
    def xaxis(self) -> str:
        """Its own axis of words, which lies over that of the first panel."""
        return "x" if self.modality == labels.MODALITIES[0] else "x3"


class Grid(NamedTuple):
    """Two panels, beside one another or one above the other.

    Attributes
    ----------
    panels : tuple of Panel
        Face, then voice.
    stacked : bool
        Whether the voice stands under the face.
    row : float
        Height of a row [px].
    """

    panels: tuple[Panel, Panel]
    stacked: bool
    row: float

    @property
    def height(self) -> float:
        """Lowest edge, from the top [rows]."""
        return self.panels[1].rows.edges[-1]

    @property
    def width(self) -> float:
        """Rightmost edge [words]."""
        return self.panels[1].columns.edges[-1]

    @property
    def of_rows(self) -> tuple[Panel, ...]:
        """Panels of which each has rows of its own."""
        return self.panels if self.stacked else self.panels[:1]

    @property
    def of_words(self) -> tuple[Panel, ...]:
        """Panels of which each has columns of its own."""
        return self.panels[:1] if self.stacked else self.panels


def grid(groups: Sequence[int], kinds: Sequence[int], *, stacked: bool, row: float) -> Grid:
    """Return where rows and words stand.

    Parameters
    ----------
    groups, kinds : sequence of int
        Rows a group, and words a valence.
    stacked : bool
        Whether the voice stands under the face.
    row : float
        Height of a row [px].
    """
    apart, n = max(BETWEEN_GROUPS[0] / row, BETWEEN_GROUPS[1]), sum(kinds)
    gap, wider = min(BETWEEN_VALENCES * n, WIDEST[0]), min(BETWEEN_PANELS * n, WIDEST[1])
    rows, columns = side(groups, apart), side(kinds, gap)
    below, beside = rows, side(kinds, gap, columns.edges[-1] + wider)
    if stacked:
        below, beside = side(groups, apart, rows.edges[-1] + NAME / row), columns
    face, audio = labels.MODALITIES
    return Grid((Panel(face, rows, columns), Panel(audio, below, beside)), stacked, row)


def cells(
    values: NDArray[np.float64],
    panel: Panel,
    *,
    rows: Sequence[str],
    words: Sequence[str],
    signed: bool,
    end: float,
    unit: str,
    bar: dict[str, Any],
    dark: bool,
) -> go.Heatmap:
    """Return one panel; what the pointer says of a cell is its row and its word.

    Parameters
    ----------
    values : array
        Shape (row, word); NaN is left clear.
    panel : Panel
        Where they stand.
    rows, words : sequence of str
        What the pointer calls them.
    signed : bool
        Whether values have a direction; else the colours begin at 0.
    end : float
        Where the colours end.
    unit : str
        Of the values.
    bar : dict
        That explains the colours; the first panel shows it.
    dark : bool
        The theme.
    """
    shape = len(panel.rows.edges) - 1, len(panel.columns.edges) - 1
    where = np.ix_(panel.rows.slots, panel.columns.slots)
    z, text = np.full(shape, np.nan), np.full(shape, "", dtype=object)
    called = labels.human(panel.modality).lower()
    z[where] = values
    text[where] = [[f"{row}, {word}, {called}" for word in words] for row in rows]
    value = f"{'%{z:+.3f}' if signed else '%{z:.3f}'} {'' if unit == '1' else unit}"
    return go.Heatmap(
        x=panel.columns.edges,
        y=panel.rows.edges,
        z=z,
        text=text,
        xaxis=panel.xaxis,
        zmin=-end if signed else 0.0,
        zmax=end,
        colorscale=style.diverging(dark=dark) if signed else style.CIVIDIS,
        showscale=panel.modality == labels.MODALITIES[0],
        colorbar=bar,
        hoverongaps=False,
        hovertemplate=f"%{{text}}<br>{value}<extra></extra>",
    )


def grounds(shown: Grid, colour: str) -> list[dict[str, Any]]:
    """Return what lies below every block of cells: seen where nothing was measured."""
    return [
        {
            "type": "rect",
            "x0": left,
            "x1": right,
            "y0": top,
            "y1": bottom,
            "fillcolor": colour,
            "line": {"width": 0},
            "layer": "below",
        }
        for panel in shown.panels
        for top, bottom in panel.rows.blocks
        for left, right in panel.columns.blocks
    ]
