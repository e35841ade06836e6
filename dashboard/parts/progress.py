"""How far long work is, with the time left and a way out."""

from __future__ import annotations

import math

import streamlit as st

from depformer.jobs.opening import Opening


def progress(opening: Opening) -> None:
    """Show a bar with the time left and a button that ends the work."""
    st.progress(opening.done / max(1, opening.total), text=_text(opening))
    st.button(
        "Cancel",
        on_click=opening.cancel,
        icon=":material/cancel:",
        help="What is done is kept, and the work goes on from there.",
    )


def _text(opening: Opening) -> str:
    left = opening.seconds_left
    if math.isnan(left):
        when = "working out how long it takes"
    elif left < 90:
        when = f"about {max(1, round(left))} s left"
    else:
        when = f"about {round(left / 60)} min left"
    what = "Step" if opening.source.question.checks else "Participant"
    return f"{what} {opening.done} of {opening.total}; {when}"
