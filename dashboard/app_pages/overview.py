import streamlit as st

from dashboard import data
from dashboard.frame import here
from dashboard.parts.cards import ICONS, LEVELS, card, side_by_side
from depformer.export import findings, readable

opened, view = here()
performance = data.statistic(opened, "performance")
balance = data.table(opened, "modality_balance", method=view.method)

st.markdown(findings.overview(performance, balance))

left, right = side_by_side("groups")
with left:
    card(opened, "modality_balance", view)
with right:
    card(opened, "cohort_words", view, order="size", top=10, selected=None)

st.header("How well does the model predict people it has not seen?", anchor=False)
with st.container(horizontal=True):
    for name, value, note in readable.metrics(performance):
        st.metric(name, value, note, delta_color="off", delta_arrow="off", border=True)
st.caption("Below each value: its 95 % interval and the number of held-out people it rests on.")
left, right = side_by_side("performance")
with left:
    card(opened, "roc", view)
with right:
    card(opened, "confusion", view)

st.header("What to know before believing this", anchor=False)
for guard in data.statistic(opened, "guards").to_dict("records"):
    st.markdown(f"{ICONS[guard['level']]} **{LEVELS[guard['level']]}.** {guard['sentence']}")

left, right = side_by_side("people")
with left:
    st.header("Who was studied", anchor=False)
    st.table(readable.table_one(data.statistic(opened, "table_one")), border="horizontal")
    st.caption(
        "Held-out participants. SMD: standardised mean difference; above 0.1 is unbalanced. "
        "Severity defines the groups, so it differs by design."
    )
with right:
    st.header("Which model, which run", anchor=False)
    st.table(readable.checkpoint(opened), border="horizontal")
    card_text = readable.model_card(opened)
    if card_text:
        with st.expander("The checkpoint's own card"):
            st.markdown(card_text)
