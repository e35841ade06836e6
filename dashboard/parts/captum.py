"""The same by Captum on the whole model, and Captum's own measures, for the chosen person."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.parts.progress import made
from dashboard.state import View
from depformer import labels
from depformer.jobs.made import read_tables
from depformer.report.plain import plain
from depformer.runs.opened import Opened
from depformer.schema import target_of
from depformer.study import layout
from depformer.wording import say


def panel(opened: Opened, view: View) -> None:
    """Offer the comparison, which takes seconds, and show it once it has been made."""
    who = str(view.participant)
    with st.container(border=True):
        st.subheader(say("captum_card.title"), anchor=False)
        st.caption(say("captum_card.what"))
        tables = made(
            opened,
            "captum",
            {"participant": who},
            read_tables,
            offer=say("captum_card.ask", who=layout.named(who)),
            doing=say("captum_card.comparing", who=layout.named(who)),
        )
        if tables is None:
            return
        same, measured = tables["same"], tables["measured"]
        st.markdown(say("captum_card.largest", version=same.attrs["captum_version"]))
        _table(same)
        quantity = say(f"targets.short_{target_of(opened.run).id}")
        st.markdown(say("captum_card.measures", quantity=quantity))
        _table(measured)


def _table(table: pd.DataFrame) -> None:
    shown = table.assign(method=[labels.title(name) for name in table["method"]])
    unit = plain(str(table.attrs["unit"]))
    names = {name: say(f"captum_card.column_{name}", **{"unit": unit}) for name in table}
    formats = {name: st.column_config.NumberColumn(format="%.3g") for name in names.values()}
    del formats[names["method"]]
    st.dataframe(shown.rename(columns=names), hide_index=True, column_config=formats)
