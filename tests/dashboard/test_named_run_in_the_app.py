"""Any run of the study and the checkpoint can be opened, by its folder or from the side bar."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import xarray as xr
from app_reading import go_to, text
from streamlit.testing.v1 import AppTest

from depformer import runs
from depformer.config import Question
from depformer.explain import check, kept_run
from depformer.jobs.opening import Opened, Opening, Source, fingerprint

QUERY = Question({"attention_query": {}}, "zero")


@pytest.fixture
def named(
    homes: Path, tiny_study: Path, tiny_checkpoint: Path, tmp_path: Path, kept_folder: Path
) -> Source:
    """A run that was written with --out, with methods and a baseline of its own."""
    out = tmp_path / "out"
    kept_run(tiny_study, tiny_checkpoint, QUERY, out=out)
    return Source(str(tiny_study), str(tiny_checkpoint), run=str(out))


@pytest.fixture
def of_six(homes: Path, six_people: Path, tiny_checkpoint: Path, tmp_path: Path) -> Source:
    """The same of six people, whose study may be written to; checks are quick."""
    out = tmp_path / "of_six"
    kept_run(six_people, tiny_checkpoint, QUERY, out=out)
    return Source(str(six_people), str(tiny_checkpoint), run=str(out))


def opened(source: Source) -> Opened:
    opening = Opening(source)
    opening.thread.join()
    assert opening.result is not None, opening.fault
    return opening.result


def fault(source: Source) -> str:
    opening = Opening(source)
    opening.thread.join()
    return str(opening.fault)


def test_a_named_run_is_opened_and_the_kept_ones_are_listed(
    named: Source, kept_folder: Path
) -> None:
    found = opened(named)
    assert found.run["method"].values.tolist() == ["attention_query"]
    assert found.run.attrs["baseline"] == "zero"
    assert found.key not in ("out", kept_folder.name)
    assert kept_folder.name in [run.name for run in found.others]


def test_two_runs_of_one_name_are_told_apart(named: Source, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "out"
    kept_run(named.study, named.checkpoint, QUERY, out=other)
    assert opened(named).key != opened(replace(named, run=str(other))).key


def test_a_run_of_another_checkpoint_or_study_is_refused(
    named: Source, own_study: Path, tmp_path: Path
) -> None:
    run = runs.load_run(named.run)
    runs.save_run(tmp_path / "other", run.assign_attrs(checkpoint_digest="f" * 64))
    said = fault(replace(named, run=str(tmp_path / "other")))
    assert "is not of this checkpoint" in said
    assert "f" * 12 in said
    (own_study / "participants.tsv").write_text(
        (own_study / "participants.tsv").read_text().replace("\tM\t", "\tF\t", 1)
    )
    assert "is not of this study" in fault(replace(named, study=str(own_study)))
    assert "There is no run at" in fault(replace(named, run=str(tmp_path / "nowhere")))


def test_checks_of_a_named_run_are_found_with_it(
    of_six: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("depformer.explain.parts.check", partial(check, copies=1, orders=3))
    plain = opened(of_six)
    assert "faithfulness" not in plain.run
    checks = opened(replace(of_six, question=Question(checks=True)))
    assert checks.run.attrs["baseline"] == "zero"  # the named run's, not the question's
    again = opened(of_six)
    xr.testing.assert_identical(again.run, checks.run)


def test_a_run_beside_a_named_one_does_not_stand_for_it(named: Source) -> None:
    run = runs.load_run(named.run)
    beside = run.assign_attrs(checks="{}", baseline="training_mean")
    runs.save_run(Path(f"{named.run}-checked-mean"), beside)
    assert opened(named).run.attrs["baseline"] == "zero"


def test_what_is_written_to_a_home_under_a_name_is_known_by_its_content(
    named: Source, own_study: Path
) -> None:
    mine = own_study / "derivatives" / "depformer-runs" / "mine"
    run = runs.load_run(named.run)
    runs.save_run(mine, run)
    source = Source(str(own_study), named.checkpoint, run="mine")
    of_arrays = replace(source, run=str(mine / "run.zarr"))
    before, seen = opened(source), [fingerprint(each) for each in (source, of_arrays)]
    assert opened(of_arrays).key == before.key
    runs.save_run(mine, run.assign(logit=run["logit"] + 1))
    assert opened(source).key != before.key
    assert opened(of_arrays).key == opened(source).key
    after = [fingerprint(each) for each in (source, of_arrays)]
    assert all(old != new for old, new in zip(seen, after, strict=True))


def test_checks_of_a_run_of_some_people_are_found_with_it(
    of_six: Source, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("depformer.explain.parts.check", partial(check, copies=1, orders=3))
    some = runs.load_run(of_six.run).isel(participant=slice(3, 5))
    runs.save_run(tmp_path / "some", some)
    mine = replace(of_six, run=str(tmp_path / "some"))
    checks = opened(replace(mine, question=Question(checks=True)))
    again = opened(mine)
    assert "faithfulness" in again.run
    own = again.run["logit"].drop_vars("education_years")  # of the study's table, not of the run
    xr.testing.assert_identical(own, some["logit"])
    assert again.key == checks.key
    everybody = opened(of_six)
    assert everybody.key != again.key
    assert everybody.run.sizes["participant"] == 6
    runs.save_run(tmp_path / "some", some.assign_coords(fold=1 - some["fold"]))
    said = fault(replace(mine, question=Question(checks=True)))
    assert "its folds are not those that did not see its people" in said


def test_the_study_of_the_baseline_must_be_the_one_of_the_run(
    named: Source, own_study: Path, tmp_path: Path
) -> None:
    asked = replace(QUERY, baseline="study_mean", baseline_from=named.study)
    kept_run(named.study, named.checkpoint, asked, out=tmp_path / "mean")
    source = replace(named, run=str(tmp_path / "mean"))

    def of(study: str) -> Source:
        return replace(source, question=Question(baseline="study_mean", baseline_from=study))

    assert opened(source).baseline_from is None
    found = opened(of(named.study))
    assert found.baseline_from == named.study
    assert found.key != opened(source).key
    people = own_study / "participants.tsv"
    people.write_text(people.read_text().replace("\tM\t", "\tF\t", 1))
    assert "does not have the mean of this study" in fault(of(str(own_study)))


def test_the_side_bar_opens_a_kept_run(
    app: AppTest, tiny_study: Path, tiny_checkpoint: Path
) -> None:
    _, folder = kept_run(tiny_study, tiny_checkpoint, QUERY)
    page = go_to(app, "participant")
    assert len(page.selectbox(key="side_method").options) > 1
    page.selectbox(key="run_").set_value(str(folder))
    next(button for button in page.button if button.label == "Open").click().run()
    assert not page.exception
    assert page.selectbox(key="side_method").options == ["Attention query"]
    assert page.selectbox(key=f"run_{folder}").value == str(folder)
    assert folder.name in page.selectbox(key=f"run_{folder}").options[0]


def test_the_app_starts_with_the_run_of_the_command(
    app: AppTest, named: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEPFORMER_RUN", named.run)
    page = go_to(app, "participant")
    assert page.selectbox(key="side_method").options == ["Attention query"]
    assert page.selectbox(key=f"run_{named.run}").value == named.run


def test_a_run_that_is_not_there_is_a_sentence_on_the_page(
    app: AppTest, named: Source, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DEPFORMER_RUN", str(tmp_path / "nowhere"))
    page = go_to(app, "overview")
    assert "There is no run at" in text(page)
