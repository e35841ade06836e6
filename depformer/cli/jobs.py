"""The verb that looks after long work."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from depformer.cli.options import Json, StudyPath
from depformer.cli.report import say_the_rest, show, show_table, warn
from depformer.wording import say

if TYPE_CHECKING:
    from depformer.jobs.job import Job


def jobs(
    study: StudyPath,
    cancel: Annotated[
        str | None, typer.Option(metavar="ID", help=say("command.cancel_job"))
    ] = None,
    json: Json = False,
) -> None:
    """List the long work that goes on for a study in processes of its own, or end it."""
    import pandas as pd

    from depformer.files import user_path
    from depformer.jobs.job import find_job, jobs_of, read_job
    from depformer.jobs.submit import cancel as end
    from depformer.jobs.uploads import clear_dead_uploads
    from depformer.study import layout, load_study

    root = user_path(study)
    if not (root / layout.PARTICIPANTS).is_file() and not (root / layout.JOBS).is_dir():
        load_study(study)  # says what it is instead of a study
    clear_dead_uploads(root)
    if cancel is not None:
        job = find_job(root, cancel)
        end(job)
        now = read_job(job.folder).state_now
        known = {"id": job.id, "state": now}
        show(say("jobs.still_running" if now == "running" else "jobs.cancelled", **known))
        return
    there = jobs_of(root)
    rows = [_row(job) for job in there]
    if json:
        show(rows)
    elif rows:
        shown = pd.DataFrame(rows).drop(columns=["result", "notes", "failed"])
        left = ["" if row["seconds_left"] is None else str(row["seconds_left"]) for row in rows]
        show_table(shown.assign(seconds_left=left))
        for job in there:
            if job.failed or job.notes:
                show(say("jobs.said", id=job.id))
                say_the_rest(job.failed, job.notes)
    else:
        show(say("jobs.nothing", study=root))


def begin(
    verb: str, asked: Mapping[str, Any], places: tuple[str, ...], where: Mapping[str, Any]
) -> None:
    """Begin a job that outlives the command, and say how to look after it.

    Parameters
    ----------
    verb, asked
        As of `depformer.jobs.submit.submit`; ``study`` is one of what is asked.
    places : tuple of str
        What of it names places to write to, if it names any.
    where : mapping
        The first arguments of `depformer.work.place_of`.
    """
    from depformer.files import check_place, user_path
    from depformer.jobs.questions import in_full
    from depformer.jobs.submit import environment_of, submit, workers
    from depformer.study import load_study
    from depformer.work import place_of

    place_of(**where, tell=warn)  # what cannot be meant is said before anything begins
    study = load_study(asked["study"])
    full = {**asked, "study": in_full(asked["study"])}
    for name in places:
        if asked[name]:
            check_place(user_path(asked[name]))
            full[name] = in_full(asked[name])
    os.environ.update(environment_of(where))  # what the job is told, too
    job = submit(verb, full, study=study.root, workers=workers())
    show(say("jobs.begun", id=job.id, study=study.root))


def _row(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "verb": job.verb,
        "state": job.state_now,
        "done": job.done,
        "total": job.total,
        "seconds_left": round(job.seconds_left) if job.alive and job.seconds_left >= 0 else None,
        "started": datetime.fromtimestamp(job.started).isoformat(timespec="seconds"),
        "sentence": job.sentence,
        "result": job.result,
        "notes": job.notes,
        "failed": job.failed,
    }
