"""The page Trust: it offers the checks, does them once, and says what they found."""

from __future__ import annotations

import threading
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pytest
from app_reading import APP, go_to, text
from streamlit.testing.v1 import AppTest

from depformer import explain, figures, stats
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.explain import kept_run, whole_model
from depformer.explain.on_demand.captum_whole import largest_differences
from depformer.figures.parts import style
from depformer.jobs.job import jobs_of
from depformer.jobs.opening import Opening, Source
from depformer.jobs.submit import follow
from depformer.wording import say


@pytest.fixture(scope="module")
def few(tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six people whom the tiny checkpoint has not seen, with their plain run."""
    from depformer.synth import write_study

    target = tmp_path_factory.mktemp("few") / "few"
    write_study(target, participants=6, words=24, seed=5, image_size=32)
    kept_run(target, tiny_checkpoint)
    return target


@pytest.fixture
def trust(
    homes: Path, few: Path, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> AppTest:
    monkeypatch.setenv("DEPFORMER_STUDY", str(few))
    monkeypatch.setenv("DEPFORMER_CHECKPOINT", str(tiny_checkpoint))
    return go_to(AppTest.from_file(APP, default_timeout=120), "trust")


def press(page: AppTest, name: str) -> None:
    """Press a button and wait for the work that it begins."""
    next(button for button in page.button if button.label == name).click().run()
    for thread in threading.enumerate():
        if thread.name == "opening":
            thread.join()
    page.run()
    assert not page.exception


def test_what_ends_the_checks_is_said_as_a_sentence(
    trust: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise DepformerError("The disk is full.")

    monkeypatch.setattr("depformer.explain.parts.check", broken)
    press(trust, "Run the checks")
    assert "The disk is full." in text(trust)
    trust.run()
    assert "has not been checked yet" in text(trust)


def test_checks_can_be_ended_and_gone_on_with(
    trust: AppTest, few: Path, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_copies = partial(explain.check, copies=2, orders=10)
    monkeypatch.setattr("depformer.explain.parts.check", few_copies)
    assert "has not been checked yet" in text(trust)
    assert len(trust.get("plotly_chart")) == 2  # what every run holds
    counted = Opening._progress

    def impatient(self: Opening, done: int, total: int) -> None:
        self.cancel()
        counted(self, done, total)

    monkeypatch.setattr(Opening, "_progress", impatient)
    press(trust, "Run the checks")
    assert "Cancelled. What was done is kept." in text(trust)

    monkeypatch.setattr(Opening, "_progress", counted)
    press(trust, "Go on")
    trust.run()
    said = text(trust)
    run, _ = kept_run(few, tiny_checkpoint, Question(checks=True))
    curves = figures.table("deletion_curves", run, method="integrated_gradients")
    better = int(curves["better"].iloc[0])
    assert f"words muted at random in {better} of 6 held-out participants" in said
    last = figures.table("randomisation", run).query(
        "method == 'integrated_gradients' and compared == 'sign'"
    )
    assert f"correlation of {style.signed(last['estimate'].iloc[-1])} with" in said
    assert "has not been checked yet" not in said
    assert len(trust.get("plotly_chart")) == 9  # a card for each question

    again = Opening(Source(str(few), str(tiny_checkpoint)))  # a plain opening takes the checked run
    again.thread.join()
    assert again.result is not None
    assert again.result.run.drop_vars("education_years").identical(run)

    failed = stats.guards(run)
    assert "sanity_not_run" not in failed["id"].tolist()
    overview = text(trust.switch_page("app_pages/overview.py").run())
    assert [sentence for sentence in failed["sentence"] if sentence not in overview] == []
    assert say("notices.synthetic") in overview


def test_captum_is_asked_on_the_whole_model_only_when_the_reader_wants_it(
    trust: AppTest, few: Path, tiny_checkpoint: Path
) -> None:
    assert "Does Captum say the same on the whole model?" in text(trust)
    assert not trust.dataframe
    (ask,) = (each for each in trust.button if each.label.startswith("Compute for"))
    who = f"sub-{ask.label.removeprefix('Compute for ').removeprefix('sub-')}"
    ask.click().run()
    (job,) = (each for each in jobs_of(few) if each.verb == "captum")
    follow(job, lambda done, total: None)
    trust.run()
    assert not trust.exception
    assert job.asked["participant"] == who
    assert f"Captum {version('captum')}" in text(trust)
    same, measured = (each.value for each in trust.dataframe)
    far = largest_differences(whole_model(few, tiny_checkpoint, who))
    assert same["Largest difference [logit]"].tolist() == far["difference"].tolist()
    assert (same["Difference as a share of it"] < 1e-5).all()
    assert list(measured["Method"])[:2] == ["Integrated gradients", "Occlusion"]
    assert measured["Unexplained share"].head(2).between(0, 0.9).all()
