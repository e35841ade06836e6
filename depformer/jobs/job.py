"""A job on disk: what is asked, how far it is, and whether its process is alive."""

from __future__ import annotations

import math
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import psutil

from depformer.errors import DepformerError
from depformer.files import cache_folder, digest, read_json, write_json
from depformer.jobs.forgetting import only_ids, without_paths
from depformer.runs import writable
from depformer.study import layout
from depformer.validate import one_of
from depformer.wording import say

ABOUT = "job.json"
LOG = "log.txt"
CANCEL = "cancel"  # a file beside them: somebody wants it to end
ENDED = ("done", "failed", "cancelled")
SILENT_S = 60.0  # after which a job of another machine is taken for dead


Filled = TypeVar("Filled", "Process", "Job")


@dataclass(frozen=True)
class Process:
    """The process of a job.

    Parameters
    ----------
    number : int
        Its number.
    since : float
        When it began [s since the machine was started], since numbers are given again. The time of
        day would be another one when somebody sets the clock.
    host : str
        The machine that it runs on.
    """

    number: int = 0
    since: float = 0.0
    host: str = ""

    @classmethod
    def of(cls, number: int) -> Process:
        """Return the process of that number on this machine."""
        return cls(number, _begun(psutil.Process(number)), socket.gethostname())

    @property
    def running(self) -> bool:
        """Whether it runs on this machine now."""
        with suppress(psutil.Error):
            found = psutil.Process(self.number)
            same = abs(_begun(found) - self.since) < 1.0
            return bool(same and found.status() != psutil.STATUS_ZOMBIE)
        return False


def _begun(process: psutil.Process) -> float:
    return float(process.create_time() - psutil.boot_time())


@dataclass(frozen=True)
class Job:
    """What ``job.json`` says.

    Parameters
    ----------
    id : str
        The digest of what is asked: the same question is one job.
    verb : str
        One of `depformer.jobs.verbs.VERBS`.
    asked : dict
        What the verb gets.
    state : str
        ``waiting``, ``running``, ``done``, ``failed`` or ``cancelled``.
    process : Process
        Who works on it, or has.
    workers : int
        How many processes share the work.
    done, total : int
        Steps.
    seconds_left : float
        By the pace so far [s]; -1 before there is one.
    started, heartbeat, ended : float
        When [s since 1970]; 0 for not yet.
    sentence : str
        Why it failed.
    kind : str
        What was at fault, see `DepformerError`.
    result : str
        The folder or the file that it has made.
    notes : list of str
        What a reader must know of it, one sentence each.
    failed : dict
        Why a part of it could not be made, by participant.
    folder : Path
        Where it lies; not in the file.
    """

    id: str = ""
    verb: str = ""
    asked: dict[str, Any] = field(default_factory=dict)
    state: str = "waiting"
    process: Process = Process()
    workers: int = 1
    done: int = 0
    total: int = 0
    seconds_left: float = -1.0
    started: float = 0.0
    heartbeat: float = 0.0
    ended: float = 0.0
    sentence: str = ""
    kind: str = "value"
    result: str = ""
    notes: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    folder: Path = field(default=Path(), compare=False)

    @property
    def alive(self) -> bool:
        """Whether somebody works on it: its process, or, on another machine, its heartbeat."""
        if self.state in ENDED:
            return False
        if self.process.host == socket.gethostname():
            return self.process.running
        return time.time() - self.heartbeat < SILENT_S

    @property
    def state_now(self) -> str:
        """The state, or ``dead`` where a process ended without a word."""
        return self.state if self.state in ENDED or self.alive else "dead"

    def write(self, **changed: Any) -> Job:
        """Write the job with some fields changed, and return it; one that ends forgets paths."""
        job = replace(self, **changed)
        if job.state in ENDED:
            job = job._forgetful()
        content = asdict(job)
        del content["folder"]
        write_json(job.folder / ABOUT, content)
        return job

    def _forgetful(self) -> Job:
        """Return the job without the paths of recordings."""
        said = partial(without_paths, asked=self.asked)
        return replace(
            self,
            asked=only_ids(self.asked),
            sentence=said(self.sentence),
            notes=[said(each) for each in self.notes],
            failed={who: said(why) for who, why in self.failed.items()},
        )


def new_job(verb: str, asked: Mapping[str, Any], workers: int, home: Path) -> Job:
    """Return the job that answers a question; nobody works on it yet."""
    name = digest(verb, repr(_sorted(asked)))[:12]
    return Job(name, verb, dict(asked), workers=workers, folder=home / name)


def read_job(folder: Path) -> Job:
    """Read the job of a folder.

    Raises
    ------
    DepformerError
        If there is none, or it is not what was written.
    """
    path = folder / ABOUT
    content = read_json(path, kind="run")
    process = content.pop("process", None)
    job = _checked(
        path, Job(folder=folder), content, process=_checked(path, Process(), process or {})
    )
    for name, said in (("notes", job.notes), ("failed", job.failed.values())):
        if not all(isinstance(each, str) for each in said):
            raise DepformerError(say("jobs.unreadable", path=path, name=name), kind="run")
    return job


def _checked(path: Path, empty: Filled, content: Mapping[str, Any], **others: Any) -> Filled:
    """Return `empty` filled with what a file says, each field of the kind that it has to be."""
    names = {each.name for each in fields(empty)} - {"folder", *others}
    for name in names:
        kinds = (int, float) if isinstance(getattr(empty, name), float) else None
        got = content.get(name)
        fits = isinstance(got, kinds or type(getattr(empty, name))) and not isinstance(got, bool)
        if not fits or (isinstance(got, float) and not math.isfinite(got)):
            raise DepformerError(say("jobs.unreadable", path=path, name=name), kind="run")
    return replace(empty, **{name: content[name] for name in names}, **others)


def asked_job(verb: str, asked: Mapping[str, Any], study: Path) -> Job | None:
    """Return the job that answers a question, whoever has begun it; None if there is none."""
    for home in homes(study):
        with suppress(DepformerError):
            return read_job(new_job(verb, asked, 1, home).folder)
    return None


def homes(study: Path) -> tuple[Path, Path]:
    """Return the folders that keep the jobs of a study: beside it, and in the user's cache."""
    return study / layout.JOBS, cache_folder() / "jobs" / digest(str(study.resolve()))[:12]


def home_of(study: Path) -> Path:
    """Return the first of `homes` that can be written to; beside a study to come nothing can be."""
    beside, in_cache = homes(study)
    return beside if study.is_dir() and writable(beside) else in_cache


def jobs_of(study: Path) -> list[Job]:
    """Return all jobs of a study, the last to be started first; what is no job is passed over."""
    found = [job for home in homes(study) for job in jobs_in(home)]
    return sorted(found, key=lambda job: job.started, reverse=True)


def jobs_in(home: Path) -> list[Job]:
    """Return all jobs of one of the `homes`."""
    found = []
    for path in home.glob(f"*/{ABOUT}"):
        with suppress(DepformerError):
            found.append(read_job(path.parent))
    return found


def find_job(study: Path, name: str) -> Job:
    """Return the job of that id.

    Raises
    ------
    DepformerError
        If the study has none of that id.
    """
    found = {job.id: job for job in jobs_of(study)}
    if not found:
        raise DepformerError(say("jobs.none", study=study), kind="run")
    return found[one_of("job", name, found, kind="run")]


def _sorted(asked: Any) -> Any:
    if isinstance(asked, Mapping):
        return [(key, _sorted(asked[key])) for key in sorted(asked)]
    return [_sorted(each) for each in asked] if isinstance(asked, (list, tuple)) else asked
