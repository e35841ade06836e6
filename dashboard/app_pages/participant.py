import streamlit as st

from dashboard import data
from dashboard.frame import here
from dashboard.parts import pickers, what_if, word_panel
from dashboard.parts.cards import card
from depformer.report import sentences
from depformer.report.plain import plain
from depformer.stats.sessions import sessions_of
from depformer.wording import say

opened, view = here()
with pickers.participant(opened, view):
    order = pickers.order(opened, "participant_order")
person = opened.run[["group", "role"]].sel({"participant": view.participant})
profile = data.table(opened, "word_profile", participant=view.participant, method=view.method)
st.markdown(
    plain(
        sentences.participant(
            profile, str(person["group"].item()), str(person["role"].item()), view.label
        )
    )
)
card(opened, "word_profile", view, order=order, pictured=True)
with st.container(border=True):
    pickers.word(opened, view)
    if view.word is None:
        st.caption(say("pages.no_word_yet"))
    else:
        word_panel.panel(opened, view)
if len(sessions_of(opened.run, str(view.participant))) > 1:
    card(opened, "session_change", view, order=order)
with st.container(border=True):
    what_if.panel(opened, view)
card(opened, "branch_waterfall", view)
