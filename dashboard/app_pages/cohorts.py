import streamlit as st

from dashboard.frame import here
from dashboard.parts import findings, pickers
from dashboard.parts.cards import card, refusals
from depformer.figures import FIGURES
from depformer.figures.parts.words import orders
from depformer.labels import valences_of
from depformer.stats.people import groups_of
from depformer.wording import say

whole, view = here()
opened = pickers.groups(whole)
with st.container(horizontal=True, vertical_alignment="bottom"):
    order = pickers.order(
        opened, "raster_order", "valence" if "valence" in orders(opened.run) else "list"
    )
    pickers.word(opened, view, width=260)
    pickers.to_participant(opened, view)
card(opened, "cohort_raster", view, order=order)

st.header(say("pages.compared"), anchor=False)
asked = pickers.compared(opened)
with refusals(), st.spinner(say("pages.testing")):
    findings.found(opened, view, asked)
    if valences_of(opened.run["valence"].values):
        card(opened, "valence_contrast", view, **asked)
        findings.mixed(whole, opened, view, asked)
    else:
        st.caption(say("tables.no_valence"))
    card(
        opened,
        "cohort_forest",
        view,
        top=pickers.top("cohorts_top", opened.run.sizes["word"]),
        **asked,
    )
    card(opened, "word_across_people", view, **asked)
card(opened, "modality_balance", view)
if "coalition_value" in opened.run:
    card(opened, "valence_shapley", view)
with refusals():
    card(opened, "severity_scatter", view, group=groups_of(opened.run)[0], **asked)
with refusals():
    card(opened, "volcano", view, **asked)
with refusals():
    if not FIGURES["paper_words"].absent(opened.run):
        card(opened, "paper_words", view, people=asked["people"], covariates=asked["covariates"])
