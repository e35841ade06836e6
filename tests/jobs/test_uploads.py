"""Recordings that are handed over lie in the study, and are gone when their job has ended."""

from __future__ import annotations

import io
import os
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from depformer.errors import DepformerError
from depformer.jobs import submit as submitting
from depformer.jobs import worker
from depformer.jobs.job import Process, home_of
from depformer.jobs.submit import CancelledError, cancel, follow, submit
from depformer.jobs.uploads import FORGOTTEN_S, UPLOADS, clear_uploads, new_upload, receive
from depformer.jobs.verbs import Answer
from depformer.study import layout
from depformer.work import Place, Progress


@pytest.fixture
def study(tmp_path: Path, homes: Path) -> Path:
    root = tmp_path / "s"
    root.mkdir()
    return root


def handed_over(study: Path, content: bytes = b"film") -> Path:
    return receive(new_upload(study), "video", "她/../../Film 1.MP4", io.BytesIO(content))


def test_a_file_lies_in_the_study_under_a_name_of_ours(study: Path) -> None:
    path = handed_over(study, b"x" * 3_000_000)
    assert path.read_bytes() == b"x" * 3_000_000
    assert path.name == "video.mp4"
    assert path.parents[1] == study / layout.JOBS / UPLOADS
    for name in ("a.b c", "a", "a.tar/x", "a." + 20 * "z"):
        assert receive(new_upload(study), "audio", name, io.BytesIO(b"")).name == "audio"
    with pytest.raises(DepformerError, match="Cannot write to"):
        receive(path.parent, "video", "again.mp4", io.BytesIO(b""))


@pytest.mark.parametrize("ends", ["done", "failed"])
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
        return Answer(study)

    monkeypatch.setattr(worker, "VERBS", {"ingest": verb})
    job = submit("ingest", {"sessions": [{"video": str(path)}]}, study=study)
    if ends == "done":
        follow(job, lambda done, total: None)
    else:
        with pytest.raises(DepformerError, match="cannot be read"):
            follow(job, lambda done, total: None)
    until_gone(path.parent)
    assert seen == [True]
    assert other.is_file()  # its job is still to come


def until_gone(folder: Path) -> None:
    last = time.monotonic() + 20
    while folder.exists():
        assert time.monotonic() < last
        time.sleep(0.01)


def test_it_is_gone_when_its_job_is_cancelled(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, begun = handed_over(study), threading.Event()

    def verb(asked: Any, place: Place, progress: Progress) -> Path:
        begun.set()
        while True:
            progress(0, 1)

    monkeypatch.setattr(worker, "VERBS", {"ingest": verb})
    job = submit("ingest", {"sessions": [{"video": str(path)}]}, study=study)
    assert begun.wait(20)
    cancel(job)
    assert not path.parent.exists()
    with pytest.raises(CancelledError):
        follow(job, lambda done, total: None)


def test_what_a_dead_job_and_nobody_asks_for_is_cleared_up(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job without a process is dead; files that no job has named yet wait for a day."""
    path, waiting, forgotten = (handed_over(study) for _ in range(3))
    gone = Process(number=2**22 + 1, since=1.0, host=socket.gethostname())
    monkeypatch.setattr(submitting, "start", lambda job: job.write(process=gone))
    submit("ingest", {"sessions": [{"video": str(path)}]}, study=study)
    old = time.time() - FORGOTTEN_S - 60
    os.utime(forgotten.parent, (old, old))
    clear_uploads(home_of(study))
    assert not path.parent.exists()
    assert not forgotten.parent.exists()
    assert waiting.is_file()
