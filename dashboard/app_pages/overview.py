import streamlit as st

from dashboard import data
from dashboard.frame import here
from dashboard.parts.cards import ICONS, card, refusals, side_by_side
from depformer.figures import FIGURES
from depformer.report import readable, sentences
from depformer.report.plain import plain, unbroken
from depformer.wording import say

PERFORMANCE = ("roc", "confusion", "calibration", "predicted_severity")

opened, view = here()
performance = data.statistic(opened, "performance")
balance = data.table(opened, "modality_balance", method=view.method)

st.markdown(plain(unbroken(sentences.overview(performance, balance))))
with refusals(), st.spinner(say("pages.testing")):
    tested = (
        data.table(opened, name, method=view.method)
        for name in ("valence_contrast", "cohort_forest")
    )
    if differs := sentences.difference(*tested):
        st.markdown(plain(unbroken(differs)))
leading = data.table(opened, "cohort_top_words", method=view.method)
st.markdown(plain(unbroken(sentences.top_words(leading, view.label))))
card(opened, "cohort_top_words", view)

left, right = side_by_side("groups")
with left:
    card(opened, "modality_balance", view)
with right:
    card(opened, "cohort_words", view, order="size", top=10, selected=None)

st.header(say("pages.performance"), anchor=False)
with st.container(horizontal=True):
    for name, value, note in readable.metrics(performance):
        st.metric(name, value, note, delta_color="off", delta_arrow="off", border=True)
st.caption(readable.metrics_note(performance))
shown = [name for name in PERFORMANCE if FIGURES[name].offered(opened.run)]
for name, place in zip(shown, side_by_side("performance"), strict=False):
    with place:
        card(opened, name, view)
for name in shown[2:]:
    card(opened, name, view)

st.header(say("pages.before_believing"), anchor=False)
for guard in data.statistic(opened, "guards").to_dict("records"):
    level = say(f"cards.level_{guard['level']}")
    st.markdown(f"{ICONS[guard['level']]} **{level}.** {plain(guard['sentence'])}")

left, right = side_by_side("people")
with left:
    st.header(say("pages.who"), anchor=False)
    table_one = plain(readable.table_one(data.statistic(opened, "table_one")))
    st.table(table_one, border="horizontal")
    st.caption(say("pages.who_note"))
with right:
    st.header(say("pages.which"), anchor=False)
    st.table(plain(readable.checkpoint(opened.run, opened.checkpoint)), border="horizontal")
    card_text = readable.model_card(opened.checkpoint)
    if card_text:
        with st.expander(say("pages.own_card")):
            st.markdown(card_text)
