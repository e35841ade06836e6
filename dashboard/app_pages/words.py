import streamlit as st

from dashboard import data
from dashboard.frame import here
from dashboard.parts import pickers
from dashboard.parts.cards import card
from depformer.report import sentences
from depformer.report.plain import plain
from depformer.wording import say

opened, view = here()
pickers.participant(opened, view)
with st.container(horizontal=True, vertical_alignment="bottom"):
    stream = pickers.stream("words_stream")
    order = pickers.order(opened, "words_order")
    pickers.word(opened, view, width=260)
    pickers.to_participant(opened, view)
scores = data.table(opened, "query_scores", participant=view.participant, stream=stream)
st.markdown(plain(sentences.words(scores, view.label)))
counts = data.statistic(opened, "query_counts") if "query_selected" in opened.run else None
rate = data.table(opened, "selection_rate", stream=stream)
said = [say("pages.query_score")]
if counts is not None:
    said.append(say("pages.query_dot", u=counts["u"].max()))
said.append(say("pages.selection_rate", k=rate["k"].iloc[0]))
st.caption(" ".join(said))
card(opened, "query_scores", view, stream=stream, order=order)
card(opened, "selection_rate", view, stream=stream, order=order)
