"""Opening keeps what it computes, can be ended, and is quick the second time."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from app_reading import go_to, text
from streamlit.testing.v1 import AppTest

from dashboard import state
from depformer import labels
from depformer.config import Question
from depformer.jobs.opening import MOST_KEPT, Opening, Openings, Source, fingerprint
from depformer.jobs.submit import CancelledError
from depformer.runs import remembered, save_run
from depformer.study import layout
from depformer.train import write_untrained


def of(study: Path, checkpoint: Path, question: Question = Question()) -> Source:
    return Source(str(study), str(checkpoint), question)


class Impatient(Opening):
    """Cancelled when the first participant is done."""

    def _progress(self, done: int, total: int) -> None:
        self.cancel()
        super()._progress(done, total)


@pytest.fixture
def fresh_study(tiny_study: Path, tmp_path: Path) -> Path:
    """The tiny study without a kept run."""
    ignore = shutil.ignore_patterns("depformer-runs")
    return Path(shutil.copytree(tiny_study, tmp_path / "fresh", ignore=ignore))


def test_cancelling_leaves_nothing_half_written(
    homes: Path, fresh_study: Path, tiny_checkpoint: Path
) -> None:
    opening = Impatient(of(fresh_study, tiny_checkpoint))
    opening.thread.join()
    assert opening.cancelled
    assert not (fresh_study / "derivatives" / "depformer-runs").exists()
    kept = [path for path in (homes / "cache").rglob("*") if path.is_file()]
    assert {path.parent.name for path in kept} == {"studies"}  # what its check has found


def test_a_new_run_is_computed_and_kept(
    homes: Path, fresh_study: Path, tiny_checkpoint: Path
) -> None:
    opening = Opening(of(fresh_study, tiny_checkpoint))
    opening.thread.join()
    assert opening.result is not None, opening.fault
    assert opening.pace.done == opening.pace.total == 24
    (kept,) = (fresh_study / "derivatives" / "depformer-runs").iterdir()
    assert {path.name for path in kept.iterdir()} == {"run.zarr", "run.json", "run.sha256"}


@pytest.mark.parametrize("baseline", ["training_mean", "healthy_mean"])
def test_a_mean_that_a_checkpoint_lacks_is_refused_before_any_work(
    baseline: str, homes: Path, fresh_study: Path, tmp_path: Path
) -> None:
    checkpoint = write_untrained(fresh_study, tmp_path / "fresh-weights").root
    opening = Opening(of(fresh_study, checkpoint, Question(baseline=baseline)))
    opening.thread.join()
    said = f"fresh-weights is untrained: it has no training people, and no baseline '{baseline}'"
    assert said in str(opening.fault)
    assert "in the side bar of the app (Baseline, and Study of the baseline)" in str(opening.fault)
    assert not (fresh_study / "derivatives" / "depformer-runs").exists()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A job that never ends, until the test does."""
    end = threading.Event()

    def follow(job: object, progress: Callable[[int, int], None]) -> None:
        progress(0, 24)
        end.wait()
        raise CancelledError

    monkeypatch.setattr("depformer.jobs.opening.submit", lambda *asked, **known: None)
    monkeypatch.setattr("depformer.jobs.opening.follow", follow)
    yield
    end.set()


WHY = {
    "never": "This study has not been explained with this checkpoint yet.",
    "earlier": "The study has changed since this checkpoint explained it.",
    "now": "but not with the methods and the baseline that are asked for now.",
}


@pytest.mark.parametrize("case", WHY)
def test_a_page_says_why_it_explains(
    case: str,
    held: None,
    app: AppTest,
    fresh_study: Path,
    kept_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEPFORMER_STUDY", str(fresh_study))
    if case != "never":
        shutil.copytree(kept_folder, fresh_study / "derivatives/depformer-runs" / kept_folder.name)
    if case == "earlier":
        first, second = (layout.audio_path(fresh_study, f"sub-00{n}") for n in (1, 2))
        shutil.copyfile(second, first)
    if case == "now":
        asked = Source(str(fresh_study), os.environ["DEPFORMER_CHECKPOINT"], Question(seed=1))
        monkeypatch.setattr(state, "source", lambda: asked)
    page = go_to(app, "participant")
    assert WHY[case] in text(page)
    assert "also if you leave this page" in text(page)


def test_the_second_opening_needs_no_model(
    homes: Path,
    kept_folder: Path,
    tiny_study: Path,
    tiny_checkpoint: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = Opening(of(tiny_study, tiny_checkpoint))
    first.thread.join()

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr("depformer.explain.kept_run", refuse)
    second = Opening(of(tiny_study, tiny_checkpoint))
    second.thread.join()
    assert first.result is not None
    assert second.result is not None, second.fault
    assert second.result.run.identical(first.result.run)


@pytest.mark.parametrize(
    "changed",
    [
        "participants.tsv",
        "dataset_description.json",
        "stimuli/words.tsv",
        "planted.tsv",
        "sub-001/beh/*_events.tsv",
        "derivatives/depformer-features/sub-001/*_desc-face.npy",
        "derivatives/depformer-features/sub-001/*_features.json",
    ],
)
def test_a_change_in_the_study_is_seen(
    fresh_study: Path, tiny_checkpoint: Path, changed: str
) -> None:
    before = _seen(fresh_study, tiny_checkpoint)
    assert _seen(fresh_study, tiny_checkpoint) == before
    with next(fresh_study.glob(changed)).open("a") as file:
        file.write("\n")
    after = _seen(fresh_study, tiny_checkpoint)
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_a_change_in_the_weights_is_seen(
    fresh_study: Path, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    checkpoint = Path(shutil.copytree(tiny_checkpoint, tmp_path / "checkpoint"))
    before = _seen(fresh_study, checkpoint)
    next(checkpoint.glob("fold-1/*.safetensors")).touch()
    after = _seen(fresh_study, checkpoint)
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_a_change_in_the_study_of_the_baseline_is_seen(
    fresh_study: Path, tiny_study: Path, tiny_checkpoint: Path
) -> None:
    question = Question(baseline="study_mean", baseline_from=str(fresh_study))

    def seen() -> tuple[str, str]:
        return _seen(tiny_study, tiny_checkpoint, question)

    before = seen()
    with next(fresh_study.glob("derivatives/*/sub-001/*_desc-face.npy")).open("a") as file:
        file.write("\n")
    assert all(old != new for old, new in zip(before, seen(), strict=True))


def test_checks_are_found_that_lie_elsewhere_than_their_run(
    homes: Path, fresh_study: Path, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    """As they do where the study came with a run and cannot be written to."""
    plain = Opening(of(fresh_study, tiny_checkpoint))
    plain.thread.join()
    assert plain.result is not None
    run = plain.result.run.drop_vars("education_years")  # of the study's table, not of the run
    elsewhere = tmp_path / "cache" / "depformer" / "runs" / "0123456789ab-checked"
    save_run(elsewhere, run.assign_attrs(checks='{"copies": 2}'))
    of_checks = remembered.stamp(fresh_study, tiny_checkpoint, Question(checks=True))
    remembered.keep(of_checks, elsewhere)
    again = Opening(of(fresh_study, tiny_checkpoint))
    again.thread.join()
    assert again.result is not None, again.fault
    assert again.result.key != plain.result.key
    assert again.result.run.attrs["checks"] == '{"copies": 2}'


def _seen(study: Path, checkpoint: Path, question: Question = Question()) -> tuple[str, str]:
    return (
        remembered.stamp(study, checkpoint, question),
        fingerprint(of(study, checkpoint, question)),
    )


def test_only_the_last_openings_stay(tmp_path: Path) -> None:
    openings = Openings()
    names = [str(tmp_path / f"no study {i}") for i in range(MOST_KEPT + 1)]

    def open_(name: str) -> Opening:
        opening = openings.get(name, Source(name, name))
        opening.thread.join()
        return opening

    first, *others = [open_(name) for name in names]
    assert [open_(name) for name in names[1:]] == others
    assert open_(names[0]) is not first
    assert open_(names[-1]) is others[-1]
    openings.forget(others[-1])
    assert open_(names[-1]) is not others[-1]


def test_readers_who_ask_at_once_share_one_opening(tmp_path: Path) -> None:
    openings, name = Openings(), str(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: openings.get("key", Source(name, name)), range(32)))
    assert len({id(opening) for opening in got}) == 1


def test_what_is_remembered_must_still_be_there(homes: Path, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json").write_text("{}")
    remembered.keep("stamp", tmp_path / "run")
    assert remembered.find("stamp") == tmp_path / "run"
    shutil.rmtree(tmp_path / "run")
    assert remembered.find("stamp") is None
    (homes / "cache" / "depformer" / "opened.json").write_text(json.dumps([1]))
    assert remembered.find("stamp") is None


def test_threads_forget_nothing_that_another_has_just_kept(homes: Path, tmp_path: Path) -> None:
    names = [f"{i:02d}" for i in range(40)]
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text("{}")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: remembered.keep(name, tmp_path / name), names))
    assert [remembered.find(name) for name in names] == [tmp_path / name for name in names]


def test_an_empty_path_is_a_sentence(homes: Path, tiny_checkpoint: Path) -> None:
    opening = Opening(Source("", str(tiny_checkpoint)))
    opening.thread.join()
    assert "No study folder is named" in str(opening.fault)


def test_every_baseline_has_its_own_run(fresh_study: Path, tiny_checkpoint: Path) -> None:
    stamps = {
        remembered.stamp(fresh_study, tiny_checkpoint, Question(baseline=name))
        for name in labels.BASELINES
    }
    assert len(stamps) == len(labels.BASELINES)
