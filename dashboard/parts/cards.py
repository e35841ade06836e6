"""A figure with all that belongs to it: question, how to read it, files, and what limits it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard import computed, data, state
from dashboard.state import View
from depformer.errors import DepformerError
from depformer.figures import FIGURES
from depformer.figures.parts.screen import Screen
from depformer.jobs.opening import Opened
from depformer.report.plain import plain
from depformer.stats.cohort import TooFewPeopleError
from depformer.stats.findings import detectable_found
from depformer.stats.guard_checks.participants import few_entered
from depformer.wording import say

ICONS = {"block": ":material/block:", "warn": ":material/warning:", "info": ":material/info:"}
COLOURS = {"block": "red", "warn": "orange", "info": "gray"}


def is_dark() -> bool:
    """Return whether the reader's theme is dark."""
    return st.context.theme.type == "dark"


def card(
    opened: Opened,
    name: str,
    view: View,
    *,
    pictured: bool = False,
    given: Mapping[str, Any] | None = None,
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
        Fills the figure's options participant, method, label, word and selected.
    pictured : bool
        Whether the recordings stand over the words.
    given : mapping or None
        Data from outside the run that the figure shows. Recordings of a person are for the screen
        alone: no file of a card holds them, and the camera button, which saves what stands on the
        screen, is left out.
    **options
        Of the figure, instead of those of the view.
    """
    spec, given = FIGURES[name], dict(given or {})
    known = {option.name: option.of for option in spec.options}
    filled = {
        "participant": view.participant,
        "method": view.method,
        "label": view.label,
        "word": view.word,
        **options,
    }
    selected = options.get("selected", view.word)
    of_table = {k: v for k, v in filled.items() if known.get(k) == "table"}
    of_figure = {k: v for k, v in filled.items() if known.get(k) == "figure" and k != "selected"}
    shows_person = pictured or given.get("recorded") is not None
    camera = not shows_person  # it saves what is seen, unasked; a file is asked for
    dark = is_dark()
    screen = data.screen(
        opened, name, of_table, of_figure, given=given, pictured=pictured, dark=dark
    )
    with st.container(border=True, height="stretch", key=f"card_{name}"):
        chart(screen, name, selected, clickable=spec.clickable, camera=camera)
        in_files = {**of_table, **of_figure, **given}
        if "recorded" in given:  # the page Export asks for them
            in_files["recorded"] = None
        if "cohort" in spec.guards and spec.measured is None:  # tested figures say it themselves
            _reach(opened, spec.measure, view.method)
        _footer(opened, name, in_files, of_table, camera=camera)


def chart(
    screen: Screen, name: str, selected: str | None, *, clickable: bool, camera: bool
) -> None:
    """Show a finished figure under its question and how to read it.

    Parameters
    ----------
    screen : Screen
        The figure.
    name : str
        Its id.
    selected : str or None
        The word that is marked in it.
    clickable : bool
        Whether a click chooses a word, or opens a person.
    camera : bool
        Whether what is seen may be saved.
    """
    st.subheader(plain(screen.question), anchor=False)
    hint = FIGURES[name].hint if name in FIGURES.ids else ""
    st.caption(plain(f"{screen.reading} {hint}".strip()))
    across = "plain" if not clickable else "wider" if screen.width else "wide"
    # page.css knows how high the title is in the figure, where only the camera shows it.
    with st.container(key=f"{across}_{name}_lines{screen.lines}"):
        shown = _Finished(screen.marked(selected, dark=is_dark()))
        _chart(shown, screen, name, clickable=clickable, camera=camera)


class _Finished(go.Figure):
    """A figure that is a dictionary already: streamlit would check every part of one again."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec

    def to_dict(self) -> dict[str, Any]:
        return self._spec


def _chart(shown: go.Figure, screen: Screen, name: str, *, clickable: bool, camera: bool) -> None:
    width, height = screen.picture_size
    picture = {"format": "svg", "filename": name, "width": width, "height": height}
    saving = {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": picture,
    }
    config = saving if camera else {"displayModeBar": False}
    shared = {"theme": None, "key": state.chart(name), "config": config, "alt": screen.question}
    clicks = {"on_select": "rerun", "selection_mode": "points"} if clickable else {}
    st.plotly_chart(shown, **shared, **clicks)


def _reach(opened: Opened, measure: str, method: str) -> None:
    """Say what one test of a study of this size can detect, under a chart that tests nothing."""
    try:
        table = data.statistic(opened, "detectable_effect", method=method, measure=measure)
    except TooFewPeopleError:
        return  # the chart itself says that there are too few people
    st.caption(plain(detectable_found(table, over_all=False)))


def _footer(
    opened: Opened,
    name: str,
    options: dict[str, Any],
    of_table: dict[str, Any],
    *,
    camera: bool,
) -> None:
    about = (options.get(key) for key in ("participant", "word"))
    stem = "_".join([name, *(each for each in about if each)])
    whose = {"role": options.get("role", "held_out"), "participant": options.get("participant")}
    whose["measure"] = options.get("measure")
    found = [*data.guards(opened, name, options.get("method"), **whose)]
    if FIGURES[name].measured is not None:
        entered = data.table(opened, name, **of_table)
        known = {guard["id"] for guard in found}
        few = [guard._asdict() for guard in few_entered(entered)]
        found += [guard for guard in few if guard["id"] not in known]
    for guard in found:
        if guard["level"] == "block":
            st.error(plain(guard["sentence"]), icon=ICONS["block"])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            "CSV",
            data=lambda: _csv(opened, name, options),
            file_name=f"{stem}.csv",
            mime="text/csv",
            icon=":material/table:",
            key=f"csv_{name}",
            on_click="ignore",
            help=say("cards.csv"),
        )
        st.download_button(
            "SVG",
            data=lambda: _svg(opened, name, options),
            file_name=f"{stem}.svg",
            mime="image/svg+xml",
            icon=":material/image:",
            key=f"svg_{name}",
            on_click="ignore",
            disabled=not computed.has_browser(),
            help=say("cards.svg") if computed.has_browser() else no_browser(camera=camera),
        )
        for guard in found:
            if guard["level"] != "block":
                st.badge(
                    guard["name"],
                    icon=ICONS[guard["level"]],
                    color=COLOURS[guard["level"]],
                    help=plain(guard["sentence"]),
                )


def no_browser(*, camera: bool) -> str:
    """Return why no figure can be written to a file, and what else can be done."""
    said = [say("cards.no_browser"), *([say("cards.use_camera")] if camera else [])]
    return " ".join(said)


def _csv(opened: Opened, name: str, options: dict[str, Any]) -> bytes:
    from depformer.export import table_csv
    from depformer.export.bundle import made

    return table_csv(made(opened.run, name, **options)[0])


def _svg(opened: Opened, name: str, options: dict[str, Any]) -> bytes:
    from depformer.export import figure_bytes
    from depformer.export.bundle import made

    return figure_bytes(made(opened.run, name, **options)[1], "svg")


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


@contextmanager
def refusals() -> Iterator[None]:
    """Say in place why something cannot be computed; what stands below is shown all the same."""
    try:
        yield
    except DepformerError as fault:
        st.warning(plain(str(fault)), icon=":material/block:")
