import streamlit as st

from dashboard import data
from dashboard.frame import here
from dashboard.parts import pickers
from dashboard.parts.cards import card, exploratory
from depformer.labels import valences_of
from depformer.report import readable, sentences
from depformer.report.plain import plain
from depformer.wording import say

opened, view = here()
words = data.table(opened, "cohort_words", method=view.method)
counted = data.statistic(opened, "filled_cells", method=view.method)
st.markdown(plain(sentences.cohorts(words, counted, view.label)))
exploratory()
with st.container(horizontal=True, vertical_alignment="bottom"):
    order = pickers.order(opened, "cohorts_order", "size")
    top = pickers.top("cohorts_top", opened.run.sizes["word"])
    pickers.word(opened, view, width=260)
    pickers.to_participant(opened, view)
card(opened, "cohort_words", view, order=order, top=top)
card(opened, "modality_balance", view)
if "coalition_value" in opened.run:
    card(opened, "valence_shapley", view)
st.header(say("pages.contrasts"), anchor=False)
if valences_of(opened.run["valence"].values):
    contrasts = data.statistic(opened, "compare_groups", method=view.method, by="valence")
    st.table(plain(readable.contrasts(contrasts)), border="horizontal")
    st.caption(plain(readable.contrasts_note(contrasts)))
else:
    st.caption(say("tables.no_valence"))
