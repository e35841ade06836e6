"""Where panels stand on a page: as wide as they need, as tall as the page allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import Any, NamedTuple

import plotly.graph_objects as go

from depformer.errors import DepformerError
from depformer.export.paper.fitted import (
    MM_PER_INCH,
    POINT_DPI,
    Page,
    fit,
    least_width_mm,
    name_of,
)
from depformer.export.presets import Preset
from depformer.wording import say

GAP_MM = 4.0
LETTER_ROOM = 0.8  # of a letter's height that the panel below it gives way
MOST_STRETCHED = 1.5
MOST_PANELS = 26


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
    shown = _without_repeats(rows)
    widths = [_widths(row, width_mm, plain) for row in shown]
    own = [
        [fit(panel.figure, plain, width_mm=width) for panel, width in zip(row, of_row, strict=True)]
        for row, of_row in zip(shown, widths, strict=True)
    ]
    room = preset.max_height_mm - GAP_MM * (len(rows) - 1) - strip * len(rows)
    heights = _heights(shown, own, room, preset)
    placed, top = [], 0.0
    for row, pages, tallest in zip(shown, own, heights, strict=True):
        left = 0.0
        for panel, own_page in zip(row, pages, strict=True):
            square = (panel.figure.layout.meta or {}).get("square")
            high = min(tallest, own_page.height_mm * (1.0 if square else MOST_STRETCHED))
            page = own_page
            if abs(high - page.height_mm) > 1e-6:  # laying it out again takes its time
                page = fit(panel.figure, plain, width_mm=page.width_mm, height_mm=high)
            placed.append((page, left, top + strip))
            left += own_page.width_mm + GAP_MM
        top += strip + tallest + GAP_MM
    height = preset.max_height_mm if preset.fills_page else top - GAP_MM
    return Sheet(tuple(placed), width_mm, height)


def _without_repeats(rows: Sequence[Sequence[Panel]]) -> list[list[Panel]]:
    """Return the panels without what an earlier one explains, or the last of a row says for it."""
    said: set[str] = set()
    found: list[list[Panel]] = []
    for row in rows:
        found.append([])
        for panel in row:
            figure = go.Figure(panel.figure)
            entries = [
                (trace, _entry(trace))
                for trace in figure.data
                if trace.name and trace.showlegend is not False and figure.layout.showlegend
            ]
            for trace, entry in entries:
                trace.showlegend = entry not in said
            if entries and all(entry in said for _, entry in entries):
                figure.update_layout(showlegend=False)
            if panel is not row[-1]:  # one mark a row, along the edge of the page
                rest = [note for note in figure.layout.annotations if note.name != "synthetic"]
                figure.layout.annotations = rest
            said |= {entry for _, entry in entries}
            found[-1].append(panel._replace(figure=figure))
    return found


def _entry(trace: Any) -> str:
    """Return what an entry of a legend looks like and says, but for its size."""
    drawn = trace.to_plotly_json()
    look = {part: drawn.get(part) for part in ("type", "mode", "line", "fillcolor", "name")}
    marker = {key: drawn.get("marker", {}).get(key) for key in ("symbol", "color", "pattern")}
    return repr((look, marker))


def _heights(
    rows: Sequence[Sequence[Panel]], own: Sequence[Sequence[Page]], room: float, preset: Preset
) -> list[float]:
    """Return the height of every row [mm]: its panels' own, or less, each as far as it can."""
    heights = [max(page.height_mm for page in pages) for pages in own]
    excess = sum(heights) - room
    if excess <= 0:
        grown = room / sum(heights) if preset.fills_page else 1.0
        return [grown * height for height in heights]
    least = [max(page.least_mm for page in pages) for pages in own]
    slack = [height - low for height, low in zip(heights, least, strict=True)]
    if excess > sum(slack):
        panels = ", ".join(
            f"{preset.panel(place)} '{name_of(panel.figure)}' {ceil(page.least_mm)} mm"
            for place, (panel, page) in enumerate(
                pair
                for row, pages in zip(rows, own, strict=True)
                for pair in zip(row, pages, strict=True)
            )
        )
        between = ceil(preset.max_height_mm - room)
        needed = between + sum(map(ceil, least))
        known = {"needed": needed, "panels": panels, "between": between}
        known |= {"most": preset.max_height_mm, "preset": preset.title}
        raise DepformerError(say("exports.panels_too_tall", **known), kind="figure")
    share = excess / sum(slack)
    return [height - share * spare for height, spare in zip(heights, slack, strict=True)]


def _widths(row: Sequence[Panel], width_mm: float, preset: Preset) -> list[float]:
    """Return the widths of a row's panels [mm]: by their shares, but none less than it needs."""
    free = width_mm - GAP_MM * (len(row) - 1)
    least = [least_width_mm(panel.figure, preset) for panel in row]
    if len(row) > 1 and sum(least) > free:
        panels = ", ".join(
            f"'{name_of(panel.figure)}' {ceil(low)} mm"
            for panel, low in zip(row, least, strict=True)
        )
        between = ceil(width_mm - free)
        needed = between + sum(map(ceil, least))
        known = {"needed": needed, "panels": panels, "between": between, "most": width_mm}
        raise DepformerError(say("exports.panels_too_wide", **known), kind="figure")
    short: set[int] = set()
    while True:
        rest = free - sum(least[i] for i in short)
        shares = sum(panel.share for i, panel in enumerate(row) if i not in short)
        widths = [
            least[i] if i in short else rest * panel.share / shares for i, panel in enumerate(row)
        ]
        further = {i for i in range(len(row)) if widths[i] < least[i] - 1e-9}
        if not further or len(row) == 1:
            return widths
        short |= further


def flowing(
    figures: Sequence[go.Figure], most: int, preset: Preset, width_mm: float | None = None
) -> list[int]:
    """Return how many figures stand in each row, in their order: as many as fit side by side.

    Parameters
    ----------
    figures : sequence of Figure
        In the order of their panels.
    most : int
        In one row.
    preset : Preset
        What the page allows.
    width_mm : float or None
        Of the page [mm]; None = the preset's widest.
    """
    page = width_mm or max(preset.widths_mm)
    counts: list[int] = []
    taken = float("inf")
    for figure in figures:
        needed = least_width_mm(figure, preset)
        if counts and counts[-1] < most and taken + GAP_MM + needed <= page:
            counts[-1], taken = counts[-1] + 1, taken + GAP_MM + needed
        else:
            counts, taken = [*counts, 1], needed
    return counts
