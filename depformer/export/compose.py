"""Several figures on one page, as panels a, b, c: every figure is laid out as it is alone.

The panels are drawn one by one, and their drawings are put side by side. As plots of one figure
they would have to share legends, margins and notes that each of them places by its own paper.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from depformer.export.browser import render
from depformer.export.fonts import refuse_boxes
from depformer.export.image import FORMATS, panel_svg, resolution, with_resolution
from depformer.export.paper import CSS_DPI, MM_PER_INCH, POINT_DPI
from depformer.export.paper.sheet import LETTER_ROOM, Panel, Sheet, lay_out
from depformer.export.pdf import titled
from depformer.export.presets import PRESETS, Preset
from depformer.figures.parts.as_text import title_lines
from depformer.validate import one_of

_OWN_NAME = re.compile(r"""(\bid="|url\((?:&quot;|['"])?#|href="#)""")
_ROOT = re.compile(r"<svg\b[^>]*>")


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
