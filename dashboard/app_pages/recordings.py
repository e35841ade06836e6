import streamlit as st

from dashboard import recorded, state
from dashboard.frame import here_recorded
from dashboard.parts import add_recording, pickers, recording, running_job, word_panel, word_times
from depformer.report import recordings
from depformer.report.plain import plain
from depformer.wording import say

opened, view = here_recorded()
people = recorded.people_quality(opened)
st.markdown(plain(recordings.of_study(people, len(opened.study.words))))
busy = running_job.at_work(opened.study)
how, runs = recorded.explained(opened, state.source().checkpoint)
if not busy and how != "now":
    st.info(plain(say(f"recordings_page.explained_{how}", n=runs)), icon=":material/update:")

heard = recorded.kept(opened, str(view.participant))
with st.container(border=True):
    st.markdown(f"**{say('recordings_page.of_people')}**")
    st.caption(say(f"recordings_page.of_people_note{'' if heard else '_unheard'}"))
    names = opened.study.words.set_index("word_id")[view.label].to_dict()
    st.dataframe(recordings.people_table(people, names), hide_index=True)
    with st.expander(say("recordings_page.of_people_numbers")):
        st.dataframe(recordings.people_numbers(people), hide_index=True)

with st.container(border=True):
    with pickers.participant_of_study(opened.study, view):
        words = recorded.words_quality(opened, str(view.participant))
        pickers.recorded_word(words, view, width=260)
    recording.timeline(opened, view)
    if heard and view.word is not None:
        word_panel.as_recorded(opened, str(view.participant), str(view.word))
        word_times.panel(opened, view, busy=bool(busy))
    else:
        st.caption(say("recordings_page.of_one_note" if heard else "recordings_page.not_kept"))
        running_job.show(opened.study, "correct")
    with st.expander(say("recordings_page.of_one")):
        st.dataframe(recordings.words_table(words), hide_index=True, height=420)

adding = "ingest" in (busy, running_job.ended(opened.study))
with st.expander(say("recordings_page.add"), icon=":material/add:", expanded=adding):
    add_recording.panel(opened, busy=bool(busy))
