"""One word of one participant: recordings, attributions, queries and attention."""

from __future__ import annotations

import streamlit as st

from dashboard import computed, data, recorded
from dashboard.parts import pickers
from dashboard.parts.cards import card, side_by_side
from dashboard.recorded import OpenStudy
from dashboard.state import View
from depformer.errors import DepformerError
from depformer.export import table_csv
from depformer.jobs.opening import Opened
from depformer.report import descriptors, readable, recordings
from depformer.report.plain import plain
from depformer.study import layout
from depformer.wording import say

PICTURE_WIDTH = 200  # pixel
MOST_ROWS = 12  # of a table that is not scrolled
TABLE_HEIGHT = 460  # pixel


@st.fragment
def panel(opened: Opened, view: View) -> None:
    """Show the word of the view: its recordings, and the numbers below them."""
    who, word = str(view.participant), str(view.word)
    table = data.statistic(opened, "word_attributions", participant=who, word=word)
    about = table.iloc[0]
    others = " · ".join(filter(None, dict.fromkeys(about[["text", "pinyin", "gloss"]])))
    place = say("word_panel.place_unknown")
    if about["presented"] == about["presented"]:
        place = say("word_panel.place", place=about["presented"])
    st.subheader(plain(say("word_panel.title", word=about[view.label])), anchor=False)
    kind = say("word_panel.kind", valence=about["valence"]) if about["valence"] else ""
    known = {"texts": others, "kind": kind, "place": place}
    st.caption(plain(say("word_panel.about", who=layout.named(who), **known)))
    as_recorded(opened, who, word)
    described(opened, who, word)
    mapped = pickers.recordings() == pickers.MAPPED
    shown = "attributions" if mapped else "recording"
    given = {
        "maps": computed.maps(opened, who) if mapped else None,
        "recorded": data.recorded(opened, who),
    }
    face, voice = side_by_side("maps")
    with face:
        card(opened, "face_map", view, given=given, shown=shown)
    with voice:
        card(opened, "voice_map", view, given=given, shown=shown)
    attributions, attention = side_by_side("numbers")
    with attributions:
        st.markdown(f"**{say('word_panel.by_every_method')}**")
        st.table(plain(readable.attributions(table)), border="horizontal")
    if "query_selected" in opened.run:
        counts = data.statistic(opened, "query_counts")
        with attributions:
            st.caption(say("word_panel.counted", k=counts["k"].max()))
        with attention:
            st.markdown(f"**{say('word_panel.heads')}**")
            st.table(plain(data.attention(opened, who, word, view.label)), border="horizontal")
            st.caption(say("word_panel.heads_note", u=counts["u"].max()))


def described(opened: Opened, who: str, word: str) -> None:
    """Show what describes a word beside the others of the study, where anything does."""
    numbers = recorded.descriptors(opened, who, word)
    if numbers.empty:
        return
    table = descriptors.word_table(numbers)
    st.markdown(f"**{say('word_panel.described')}**")
    if table.empty:
        st.caption(plain(descriptors.note(numbers)))
        return
    if len(table) > MOST_ROWS:
        st.dataframe(table, hide_index=True, height=TABLE_HEIGHT)
    else:
        st.table(plain(table.set_index(table.columns[0])), border="horizontal")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "CSV",
            data=lambda: table_csv(numbers),
            file_name=f"descriptors_{who}_{word}.csv",
            mime="text/csv",
            icon=":material/table:",
            key="csv_descriptors",
            on_click="ignore",
            help=say("descriptors.csv"),
        )
        st.caption(plain(descriptors.note(numbers)))


def as_recorded(opened: Opened | OpenStudy, who: str, word: str) -> None:
    """Let a word be seen and heard where its recordings are kept and its time is known."""
    from depformer.recordings.playback import MARGIN_S

    try:
        sound, picture = recorded.as_recorded(opened, who, word)
    except DepformerError as fault:
        st.caption(plain(str(fault)))
        return
    if sound is None and picture is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="as_recorded"):
        if picture is not None:
            st.image(picture, width=PICTURE_WIDTH)
        with st.container(key="beside_picture"):
            if sound is not None:
                st.audio(sound, format="audio/wav", width=320)
            said = plain(recordings.of_word(opened.study.events(who).loc[word]))
            around = say("recordings_page.heard_around", margin=MARGIN_S) if sound else ""
            st.caption(f"{said}  \n{around}")
