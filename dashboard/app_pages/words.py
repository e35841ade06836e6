import streamlit as st

from dashboard import data
from dashboard.frame import here
from dashboard.parts import detail, pickers
from dashboard.parts.cards import card
from depformer.export import findings

opened, view = here()
pickers.participant(opened, view)
with st.container(horizontal=True, vertical_alignment="bottom"):
    stream = pickers.stream("words_stream")
    order = pickers.order("words_order")
    pickers.word(opened, view, width=260)
    pickers.to_participant(opened, view)
scores = data.table(opened, "query_scores", participant=view.participant, stream=stream)
st.markdown(findings.words(scores, view.label))
rate = data.table(opened, "selection_rate", stream=stream)
st.caption(
    "A query's score says how unevenly a word's query meets all words. It has no direction, and is "
    "not the attention that the word receives. "
    + (f"A dot: the query {detail.attends(opened)}. " if "query_selected" in opened.run else "")
    + f"Selection rate: in what share of the heads it is among the top k = {rate['k'].iloc[0]}."
)
card(opened, "query_scores", view, stream=stream, order=order)
card(opened, "selection_rate", view, stream=stream, order=order)
