"""Recordings that are handed over lie in the study, and are gone when their job has ended."""

from __future__ import annotations

import errno
import io
import math
import os
import socket
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from depformer.errors import DepformerError
from depformer.jobs import submit as submitting
from depformer.jobs import worker
from depformer.jobs.job import ABOUT, Job, Process, home_of, read_job
from depformer.jobs.submit import CancelledError, cancel, follow, submit
from depformer.jobs.uploads import FORGOTTEN_S, UPLOADS, clear_uploads, new_upload, receive
from depformer.jobs.verbs import Answer
from depformer.recordings.ingest import IngestOptions, Session, ingest
from depformer.recordings.ingest.unfinished import UNFINISHED
from depformer.study import layout
from depformer.work import Place, Progress
from tests.cli.asked import ask
from tests.recordings.recorded import record, word_list

LONGEST_S = 20.0
FAULTS = {"failed": "cannot be read", "a wrong answer": "unforeseen fault"}


@pytest.fixture
def study(tmp_path: Path, homes: Path) -> Path:
    root = tmp_path / "s"
    root.mkdir()
    return root


def handed_over(
    study: Path, content: bytes = b"film", *, kind: str = "video", name: str = "她/../../Film 1.MP4"
) -> Path:
    with new_upload(study) as folder:
        return receive(folder, kind, name, io.BytesIO(content))


def asked_for(path: Path) -> dict[str, Any]:
    """What the page asks of a recording that was handed over."""
    session = {"participant_id": "sub-2", "video": str(path)}
    return {"sessions": [session], "uploaded": str(path.parent)}


def in_time(done: int, total: int, *, until: float = math.inf) -> None:
    """Fail, where a job is followed, rather than wait for one that never ends."""
    assert time.monotonic() < until, "the job does not end"


def followed(job: Job) -> Path:
    return follow(job, partial(in_time, until=time.monotonic() + LONGEST_S))


def test_a_file_lies_in_the_study_under_a_name_of_ours(study: Path) -> None:
    path = handed_over(study, b"x" * 3_000_000)
    assert path.read_bytes() == b"x" * 3_000_000
    assert path.name == "video.mp4"
    assert path.parents[1] == study / layout.JOBS / UPLOADS
    for name in ("a.b c", "a", "a.tar/x", "a." + 20 * "z"):
        assert handed_over(study, b"", kind="audio", name=name).name == "audio"
    with pytest.raises(DepformerError, match="Cannot write to"):
        receive(path.parent, "video", "again.mp4", io.BytesIO(b""))


@pytest.mark.parametrize("ends", ["done", *FAULTS])
def test_it_is_gone_when_its_job_ends(
    study: Path, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    path = handed_over(study)
    other = handed_over(study)
    seen: list[bool] = []

    def verb(asked: Any, place: Place, progress: Progress) -> Answer:
        seen.append(path.is_file())
        if ends == "failed":
            raise DepformerError("It cannot be read.")
        return study if ends == "a wrong answer" else Answer(study)  # type: ignore[return-value]

    monkeypatch.setattr(worker, "VERBS", {"ingest": verb})
    job = submit("ingest", asked_for(path), study=study)
    if ends == "done":
        followed(job)
    else:
        with pytest.raises(DepformerError, match=FAULTS[ends]):
            followed(job)
    until_gone(path.parent)
    assert seen == [True]
    assert other.is_file()  # its job is still to come


def until_gone(folder: Path) -> None:
    last = time.monotonic() + LONGEST_S
    while folder.exists():
        assert time.monotonic() < last
        time.sleep(0.01)


def test_it_is_gone_when_its_job_is_cancelled(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, begun, until = handed_over(study), threading.Event(), time.monotonic() + LONGEST_S

    def verb(asked: Any, place: Place, progress: Progress) -> Answer:
        begun.set()
        while True:
            in_time(0, 1, until=until)
            progress(0, 1)

    monkeypatch.setattr(worker, "VERBS", {"ingest": verb})
    job = submit("ingest", asked_for(path), study=study)
    assert begun.wait(LONGEST_S)
    cancel(job)
    assert not path.parent.exists()
    with pytest.raises(CancelledError):
        followed(job)


def test_what_a_dead_job_and_nobody_asks_for_is_cleared_up(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job without a process is dead; files that no job has named yet wait for a day."""
    path, waiting, forgotten = (handed_over(study) for _ in range(3))
    gone = Process(number=2**22 + 1, since=1.0, host=socket.gethostname())
    monkeypatch.setattr(submitting, "start", lambda job: job.write(process=gone))
    submit("ingest", asked_for(path), study=study)
    old = time.time() - FORGOTTEN_S - 60
    os.utime(forgotten.parent, (old, old))
    clear_uploads(home_of(study))
    assert not path.parent.exists()
    assert not forgotten.parent.exists()
    assert waiting.is_file()


@pytest.mark.parametrize("looked", ["another job", "the list"])
def test_what_a_dead_job_was_handed_goes_when_anybody_looks(
    looked: str, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = handed_over(study)
    gone = Process(number=2**22 + 1, since=1.0, host=socket.gethostname())
    monkeypatch.setattr(submitting, "start", lambda job: job.write(process=gone))
    submit("ingest", asked_for(path), study=study)
    assert path.is_file()
    if looked == "the list":
        said = ask("jobs", study)
        assert " dead " in said.out
        assert "None" not in said.out
    else:
        submit("correct", {"study": str(study)}, study=study)
    assert not path.parent.exists()


def test_what_cannot_be_handed_over_whole_leaves_nothing(study: Path) -> None:
    class Full(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def two() -> None:
        with new_upload(study) as folder:
            assert receive(folder, "video", "a.mp4", io.BytesIO(b"film")).is_file()
            receive(folder, "audio", "a.wav", Full())

    with pytest.raises(DepformerError, match="the disk is full"):
        two()
    assert not list(study.rglob("*.mp4"))


def test_nothing_is_handed_over_outside_the_study(
    study: Path, homes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("depformer.jobs.job.writable", lambda path: False)
    with pytest.raises(DepformerError, match="cannot take files"), new_upload(study):
        pass
    assert not list(homes.rglob(UPLOADS))


def test_a_job_that_has_ended_keeps_who_it_was_of_and_no_path(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of a file may be that of a person."""
    film, table = tmp_path / "Li Na.mp4", tmp_path / "Li Na.mp4.tsv"
    held: list[str] = []

    def verb(asked: Any, place: Place, progress: Progress) -> Answer:
        (about,) = home_of(study).glob(f"*/{ABOUT}")
        held.append(about.read_text("utf-8"))
        raise DepformerError(f"{table} is of no time in {film}.")

    monkeypatch.setattr(worker, "VERBS", {"ingest": verb})
    session = {"participant_id": "sub-2", "group": "healthy", "video": str(film)}
    asked = {"study": str(study), "sessions": [{**session, "events": str(table)}]}
    job = submit("ingest", asked, study=study)
    with pytest.raises(DepformerError, match=r"^sub-2's events file is of no time in sub-2's vid"):
        followed(job)
    ended = read_job(job.folder)
    assert ended.asked == {"study": str(study), "sessions": [{"participant_id": "sub-2"}]}
    assert "Li Na" in held[0]
    assert "Li Na" not in (job.folder / ABOUT).read_text("utf-8")
    assert ended.id == job.id  # of the question as it was asked


def test_a_copy_that_is_cancelled_leaves_faces_and_voices_nowhere(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is made of files that were handed over lies beside them, and goes with them."""
    recorded = record(tmp_path)
    one = Session("1", "healthy", recorded.video, recorded.audio, recorded.events)
    ingest([one], study, words=word_list(), options=IngestOptions(image_size=32))
    before = sorted(study.rglob("*"))
    monkeypatch.setattr("depformer.files.writing.COPIED_AT_ONCE", 1000)
    size = math.ceil(recorded.video.stat().st_size / 1000)
    made: list[Path] = []
    copied: list[int] = []

    def progress(done: int, total: int) -> None:
        if total == size:
            copied.append(done)
            made.extend(path for path in tmp_path.rglob("*.npy") if path not in before)
            if done == 3:
                raise CancelledError

    with new_upload(study) as folder:
        video = receive(folder, "video", "a.mp4", recorded.video.open("rb"))
    two = Session("2", "healthy", video, recorded.audio, recorded.events)
    options = IngestOptions(image_size=32, recordings="copy")
    with pytest.raises(CancelledError):
        ingest([two], study, options=options, parts=folder / "parts", progress=progress)
    assert copied == [1, 2, 3]
    assert made
    assert all(path.is_relative_to(folder) for path in made)
    assert not study.with_name(f"{study.name}{UNFINISHED}").exists()
    gone = Process(number=2**22 + 1, since=1.0, host=socket.gethostname())
    monkeypatch.setattr(submitting, "start", lambda job: job.write(process=gone))
    cancel(submit("ingest", asked_for(video), study=study))
    kept = [path for path in sorted(study.rglob("*")) if study / layout.JOBS not in path.parents]
    assert kept == sorted([*before, study / layout.JOBS])
    assert not list(study.rglob(f"{UPLOADS}/*"))
