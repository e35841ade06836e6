"""The process of one job: ``python -m depformer.jobs.worker FOLDER``."""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from depformer.errors import DepformerError
from depformer.files import being_changed, locked, write_bytes
from depformer.jobs.job import CANCEL, LOG, Job, read_job
from depformer.jobs.pace import Pace
from depformer.jobs.submit import CancelledError, elsewhere, lock_of
from depformer.jobs.uploads import clear_uploads
from depformer.jobs.verbs import VERBS
from depformer.wording import say
from depformer.work import Progress, place_of

LOOK_S = 0.25
BEAT_S = 2.0
PATIENCE_S = 1.0  # between the wish that it ends and its end, whatever it is doing
EXIT_CANCELLED = 130
NICE = 10  # of 19, where 0 is the usual one


def work(folder: Path, *, alone: bool) -> None:
    """Do what the job of a folder asks, and write how it ended.

    Parameters
    ----------
    folder : Path
        Of the job.
    alone : bool
        Whether the process is there for this job only, and may be ended in the midst of a step.
    """
    with locked(lock_of(folder)):  # whoever starts it has written the process
        job = read_job(folder)
    watch = _Watch(job, alone=alone)
    try:
        watch.end(**_outcome(job, watch.progress))
    finally:
        clear_uploads(folder.parent)


def _outcome(job: Job, progress: Progress) -> dict[str, Any]:
    """Do what a job asks, and return what is written of its end."""
    try:
        with place_of(job.workers, **elsewhere(), tell=print) as place:
            answer = VERBS[job.verb](job.asked, place, progress)
        made = answer.folder
        if answer.content is not None:
            made = job.folder / made.name
            write_bytes(made, answer.content)
        notes, failed = list(answer.notes), dict(answer.failed)
        return {"state": "done", "result": str(made), "notes": notes, "failed": failed}
    except CancelledError:
        return {"state": "cancelled"}
    except DepformerError as fault:
        return {"state": "failed", "sentence": str(fault), "kind": fault.kind}
    except Exception as fault:
        traceback.print_exc()
        known = {"kind": type(fault).__name__, "log": job.folder / LOG}
        sentence = say("jobs.unforeseen", **known)
        return {"state": "failed", "sentence": sentence, "kind": "environment"}


class _Watch:
    """Writes how far a job is while it works, and ends it when somebody wants that."""

    def __init__(self, job: Job, *, alone: bool) -> None:
        self._job = job.write(state="running", heartbeat=time.time())
        self._alone = alone
        self._pace = Pace(job.total)
        self._ended = threading.Event()
        self._cancelled_at = 0.0
        self._thread = threading.Thread(target=self._look, name="job", daemon=True)
        self._thread.start()

    def progress(self, done: int, total: int) -> None:
        """Take down how far it is; raise if somebody wants it to end."""
        self._pace.at(done, total)
        if self._cancelled_at:
            raise CancelledError

    def end(self, **how: Any) -> None:
        """Write how it ended."""
        self._ended.set()
        self._thread.join()
        self._write(ended=time.time(), **how)

    def _write(self, **changed: Any) -> None:
        pace = self._pace
        self._job = self._job.write(
            heartbeat=time.time(),
            done=pace.done,
            total=pace.total,
            seconds_left=pace.seconds_left,
            **changed,
        )

    @property
    def _moving(self) -> bool:
        """Whether files of the study are being moved: a moment that is waited for."""
        return being_changed(Path(str(self._job.asked.get("study", ""))))

    def _look(self) -> None:
        while not self._ended.wait(LOOK_S):
            now = time.time()
            wanted = self._cancelled_at == 0 and (self._job.folder / CANCEL).exists()
            if wanted:
                self._cancelled_at = now
            elif self._alone and 0 < self._cancelled_at < now - PATIENCE_S and not self._moving:
                self._write(state="cancelled", ended=now)
                os._exit(EXIT_CANCELLED)
            news = self._pace.done != self._job.done or now - self._job.heartbeat > BEAT_S
            if news and not self._ended.is_set():
                self._write()


def step_back() -> None:
    """Let whoever answers a reader go first, and whatever else is done on this machine.

    Processes that this one starts inherit it.
    """
    lower = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", NICE)  # of Windows alone
    with suppress(psutil.Error, OSError):
        psutil.Process().nice(lower)


if __name__ == "__main__":
    step_back()
    work(Path(sys.argv[1]), alone=True)
