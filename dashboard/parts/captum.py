"""The same by Captum on the whole model, and Captum's own measures, for the chosen person."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import computed
from dashboard.state import View
from depformer import labels
from depformer.jobs.opening import Opened
from depformer.report.plain import plain
from depformer.schema import target_of
from depformer.study import layout
from depformer.wording import say


@st.fragment
def panel(opened: Opened, view: View) -> None:
    """Offer the comparison, which takes seconds, and show it where it is asked for."""
    who = str(view.participant)
    with st.container(border=True):
        st.subheader(say("captum_card.title"), anchor=False)
        st.caption(say("captum_card.what"))
        if not st.toggle(say("captum_card.ask", who=layout.named(who)), key="captum"):
            return
        same = computed.whole_model(opened, who)
        st.markdown(say("captum_card.largest", version=same.attrs["captum_version"]))
        _table(same)
        target = target_of(opened.run)
        quantity = say(f"targets.short_{target.id}")
        measured = computed.captum_metrics(opened, who)
        st.markdown(say("captum_card.measures", quantity=quantity))
        _table(measured)


def _table(table: pd.DataFrame) -> None:
    shown = table.assign(method=[labels.title(name) for name in table["method"]])
    unit = plain(str(table.attrs["unit"]))
    names = {name: say(f"captum_card.column_{name}", **{"unit": unit}) for name in table}
    formats = {name: st.column_config.NumberColumn(format="%.3g") for name in names.values()}
    del formats[names["method"]]
    st.dataframe(shown.rename(columns=names), hide_index=True, column_config=formats)
