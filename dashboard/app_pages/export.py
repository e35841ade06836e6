import streamlit as st

from dashboard.frame import here
from dashboard.parts import export_form
from dashboard.parts.cards import settings_beside

opened, view = here()
st.markdown(
    "Figures at the exact size of the page, each with its numbers and a caption. "
    f"Figures of one person show {view.participant}; the words are written as chosen on the left."
)
settings, shown = settings_beside("export")
with settings:
    names = export_form.choose_figures(opened)
    order = export_form.choose_order(opened, view)
    archive = st.container()
with shown:
    possible = [export_form.show_figure(opened, name, order) for name in names]
with archive:
    export_form.everything(opened, names, order, possible=all(possible))
