"""Lay a figure out for a page of a fixed physical size.

The whole figure is laid out on a canvas of so many pixels that its text comes out at the
preset's size, and the canvas is then scaled to millimetres: fonts, lines, markers and margins
keep the proportions in which they were designed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import plotly.graph_objects as go

from depformer.errors import DepformerError
from depformer.export.paper import room
from depformer.export.paper.cells import in_print
from depformer.export.presets import Preset
from depformer.export.privacy import mark_one
from depformer.figures.parts import style
from depformer.figures.parts.as_text import title_lines
from depformer.wording import say

MM_PER_INCH = 25.4
CSS_DPI = 96
POINT_DPI = 72
MARGIN = 10
TITLE, BOLD = 34, 1.08  # of a question over the figure [px]; how much wider bold type is
MARKER = 0.55
LEGEND, OVER_PLOT = 20, 14
LABEL, APART = (
    11,
    1.1,
)  # of words on an axis [px], and their distance [sizes of type] where there is room
LEAST_ROW_MM, MOST_ROW_MM = 0.6, 2.0  # of a map with a row a person: 7 dots at 300 dpi
LEAST_DOT = 3.0
LEAST_SHRUNK = 0.7
BLACK = "#000000"


class Page(NamedTuple):
    """A figure on its canvas [px], its size on paper [mm], and the scale between both.

    `scale` is in CSS pixels of 1/96 inch a canvas pixel, `least_mm` the height that the figure
    needs [mm].
    """

    figure: go.Figure
    width: float
    height: float
    width_mm: float
    height_mm: float
    scale: float
    least_mm: float


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
        If a size is not positive or too tall, the words' labels would overlap, or too little would
        be left for a plot beside its labels.
    """
    for name, size in (("width_mm", width_mm), ("height_mm", height_mm)):
        if size is not None and not size > 0:
            raise DepformerError(say("exports.not_positive", name=name, got=size))
    if height_mm is not None and height_mm > preset.max_height_mm:
        raise DepformerError(
            say("exports.too_tall", got=height_mm, most=preset.max_height_mm, preset=preset.title)
        )
    if width_mm is None:
        width_mm = next(
            (
                width
                for width in sorted(preset.widths_mm)
                if least_width_mm(figure, preset) <= width
            ),
            max(preset.widths_mm),
        )
    needed = least_width_mm(figure, preset)
    if needed > width_mm and (figure.layout.meta or {}).get("axis") != "x":
        known = {"figure": name_of(figure), "needed": needed, "got": width_mm}
        known |= {"preset": preset.title, "advice": _wider(preset, needed)}
        reason = say("exports.too_narrow", **known)
        raise DepformerError(reason, kind="figure")
    return _fit_width(figure, preset, width_mm, height_mm)


def _wider(preset: Preset, needed: float) -> str:
    """Return what to do where a column is too narrow: of a wider one only if there is one."""
    wide = [width for width in sorted(preset.widths_mm) if width >= needed]
    return say("exports.take_wider", mm=wide[0]) if wide else say("exports.take_smaller")


def name_of(figure: go.Figure) -> str:
    """Return what people know a figure by: its question."""
    return title_lines(figure)[0]


def least_width_mm(figure: go.Figure, preset: Preset) -> float:
    """Return the width that a figure needs: for its words, or for a plot beside its labels [mm]."""
    meta = figure.layout.meta or {}
    sides = _left(figure) + _right(figure)
    least = sides + room.least_plots(figure)
    if meta.get("axis") == "x":
        wanted = max(_smallest(preset), float(meta.get("best_pitch", 0)))
        least = sides + wanted * int(meta["items"])
    return least / _per_mm(preset)


def _left(figure: go.Figure) -> float:
    return MARGIN + room.columns(figure)[0].labels


def _right(figure: go.Figure) -> float:
    """Return the room to the right of the plots [px]: of notes, or as the figure has it."""
    notes = room.beside(figure)
    if not notes:
        return float(figure.layout.margin.r or MARGIN)
    return notes + MARGIN + (room.UPRIGHT_MARK if room.notes_named(figure, "synthetic") else 0.0)


def _per_mm(preset: Preset) -> float:
    return CSS_DPI / MM_PER_INCH / _scale(preset)


def _scale(preset: Preset) -> float:
    return preset.text_pt / style.SIZES["text"] * CSS_DPI / POINT_DPI


def _smallest(preset: Preset) -> float:
    """Return the smallest type that the preset allows [canvas px]."""
    return preset.smallest_pt * CSS_DPI / POINT_DPI / _scale(preset)


def _fit_width(figure: go.Figure, preset: Preset, width_mm: float, height_mm: float | None) -> Page:
    per_mm = _per_mm(preset)
    drawn = style.light(figure)
    mark_one(drawn, colour=style.colour("muted"))
    meta = drawn.layout.meta or {}
    margin = drawn.layout.margin.to_plotly_json()
    height = float(drawn.layout.height or 400)
    width = width_mm * per_mm
    question = str(drawn.layout.title.text or "").partition("<br>")[0] if preset.has_title else ""
    above = TITLE if question else 4
    margin["l"], margin["r"] = MARGIN, _right(drawn)
    for mark in room.notes_named(drawn, "synthetic"):
        mark.xshift = margin["r"] - 2
    left = _left(drawn)
    plots = max(1.0, width - left - margin["r"])
    room.spread(drawn, plots)
    room.widen_strips(drawn, plots)
    further = LEGEND * room.wrap_titles(drawn, left, plots, margin["r"])
    margin["b"] = margin.get("b", 0) + further
    rows = room.flow_legend(drawn, plots)
    top = above + (LEGEND * rows + OVER_PLOT if rows else MARGIN)
    height += further + top - margin.get("t", MARGIN)
    margin["t"] = top
    frame = top + margin["b"]
    if meta.get("square"):
        height = min(height, frame + LEGEND + plots)
    least = _least_height(drawn, preset, height, frame)
    if "rows" in meta:
        most = MOST_ROW_MM * per_mm * meta["rows"] + meta["above"] + frame
        height = max(least, min(height, most))
    height = min(height, preset.max_height_mm * per_mm)
    if preset.fills_page:
        drawn.update_xaxes(constraintoward="center")
        height = preset.max_height_mm * per_mm
    if height_mm is not None:
        height = height_mm * per_mm
    if height_mm is not None and height < least - 0.5 and _needs_height(drawn):
        known = {"figure": name_of(figure), "needed": least / per_mm, "got": height_mm}
        raise DepformerError(say("exports.too_low", **known, preset=preset.title), kind="figure")
    drawn.update_layout(
        title={"text": question, "y": 1 - 18 / height, "font_size": _title_size(question, width)},
        legend={
            "xref": "container",
            "x": MARGIN / width,
            "yref": "container",
            "y": 1 - above / height,
            "yanchor": "top",
        },
    )
    along = {"x": plots, "y": height - frame}.get(meta.get("axis", ""), 0.0)
    if along:
        _shrink(drawn, preset, meta, along / int(meta["items"]), width_mm)
    if lines := room.label_lines(drawn):
        drawn.update_yaxes(tickfont={"size": min(LABEL, (height - frame) / lines)})
    if "rows" in meta:
        _keep_rows(drawn, meta, height - frame)
    drawn.update_layout(
        width=width,
        height=height,
        margin=margin,
        font={"family": preset.font, "color": BLACK},
    )
    room.close_upright(drawn)
    in_print(drawn, width_mm=width_mm, dpi=preset.dpi_photo)
    return Page(drawn, width, height, width_mm, height / per_mm, _scale(preset), least / per_mm)


def _title_size(question: str, width: float) -> float:
    """Return the size of type in which a question stands on one line [px]."""
    size = float(style.SIZES["title"])
    needed = room.text_width(question, size * BOLD)
    return min(size, size * (width - 2 * MARGIN) / needed) if needed else size


def _needs_height(figure: go.Figure) -> bool:
    """Return whether texts of a figure would cover one another if it were any lower."""
    return bool((figure.layout.meta or {}).get("square") or room.label_lines(figure))


def _least_height(figure: go.Figure, preset: Preset, height: float, frame: float) -> float:
    """Return the height that a figure needs [px]: of its texts, its rows, or a share of its own."""
    meta = figure.layout.meta or {}
    lines = frame + room.label_lines(figure) * _smallest(preset)
    if "rows" in meta:
        return float(frame + meta["above"] + LEAST_ROW_MM * _per_mm(preset) * meta["rows"])
    if meta.get("axis") == "y":
        pitch = max(1.05 * _smallest(preset), float(meta.get("least_pitch", 0)))
        return max(lines, min(height, frame + pitch * int(meta["items"])))
    side = frame + room.least_plots(figure) if meta.get("square") else 0.0
    return max(lines, side, LEAST_SHRUNK * height)


def _keep_rows(drawn: go.Figure, meta: dict[str, Any], plot: float) -> None:
    """Keep what stands over a map of people as tall as it is, and its dots within their rows."""
    share = 1 - meta["above"] / plot
    drawn.update_layout(yaxis={"domain": [0, share]}, yaxis2={"domain": [share, 1]})
    row = (plot - meta["above"]) / meta["rows"]
    for trace in drawn.select_traces({"type": "scatter", "mode": "markers", "yaxis": "y"}):
        if isinstance(trace.marker.size, (int, float)) and trace.xaxis == "x2":
            trace.marker.size = max(LEAST_DOT, min(trace.marker.size, row))


def _shrink(
    drawn: go.Figure, preset: Preset, meta: dict[str, Any], pitch: float, width_mm: float
) -> None:
    """Make labels and markers as small as their pitch asks for, or raise if none is readable."""
    axis = meta["axis"]
    if pitch < _smallest(preset):
        items = say(f"names.{meta['item']}s", n=int(meta.get("named", meta["items"])))
        place, advice = say("exports.page_height"), str(meta["advice"])
        if axis == "x":
            place = say("exports.width", mm=width_mm)
            lacking = (_smallest(preset) - pitch) * int(meta["items"]) / _per_mm(preset)
            advice = f"{_wider(preset, width_mm + lacking)} {advice}"
        raise DepformerError(
            say(
                "exports.too_small",
                items=items,
                points=preset.smallest_pt,
                preset=preset.title,
                place=place,
                advice=advice,
            ),
            kind="figure",
        )
    size = max(_smallest(preset), min(LABEL, pitch / APART))
    drawn.update_layout({f"{axis}axis": {"tickfont": {"size": size}}})
    for trace in drawn.select_traces({"type": "scatter", "mode": "markers"}):
        sizes = trace.marker.size
        if sizes is None or list(trace.x)[:1] == [None]:
            continue
        if isinstance(sizes, (int, float)):
            trace.marker.size = min(sizes, MARKER * pitch)
        else:
            trace.marker.size = [min(size, MARKER * pitch) for size in sizes]
