"""How far long work is, with the time left and a way out."""

from __future__ import annotations

import streamlit as st

from depformer.jobs.opening import Opening
from depformer.wording import say


def progress(opening: Opening) -> None:
    """Show a bar with the time left and a button that ends the work."""
    st.progress(opening.pace.done / max(1, opening.pace.total), text=_text(opening))
    st.button(
        say("progress.cancel"),
        on_click=opening.cancel,
        icon=":material/cancel:",
        help=say("progress.cancel_help"),
    )


def _text(opening: Opening) -> str:
    if not opening.pace.total:
        return say("progress.starting")
    left = opening.pace.seconds_left
    if left < 0:
        when = say("progress.not_known")
    elif left < 90:
        when = say("progress.seconds", left=max(1, round(left)))
    else:
        when = say("progress.minutes", left=round(left / 60))
    return say(
        "progress.step" if opening.source.question.checks else "progress.participant",
        done=opening.pace.done,
        total=opening.pace.total,
        when=when,
    )
