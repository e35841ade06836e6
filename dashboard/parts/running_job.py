"""Work that changes the open study: how far it is, a way out, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import recorded, state
from dashboard.parts.progress import broken_off, follow
from depformer.errors import DepformerError
from depformer.jobs.job import Job, jobs_of, read_job
from depformer.jobs.submit import submit
from depformer.jobs.uploads import clear_dead_uploads
from depformer.report.plain import plain
from depformer.study import Study, layout
from depformer.wording import say

VERBS = ("ingest", "correct")
MOST_NOTES = 20  # on the page; all of them stand in depformer jobs


def begin(verb: str, asked: Mapping[str, Any], study: Study) -> None:
    """Begin a job of the study, and follow it on the page."""
    state.begun(submit(verb, asked, study=study.root).folder)


def at_work(study: Study) -> str:
    """Return the verb of the work on the study that is under way; empty if there is none."""
    clear_dead_uploads(study.root)
    job = _alive(study)
    if job is not None:
        return job.verb
    last = _last(study)
    if last is not None and state.first_look(last.folder):  # what it has made is not here yet
        recorded.study_changed()
        st.rerun()
    return ""


def ended(study: Study) -> str:
    """Return the verb of the work that this reader began last and that has ended."""
    last = _last(study)
    return "" if last is None or last.alive else last.verb


def show(study: Study, verb: str) -> None:
    """Show how far work of a kind is, or how the reader's last ended; beside what began it."""
    job = _alive(study)
    if job is not None:
        if job.verb == verb:
            follow(job.folder, _doing(job), "share", recorded.study_changed)
    elif (last := _last(study)) is not None and last.verb == verb:
        _ended(last)


def _alive(study: Study) -> Job | None:
    """Return the job that works on the study, whoever has begun it."""
    return next((job for job in jobs_of(study.root) if job.verb in VERBS and job.alive), None)


def _last(study: Study) -> Job | None:
    """Return the job that this reader began last, if it is of this study."""
    folders = [job.folder for job in jobs_of(study.root)]
    mine = next((folder for folder in reversed(state.begun()) if folder in folders), None)
    return None if mine is None else read_job(mine)


def _doing(job: Job) -> str:
    if job.verb == "correct":
        known = {"word": job.asked.get("word"), "who": _who(job)}
        return say("recordings_page.correcting", **known)
    return say("recordings_page.adding", who=_who(job))


def _who(job: Job) -> str:
    if job.verb == "correct":
        return layout.named(str(job.asked.get("participant")))
    sessions = job.asked.get("sessions") or ()
    return ", ".join(str(each.get("participant_id")) for each in sessions)


def _ended(job: Job) -> None:
    """Say how a job ended, who did not come through, and what it has found to be in doubt."""
    if broken_off(job):
        return
    if job.state == "cancelled":
        st.info(say("recordings_page.cancelled"), icon=":material/cancel:")
        return
    if job.verb == "correct":
        known = {"word": job.asked.get("word"), "who": _who(job)}
        marked = job.asked.get("onset") is None
        made = say("recordings_page.marked" if marked else "recordings_page.corrected", **known)
        st.success(plain(made), icon=":material/check:")
    else:
        st.success(plain(say("recordings_page.added", who=_who(job))), icon=":material/check:")
    for who, why in job.failed.items():
        st.warning(plain(say("recordings_page.failed", who=who, why=why)), icon=":material/error:")
    for note in job.notes[:MOST_NOTES]:
        st.caption(f":material/info: {plain(note)}")


def said(fault: DepformerError) -> None:
    """Say on the page why something is not begun."""
    st.error(plain(str(fault)), icon=":material/error:")
