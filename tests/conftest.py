"""What many tests share: a small study, a small checkpoint and the run of both."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
import xarray as xr
from hypothesis import settings

from depformer import schema
from depformer.jobs.job import Job, Process
from depformer.work import Place, place_of
from tests.running_app import find_browser, required

settings.register_profile("busy", deadline=None)  # a time limit says how busy the machine is
settings.load_profile("busy")

TINY_SIZES = {
    "hidden_size": 16,
    "adapter_size": 8,
    "d_model": 8,
    "n_heads": 2,
    "d_k": 4,
    "d_v": 4,
    "d_ff": 8,
}


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Small tensors gain nothing from more threads, and lose much on a busy machine."""
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def jobs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on jobs in a thread: a process of its own takes seconds to load. They have own tests."""
    from depformer.jobs import submit, worker

    def start(job: Job) -> Job:
        job = job.write(process=Process.of(os.getpid()))
        thread = threading.Thread(target=worker.work, args=(job.folder,), kwargs={"alone": False})
        thread.daemon = True
        thread.start()
        return job

    monkeypatch.setattr(submit, "start", start)


@pytest.fixture(scope="session")
def tiny_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic study of 24 participants and 24 words, 32 pixels wide. Read only."""
    from depformer.synth import write_study

    target = tmp_path_factory.mktemp("study") / "tiny"
    return write_study(target, participants=24, words=24, seed=3, image_size=32)


@pytest.fixture(scope="session")
def tiny_checkpoint(tiny_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two folds of a very small model, trained for two epochs on the tiny study. Read only."""
    from depformer.train import TrainOptions, cross_validate

    target = tmp_path_factory.mktemp("checkpoint") / "tiny"
    cross_validate(
        tiny_study, target, folds=2, seed=1, options=TrainOptions(epochs=2), sizes=TINY_SIZES
    )
    return target


@pytest.fixture(scope="session")
def tiny_run(tiny_study: Path, tiny_checkpoint: Path) -> xr.Dataset:
    """The run of the tiny study and checkpoint, all methods. Copy it before changing it."""
    import depformer

    run: xr.Dataset = depformer.explain(tiny_study, tiny_checkpoint)
    return run


@pytest.fixture(scope="session")
def scored_study(tiny_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny study, whose severity is one of the scale BDI-II. Read only."""
    no_runs = shutil.ignore_patterns("depformer-runs")
    target = tmp_path_factory.mktemp("scored") / "study"
    shutil.copytree(tiny_study, target, ignore=no_runs)
    path = target / "participants.json"
    described = json.loads(path.read_text("utf-8"))
    described["severity"] |= {"LongName": "BDI-II", "Units": "points"}
    path.write_text(json.dumps(described), "utf-8")
    return target


@pytest.fixture(scope="session")
def scored_checkpoint(scored_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two folds of a very small model that predicts the score. Read only."""
    from depformer.train import TrainOptions, cross_validate

    target = tmp_path_factory.mktemp("scored_checkpoint") / "tiny"
    sizes = {**TINY_SIZES, "target": "severity"}
    options = TrainOptions(epochs=4, learning_rate=3e-3)
    cross_validate(scored_study, target, folds=2, seed=1, options=options, sizes=sizes)
    return target


@pytest.fixture(scope="session")
def scored_run(scored_study: Path, scored_checkpoint: Path) -> xr.Dataset:
    """The run of the scored study and checkpoint. Copy it before changing it."""
    import depformer

    run: xr.Dataset = depformer.explain(scored_study, scored_checkpoint)
    return run


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The path of a Chromium."""
    return required(find_browser(), "Chromium")


@pytest.fixture(scope="session")
def two_processes() -> Iterator[Place]:
    """A place of two processes, open for all tests: they take seconds to start."""
    with place_of(2) as place:
        yield place


@pytest.fixture
def own_study(tiny_study: Path, tmp_path: Path) -> Path:
    """A copy of the tiny study, without the runs that other tests have kept beside it."""
    no_runs = shutil.ignore_patterns("depformer-runs")
    return Path(shutil.copytree(tiny_study, tmp_path / "study", ignore=no_runs))


@pytest.fixture
def six_people(own_study: Path) -> Path:
    """A copy of the tiny study with its first six participants, of both groups and both folds."""
    table = own_study / "participants.tsv"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    table.write_text("".join(lines[:7]), "utf-8")
    return own_study


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's configuration and cache folders, empty."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def example_run() -> xr.Dataset:
    """A random run of 12 participants and 8 words that obeys the schema."""
    return schema.example(seed=0)
