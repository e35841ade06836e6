"""Several figures on one page, as panels a, b, c: every figure is laid out as it is alone.

The panels are drawn one by one, and their drawings are put side by side. As plots of one figure
they would have to share legends, margins and notes that each of them places by its own paper.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import NamedTuple

import plotly.graph_objects as go

from depformer.errors import DepformerError
from depformer.export.browser import render
from depformer.export.fonts import refuse_boxes
from depformer.export.image import FORMATS, panel_svg, resolution, with_resolution
from depformer.export.paper import CSS_DPI, MM_PER_INCH, POINT_DPI, Page, fit
from depformer.export.pdf import titled
from depformer.export.presets import PRESETS, Preset
from depformer.figures.parts.as_text import title_lines
from depformer.validate import one_of
from depformer.wording import say

GAP_MM = 4.0
LETTER_ROOM = 0.8  # of a letter's height that the panel below it gives way
MOST_STRETCHED = 1.5
LEAST_SHRUNK = 0.7
LEAST_OF_MAP = 0.6
MOST_PANELS = 26
_OWN_NAME = re.compile(r"""(\bid="|url\((?:&quot;|['"])?#|href="#)""")
_ROOT = re.compile(r"<svg\b[^>]*>")


class Panel(NamedTuple):
    """A figure on a sheet, and its share of the row's width.

    `share` is relative to the others of the row.
    """

    figure: go.Figure
    share: float = 1.0


class Sheet(NamedTuple):
    """Pages with their places [mm] on one sheet, and the sheet's size [mm]."""

    pages: tuple[tuple[Page, float, float], ...]
    width_mm: float
    height_mm: float


def lay_out(
    rows: Sequence[Sequence[Panel]], preset: Preset, width_mm: float | None = None
) -> Sheet:
    """Return where every panel stands, each laid out for its own place.

    Parameters
    ----------
    rows : sequence of sequences of Panel
        From top to bottom, each from left to right.
    preset : Preset
        What the page allows.
    width_mm : float or None
        Of the sheet [mm]; None = the preset's widest where panels stand side by side, else its
        narrowest in which all words fit.

    Returns
    -------
    Sheet
        Panels of one row are equally high, unless that would distort one.

    Raises
    ------
    DepformerError
        If words do not fit into a panel, or the panels do not fit onto the page.
    """
    count = sum(map(len, rows))
    if not 1 <= count <= MOST_PANELS or not all(rows):
        raise DepformerError(say("exports.panels_number", got=count, most=MOST_PANELS))
    plain = replace(preset, has_title=False, fills_page=False)
    if width_mm is None:
        width_mm = max(preset.widths_mm)
        if max(map(len, rows)) == 1:
            alone = [fit(row[0].figure, plain).width_mm for row in rows]
            width_mm = max(alone)
    strip = LETTER_ROOM * preset.letter_pt * MM_PER_INCH / POINT_DPI
    widths = [_widths(row, width_mm) for row in rows]
    own = [
        [
            fit(panel.figure, plain, width_mm=width).height_mm
            for panel, width in zip(row, of_row, strict=True)
        ]
        for row, of_row in zip(rows, widths, strict=True)
    ]
    room = preset.max_height_mm - GAP_MM * (len(rows) - 1) - strip * len(rows)
    heights = _heights(rows, own, room, preset)
    placed, top = [], 0.0
    for row, of_row, natural, tallest in zip(rows, widths, own, heights, strict=True):
        left = 0.0
        for panel, width, alone_mm in zip(row, of_row, natural, strict=True):
            square = (panel.figure.layout.meta or {}).get("square")
            high = min(tallest, alone_mm * (1.0 if square else MOST_STRETCHED))
            page = fit(panel.figure, plain, width_mm=width, height_mm=high)
            placed.append((page, left, top + strip))
            left += width + GAP_MM
        top += strip + tallest + GAP_MM
    height = preset.max_height_mm if preset.fills_page else top - GAP_MM
    return Sheet(tuple(placed), width_mm, height)


def _heights(
    rows: Sequence[Sequence[Panel]], own: Sequence[Sequence[float]], room: float, preset: Preset
) -> list[float]:
    """Return the height of every row [mm]: its panels' own, or less, each as far as it can."""
    heights = [max(of_row) for of_row in own]
    excess = sum(heights) - room
    if excess <= 0:
        grown = room / sum(heights) if preset.fills_page else 1.0
        return [grown * height for height in heights]
    least = [
        max(alone * _least(panel.figure) for panel, alone in zip(row, of_row, strict=True))
        for row, of_row in zip(rows, own, strict=True)
    ]
    slack = [height - low for height, low in zip(heights, least, strict=True)]
    if excess > sum(slack):
        needed = preset.max_height_mm - room + sum(least)
        known = {"needed": needed, "most": preset.max_height_mm, "preset": preset.title}
        raise DepformerError(say("exports.panels_too_tall", **known), kind="figure")
    share = excess / sum(slack)
    return [height - share * spare for height, spare in zip(heights, slack, strict=True)]


def _least(figure: go.Figure) -> float:
    """Return the share of its own height that a figure needs: cells can be low, text cannot."""
    mapped = any(trace.type == "heatmap" and not trace.texttemplate for trace in figure.data)
    return LEAST_OF_MAP if mapped else LEAST_SHRUNK


def _widths(row: Sequence[Panel], width_mm: float) -> list[float]:
    total = sum(panel.share for panel in row)
    return [(width_mm - GAP_MM * (len(row) - 1)) * panel.share / total for panel in row]


def sheet_bytes(
    rows: Sequence[Sequence[Panel]],
    fmt: str = "pdf",
    preset: str = "nature",
    width_mm: float | None = None,
) -> bytes:
    """Return panels on one sheet as the bytes of a file of an exact physical size.

    Parameters
    ----------
    rows, width_mm
        As of `lay_out`.
    fmt : str
        ``pdf``, ``svg`` or ``png``.
    preset : str
        Id of an entry of `PRESETS`.

    Returns
    -------
    bytes
        As of `figure_bytes`; a PDF is titled with the questions of all panels.
    """
    one_of("format", fmt, FORMATS)
    chosen = PRESETS[preset]
    sheet = lay_out(rows, chosen, width_mm)
    panels = [panel.figure for row in rows for panel in row]
    if fmt != "svg":
        for page, _, _ in sheet.pages:
            refuse_boxes(page.figure)
    drawing = _svg(sheet, chosen)
    if fmt == "svg":
        return drawing.encode("utf-8")
    size = {"width": sheet.width_mm / MM_PER_INCH, "height": sheet.height_mm / MM_PER_INCH}
    canvas = {name: inches * CSS_DPI for name, inches in size.items()}
    if fmt == "png":
        dpi = min(resolution(figure, chosen) for figure in panels)
        return with_resolution(render(_poster(drawing), fmt, **canvas, scale=dpi / CSS_DPI), dpi)
    questions = (f"{chosen.panel(i)} {title_lines(each)[0]}" for i, each in enumerate(panels))
    return titled(render(_poster(drawing), fmt, **canvas, scale=1.0), "  ".join(questions))


def _svg(sheet: Sheet, preset: Preset) -> str:
    """Return the drawing of a sheet, in units of a millimetre."""
    size = preset.letter_pt * MM_PER_INCH / POINT_DPI
    parts = []
    for i, (page, left, top) in enumerate(sheet.pages):
        drawing = _OWN_NAME.sub(rf"\g<1>panel{i}-", panel_svg(page))
        place = (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'x="{left:.3f}" y="{top:.3f}" width="{page.width_mm:.3f}" '
            f'height="{page.height_mm:.3f}" viewBox="0 0 {page.width:.3f} {page.height:.3f}">'
        )
        parts.append(_ROOT.sub(place, drawing, count=1))
        parts.append(
            f'<text x="{left:.3f}" y="{top - (LETTER_ROOM - 0.95) * size:.3f}" '
            f'font-family="{escape(preset.font)}" font-size="{size:.3f}" font-weight="bold">'
            f"{escape(preset.panel(i))}</text>"
        )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{sheet.width_mm:.2f}mm" height="{sheet.height_mm:.2f}mm" '
        f'viewBox="0 0 {sheet.width_mm:.3f} {sheet.height_mm:.3f}">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _poster(drawing: str) -> go.Figure:
    """Return a figure that is a drawing and nothing else: the browser prints it as vectors."""
    source = base64.b64encode(drawing.encode("utf-8")).decode("ascii")
    image = {
        "source": f"data:image/svg+xml;base64,{source}",
        "xref": "paper",
        "yref": "paper",
        **{"x": 0, "y": 1, "sizex": 1, "sizey": 1},
        "sizing": "stretch",
    }
    hidden = {"visible": False}
    return go.Figure(
        layout={
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
            "paper_bgcolor": "#ffffff",
            "plot_bgcolor": "#ffffff",
            "xaxis": hidden,
            "yaxis": hidden,
            "images": [image],
        }
    )
