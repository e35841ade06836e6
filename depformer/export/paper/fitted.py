"""Lay a figure out for a page of a fixed physical size.

The whole figure is laid out on a canvas of so many pixels that its text comes out at the
preset's size, and the canvas is then scaled to millimetres: fonts, lines, markers and margins
keep the proportions in which they were designed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import plotly.graph_objects as go

from depformer.errors import DepformerError
from depformer.export.paper.cells import in_print
from depformer.export.presets import Preset
from depformer.export.privacy import mark_one
from depformer.figures.parts import style
from depformer.wording import say

MM_PER_INCH = 25.4
CSS_DPI = 96
POINT_DPI = 72
MARGIN = 10
TITLE = 34
MARKER = 0.55
LEGEND = 20
LABEL = 11
AXIS = 60
BLACK = "#000000"


class Page(NamedTuple):
    """A figure on its canvas [px], its size on paper [mm], and the scale between both.

    `scale` is in CSS pixels of 1/96 inch a canvas pixel.
    """

    figure: go.Figure
    width: float
    height: float
    width_mm: float
    height_mm: float
    scale: float


def fit(
    figure: go.Figure,
    preset: Preset,
    *,
    width_mm: float | None = None,
    height_mm: float | None = None,
) -> Page:
    """Return the figure as it will be printed: light, black on white, sized for the page.

    Parameters
    ----------
    figure : Figure
        From `depformer.figures`; stays as it is.
    preset : Preset
        What the page allows.
    width_mm : float or None
        Width [mm]; None = the narrowest column of the preset in which the words fit.
    height_mm : float or None
        Height [mm]; None = the figure's own, at most the preset's tallest.

    Returns
    -------
    Page
        Ready to be rendered.

    Raises
    ------
    DepformerError
        If a size is not positive or too tall, or the words' labels would overlap.
    """
    for name, size in (("width_mm", width_mm), ("height_mm", height_mm)):
        if size is not None and not size > 0:
            raise DepformerError(say("exports.not_positive", name=name, got=size))
    if height_mm is not None and height_mm > preset.max_height_mm:
        raise DepformerError(
            say("exports.too_tall", got=height_mm, most=preset.max_height_mm, preset=preset.title)
        )
    if width_mm is None:
        wanted = max(_smallest(preset), float((figure.layout.meta or {}).get("best_pitch", 0)))
        fitting = [width for width in preset.widths_mm if _pitch(figure, preset, width) >= wanted]
        width_mm = min(fitting, default=max(preset.widths_mm))
    return _fit_width(figure, preset, width_mm, height_mm)


def _scale(preset: Preset) -> float:
    return preset.text_pt / style.SIZES["text"] * CSS_DPI / POINT_DPI


def _smallest(preset: Preset) -> float:
    """Return the smallest type that the preset allows [canvas px]."""
    return preset.smallest_pt * CSS_DPI / POINT_DPI / _scale(preset)


def _pitch(figure: go.Figure, preset: Preset, width_mm: float) -> float:
    """Return the room of one word along the x axis [canvas px]; endless where none stands there."""
    meta = figure.layout.meta or {}
    if meta.get("axis") != "x":
        return float("inf")
    width = width_mm * CSS_DPI / MM_PER_INCH / _scale(preset)
    return (width - AXIS - float(figure.layout.margin.r or 0)) / int(meta["items"])


def _fit_width(figure: go.Figure, preset: Preset, width_mm: float, height_mm: float | None) -> Page:
    scale = _scale(preset)
    per_mm = CSS_DPI / MM_PER_INCH / scale
    drawn = style.light(figure)
    mark_one(drawn, colour=style.colour("muted"))
    meta = drawn.layout.meta or {}
    margin = drawn.layout.margin.to_plotly_json()
    height = float(drawn.layout.height or 400)
    question = str(drawn.layout.title.text or "").partition("<br>")[0] if preset.has_title else ""
    dropped = float(meta.get("title_height", 0)) - (TITLE if question else 4)
    margin["t"] = max(MARGIN, margin.get("t", MARGIN) - dropped)
    height -= dropped
    margin["l"] = MARGIN
    width = width_mm * per_mm
    further = LEGEND * (_legend_rows(drawn, width - AXIS - margin.get("r", MARGIN)) - 1)
    margin["t"] += further
    height += further
    if meta.get("square"):
        height = min(height, margin["t"] + LEGEND + margin["b"] + width - AXIS - margin["r"])
    height = min(height, preset.max_height_mm * per_mm)
    if preset.fills_page:
        height = preset.max_height_mm * per_mm
    if height_mm is not None:
        height = height_mm * per_mm
    drawn.update_layout(title={"text": question, "y": 1 - 18 / height})
    pitch = _pitch(figure, preset, width_mm)
    if meta.get("axis") == "y":
        room = height - margin["t"] - float(margin.get("b", 0))
        pitch = room / int(meta["items"])
    _shrink(drawn, preset, meta, pitch, width_mm)
    drawn.update_layout(
        width=width,
        height=height,
        margin=margin,
        font={"family": preset.font, "color": BLACK},
    )
    in_print(drawn, width_mm=width_mm, dpi=preset.dpi_photo)
    return Page(drawn, width, height, width_mm, height / per_mm, scale)


def _legend_rows(drawn: go.Figure, width: float) -> int:
    """Return how many rows the legend takes: one, or as many as columns of the widest make."""
    names = [trace.name for trace in drawn.data if trace.name and trace.showlegend is not False]
    if not names or not drawn.layout.showlegend:
        return 1
    widths = [6.5 * len(name) + 45 for name in names]
    if sum(widths) <= width:
        return 1
    return -(-len(names) // max(1, int(width // max(widths))))


def _shrink(
    drawn: go.Figure, preset: Preset, meta: dict[str, Any], pitch: float, width_mm: float
) -> None:
    """Make labels and markers as small as their pitch asks for, or raise if none is readable."""
    axis = meta.get("axis")
    if not axis:
        return
    if pitch < _smallest(preset):
        items = say(f"names.{meta['item']}s", n=int(meta["items"]))
        place = say("exports.page_height")
        if axis == "x":
            place = say("exports.width", mm=width_mm)
        raise DepformerError(
            say(
                "exports.too_small",
                items=items,
                points=preset.smallest_pt,
                preset=preset.title,
                place=place,
                advice=meta["advice"],
            ),
            kind="figure",
        )
    drawn.update_layout({f"{axis}axis": {"tickfont": {"size": min(LABEL, pitch)}}})
    for trace in drawn.select_traces({"type": "scatter", "mode": "markers"}):
        sizes = trace.marker.size
        if sizes is None or list(trace.x)[:1] == [None]:
            continue
        if isinstance(sizes, (int, float)):
            trace.marker.size = min(sizes, MARKER * pitch)
        else:
            trace.marker.size = [min(size, MARKER * pitch) for size in sizes]
