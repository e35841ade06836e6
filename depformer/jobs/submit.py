"""Start a job, follow it, and end it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from depformer.errors import DepformerError, Kind
from depformer.files import folder_above, locked, user_path
from depformer.jobs.job import ABOUT, CANCEL, ENDED, LOG, Job, Process, home_of, new_job, read_job
from depformer.jobs.uploads import clear_dead_uploads, clear_uploads
from depformer.wording import say
from depformer.work import Progress
from depformer.work.place import allowed_workers

MOST_ENDED = 20  # of a study that are kept to be looked at
LOOK_S = 0.1
LONGEST_END_S = 5.0
# By what the server says where its jobs work: ``depformer dashboard --workers N`` and so on.
WORKERS = "DEPFORMER_WORKERS"
ELSEWHERE = {
    "scheduler": "DEPFORMER_SCHEDULER",
    "scheduler_file": "DEPFORMER_SCHEDULER_FILE",
    "memory": "DEPFORMER_MEMORY",
}
UNENCRYPTED = "DEPFORMER_UNENCRYPTED"


def environment_of(where: Mapping[str, Any]) -> dict[str, str]:
    """Return what tells a server where its jobs work.

    Parameters
    ----------
    where : mapping
        The first arguments of `depformer.work.place_of`.
    """
    file = where["scheduler_file"]
    named = {**where, "scheduler_file": str(user_path(file).absolute()) if file else ""}
    told = {variable: str(named[name]) for name, variable in ELSEWHERE.items()}
    told[UNENCRYPTED] = "1" if where["unencrypted"] else ""
    return {WORKERS: str(allowed_workers(where["workers"])), **told}


def workers() -> int:
    """Return how many processes share the work of a job that the app starts."""
    given = os.environ.get(WORKERS, "1")
    return int(given) if given.isdigit() else 1


def elsewhere() -> dict[str, Any]:
    """Return what else is said of where the jobs of this server work."""
    told = {name: os.environ.get(variable, "") for name, variable in ELSEWHERE.items()}
    return {**told, "unencrypted": os.environ.get(UNENCRYPTED) == "1"}


class CancelledError(Exception):
    """Somebody has ended the work."""


def submit(
    verb: str, asked: Mapping[str, Any], *, study: Path, steps: int = 0, workers: int = 1
) -> Job:
    """Start a job in a process of its own, which outlives this one.

    Parameters
    ----------
    verb : str
        One of `depformer.jobs.verbs.VERBS`.
    asked : mapping
        What the verb gets: text, numbers, lists and mappings; paths in full.
    study : Path
        Beside which it is kept; in the user's cache folder if that cannot be written to.
    steps : int
        How many there are as far as is known before it begins.
    workers : int
        How many processes share the work; no part of the question.

    Returns
    -------
    Job
        A new one, or the one that works on the same question already.

    Raises
    ------
    DepformerError
        If it can be kept nowhere.
    """
    job = new_job(verb, asked, workers, home_of(study))
    with folder_above(job.folder / ABOUT), locked(lock_of(job.folder)):
        with suppress(DepformerError):
            there = read_job(job.folder)
            if (job.folder / CANCEL).exists():
                there = _ended(there)
            if there.alive:
                return there
        (job.folder / CANCEL).unlink(missing_ok=True)
        _clear_up(job.folder.parent)
        clear_dead_uploads(study)
        now = time.time()
        return start(job.write(started=now, heartbeat=now, total=steps))


def start(job: Job) -> Job:
    """Begin to work on a job that is written, and write who does."""
    with (job.folder / LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "depformer.jobs.worker", str(job.folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # what ends the server does not end the job
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
    return job.write(process=Process.of(process.pid))


def lock_of(folder: Path) -> Path:
    """Return the lock file that whoever starts a job holds."""
    return folder.with_name(f".{folder.name}.lock")


def follow(job: Job, progress: Progress) -> Path:
    """Wait for the end of a job, and return what it has made.

    Parameters
    ----------
    job : Job
        From `submit`.
    progress : callable
        Called ten times a second with steps done and in all. If it raises `CancelledError`, the
        job is ended; whatever else it raises leaves the job alone.

    Raises
    ------
    DepformerError
        Why it failed.
    CancelledError
        If somebody has ended it.
    """
    while job.state not in ENDED:
        try:
            progress(job.done, job.total)
        except CancelledError:
            cancel(job)
            raise
        time.sleep(LOOK_S)
        job = read_job(job.folder)
        if job.state_now == "dead" and read_job(job.folder).state not in ENDED:
            raise DepformerError(say("jobs.dead", log=job.folder / LOG), kind="environment")
    if job.state == "cancelled":
        raise CancelledError
    if job.state == "failed":
        raise DepformerError(job.sentence, kind=cast("Kind", job.kind))
    return Path(job.result)


def cancel(job: Job) -> None:
    """End a job and wait for its end; its process looks for the sign several times a second."""
    with suppress(OSError):
        (job.folder / CANCEL).touch()
        _ended(job)
    clear_uploads(job.folder.parent)  # a process that was cut off has not


def _ended(job: Job) -> Job:
    """Return a job that somebody wants to end when it has ended; it takes about a second."""
    until = time.monotonic() + LONGEST_END_S
    while (job.alive or job.process.running) and time.monotonic() < until:
        time.sleep(LOOK_S)
        with suppress(DepformerError):
            job = read_job(job.folder)
    return job


def _clear_up(home: Path) -> None:
    """Take away the oldest jobs that have ended."""
    ended = []
    for path in home.glob(f"*/{ABOUT}"):
        with suppress(DepformerError):
            job = read_job(path.parent)
            ended += [job] if job.state in ENDED else []
    for job in sorted(ended, key=lambda job: job.ended)[:-MOST_ENDED]:
        shutil.rmtree(job.folder, ignore_errors=True)
