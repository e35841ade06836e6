"""What tests of the open run found, in words; each table is computed once, for figure and text."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import data
from dashboard.state import View
from depformer.jobs.opening import Opened
from depformer.report.plain import plain, unbroken
from depformer.stats import findings


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
