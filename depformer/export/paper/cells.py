"""Heat maps in files: cells as vector shapes, or, where they are many, as one sharp picture.

A browser prints a heat map as a picture of the screen's 96 dots per inch, which a journal refuses.
"""

from __future__ import annotations

import base64
import re
from math import ceil
from typing import Any

import cv2
import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

MOST_CELLS = 25_000  # of one map as shapes: two panels of 140 people and 72 words, and a second
SHADES = 128  # two neighbours differ by less than what is seen or printed
MM_PER_INCH = 25.4
_NUMBER = re.compile(r"[\d.]+")


def in_print(figure: go.Figure, *, width_mm: float, dpi: int) -> go.Figure:
    """Replace the heat maps of a figure by what stays sharp in print; the others stay.

    Parameters
    ----------
    figure : Figure
        Changed in place.
    width_mm : float
        The width of the whole figure on paper [mm].
    dpi : int
        What a picture needs at least [dot/inch].

    Returns
    -------
    Figure
        The same.
    """
    maps = [trace for trace in figure.data if trace.type == "heatmap"]
    if not maps:
        return figure
    cells, images, notes, bars = [], [], [], []
    for lying in _stacks(maps):  # a recording, and what the model made of it, over one another
        painted: list[NDArray[np.float64]] = []
        for trace in lying:
            values = _numbers(trace.z)
            edges = tuple(
                _edges(figure, trace, letter, n)
                for letter, n in zip("xy", values.shape[::-1], strict=True)
            )
            low, high = _ends(trace, values)
            shares = np.clip((values - low) / (high - low), 0, 1)
            if values.size <= MOST_CELLS and len(lying) == 1:
                cells += _cells(trace, shares, edges, _below(figure, trace))
            else:
                painted.append(_colours(trace, shares))
            notes += _texts(trace, shares, *edges)
            bars += _colour_bar(trace, low, high)
        if painted:
            sharp = ceil(width_mm / MM_PER_INCH * dpi / values.shape[1])
            images.append(_picture(figure, lying[0], _flat(painted), edges, sharp))
    rest = [trace for trace in figure.data if trace.type != "heatmap"]
    figure.data = []
    figure.add_traces([*bars, *rest])
    # Each list is assigned once: plotly copies all earlier ones for one that is added.
    figure.layout.shapes = [*cells, *figure.layout.shapes]
    figure.layout.images = [*images, *figure.layout.images]
    figure.layout.annotations = [*notes, *figure.layout.annotations]
    return figure


def _stacks(maps: list[go.Heatmap]) -> list[list[go.Heatmap]]:
    """Return the maps, those on the same axes together."""
    found: dict[tuple[str, str], list[go.Heatmap]] = {}
    for trace in maps:
        found.setdefault((_axis(trace, "x"), _axis(trace, "y")), []).append(trace)
    return list(found.values())


def _numbers(given: Any) -> NDArray[np.float64]:
    """Return numbers that plotly holds as a list, or packed as it sends them to a browser."""
    if not isinstance(given, dict):
        return np.array(given, dtype=float)
    flat = np.frombuffer(base64.b64decode(given["bdata"]), dtype=given["dtype"])
    shape = [int(size) for size in str(given.get("shape", len(flat))).split(",")]
    return np.asarray(flat.reshape(shape), dtype=float)


def _edges(figure: go.Figure, trace: go.Heatmap, letter: str, n: int) -> NDArray[np.float64]:
    """Return where the cells begin and end along an axis, which keeps its range without a map."""
    given = trace[letter]
    axis = figure.layout[_axis(trace, letter, "axis")]
    if given is None or (not isinstance(given, dict) and isinstance(given[0], str)):
        start, step = trace[f"{letter}0"], trace[f"d{letter}"]
        centres = (0.0 if start is None else start) + (1.0 if step is None else step) * np.arange(n)
        if given is not None:
            axis.update(tickmode="array", tickvals=centres.tolist(), ticktext=list(given))
    else:
        centres = _numbers(given)
    if len(centres) == n + 1:
        return np.asarray(centres, dtype=float)
    half = np.diff(centres) / 2 if n > 1 else np.array([0.5])
    middles = (centres[1:] + centres[:-1]) / 2
    edges = np.concatenate([[centres[0] - half[0]], middles, [centres[-1] + half[-1]]])
    if axis.range is None:
        ends = [float(edges.min()), float(edges.max())]
        axis.range = ends[::-1] if axis.autorange == "reversed" else ends
        axis.autorange = None
    axis.type = "linear"
    return edges


def _axis(trace: go.Heatmap, letter: str, word: str = "") -> str:
    """Return the name of a map's axis: ``xaxis2`` in the layout, ``x2`` elsewhere."""
    return f"{letter}{word}{(trace[f'{letter}axis'] or letter)[1:]}"


def _ends(trace: go.Heatmap, values: NDArray[np.float64]) -> tuple[float, float]:
    """Return the values of the first and the last colour."""
    known = values[np.isfinite(values)]
    low = trace.zmin if trace.zmin is not None else known.min(initial=np.inf)
    high = trace.zmax if trace.zmax is not None else known.max(initial=-np.inf)
    if not np.isfinite([low, high]).all():
        return 0.0, 1.0
    return float(low), float(high) if high > low else float(low) + 1.0


def _scale(trace: go.Heatmap) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the stops of a colour scale and their colours, shape (stop, red green blue alpha)."""
    stops = [float(stop) for stop, _ in trace.colorscale]
    return np.array(stops), np.array([_rgba(str(colour)) for _, colour in trace.colorscale])


def _rgba(colour: str) -> list[float]:
    if colour.startswith("#"):
        return [*(float(int(colour[i : i + 2], 16)) for i in (1, 3, 5)), 1.0]
    numbers = [float(each) for each in _NUMBER.findall(colour)]
    return [*numbers[:3], numbers[3] if len(numbers) > 3 else 1.0]


def _colours(trace: go.Heatmap, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the colours of shares of a scale, NaN clear."""
    stops, colours = _scale(trace)
    known = np.nan_to_num(shares)
    mixed = np.stack([np.interp(known, stops, colours[:, i]) for i in range(4)], axis=-1)
    mixed[..., 3] *= np.isfinite(shares)
    return mixed


def _below(figure: go.Figure, trace: go.Heatmap) -> dict[str, str]:
    """Return the axes for shapes below all lines: axes laid over others have no such layer."""
    refs = {}
    for letter in "xy":
        over = figure.layout[_axis(trace, letter, "axis")]
        lies_on = over.overlaying
        below = figure.layout[f"{letter}axis{str(lies_on)[1:]}"] if lies_on else over
        same = lies_on and below.range == over.range
        refs[f"{letter}ref"] = str(lies_on) if same else _axis(trace, letter)
    laid_over = any(figure.layout[f"{ref[0]}axis{ref[1:]}"].overlaying for ref in refs.values())
    return {**refs, "layer": "above" if laid_over else "between"}


def _cells(
    trace: go.Heatmap,
    shares: NDArray[np.float64],
    edges: tuple[NDArray[np.float64], ...],
    refs: dict[str, str],
) -> list[dict[str, Any]]:
    """Return one shape a shade, all its cells in one path; cells in one row flow together."""
    columns, rows = edges
    shades = np.where(np.isfinite(shares), np.round(np.nan_to_num(shares) * (SHADES - 1)), -1)
    found: dict[int, list[str]] = {}
    gap = bool(trace.xgap or trace.ygap)
    for r, line in enumerate(shades.astype(int).tolist()):
        start = 0
        for c in range(1, len(line) + 1):
            if c == len(line) or line[c] != line[start] or gap:
                box = f"M{columns[start]:.6g},{rows[r]:.6g}H{columns[c]:.6g}"
                box += f"V{rows[r + 1]:.6g}H{columns[start]:.6g}Z"
                found.setdefault(line[start], []).append(box)
                start = c
    found.pop(-1, None)
    shown = _flat([_colours(trace, np.array(list(found)) / (SHADES - 1))])
    return [
        {
            "type": "path",
            "path": "".join(boxes),
            **refs,
            "fillcolor": colour,
            # A gap is paper over the edge; else the edge closes the hair between two cells.
            "line": {
                "color": "#ffffff" if gap else colour,
                "width": max(trace.xgap or 0, trace.ygap or 0) if gap else 0.2,
            },
        }
        for boxes, colour in zip(found.values(), map(_written, shown), strict=True)
    ]


def _written(colour: NDArray[np.float64]) -> str:
    return "rgb({:.0f},{:.0f},{:.0f})".format(*colour)


def _flat(layers: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return layers of colour as they look over one another on white paper, without opacity."""
    seen = np.full_like(layers[0][..., :3], 255.0)
    for layer in layers:
        opacity = layer[..., 3:]
        seen = opacity * layer[..., :3] + (1 - opacity) * seen
    return seen


def _picture(
    figure: go.Figure,
    trace: go.Heatmap,
    colours: NDArray[np.float64],
    edges: tuple[NDArray[np.float64], ...],
    sharp: int,
) -> dict[str, Any]:
    """Return a picture of the cells, each of them so many pixels wide that none is blurred."""
    columns, rows = edges
    painted = np.round(colours[..., ::-1]).astype(np.uint8)
    # A picture begins at the top left; which cell that is, the direction of the axes decides.
    ranges = [figure.layout[_axis(trace, letter, "axis")].range for letter in "xy"]
    leftwards = (ranges[0][0] > ranges[0][1]) != (columns[0] > columns[-1])
    upwards = (ranges[1][0] < ranges[1][1]) != (rows[0] > rows[-1])
    painted = painted[:: -1 if upwards else 1, :: -1 if leftwards else 1]
    painted = np.repeat(np.repeat(painted, sharp, axis=0), sharp, axis=1)
    content = bytes(cv2.imencode(".png", painted)[1].tobytes())
    return {
        "source": "data:image/png;base64," + base64.b64encode(content).decode("ascii"),
        "xref": _axis(trace, "x"),
        "yref": _axis(trace, "y"),
        "x": float(columns[-1] if leftwards else columns[0]),
        "y": float(rows[-1] if upwards else rows[0]),
        "sizex": float(abs(columns[-1] - columns[0])),
        "sizey": float(abs(rows[-1] - rows[0])),
        "sizing": "stretch",
        "layer": "below",
    }


def _texts(
    trace: go.Heatmap, shares: NDArray[np.float64], columns: NDArray[Any], rows: NDArray[Any]
) -> list[dict[str, Any]]:
    """Return the numbers in the cells, black on light and white on dark."""
    if trace.text is None or trace.texttemplate != "%{text}":
        return []
    colours = _colours(trace, shares)
    bright = colours[..., :3] @ np.array([0.299, 0.587, 0.114]) > 140
    return [
        {
            "text": str(text),
            "x": float(columns[c] + columns[c + 1]) / 2,
            "y": float(rows[r] + rows[r + 1]) / 2,
            "xref": _axis(trace, "x"),
            "yref": _axis(trace, "y"),
            "showarrow": False,
            "font": {"color": "#000000" if bright[r, c] else "#ffffff"},
        }
        for r, line in enumerate(trace.text)
        for c, text in enumerate(line)
        if text
    ]


def _colour_bar(trace: go.Heatmap, low: float, high: float) -> list[go.Scatter]:
    """Return an unseen trace that holds the colour bar, and the axes: plotly drops empty ones."""
    marker: dict[str, Any] = {"opacity": 0}
    if trace.showscale is not False:
        marker |= {
            "colorscale": trace.colorscale,
            "cmin": low,
            "cmax": high,
            "color": [low],
            "showscale": True,
            "colorbar": trace.colorbar.to_plotly_json(),
        }
    place = {"xaxis": trace.xaxis, "yaxis": trace.yaxis, "hoverinfo": "skip"}
    return [
        go.Scatter(x=[None], y=[None], mode="markers", marker=marker, showlegend=False, **place)
    ]
