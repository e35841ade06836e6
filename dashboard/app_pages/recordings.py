import streamlit as st

from dashboard import data
from dashboard.frame import here
from dashboard.parts import pickers, word_panel
from depformer.report import recordings
from depformer.report.plain import plain
from depformer.study.quality import words_quality
from depformer.wording import say

opened, view = here()
people = data.people_quality(opened)
n = len(people)
st.markdown(plain(recordings.of_study(people, len(opened.study.words))))

with st.container(border=True):
    st.markdown(f"**{say('recordings_page.of_people')}**")
    st.caption(say("recordings_page.of_people_note"))
    st.dataframe(recordings.people_table(people), hide_index=True, height=min(320, 38 + 35 * n))

with st.container(border=True):
    st.markdown(f"**{say('recordings_page.of_one')}**")
    st.caption(say("recordings_page.of_one_note"))
    pickers.participant(opened, view)
    words = words_quality(opened.study, str(view.participant))
    st.dataframe(recordings.words_table(words), hide_index=True, height=420)
    pickers.word(opened, view)
    if view.word is not None and not word_panel.as_recorded(
        opened, str(view.participant), str(view.word)
    ):
        st.caption(say("recordings_page.not_kept"))
