"""The edges of one word, for a person to hear and to set."""

from __future__ import annotations

import math

import streamlit as st

from dashboard import recorded
from dashboard.parts.running_job import begin, show
from dashboard.recorded import OpenStudy
from dashboard.state import View
from depformer.errors import DepformerError
from depformer.recordings.ingest.correcting import SHORTEST_S
from depformer.report.plain import plain
from depformer.wording import say

STEP_S = 0.01
NEW_S = 0.6  # of a word that had no time


def panel(opened: OpenStudy, view: View, *, busy: bool) -> None:
    """Let the times of the view's word be heard and set; the features are then made anew.

    Parameters
    ----------
    opened : OpenStudy
        The open study.
    view : View
        With a word.
    busy : bool
        Whether something is at work on the study already.
    """
    who, word = str(view.participant), str(view.word)
    try:
        low, high = recorded.room(opened, who, word)
    except DepformerError as fault:
        st.caption(plain(str(fault)))
        return
    now = recorded.words_quality(opened, who).set_index("word").loc[word]
    onset, offset = float(now["voice_onset"]), float(now["voice_offset"])
    said = not math.isnan(onset)
    if not said:
        onset, offset = low, min(high, low + NEW_S)
    st.markdown(f"**{say('recordings_page.times')}**")
    if now["marked"]:
        st.info(plain(str(now["doubt"])), icon=":material/person_check:")
    elif now["doubt"]:
        st.warning(plain(str(now["doubt"])), icon=":material/hearing:")
    st.caption(say("recordings_page.times_note", low=low, high=high))
    if high - low <= SHORTEST_S:
        st.caption(say("recordings_page.no_room"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        begins, ends = (
            st.number_input(  # without limits: it would keep what stood there, and say nothing
                say(f"recordings_page.set_{name}"),
                value=value,
                step=STEP_S,
                format="%.3f",
                key=f"set_{name}_{opened.key}_{who}_{word}",
                width=170,
            )
            for name, value in (("onset", max(low, onset)), ("offset", max(low, offset)))
        )
    same = said and (begins, ends) == (onset, offset)
    possible = low <= begins <= ends - SHORTEST_S and ends <= high
    if not possible and not same:
        st.error(say("recordings_page.times_cannot_be", low=low, high=high, least=SHORTEST_S))
    if possible and not same:
        _hear(opened, who, begins, ends)
    asked = {"study": str(opened.study.root.resolve()), "participant": who, "word": word}
    with st.container(horizontal=True):
        if st.button(
            say("recordings_page.make_anew"),
            type="primary",
            icon=":material/refresh:",
            disabled=busy or same or not possible,
            help=say("recordings_page.make_anew_help"),
        ):
            edges = {"onset": round(begins, 3), "offset": round(ends, 3)}
            begin("correct", {**asked, **edges}, opened.study)
            st.rerun()
        if said and st.button(say("recordings_page.not_said_button"), disabled=busy):
            begin("correct", {**asked, "onset": None, "offset": None}, opened.study)
            st.rerun()
    show(opened.study, "correct")


def _hear(opened: OpenStudy, who: str, start: float, stop: float) -> None:
    """Let a stretch be heard; a player shows whole seconds only, so that it is said how long."""
    sound = recorded.stretch_sound(opened, who, start, stop)
    if sound is not None:
        with st.container(width=320, key="brief_as_set"):
            st.caption(say("recordings_page.heard_as_set", duration=stop - start))
            st.audio(sound, format="audio/wav")
