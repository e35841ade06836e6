"""How far long work is, with the time left and a way out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from depformer.jobs.job import ENDED, LOG, Job, read_job
from depformer.jobs.opening import Opening
from depformer.jobs.submit import cancel
from depformer.report.plain import plain
from depformer.wording import say

LOOK_S = 0.5


def progress(opening: Opening) -> None:
    """Show how far an opening is, and a button that ends the work."""
    pace = opening.pace
    unit = "step" if opening.source.question.checks else "participant"
    bar(pace.done, pace.total, pace.seconds_left, unit, opening.cancel)


@st.fragment(run_every=LOOK_S)
def follow(folder: Path, doing: str, unit: str, ended: Callable[[], None] = lambda: None) -> None:
    """Show how far a job is, whoever has begun it, and run the page again when it has ended.

    Parameters
    ----------
    folder : Path
        Of the job.
    doing : str
        What it does, a sentence.
    unit : str
        As of `bar`.
    ended : callable
        Called before the page runs again.
    """
    job = read_job(folder)
    if not job.alive:
        ended()
        st.rerun()
    st.write(plain(doing))
    bar(job.done, job.total, job.seconds_left, unit, partial(cancel, job), key=job.id)


def broken_off(job: Job) -> bool:
    """Say why a job failed, or that its process has gone; return whether it did."""
    if job.state == "failed":
        st.error(plain(job.sentence), icon=":material/error:")
    elif job.state not in ENDED:
        st.error(plain(say("jobs.dead", log=job.folder / LOG)), icon=":material/error:")
    else:
        return False
    return True


def bar(
    done: int,
    total: int,
    left: float,
    unit: str,
    cancel: Callable[[], None],
    *,
    key: str = "opening",
) -> None:
    """Show a bar with the time left, and a button that ends the work.

    Parameters
    ----------
    done, total : int
        Steps; a total of 0 is not known yet.
    left : float
        Time left [s]; negative before there is a pace.
    unit : str
        What is counted: ``participant``, ``step``; ``share`` of a change to the study, or of what
        is ``made`` for the page.
    cancel : callable
        Ends the work.
    key : str
        What tells it from others on the page.
    """
    helps = {"share": say("progress.cancel_share_help"), "made": say("progress.cancel_made_help")}
    st.progress(done / max(1, total), text=_text(done, total, left, unit))
    st.button(
        say("progress.cancel"),
        key=f"cancel_{key}",
        on_click=cancel,
        icon=":material/cancel:",
        help=helps.get(unit, say("progress.cancel_help")),
    )


def _text(done: int, total: int, left: float, unit: str) -> str:
    if not total:
        return say("progress.starting")
    if unit == "made" and total == 1:
        return say("progress.one_step")
    if left < 0:
        when = say("progress.not_known")
    elif left < 90:
        when = say("progress.seconds", left=max(1, round(left)))
    else:
        when = say("progress.minutes", left=round(left / 60))
    if unit in ("share", "made"):
        return say("progress.share", share=100 * done / total, when=when)
    return say(
        "progress.step" if unit == "step" else "progress.participant",
        done=done,
        total=total,
        when=when,
    )
