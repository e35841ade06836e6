"""What can happen to work, each as a function, for `resilience`.

Each gets an empty folder, the kinds of work and a generator, disturbs one of them there, asks for
it once more, and returns the work and whether the disturbance has met it. A fault of the work is an
AssertionError; what this machine or this user cannot do, a CannotError.
"""

from __future__ import annotations

import json
import math
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import psutil

QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
SECONDS = 240  # of a single command, at most
DEPFORMER = Path(sys.executable).with_name("depformer")
Found = dict[str, str]


class CannotError(Exception):
    """This machine or this user cannot do it."""


@dataclass
class Work:
    """A kind of work.

    Attributes
    ----------
    arguments : list of str
        Of the command, with ``{place}`` for the folder where it works.
    made : callable
        Returns what is in a place, by name, without stamps of time.
    study : Path or None
        What is copied to the place first.
    once : bool
        Whether it is refused where it is there already.
    fastest : float
        The shortest that it took when nothing met it [s].
    """

    arguments: list[str]
    made: Callable[[Path], Found]
    study: Path | None = None
    once: bool = False
    fastest: float = math.inf

    @cached_property
    def undisturbed(self) -> tuple[Found, float]:
        """What comes of it if nothing happens, and the seconds that takes."""
        with tempfile.TemporaryDirectory(prefix="undisturbed-") as folder:
            self.prepare(Path(folder))
            begun = time.monotonic()
            self.finish(Path(folder))
            took = time.monotonic() - begun
            found = self.made(Path(folder))
        assert found, f"nothing comes of {self.arguments}"
        return found, took

    @property
    def reference(self) -> Found:
        """What comes of it."""
        return self.undisturbed[0]

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return min(self.undisturbed[1], self.fastest)

    def prepare(self, place: Path) -> None:
        """Copy the study to a place, without what has been made of it."""
        place.mkdir(exist_ok=True)
        if self.study is not None:
            made = shutil.ignore_patterns("depformer-runs", "depformer-jobs")
            shutil.copytree(self.study, place / "study", ignore=made)

    def command(self, place: Path, *more: str) -> list[str]:
        """Return what is called."""
        return [str(DEPFORMER), *(each.format(place=place) for each in self.arguments), *more]

    def begin(
        self, place: Path, *more: str, before: Sequence[str] = (), **how: Any
    ) -> subprocess.Popen[str]:
        """Begin it in a process group of its own, by way of another command if there is one."""
        pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
        asked = [*before, *self.command(place, *more)]
        return subprocess.Popen(asked, start_new_session=True, **pipes, **how)

    def finish(self, place: Path, *more: str) -> None:
        """Ask for it, and see to it that it comes to its end."""
        code, said = ended(self.begin(place, *more))
        assert code == 0, f"asked again, it ends with {code}: {said}"


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for a command; return its exit code and its last words."""
    said = process.communicate(timeout=SECONDS)[1].strip()
    assert "Traceback" not in said, f"a traceback: {said[-300:]}"
    return process.returncode, said[-300:]


def killed(
    name: str, place: Path, works: dict[str, Work], draw: random.Random
) -> tuple[Work, bool]:
    """Kill a command at any moment."""
    work = works[name]
    work.prepare(place)
    process = work.begin(place)
    begun = time.monotonic()
    try:
        process.wait(draw.uniform(0, work.seconds))
        work.fastest = min(work.fastest, time.monotonic() - begun)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    met = process.returncode == -signal.SIGKILL
    assert met or process.returncode == 0, f"{process.returncode} before it was killed"
    if met and not (work.once and (place / "out").exists()):
        work.finish(place)
    return work, met


def job_killed(place: Path, works: dict[str, Work], draw: random.Random) -> tuple[Work, bool]:
    """Kill the process of a job at any moment, and take it up again."""
    from depformer.jobs.job import read_job
    from depformer.jobs.submit import follow, submit

    work = works["explain"]
    work.prepare(place)
    ask = partial(submit, "explain", question(work, place), study=place / "study")
    job = ask()
    until = time.monotonic() + draw.uniform(0, work.seconds)
    while time.monotonic() < until and read_job(job.folder).alive:
        time.sleep(0.02)
    met = read_job(job.folder).state != "done"
    with suppress(ProcessLookupError):
        os.killpg(job.process.number, signal.SIGKILL)
    while job.process.running:  # for some milliseconds yet
        time.sleep(0.01)
    again = ask()
    assert again.id == job.id, "the same question is another job"
    followed(partial(follow, again, silent))
    return work, met


def question(work: Work, place: Path) -> dict[str, Any]:
    """Return what a job is asked that does the same as `work`."""
    from depformer.config import Question
    from depformer.explain.methods import methods_of
    from depformer.jobs.questions import question_in_full

    asked = Question(methods_of(None, ()), "zero")
    where = {"study": str(place / "study"), "checkpoint": work.arguments[2]}
    return {**where, "question": question_in_full(asked)}


def silent(done: int, total: int) -> None:
    """Tell nobody."""


def followed(wait: Callable[[], object]) -> None:
    """Wait for a job."""
    from depformer.errors import DepformerError

    try:
        wait()
    except DepformerError as fault:
        raise AssertionError(f"the job fails: {fault}") from fault


def file_too_large(
    name: str, place: Path, works: dict[str, Work], draw: random.Random
) -> tuple[Work, bool]:
    """Let no file become longer than a number of bytes, as at the end of a quota."""
    work = works[name]
    work.prepare(place)
    most = int(2 ** draw.uniform(6, 17))
    limit = (resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    code, said = ended(work.begin(place, preexec_fn=lambda: resource.setrlimit(*limit)))
    assert code in (0, 2), f"{code} where no file may have more than {most} bytes: {said}"
    if code:
        work.finish(place)
    return work, code == 2


@contextmanager
def own_disk(place: Path, **limits: object) -> Iterator[Path]:
    """Yield a folder on a disk of its own."""
    disk = place / "disk"
    disk.mkdir()
    options = ",".join(f"{name}={value}" for name, value in limits.items())
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        raise CannotError("this user may not mount a disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def full_disk(
    kind: str, place: Path, works: dict[str, Work], draw: random.Random
) -> tuple[Work, bool]:
    """Explain where there is room for a part of the run, then make room and ask again."""
    work = works["explain"]
    enough = {"size": "256m", "nr_inodes": 100_000}
    with own_disk(place, **enough) as disk:
        work.prepare(disk)
        stat = os.statvfs(disk)
        free = {"size": stat.f_blocks - stat.f_bfree, "nr_inodes": stat.f_files - stat.f_ffree}
        units = {"size": stat.f_frsize, "nr_inodes": 1}
        most = {"size": 60, "nr_inodes": 120}[kind]
        room = (free[kind] + draw.randint(0, most)) * units[kind]
        remount(disk, {**enough, kind: room})
        code, said = ended(work.begin(disk))
        assert code in (0, 2), f"{code} on a full disk: {said}"
        remount(disk, enough)
        if code:
            work.finish(disk)
        # What was kept elsewhere for lack of room is there, too; compared is what lies here.
        shutil.copytree(disk / "study", place / "study")
    return work, code == 2


def remount(disk: Path, limits: dict[str, Any]) -> None:
    """Change how much a disk holds."""
    options = ",".join(f"{name}={value}" for name, value in limits.items())
    subprocess.run(["mount", "-o", f"remount,{options}", str(disk)], check=True)


def read_only(place: Path, works: dict[str, Work], draw: random.Random) -> tuple[Work, bool]:
    """Explain a study that this user may only read."""
    work = works["explain"]
    work.prepare(place)
    home, study = place / "cache", place / "study"
    home.mkdir()
    caps = "-dac_override,-dac_read_search"
    rights = ["setpriv", f"--bounding-set={caps}", f"--inh-caps={caps}"]
    if os.geteuid() or shutil.which("setpriv") is None:  # only root writes where nobody may
        rights = []
    folders = [study, *(path for path in study.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    environment = {**os.environ, "XDG_CACHE_HOME": str(home)}
    try:
        probe = "import os, sys; sys.exit(os.access(sys.argv[1], os.W_OK))"
        asked = [*rights, sys.executable, "-c", probe, str(study)]
        if subprocess.run(asked, capture_output=True).returncode:
            raise CannotError("this user may write everywhere")
        code, said = ended(work.begin(place, before=rights, env=environment))
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert code == 0, f"{code} where only the cache can be written to: {said}"
    beside = place / "study" / "derivatives" / "depformer-runs"
    assert not beside.exists()
    (kept,) = home.glob("depformer/runs")
    shutil.copytree(kept, beside)
    return work, True


def worker_killed(place: Path, works: dict[str, Work], draw: random.Random) -> tuple[Work, bool]:
    """Kill one of two processes in the midst of their work; the other goes on."""
    work = works["explain"]
    work.prepare(place)
    own = psutil.Process((process := work.begin(place, "--workers", "2")).pid)
    workers: list[psutil.Process] = []
    while process.poll() is None and len(workers) < 2:
        time.sleep(0.05)
        with suppress(psutil.Error):
            workers = [each for each in own.children() if "spawn_main" in " ".join(each.cmdline())]
    time.sleep(draw.uniform(0, work.seconds))
    met = process.poll() is None and len(workers) == 2
    if met:
        with suppress(psutil.Error):
            draw.choice(workers).kill()
    code, said = ended(process)
    assert code == 0, f"{code} with a worker that was killed: {said}"
    return work, met


def scheduler_gone(place: Path, works: dict[str, Work], draw: random.Random) -> tuple[Work, bool]:
    """Kill a scheduler and its worker while they work, and ask again without them."""
    work = works["explain"]
    work.prepare(place)
    file = place / "cache" / "scheduler.json"
    file.parent.mkdir()
    quiet: dict[str, Any] = {**QUIET, "start_new_session": True}
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1"]
    dask += ["--port", "0", "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(file)]
    with subprocess.Popen(dask, **quiet) as scheduler:
        one = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny"]
        one += ["--scheduler-file", str(file), "--no-dashboard"]
        with subprocess.Popen(one, **quiet) as worker:
            process = work.begin(place, "--scheduler-file", str(file), "--unencrypted")
            time.sleep(draw.uniform(0, 3 * work.seconds))
            for each in (scheduler, worker):
                os.killpg(each.pid, signal.SIGKILL)
            code, said = ended(process)
    assert code in (0, 2), f"{code} without a scheduler: {said}"
    if code:
        work.finish(place)
    return work, code == 2


def two_at_once(place: Path, works: dict[str, Work], draw: random.Random) -> tuple[Work, bool]:
    """Have two processes ask for the same job at once."""
    from depformer.jobs.job import jobs_of

    work = works["explain"]
    work.prepare(place)
    code = (
        "import json, sys; from pathlib import Path; from depformer.jobs.submit import *\n"
        "asked = json.loads(sys.argv[1]); sys.stdin.readline()\n"
        "job = submit('explain', asked, study=Path(asked['study']))\n"
        "print(job.id, job.process.number, follow(job, lambda done, total: None))"
    )
    asked = [sys.executable, "-c", code, json.dumps(question(work, place))]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both, said = [subprocess.Popen(asked, **pipes) for _ in range(2)], []
    for each in both:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    for each in both:
        said.append(each.communicate(timeout=SECONDS)[0])
        assert each.returncode == 0, "one of two who asked at once got nothing"
    assert said[0] == said[1], f"two who ask the same get two jobs: {said}"
    assert len(jobs_of(place / "study")) == 1
    return work, True


def clock_jumps(place: Path, works: dict[str, Work], draw: random.Random) -> tuple[Work, bool]:
    """Let the clock of a job jump by up to a day to and fro, and that of whoever asks."""
    from depformer.jobs import submit as submitting
    from depformer.jobs.job import Process, read_job

    work = works["explain"]
    work.prepare(place)
    code = (
        "import random, sys, time; from pathlib import Path; real = time.time\n"
        "draw = random.Random(int(sys.argv[2]))\n"
        "time.time = lambda: real() + draw.uniform(-86400, 86400)\n"
        "from depformer.jobs import worker; worker.work(Path(sys.argv[1]), alone=True)"
    )
    seed = str(draw.randrange(2**31))

    def start(job: Any) -> Any:
        command = [sys.executable, "-c", code, str(job.folder), seed]
        process = subprocess.Popen(command, **QUIET)
        return job.write(process=Process.of(process.pid))

    before, real = submitting.start, time.time
    submitting.start = start
    try:
        asked = question(work, place)
        job = submitting.submit("explain", asked, study=place / "study")
        time.time = lambda: real() + draw.uniform(-86400, 86400)
        again = submitting.submit("explain", asked, study=place / "study")
        working = read_job(job.folder).alive
        assert not working or again.process == job.process, "a second process works on one job"
        followed(partial(submitting.follow, again, silent))
    finally:
        submitting.start, time.time = before, real
    assert read_job(job.folder).seconds_left < 3600, "the time left goes by the clock"
    return work, True


Disturb = Callable[[Path, dict[str, Work], random.Random], tuple[Work, bool]]
KILLED: tuple[tuple[str, int, Disturb], ...] = (
    ("explain", 50, partial(killed, "explain")),
    ("jobs", 50, job_killed),
    *((name, 15, partial(killed, name)) for name in ("train", "synth", "convert", "figures")),
)
DISTURBANCES: tuple[tuple[str, int, Disturb], ...] = (
    *((f"{name}_file_limit", 5, partial(file_too_large, name)) for name in ("explain", "train")),
    ("full_disk", 5, partial(full_disk, "size")),
    ("no_inodes", 5, partial(full_disk, "nr_inodes")),
    ("read_only", 3, read_only),
    ("worker_killed", 5, worker_killed),
    ("scheduler_gone", 5, scheduler_gone),
    ("two_at_once", 5, two_at_once),
    ("clock_jumps", 5, clock_jumps),
)
