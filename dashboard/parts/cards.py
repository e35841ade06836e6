"""A figure with all that belongs to it: question, how to read it, files, and what limits it."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard import data, state
from dashboard.state import View
from depformer import figures
from depformer.export import archive
from depformer.figures import FIGURES
from depformer.figures.parts.screen import Screen
from depformer.jobs.opening import Opened

NO_BROWSER = "No Chrome or Chromium was found on this machine."
OTHER_WAY = "The camera button over a chart saves it as well."
ICONS = {"block": ":material/block:", "warn": ":material/warning:", "info": ":material/info:"}
COLOURS = {"block": "red", "warn": "orange", "info": "gray"}
LEVELS = {"block": "No test", "warn": "Caution", "info": "Note"}


def is_dark() -> bool:
    """Return whether the reader's theme is dark."""
    return st.context.theme.type == "dark"


def card(
    opened: Opened,
    name: str,
    view: View,
    *,
    key: str | None = None,
    pictured: bool = False,
    **options: Any,
) -> None:
    """Show a figure of the open run; a click on a word chooses it from the next run on.

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
    pictured : bool
        Whether the recordings stand over the words. The files beside hold no pictures, and the
        camera button, which saves what stands on the screen, is left out unless the person has
        consented to be shown.
    **options
        Of the figure, instead of those of the view.
    """
    spec = FIGURES[name]
    known = {option.name: option.of for option in spec.options}
    given = {
        "participant": view.participant,
        "method": view.method,
        "label": view.label,
        **options,
    }
    selected = options.get("selected", view.word)
    of_table = {k: v for k, v in given.items() if known.get(k) == "table"}
    of_figure = {k: v for k, v in given.items() if known.get(k) == "figure" and k != "selected"}
    camera = not pictured or archive.may_publish(opened, str(given["participant"]))
    dark = is_dark()
    screen = data.screen(opened, name, of_table, of_figure, pictured=pictured, dark=dark)
    key = key or name
    with st.container(border=True, height="stretch", key=f"card_{key}"):
        st.subheader(screen.question, anchor=False)
        st.caption(screen.reading)
        across = "plain" if spec.words != "x" else "wider" if screen.width else "wide"
        # page.css knows how high the title is in the figure, where only the camera shows it.
        with st.container(key=f"{across}_{key}_lines{screen.lines}"):
            shown = _Finished(screen.marked(selected, dark=dark))
            _chart(shown, screen, key, clickable=bool(spec.words), camera=camera)
        marked = {"selected": selected} if "selected" in known else {}
        _footer(opened, name, key, {**of_table, **of_figure, **marked}, camera=camera)


class _Finished(go.Figure):
    """A figure that is a dictionary already: streamlit would check every part of one again."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec

    def to_dict(self) -> dict[str, Any]:
        return self._spec


def _chart(shown: go.Figure, screen: Screen, key: str, *, clickable: bool, camera: bool) -> None:
    width, height = screen.picture_size
    saving = {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {
            "format": "svg",
            "filename": key,
            "width": width,
            "height": height,
        },
    }
    config = saving if camera else {"displayModeBar": False}
    shared = {"theme": None, "key": state.chart(key), "config": config, "alt": screen.question}
    clicks = {"on_select": "rerun", "selection_mode": "points"} if clickable else {}
    st.plotly_chart(shown, **shared, **clicks)


def _footer(opened: Opened, name: str, key: str, options: dict[str, Any], *, camera: bool) -> None:
    stem = "_".join([name, *([options["participant"]] if "participant" in options else [])])
    found = data.guards(opened, name, options.get("method"))
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
