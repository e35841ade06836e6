"""Long work in processes of its own: one a question, with progress, and ended when asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depformer import runs
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.jobs import submit as submitting
from depformer.jobs import worker
from depformer.jobs.job import ABOUT, LOG, Job, Process, jobs_of, new_job, read_job
from depformer.jobs.opening import Opening, Source
from depformer.jobs.pace import Pace
from depformer.jobs.submit import CancelledError, cancel, follow, submit
from depformer.jobs.verbs import Answer
from depformer.study import layout
from depformer.work import Place, Progress
from tests.cli.asked import ask

START = submitting.start  # before the tests put a thread in its place


@pytest.fixture
def own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submitting, "start", START)


@pytest.fixture
def verb(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Progress], None]], None]:
    """Put something else in the place of what jobs do."""

    def put(steps: Callable[[Progress], None]) -> None:
        def run(asked: Any, place: Place, progress: Progress) -> Answer:
            steps(progress)
            return Answer(Path("made"))

        monkeypatch.setattr(worker, "VERBS", {"explain": run})

    return put


def until(true: Callable[[], bool]) -> None:
    """Wait for something that another process or thread does."""
    last = time.monotonic() + 60
    while not true():
        assert time.monotonic() < last
        time.sleep(0.05)


@pytest.mark.usefixtures("homes", "own_process")
def test_a_study_is_explained_in_a_process_of_its_own(
    own_study: Path, tiny_checkpoint: Path
) -> None:
    question = Question({"occlusion": {}})
    opening = Opening(Source(str(own_study), str(tiny_checkpoint), question))
    opening.wait()  # until it is known that it must be computed
    assert opening.pace.total == 24
    until(lambda: len(jobs_of(own_study)) == 1 and jobs_of(own_study)[0].process.number > 0)
    (job,) = jobs_of(own_study)
    assert job.process.number != os.getpid()
    opening.thread.join()
    assert opening.fault is None
    (job,) = jobs_of(own_study)
    assert (job.verb, job.state, job.done, job.total) == ("explain", "done", 24, 24)
    assert job.folder.parent == own_study / layout.JOBS
    assert runs.load_run(job.result)["method"].values.tolist() == ["occlusion"]
    said = ask("jobs", own_study, "--json")
    assert said.code == 0
    assert [(row["id"], row["state"]) for row in json.loads(said.out)] == [(job.id, "done")]


@pytest.mark.usefixtures("homes", "own_process")
def test_a_process_that_is_killed_is_said_and_taken_up_again(
    own_study: Path, tiny_checkpoint: Path
) -> None:
    wanted = {"study": str(own_study), "checkpoint": str(tiny_checkpoint)}
    wanted |= {"question": {"methods": {"occlusion": {}}, "also": []}}
    job = submit("explain", wanted, study=own_study)
    assert submit("explain", dict(reversed(wanted.items())), study=own_study) == job
    os.kill(job.process.number, signal.SIGKILL)
    with pytest.raises(DepformerError, match="ended without a word") as fault:
        follow(job, lambda done, total: None)
    assert str(job.folder / LOG) in str(fault.value)
    assert "dead" in ask("jobs", own_study).out
    again = submit("explain", wanted, study=own_study)
    assert (again.id, again.process.number != job.process.number) == (job.id, True)
    assert runs.load_run(follow(again, lambda done, total: None)).sizes["participant"] == 24


@pytest.mark.usefixtures("homes")
def test_a_job_that_does_not_listen_is_ended_all_the_same(tmp_path: Path) -> None:
    code = (
        "import sys, threading; from pathlib import Path; from depformer.jobs import worker;"
        "worker.VERBS = {'explain': lambda *asked: threading.Event().wait(300)};"
        "worker.work(Path(sys.argv[1]), alone=True)"
    )
    job = new_job("explain", {}, 1, tmp_path).write()
    with subprocess.Popen([sys.executable, "-c", code, str(job.folder)]) as process:
        job = job.write(process=Process.of(process.pid))
        until(lambda: read_job(job.folder).state == "running")
        cancel(read_job(job.folder))
        assert process.wait(timeout=10) == worker.EXIT_CANCELLED
    assert read_job(job.folder).state == "cancelled"


@pytest.mark.usefixtures("homes")
def test_a_job_that_moves_files_is_waited_for(tmp_path: Path) -> None:
    """The change is finished before the process is ended, though nobody listens meanwhile."""
    steps = tmp_path / "study" / ".changing" / "change.json"
    steps.parent.mkdir(parents=True)
    code = (
        "import sys, threading, time; from pathlib import Path; from depformer.jobs import worker\n"
        "folder, steps = map(Path, sys.argv[1:])\n"
        "def move(*asked):\n"
        "    steps.write_text('{}')\n"
        "    while not (folder / worker.CANCEL).exists(): time.sleep(0.05)\n"
        "    time.sleep(worker.PATIENCE_S + 1.0)\n"
        "    (steps.parent / 'whole').write_text('')\n"
        "    steps.unlink()\n"
        "    threading.Event().wait(300)\n"
        "worker.VERBS = {'correct': move}; worker.work(folder, alone=True)"
    )
    job = new_job("correct", {"study": str(tmp_path / "study")}, 1, tmp_path).write()
    asked = [sys.executable, "-c", code, str(job.folder), str(steps)]
    with subprocess.Popen(asked) as process:
        job = job.write(process=Process.of(process.pid))
        until(lambda: read_job(job.folder).state == "running" and steps.exists())
        cancel(read_job(job.folder))
        assert process.wait(timeout=20) == worker.EXIT_CANCELLED
    assert (steps.parent / "whole").exists()


@pytest.mark.usefixtures("homes")
def test_who_asks_the_same_shares_the_job_and_who_ends_it_ends_it_for_all(
    own_study: Path, verb: Callable[[Any], None]
) -> None:
    def steps(progress: Progress) -> None:
        while True:
            progress(1, 3)
            time.sleep(0.01)

    verb(steps)
    first = submit("explain", {"study": "a"}, study=own_study, steps=3)
    second = submit("explain", {"study": "a"}, study=own_study)
    other = submit("explain", {"study": "b"}, study=own_study)
    assert first.id == second.id != other.id
    until(lambda: read_job(first.folder).done == 1)
    assert ask("jobs", own_study, "--cancel", first.id).out.startswith(
        f"The job {first.id} has ended (cancelled)."
    )
    with pytest.raises(CancelledError):
        follow(second, lambda done, total: None)

    def impatient(done: int, total: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        follow(other, impatient)
    assert {job.state for job in jobs_of(own_study)} == {"cancelled"}


@pytest.mark.usefixtures("homes")
def test_why_a_job_failed_is_its_sentence(own_study: Path, verb: Callable[[Any], None]) -> None:
    def refused(progress: Progress) -> None:
        raise DepformerError("The disk is full.", kind="environment")

    verb(refused)
    with pytest.raises(DepformerError, match=r"^The disk is full\.$") as fault:
        follow(submit("explain", {}, study=own_study), lambda done, total: None)
    assert fault.value.kind == "environment"

    def unforeseen(progress: Progress) -> None:
        raise ZeroDivisionError

    verb(unforeseen)
    with pytest.raises(DepformerError, match="unforeseen fault ended the work"):
        follow(submit("explain", {}, study=own_study), lambda done, total: None)


@pytest.mark.parametrize(
    "damage",
    [
        lambda job: b"{",
        lambda job: b"[]",
        lambda job: json.dumps({**job, "done": "many"}).encode(),
        lambda job: json.dumps({**job, "process": {"number": -1}}).encode(),
        lambda job: json.dumps({key: job[key] for key in job if key != "state"}).encode(),
    ],
)
@pytest.mark.usefixtures("homes")
def test_what_is_no_job_is_passed_over(damage: Any, own_study: Path) -> None:
    job = new_job("explain", {}, 1, own_study / layout.JOBS).write()
    path = job.folder / ABOUT
    path.write_bytes(damage(json.loads(path.read_text())))
    with pytest.raises(DepformerError, match=str(path)):
        read_job(job.folder)
    assert ask("jobs", own_study).out.startswith("There are no jobs of")
    said = ask("jobs", own_study, "--cancel", job.id)
    assert (said.code, "has no jobs" in said.err) == (2, True)


@given(
    st.dictionaries(st.text(max_size=3), st.integers() | st.lists(st.text(max_size=2))),
    st.integers(1, 8),
)
def test_the_id_is_that_of_the_question(question: dict[str, Any], workers: int) -> None:
    here, there = Path("here"), Path("there")
    turned = dict(reversed(question.items()))
    one, other = new_job("explain", question, 1, here), new_job("explain", turned, workers, there)
    assert one.id == other.id
    assert new_job("explain", {**question, "more": 1}, 1, here).id != one.id


def test_a_job_of_another_machine_is_known_by_its_heartbeat() -> None:
    elsewhere = Process(1, 0.0, "another machine")
    assert Job(process=elsewhere, state="running", heartbeat=time.time()).alive
    assert Job(process=elsewhere, state="running", heartbeat=time.time() - 100).state_now == "dead"
    assert not Job(process=elsewhere, state="done", heartbeat=time.time()).alive


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone tells it so")
@given(st.floats(-1e8, 1e8))
def test_a_clock_that_is_set_ends_no_job(jump: float) -> None:
    """Of a process, Linux knows how long after the start of the machine it began."""
    from psutil import _pslinux

    own, started = Process.of(os.getpid()), _pslinux.boot_time()
    with mock.patch.object(_pslinux, "boot_time", return_value=started + jump):
        assert own.running
        assert not Process(own.number, own.since + 10, own.host).running


def test_the_time_left_goes_by_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("depformer.jobs.pace.time.monotonic", lambda: now)
    pace = Pace()
    assert pace.seconds_left == -1
    pace.at(0, 10)
    assert pace.seconds_left == -1
    now = 6.0
    pace.at(2, 10)
    assert pace.seconds_left == pytest.approx(24)
    pace.at(2, 40)  # steps of another kind
    assert pace.seconds_left == -1
