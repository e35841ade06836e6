"""How far long work is, with the time left and a way out."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from depformer.jobs.opening import Opening
from depformer.wording import say


def progress(opening: Opening) -> None:
    """Show how far an opening is, and a button that ends the work."""
    pace = opening.pace
    unit = "step" if opening.source.question.checks else "participant"
    bar(pace.done, pace.total, pace.seconds_left, unit, opening.cancel)


def bar(done: int, total: int, left: float, unit: str, cancel: Callable[[], None]) -> None:
    """Show a bar with the time left, and a button that ends the work.

    Parameters
    ----------
    done, total : int
        Steps; a total of 0 is not known yet.
    left : float
        Time left [s]; negative before there is a pace.
    unit : str
        ``participant``, ``step`` or ``share``: what is counted.
    cancel : callable
        Ends the work.
    """
    st.progress(done / max(1, total), text=_text(done, total, left, unit))
    st.button(
        say("progress.cancel"),
        on_click=cancel,
        icon=":material/cancel:",
        help=say("progress.cancel_share_help" if unit == "share" else "progress.cancel_help"),
    )


def _text(done: int, total: int, left: float, unit: str) -> str:
    if not total:
        return say("progress.starting")
    if left < 0:
        when = say("progress.not_known")
    elif left < 90:
        when = say("progress.seconds", left=max(1, round(left)))
    else:
        when = say("progress.minutes", left=round(left / 60))
    if unit == "share":
        return say("progress.share", share=100 * done / total, when=when)
    return say(
        "progress.step" if unit == "step" else "progress.participant",
        done=done,
        total=total,
        when=when,
    )
