import streamlit as st

from dashboard.frame import here
from dashboard.parts import export_form, pickers
from dashboard.parts.cards import settings_beside
from depformer.report.plain import plain
from depformer.study import layout
from depformer.wording import say

whole, view = here()
st.markdown(plain(say("export_page.what", who=layout.named(str(view.participant)))))
settings, shown = settings_beside("export")
with settings:
    opened = pickers.groups(whole)
    names = export_form.choose_figures(opened, view)
    order = export_form.choose_order(opened, view, names)
    archive = st.container()
with shown:
    if names and order.columns:
        possible = export_form.show_page(opened, names, order)
    else:
        shown_ones = [export_form.show_figure(opened, name, order) for name in names]
        possible = all(shown_ones)
with archive:
    export_form.everything(whole, names, order, possible=possible)
    export_form.report(whole, order)
