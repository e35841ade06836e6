"""Figures as files of an exact physical size."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path

import plotly.graph_objects as go

from depformer.export.browser import render
from depformer.export.fonts import refuse_boxes
from depformer.export.paper import CSS_DPI, MM_PER_INCH, Page, fit
from depformer.export.pdf import titled
from depformer.export.presets import PRESETS, Preset
from depformer.figures.parts.as_text import title_lines
from depformer.files import user_path, write_bytes
from depformer.validate import one_of

FORMATS = ("pdf", "svg", "png")
_ROOT_SIZE = re.compile(r'(<svg\b[^>]*?) width="[^"]*" height="[^"]*"')
_HEADER = 33


def figure_bytes(
    figure: go.Figure,
    fmt: str = "pdf",
    preset: str = "nature",
    width_mm: float | None = None,
    height_mm: float | None = None,
) -> bytes:
    """Return a figure as the bytes of a file of an exact physical size.

    Parameters
    ----------
    figure : Figure
        From `depformer.figures`; light or dark, it is printed black on white.
    fmt : str
        ``pdf``, ``svg`` or ``png``.
    preset : str
        Id of an entry of `PRESETS`.
    width_mm, height_mm : float or None
        Size [mm]; None = the narrowest column in which the words fit, and the figure's height.

    Returns
    -------
    bytes
        PDF with embedded fonts, titled with the figure's question, SVG sized in millimetres, or
        PNG that knows its resolution.

    Raises
    ------
    DepformerError
        If a name is unknown, the words do not fit, or there is no browser.
    """
    one_of("format", fmt, FORMATS)
    chosen = PRESETS[preset]
    page = fit(figure, chosen, width_mm=width_mm, height_mm=height_mm)
    if fmt == "svg":  # its text is drawn where it is read
        return sized_svg(_rendered(page, fmt, 1.0), page)
    refuse_boxes(page.figure)
    if fmt == "png":
        dpi = resolution(figure, chosen)
        return with_resolution(_rendered(page, fmt, page.scale * dpi / CSS_DPI), dpi)
    return titled(_rendered(page, fmt, page.scale), title_lines(figure)[0])


def resolution(figure: go.Figure, preset: Preset) -> int:
    """Return the dots per inch of a PNG: those of photographs if the figure holds pictures."""
    return preset.dpi_photo if figure.layout.images else preset.dpi_line


def write_figure(
    figure: go.Figure,
    path: Path | str,
    preset: str = "nature",
    width_mm: float | None = None,
    height_mm: float | None = None,
    fmt: str | None = None,
) -> Path:
    """Write a figure so that a reader sees the whole file or none.

    Parameters
    ----------
    figure : Figure
        From `depformer.figures`.
    path : Path or str
        The file; its ending is the format, unless `fmt` says otherwise.
    preset, width_mm, height_mm, fmt
        As in `figure_bytes`.

    Returns
    -------
    Path
        The file.
    """
    target = user_path(path)
    chosen = target.suffix.removeprefix(".").lower() if fmt is None else fmt
    write_bytes(target, figure_bytes(figure, chosen, preset, width_mm, height_mm))
    return target


def panel_svg(page: Page) -> str:
    """Return a page as SVG text, sized in the pixels of its canvas."""
    return _rendered(page, "svg", 1.0).decode("utf-8")


def _rendered(page: Page, fmt: str, scale: float) -> bytes:
    return render(page.figure, fmt, width=page.width, height=page.height, scale=scale)


def sized_svg(content: bytes, page: Page) -> bytes:
    """Return the SVG of a page with its size in millimetres."""
    size = rf'\1 width="{page.width_mm:.2f}mm" height="{page.height_mm:.2f}mm"'
    return _ROOT_SIZE.sub(size, content.decode("utf-8"), count=1).encode("utf-8")


def with_resolution(content: bytes, dpi: int) -> bytes:
    """Return a PNG with its resolution behind the header (chunk pHYs, dots per metre)."""
    per_metre = round(dpi * 1000 / MM_PER_INCH)
    body = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return content[:_HEADER] + chunk + content[_HEADER:]
