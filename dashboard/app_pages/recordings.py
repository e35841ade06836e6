import streamlit as st

from dashboard import recorded, state
from dashboard.frame import here_recorded
from dashboard.parts import add_recording, pickers, recording, running_job, word_panel, word_times
from depformer.report import recordings
from depformer.report.plain import plain
from depformer.wording import say

opened, view = here_recorded()
people = recorded.people_quality(opened)
n = len(people)
st.markdown(plain(recordings.of_study(people, len(opened.study.words))))
busy = running_job.at_work(opened.study)
if not busy and (said := recorded.explained(opened, state.source().checkpoint)):
    st.info(plain(said), icon=":material/update:")

with st.container(border=True):
    st.markdown(f"**{say('recordings_page.of_people')}**")
    st.caption(say("recordings_page.of_people_note"))
    st.dataframe(recordings.people_table(people), hide_index=True, height=min(320, 38 + 35 * n))

with st.container(border=True):
    with pickers.participant_of_study(opened.study, view):
        words = recorded.words_quality(opened, str(view.participant))
        pickers.recorded_word(words, view, width=260)
    recording.timeline(opened, view)
    if view.word is None:
        st.caption(say("recordings_page.of_one_note"))
    elif not recorded.kept(opened, str(view.participant)):
        st.caption(say("recordings_page.not_kept"))
    else:
        word_panel.as_recorded(opened, str(view.participant), str(view.word))
        word_times.panel(opened, view, busy=busy)
    with st.expander(say("recordings_page.of_one")):
        st.dataframe(recordings.words_table(words), hide_index=True, height=420)

with st.expander(say("recordings_page.add"), icon=":material/add:"):
    add_recording.panel(opened, busy=busy)
