"""What jobs make for a page: begun there, followed, and the same for whoever looks later."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_reading import APP, go_to, text
from streamlit.testing.v1 import AppTest

from dashboard import computed
from depformer import stats
from depformer.errors import DepformerError
from depformer.explain import kept_run
from depformer.export.report import report_bytes
from depformer.jobs import worker
from depformer.jobs.job import Job, jobs_of
from depformer.jobs.submit import follow, submit
from depformer.report.plain import plain, unbroken
from depformer.stats import findings
from depformer.stats.described import described
from depformer.stats.filtered import split_by
from depformer.study import load_study
from depformer.work import Place, Progress


@pytest.fixture
def app(
    homes: Path, own_study: Path, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> AppTest:
    """The app over a study whose jobs are its own."""
    monkeypatch.setenv("DEPFORMER_STUDY", str(own_study))
    monkeypatch.setenv("DEPFORMER_CHECKPOINT", str(tiny_checkpoint))
    monkeypatch.setattr(computed, "has_browser", lambda: False)
    kept_run(own_study, tiny_checkpoint)
    return AppTest.from_file(APP, default_timeout=60)


def press(page: AppTest, name: str, study: Path) -> Job:
    """Press a button, wait for the job that it begins, and look again."""
    next(button for button in page.button if button.label == name).click().run()
    assert not page.exception
    job = jobs_of(study)[0]
    follow(job, lambda done, total: None)
    page.run()
    assert not page.exception
    return job


def labels(page: AppTest) -> list[str]:
    return [each.label for each in page.button] + [
        each.proto.label for each in page.get("download_button")
    ]


def test_a_report_is_written_by_a_job_and_there_for_the_next_reader(
    app: AppTest, own_study: Path, tiny_checkpoint: Path
) -> None:
    page = go_to(app, "export")
    job = press(page, "Write the report", own_study)
    assert "Download the report" in labels(page)
    assert "Write the report" not in labels(page)
    run, _ = kept_run(own_study, tiny_checkpoint)
    run = described(run, load_study(own_study).participants)
    (written,) = job.folder.glob("report.html")
    assert written.read_bytes() == report_bytes(
        run, tiny_checkpoint, method="integrated_gradients", label=job.asked["label"]
    )
    again = go_to(AppTest.from_file(APP, default_timeout=60), "export")
    assert "Download the report" in labels(again)
    assert len(jobs_of(own_study)) == 1
    written.unlink()
    assert "Write the report" in labels(again.run())


def test_a_mixed_model_is_fitted_by_a_job_and_said_in_words(
    app: AppTest, own_study: Path, tiny_checkpoint: Path
) -> None:
    page = go_to(app, "cohorts")
    page.text_input("groups_by").set_value("severity >= 5").run()
    press(page, "Fit the mixed model", own_study)
    run, _ = kept_run(own_study, tiny_checkpoint)
    run = split_by(described(run, load_study(own_study).participants), "severity >= 5")
    table = stats.mixed_model(run)
    said = [plain(unbroken(each)) for each in findings.mixed_found(table)]
    shown = "\n".join(str(each.value) for each in page.markdown)
    assert [each for each in said if each not in shown] == []
    page.text_input("groups_by").set_value("").run()  # another question
    assert "Fit the mixed model" in labels(page)


def test_what_ends_a_job_is_said_and_it_can_be_begun_again(
    app: AppTest, own_study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(asked: object, place: Place, progress: Progress) -> None:
        raise DepformerError("The disk is *full*.")

    monkeypatch.setattr(worker, "VERBS", {"report": broken})
    page = go_to(app, "export")
    with pytest.raises(DepformerError):
        press(page, "Write the report", own_study)
    page.run()
    assert "The disk is *full*." in text(page)
    assert "Write the report" in labels(page)


def test_what_has_changed_since_it_was_asked_for_is_not_made(app: AppTest, own_study: Path) -> None:
    page = go_to(app, "export")
    asked = press(page, "Write the report", own_study).asked
    other = {**asked, "opened": {**asked["opened"], "key": "0" * 12}}
    with pytest.raises(DepformerError, match="has changed since this was asked for"):
        follow(submit("report", other, study=own_study), lambda done, total: None)
