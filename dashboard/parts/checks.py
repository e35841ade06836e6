"""The checks of a run on the page: what they are, and the work that makes them."""

from __future__ import annotations

import streamlit as st

from dashboard import data, state
from dashboard.parts.progress import progress
from depformer.jobs.opening import Opened
from depformer.wording import say


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
        st.info(say("checks_page.what"), icon=":material/fact_check:")
        if st.button(say("checks_page.run"), type="primary"):
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
        st.info(say("pages.cancelled"), icon=":material/cancel:")
        if st.button(say("checks_page.go_on")):
            data.forget(work)
            data.begin_checks(source)
            st.rerun()
    elif work.finished:
        st.rerun()
    else:
        st.write(say("checks_page.working"))
        progress(work)
