"""Long work on the page: offered, how far it is, a way out, and what it has made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from dashboard import state
from depformer.errors import DepformerError
from depformer.files import explained
from depformer.jobs.job import ENDED, LOG, Job, asked_job, read_job
from depformer.jobs.opening import Opening
from depformer.jobs.reopened import asked_of
from depformer.jobs.submit import cancel, submit
from depformer.report.plain import plain
from depformer.runs.opened import Opened
from depformer.wording import say

LOOK_S = 0.5
Read = TypeVar("Read")


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
    try:
        job = read_job(folder)
    except DepformerError:  # of long ago, and cleared up meanwhile
        job = Job(state="cancelled")
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


def made(
    opened: Opened,
    verb: str,
    asked: Mapping[str, Any],
    read: Callable[[Path], Read],
    *,
    offer: str,
    doing: str,
    **button: Any,
) -> Read | None:
    """Return what a job has made of the open run; None, and what can be done, before it is there.

    The same question is one job, whoever asks: it is there for all readers, and after a restart.

    Parameters
    ----------
    opened : Opened
        The run, with the groups of the study: a filter is part of what is asked.
    verb : str
        One of `depformer.jobs.verbs.VERBS`.
    asked : mapping
        What the verb gets beside the open run.
    read : callable
        Reads what was made; a fault of it means that it is offered anew.
    offer : str
        The button that begins it.
    doing : str
        What is done meanwhile, a sentence.
    **button
        Other options of the button.
    """
    question = {"opened": asked_of(state.source(), opened), **asked}
    job = asked_job(verb, question, opened.study.root)
    if job is not None and job.alive:
        follow(job.folder, doing, "made")
        return None
    if job is not None and job.state == "done":
        with suppress(DepformerError), explained(Path(job.result)):
            return read(Path(job.result))
    if job is not None:
        broken_off(job)
    if st.button(offer, key=f"begin_{verb}", **button):
        try:
            submit(verb, question, study=opened.study.root)
        except DepformerError as fault:
            st.error(plain(str(fault)), icon=":material/error:")
        else:
            st.rerun()
    return None


def there(path: Path) -> Path:
    """Return the path of a file that is there.

    Raises
    ------
    DepformerError
        If it is not.
    """
    if not path.is_file():
        raise DepformerError(say("files.missing", path=path))
    return path
