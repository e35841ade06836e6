"""What a job makes for the page: offered, followed while it works, and there from then on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from dashboard import state
from dashboard.parts.progress import broken_off, follow
from depformer.errors import DepformerError
from depformer.files import explained
from depformer.jobs.job import asked_job
from depformer.jobs.reopened import asked_of
from depformer.jobs.submit import submit
from depformer.report.plain import plain
from depformer.runs.opened import Opened
from depformer.wording import say

Read = TypeVar("Read")


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
