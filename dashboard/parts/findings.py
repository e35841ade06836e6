"""What tests of the open run found, in words; each table is computed once, for figure and text."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import data
from dashboard.parts import pickers
from dashboard.parts.progress import made
from dashboard.state import View
from depformer.jobs.made import read_tables
from depformer.jobs.opening import Opened
from depformer.report.plain import plain, unbroken
from depformer.stats import findings
from depformer.wording import say


def mixed(whole: Opened, opened: Opened, view: View, asked: dict[str, Any]) -> None:
    """Offer a mixed model of people and words, which takes a minute, and say what it found.

    Parameters
    ----------
    whole, opened : Opened
        The run with the groups of the study, and with those that are compared.
    view : View
        Whose method is tested.
    asked : dict
        What is compared, as of `pickers.compared`.
    """
    with st.expander(say("pages.mixed"), icon=":material/grid_on:"):
        st.caption(say("pages.mixed_what"))
        tables = made(
            whole,
            "statistic",
            {
                "table": "mixed_model",
                "groups_by": pickers.filter_of(opened),
                "options": {"method": view.method, **asked},
            },
            read_tables,
            offer=say("pages.mixed_fit"),
            doing=say("pages.mixed_fitting"),
        )
        if tables is not None:
            said = findings.mixed_found(tables["found"])
            said += findings.conditions(tables["found"])
            st.markdown("\n".join(f"- {plain(unbroken(sentence))}" for sentence in said))


def found(opened: Opened, view: View, asked: dict[str, Any]) -> None:
    """Say what was found, the contrast to name in advance first."""
    options = {"method": view.method, **asked}
    names = findings.word_names(opened.run, label=view.label)
    said = []
    contrast = data.table(opened, "valence_contrast", **options)
    if contrast["estimate"].notna().any():
        said += findings.contrast_found(contrast)[:1]
    cells = data.table(opened, "cohort_forest", **options)
    if cells["estimate"].notna().any():
        said += findings.cells_found(cells, names)
        said += findings.conditions(cells)
    st.markdown("\n".join(f"- {plain(unbroken(sentence))}" for sentence in said))
