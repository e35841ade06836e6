"""What every page shares: menu, folders, heading, banner, faults in words, and the footer."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import data, recorded, state
from dashboard.pages import PAGES, PageSpec
from dashboard.parts import sidebar
from dashboard.parts.progress import progress
from dashboard.recorded import OpenStudy
from dashboard.state import Choices, View
from depformer.errors import DepformerError
from depformer.jobs.opening import Opened, Opening
from depformer.jobs.recent import remember
from depformer.report import readable
from depformer.report.plain import plain
from depformer.wording import say

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

TITLE = "DEP-Former Explorer"
ICON = Path(__file__).parent / "static" / "icon.svg"
_LOG = logging.getLogger(__name__)


def show() -> None:
    """Show the page that the address names."""
    st.set_page_config(page_title=TITLE, page_icon=str(ICON), layout="wide")
    st.html(Path(__file__).parent / "static" / "page.css")
    first = PAGES.ids[0]
    scripts = {
        spec.id: st.Page(
            spec.script,
            title=spec.title,
            icon=spec.icon,
            default=spec.id == first,
            url_path="" if spec.id == first else spec.id,
        )
        for spec in PAGES
    }
    # streamlit serves the default page at the empty address only: this one answers to its name.
    named = st.Page(
        PAGES[first].script, title=PAGES[first].title, url_path=first, visibility="hidden"
    )
    state.arrive()
    chosen = st.navigation([*scripts.values(), named])
    spec = next((spec for spec in PAGES if scripts[spec.id] == chosen), PAGES[first])
    st.title(spec.title, anchor=False)
    try:
        _body(spec, chosen)
    except DepformerError as fault:
        _say(fault)
    except Exception as fault:  # a traceback helps nobody on the page, and shows paths
        _LOG.exception("The page %s failed.", spec.id)
        st.error(plain(unforeseen(fault)), icon=":material/error:")
    st.divider()
    st.caption(say("notices.research_use"))
    data.settle()


def _body(spec: PageSpec, page: StreamlitPage) -> None:
    """Open what the reader has named and show the page over it, or how far the opening is."""
    if spec.of_study:
        _study_body(page)
        return
    opening = data.opening(state.source())
    with st.spinner(say("pages.opening")):
        opening.wait()
    broken = opening.fault is not None and not opening.cancelled
    if broken:
        data.forget(opening)
    if opening.result is not None:
        _surroundings(opening.result)
    sidebar.folder_controls(opening.result, wrong=broken)
    if broken and opening.fault is not None:
        st.caption(say("pages.without_run", page=say("pages.title_recordings")))
        raise opening.fault
    if opening.result is None:
        _waiting(opening, _why_explained(opening))
    else:
        _check(spec, opening.result)
        page.run()


def _study_body(page: StreamlitPage) -> None:
    """Show a page that needs no run; nothing is explained for it."""
    opened = data.opened_before(state.source())
    try:
        here = recorded.open_study(state.source())
        study = here.study
    except DepformerError:
        sidebar.folder_controls(opened, wrong=True)
        raise
    state.take_clicks()
    choices = recorded.choices(here)
    view = state.current(choices)
    if opened is not None:
        of_run = data.choices(opened)
        choices = replace(choices, method=of_run.method)
        view = replace(view, **({} if of_run.fits("method", view.method) else _first(of_run)))
    sidebar.view_controls(view, choices, opened)
    if study.synthetic:
        st.info(say("notices.synthetic"), icon=":material/science:")
    _say_notes()
    sidebar.folder_controls(opened, wrong=False)
    page.run()


def _first(choices: Choices) -> dict[str, str | None]:
    return {"method": choices.default().method}


def unforeseen(fault: Exception) -> str:
    """Return a fault of the program as one sentence."""
    message = " ".join(str(fault).split()).rstrip(".")
    what = f"{type(fault).__name__}: {message}" if message else type(fault).__name__
    return say("pages.unforeseen", what=what)


def here() -> tuple[Opened, View]:
    """Return the open study and run and what the reader has chosen; every page begins with it."""
    opened = data.opening(state.source()).result
    if opened is None:
        st.rerun()  # the folders have changed since the frame was drawn: open them first
    return opened, state.current(data.choices(opened))


def here_recorded() -> tuple[OpenStudy, View]:
    """Return the open study and what the reader has chosen; a page that needs no run begins so."""
    opened = recorded.open_study(state.source())
    return opened, state.current(recorded.choices(opened))


def _surroundings(opened: Opened) -> None:
    remember(str(opened.study.root), str(opened.checkpoint))
    choices = data.choices(opened)
    if state.take_clicks():
        st.switch_page("app_pages/participant.py")
    sidebar.view_controls(state.current(choices), choices, opened)
    if opened.run.attrs.get("untrained"):
        st.warning(say("notices.untrained"), icon=":material/warning:")
    if opened.run.attrs.get("synthetic"):
        st.info(say("notices.synthetic"), icon=":material/science:")
    for note in readable.left_out(opened.run):
        st.caption(f":material/info: {plain(note)}")
    _say_notes()


def _say_notes() -> None:
    for note in state.notes():
        st.warning(plain(note), icon=":material/link_off:")


def _check(spec: PageSpec, opened: Opened) -> None:
    absent = [name for name in spec.needs if name not in opened.run]
    if absent:
        raise DepformerError(
            say("pages.needs", page=spec.title, names=", ".join(absent)),
            kind="run",
        )


def _say(fault: DepformerError) -> None:
    headline = str(fault).split("\n")[0] if fault.faults else str(fault)
    faults = [f"- {plain(sentence)}" for sentence in fault.faults]
    st.error("\n".join([plain(headline), "", *faults]), icon=":material/error:")


def _why_explained(opening: Opening) -> str:
    """Say why a study is being explained: for the first time, anew, or in another way."""
    study = recorded.open_study(opening.source)
    return say(f"pages.explaining_{recorded.explained(study, opening.source.checkpoint)[0]}")


@st.fragment(run_every=0.5)
def _waiting(opening: Opening, why: str) -> None:
    """Show how far the run is, and offer a way out."""
    if opening.cancelled:
        st.info(say("pages.cancelled"), icon=":material/cancel:")
        if st.button(say("pages.start_again")):
            data.forget(opening)
            st.rerun()
        return
    if opening.finished:
        st.rerun()
    st.write(why)
    progress(opening)
