"""A figure with all that belongs to it: question, how to read it, files, and what limits it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard import data, state
from dashboard.state import View
from depformer import figures
from depformer.export import orders
from depformer.figures import FIGURES
from depformer.jobs.opening import Opened
from depformer.stats import touching

NO_BROWSER = "No Chrome or Chromium was found on this machine."
OTHER_WAY = "The camera button over a chart saves it as well."
ICONS = {"block": ":material/block:", "warn": ":material/warning:", "info": ":material/info:"}
COLOURS = {"block": "red", "warn": "orange", "info": "gray"}
LEVELS = {"block": "No test", "warn": "Caution", "info": "Note"}
_TAGS = re.compile(r"<(?!br)[^>]+>")


def is_dark() -> bool:
    """Return whether the reader's theme is dark."""
    return st.context.theme.type == "dark"


def card(
    opened: Opened,
    name: str,
    view: View,
    *,
    key: str | None = None,
    pictures: Mapping[str, Mapping[str, str]] | None = None,
    **options: Any,
) -> str | None:
    """Show a figure of the open run.

    Parameters
    ----------
    opened : Opened
        The open run.
    name : str
        Id of the figure.
    view : View
        Fills the figure's options participant, method, label and selected.
    key : str or None
        Tells two cards of one figure apart.
    pictures : mapping or None
        For the screen only: no file holds them, and the camera button, which saves what stands on
        the screen, is left out unless the person has consented to be shown.
    **options
        Of the figure, instead of those of the view.

    Returns
    -------
    str or None
        The word that the reader has just clicked.
    """
    spec = FIGURES[name]
    known = {option.name: option.of for option in spec.options}
    given = {
        "participant": view.participant,
        "method": view.method,
        "label": view.label,
        "selected": view.word,
        **options,
    }
    of_table = {k: v for k, v in given.items() if known.get(k) == "table"}
    of_figure = {k: v for k, v in given.items() if known.get(k) == "figure"}
    table = data.table(opened, name, **of_table)
    screen = {"pictures": pictures} if pictures else {}
    camera = not pictures or orders.may_publish(opened, str(given["participant"]))
    figure = spec.figure(table, **of_figure, **screen, dark=is_dark())
    question, reading = take_title(figure)
    key = key or name
    with st.container(border=True, height="stretch", key=f"card_{key}"):
        st.subheader(question, anchor=False)
        st.caption(reading)
        across = "plain" if spec.words != "x" else "wider" if figure.layout.width else "wide"
        with st.container(key=f"{across}_{key}"):
            word = _chart(figure, key, question, clickable=bool(spec.words), camera=camera)
        _footer(opened, name, key, {**of_table, **of_figure}, camera=camera)
    return word


def take_title(figure: go.Figure) -> tuple[str, str]:
    """Take the question and the line how to read it out of a figure, to set them as text."""
    text = str(figure.layout.title.text or "")
    question, *lines = _TAGS.sub("", text).split("<br>")
    taken = float((figure.layout.meta or {}).get("title_height", 4)) - 4
    figure.update_layout(
        title={"text": ""},
        margin={"t": max(10.0, float(figure.layout.margin.t or 0) - taken)},
        height=float(figure.layout.height or 400) - taken,
    )
    return question, " ".join(lines)


def guards_of(opened: Opened, name: str, method: str | None = None) -> list[dict[str, str]]:
    """Return the guards that touch a figure; that data are synthetic stands on every page."""
    found = touching(data.statistic(opened, "guards"), FIGURES[name].guards, method)
    return found[found["id"] != "synthetic"].to_dict("records")


def _chart(
    figure: go.Figure, key: str, question: str, *, clickable: bool, camera: bool
) -> str | None:
    for trace in figure.data:
        if hasattr(trace, "unselected") and hasattr(trace, "marker"):
            shown = {
                "marker": {"opacity": 1 if trace.marker.opacity is None else trace.marker.opacity}
            }
            trace.update(selected=shown, unselected=shown)
    saving = {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": key},
    }
    config = saving if camera else {"displayModeBar": False}
    figure.update_layout(width=None)  # page.css sets the least width of many words
    shared = {"theme": None, "key": f"chart_{key}", "config": config, "alt": question}
    if not clickable:
        st.plotly_chart(figure, **shared)
        return None
    event = st.plotly_chart(figure, on_select="rerun", selection_mode="points", **shared)
    return state.clicked(key, event)


def _footer(opened: Opened, name: str, key: str, options: dict[str, Any], *, camera: bool) -> None:
    stem = "_".join([name, *([options["participant"]] if "participant" in options else [])])
    found = guards_of(opened, name, options.get("method"))
    for guard in found:
        if guard["level"] == "block":
            st.error(guard["sentence"], icon=ICONS["block"])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            "CSV",
            data=lambda: _csv(opened, name, options),
            file_name=f"{stem}.csv",
            mime="text/csv",
            icon=":material/table:",
            key=f"csv_{key}",
            on_click="ignore",
            help="All the numbers of this figure",
        )
        st.download_button(
            "SVG",
            data=lambda: _svg(opened, name, options),
            file_name=f"{stem}.svg",
            mime="image/svg+xml",
            icon=":material/image:",
            key=f"svg_{key}",
            on_click="ignore",
            disabled=not data.has_browser(),
            help=(
                "The figure as a file, without pictures of people; other sizes and formats are on "
                "the page Export"
                if data.has_browser()
                else f"{NO_BROWSER} {OTHER_WAY if camera else ''}".strip()
            ),
        )
        for guard in found:
            if guard["level"] != "block":
                st.badge(
                    guard["name"],
                    icon=ICONS[guard["level"]],
                    color=COLOURS[guard["level"]],
                    help=guard["sentence"],
                )


def _csv(opened: Opened, name: str, options: dict[str, Any]) -> bytes:
    from depformer.export import table_csv

    return table_csv(figures.table(name, opened.run, **options))


def _svg(opened: Opened, name: str, options: dict[str, Any]) -> bytes:
    from depformer.export import figure_bytes

    return figure_bytes(figures.draw(name, opened.run, **options), "svg")


def side_by_side(key: str) -> tuple[Any, Any]:
    """Return two places that stand side by side, or one below the other on a narrow screen."""
    with st.container(horizontal=True, key=f"pair_{key}"):
        left = st.container(key=f"half_left_{key}", height="stretch")
        right = st.container(key=f"half_right_{key}", height="stretch")
    return left, right


def settings_beside(key: str) -> tuple[Any, Any]:
    """Return a narrow place for settings and a wide one, stacked on a narrow screen."""
    with st.container(horizontal=True, gap="large", key=f"pair_{key}"):
        settings = st.container(key=f"settings_{key}")
        shown = st.container(key=f"shown_{key}")
    return settings, shown


def exploratory() -> None:
    """Say that no test stands behind what follows."""
    st.badge(
        "Exploratory",
        icon=":material/explore:",
        color="orange",
        help="No test is made and no interval is adjusted for the number of words. These figures "
        "can suggest a hypothesis; only other participants can test it.",
    )
