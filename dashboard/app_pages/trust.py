import streamlit as st

from dashboard import checks, data, sentences
from dashboard.cards import card
from dashboard.frame import here
from depformer.figures import FIGURES

QUESTIONS = (
    "completeness",
    "deletion_curves",
    "faithfulness",
    "randomisation",
    "untrained_band",
    "stability",
    "agreement",
    "baseline_ranking",
    "planted_truth",
)

opened, view = here()
if "faithfulness" in opened.run:
    curves = data.table(opened, "deletion_curves", method=view.method)
    changes = data.table(opened, "randomisation")
    st.markdown(sentences.trust(curves, changes, str(view.method)))
checks.offer(opened)
for name in QUESTIONS:
    if all(needed in opened.run for needed in FIGURES[name].needs):
        card(opened, name, view)
