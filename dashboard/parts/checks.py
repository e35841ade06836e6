"""The checks of a run on the page: what they are, and the work that makes them."""

from __future__ import annotations

import streamlit as st

from dashboard import data, state
from dashboard.parts.progress import progress
from depformer.jobs.opening import Opened

WHAT = (
    "This run has not been checked yet. The checks mute words in the order of each method and at "
    "random, draw the weights of the model anew, layer by layer, and explain everybody again by "
    "the other folds, by 20 models that have learned nothing, and against every baseline: some 40 "
    "times the work of the run. They are done once and kept, also if you leave this page."
)


def offer(opened: Opened) -> None:
    """Offer the checks where the run holds none, and show how far they are.

    Raises
    ------
    Exception
        What has ended the checks; on the page itself, so that it is said as every other fault.
    """
    if "faithfulness" in opened.run:
        return
    work = data.checking(state.source())
    if work is None:
        st.info(WHAT, icon=":material/fact_check:")
        if st.button("Run the checks", type="primary"):
            data.begin_checks(state.source())
            st.rerun()
    elif work.fault is not None and not work.cancelled:
        data.forget(work)
        raise work.fault
    elif work.result is not None:
        # The next opening finds the checked run and takes it in place of the plain one.
        data.forget(data.opening(state.source()))
        data.forget(work)
        st.rerun()
    else:
        _working()


@st.fragment(run_every=1)
def _working() -> None:
    source = state.source()
    work = data.checking(source)
    if work is None:
        st.rerun()
    elif work.cancelled:
        st.info("Cancelled. What was done is kept.", icon=":material/cancel:")
        if st.button("Go on"):
            data.forget(work)
            data.begin_checks(source)
            st.rerun()
    elif work.finished:
        st.rerun()
    else:
        st.write("The explanations are being checked; the other pages can be used meanwhile.")
        progress(work)
