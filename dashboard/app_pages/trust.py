import streamlit as st

from dashboard import data
from dashboard.frame import here
from dashboard.parts import captum, checks
from dashboard.parts.cards import card
from depformer.figures import FIGURES
from depformer.report import sentences
from depformer.report.plain import plain

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
    st.markdown(plain(sentences.trust(curves, changes, str(view.method))))
checks.offer(opened)
for name in QUESTIONS:
    if not FIGURES[name].absent(opened.run):
        card(opened, name, view)
captum.panel(opened, view)
