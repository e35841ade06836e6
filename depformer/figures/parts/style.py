"""Colours, fonts and templates: one meaning a colour, a second cue beside every colour."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

import plotly.graph_objects as go

from depformer.wording import say

# WenQuanYi's glyphs of the pinyin vowels with a caron are blank: DejaVu draws them.
FALLBACK_FONTS = "Open Sans, DejaVu Sans, WenQuanYi Micro Hei, sans-serif"
FONT = FALLBACK_FONTS
SIZES = MappingProxyType({"title": 16, "text": 12, "small": 10})
"""Font sizes on screen [px]; `export` scales the whole figure so that they become points."""

SUBTITLE_WIDTH = 112
CIVIDIS = "Cividis"
OVERLAY = (  # signed, clear at 0: what lies below is seen there
    (0.0, "rgba(0, 114, 178, 0.95)"),
    (0.5, "rgba(0, 114, 178, 0)"),
    (0.5, "rgba(213, 94, 0, 0)"),
    (1.0, "rgba(213, 94, 0, 0.95)"),
)

LIGHT = MappingProxyType(
    {
        "paper": "#ffffff",
        "ink": "#1b1f23",
        "muted": "#57606a",
        "grid": "#e4e7eb",
        "zero": "#6e7781",
        "band": "#eef2f6",
        "face": "#37474f",
        "audio": "#e6a700",
        "hatch": "#6b4e01",
        "sum": "#8b949e",
        "outline": "#33383d",
        "empty": "#c4c9cf",
    }
)
DARK = MappingProxyType(
    {
        "paper": "#0e1117",
        "ink": "#e8eaed",
        "muted": "#a9b1ba",
        "grid": "#2b313a",
        "zero": "#8f98a3",
        "band": "#1d2530",
        "face": "#b4c5ce",
        "audio": "#e7a802",
        "hatch": "#3d2c00",
        "sum": "#7d8692",
        "outline": "#f4f5f6",
        "empty": "#4a515b",
    }
)
FIXED = MappingProxyType(
    {
        "depressed": "#D55E00",
        "healthy": "#0072B2",
        "positive": "#009E73",
        "negative": "#CC79A7",
        "neutral": "#8C8C8C",
    }
)
OTHER_GROUPS = ("#7A5195", "#5C6B73")
SYMBOLS = MappingProxyType(
    {
        "positive": "triangle-up",
        "negative": "triangle-down",
        "neutral": "circle",
        "depressed": "circle",
        "healthy": "diamond",
        "face": "circle",
        "audio": "diamond",
    }
)
PATTERNS = MappingProxyType({"depressed": "", "healthy": "\\", "face": "", "audio": "/"})


def colour(name: str, *, dark: bool = False) -> str:
    """Return the one colour of a group, valence, modality or part of the page."""
    theme = DARK if dark else LIGHT
    if name in theme:
        return theme[name]
    if name in FIXED:
        return FIXED[name]
    by_filter = set(html.unescape(name)) & _SIGNS
    return OTHER_GROUPS[_is_rest(name) if by_filter else sum(map(ord, name)) % len(OTHER_GROUPS)]


_SIGNS, _REST = set("≥≤≠=<>"), set("<≤≠")  # of filters; `as_text` writes two of them in entities


def _is_rest(name: str) -> bool:
    """Return whether a group by a filter is the lower or the other side of its pair."""
    return bool(set(html.unescape(name)) & _REST)


def symbol(name: str) -> str:
    """Return the marker symbol that goes with `colour`."""
    return SYMBOLS.get(name, "diamond" if _is_rest(name) else "square")


def bar(name: str, *, dark: bool = False) -> dict[str, Any]:
    """Return the marker of a bar: the colour and the pattern that survives grey-scale print."""
    pattern = {
        "shape": PATTERNS.get(name, "\\" if _is_rest(name) else "."),
        "fgcolor": colour("hatch", dark=dark) if name == "audio" else "#ffffff",
        "size": 5,
        "solidity": 0.25,
        "fillmode": "overlay",
    }
    return {"color": colour(name, dark=dark), "pattern": pattern, "line": {"width": 0}}


def template(*, dark: bool = False) -> go.layout.Template:
    """Return the template of every figure."""
    theme = DARK if dark else LIGHT
    axis = {
        "automargin": True,
        "gridcolor": theme["grid"],
        "zerolinecolor": theme["zero"],
        "zeroline": False,
        "linecolor": theme["zero"],
        "tickcolor": theme["zero"],
        "ticks": "outside",
        "ticklen": 4,
        "title": {"font": {"size": SIZES["text"]}, "standoff": 8},
        "tickfont": {"size": SIZES["small"] + 1},
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": SIZES["text"], "color": theme["ink"]},
            "paper_bgcolor": theme["paper"],
            "plot_bgcolor": theme["paper"],
            "xaxis": axis,
            "yaxis": axis,
            "title": {
                "font": {"size": SIZES["title"]},
                "x": 0,
                "xanchor": "left",
                "xref": "container",
                "yanchor": "top",
                "yref": "container",
                "pad": {"l": 14},
            },
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 1,
                "yanchor": "bottom",
                "bgcolor": "rgba(0,0,0,0)",
                "font": {"size": SIZES["text"]},
                "itemclick": False,
                "itemdoubleclick": False,
                "tracegroupgap": 0,
                "traceorder": "normal",
            },
            "hoverlabel": {"font": {"family": FONT, "size": SIZES["text"]}, "align": "left"},
            "colorway": [FIXED["depressed"], FIXED["healthy"], theme["face"], theme["audio"]],
            "bargap": 0.2,
        }
    )


def heading(
    question: str, how_to_read: str, *, dark: bool = False, width: float | None = None
) -> tuple[str, int]:
    """Return the title with the line how to read it, and the height it takes [px]."""
    together = how_to_read.replace(" = ", "\u00a0=\u00a0").replace(" %", "\u00a0%")
    longest = SUBTITLE_WIDTH if width is None else min(SUBTITLE_WIDTH, int((width - 28) / 6))
    lines = textwrap.wrap(together, longest, break_on_hyphens=False)
    style = f"font-size:{SIZES['text']}px;color:{colour('muted', dark=dark)}"
    text = "<br>".join(
        [f"<b>{question}</b>", *(f'<span style="{style}">{x}</span>' for x in lines)]
    )
    return text, 36 + 21 * len(lines)


def layout(
    question: str,
    how_to_read: str,
    *,
    plot_height: float,
    bottom: float = 60,
    left: float = 70,
    right: float = 30,
    legend: bool = True,
    dark: bool = False,
    width: float | None = None,
    meta: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the frame of a figure: template, title, margins and size [px].

    `meta` tells `export` what it must know to fit the figure on paper.
    """
    title, title_height = heading(question, how_to_read, dark=dark, width=width)
    top = title_height + (30 if legend else 10)
    height = top + plot_height + bottom
    return {
        "template": template(dark=dark),
        "title": {"text": title, "y": 1 - 24 / height},
        "margin": {"t": top, "b": bottom, "l": left, "r": right},
        "height": height,
        "width": width,
        "showlegend": legend,
        "meta": {"title_height": title_height, **(meta or {})},
    }


def nothing(question: str, reason: str, *, dark: bool = False) -> go.Figure:
    """Return an empty figure that says why there is nothing to see, also to `export`."""
    empty = layout(question, "", plot_height=160, legend=False, dark=dark, meta={"nothing": reason})
    figure = go.Figure(layout=empty)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.add_annotation(
        text="<br>".join(textwrap.wrap(say("figure_lines.nothing", reason=reason), 60)),
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        showarrow=False,
        font={"size": SIZES["text"] + 1, "color": colour("muted", dark=dark)},
    )
    return figure


def signed(value: float, digits: int = 2) -> str:
    """Return a number with its sign, the minus being one; what rounds to zero has none."""
    if not round(value, digits):
        return f"{0:.{digits}f}"
    return f"{value:+.{digits}f}".replace("-", "−")


def with_unit(name: str, unit: str) -> str:
    """Return a name with its unit in brackets; a number without unit (1) has none."""
    return name if unit == "1" else f"{name} [{unit}]"


def colour_bar(title: str) -> dict[str, Any]:
    """Return the bar that explains a heatmap's colours."""
    return {
        "title": {"text": title, "side": "right", "font": {"size": SIZES["text"]}},
        "tickfont": {"size": SIZES["small"] + 1},
        "thickness": 12,
        "outlinewidth": 0,
        "len": 1,
        "x": 1.01,
    }


def level_colour_bar(x: float, length: float) -> dict[str, Any]:
    """Return a bar of a heatmap's colours that lies at the top of the plot, from `x` on [paper].

    Plotly writes the title of a level bar over it, or takes its place from the bar: an annotation
    beside it says what it is.
    """
    return {
        "orientation": "h",
        "title": {"text": ""},
        "tickfont": {"size": SIZES["small"] + 1},
        "thickness": 10,
        "outlinewidth": 0,
        "len": length,
        "x": x,
        "xanchor": "left",
        "xpad": 0,
        "y": 1,
        "yanchor": "top",
        "ypad": 0,
    }


def legend_entry(name: str, marker: dict[str, Any]) -> go.Scatter:
    """Return an entry of the legend that no point of the figure stands for."""
    return go.Scatter(x=[None], y=[None], mode="markers", marker={"size": 9, **marker}, name=name)


def diverging(*, dark: bool = False) -> list[list[float | str]]:
    """Return the colours of signed values: healthy, that of the page at 0, depressed."""
    return [
        [0.0, FIXED["healthy"]],
        [0.5, colour("paper", dark=dark)],
        [1.0, FIXED["depressed"]],
    ]


def symmetric(*values: Iterable[float], pad: float = 1.12) -> tuple[float, float]:
    """Return a range around 0 that holds all finite values."""
    sizes = [abs(float(x)) for column in values for x in column if float(x) == float(x)]
    end = pad * max(sizes, default=1.0) or 1.0
    return -end, end


def light(figure: go.Figure) -> go.Figure:
    """Return the figure in the light theme, whatever theme it was drawn in."""
    swap = {DARK[name]: LIGHT[name] for name in DARK}
    plain = _swapped(figure.to_plotly_json(), swap)
    plain["layout"]["template"] = template()
    return go.Figure(plain)


def _swapped(part: Any, swap: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: _swapped(value, swap) for key, value in part.items() if key != "template"}
    if isinstance(part, (list, tuple)):
        return [_swapped(value, swap) for value in part]
    if isinstance(part, str):
        for old, new in swap.items():
            part = part.replace(old, new)
    return part
