"""A run is found wherever it lies, and refused in one sentence where it is not what it seems."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import xarray as xr

from depformer import runs, schema
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.files import cache_folder
from depformer.runs.array_files import digest_of, digests_below

STUDY, CHECKPOINT = "a" * 64, "b" * 64


@pytest.fixture
def run() -> xr.Dataset:
    made_from = {"study_digest": STUDY, "checkpoint_digest": CHECKPOINT}
    methods = json.dumps({"occlusion": {}, "attention_query": {"top": 0}})
    return schema.example(seed=1).assign_attrs(
        **made_from, methods=methods, created="2026-01-01T00:00:00+00:00"
    )


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return tmp_path / "study"


def test_the_kept_runs_of_a_study_and_a_checkpoint_are_listed(
    homes: Path, study: Path, run: xr.Dataset
) -> None:
    beside, cache = runs.homes(study)
    later = {"created": "2026-02-01T00:00:00+00:00", "checks": "{}"}
    runs.save_run(beside / "one", run)
    runs.save_run(cache / "two", run.assign_attrs(**later))
    runs.save_run(cache / "other", run.assign_attrs(study_digest="c" * 64))
    found = runs.available(study, STUDY, CHECKPOINT)
    assert [(each.name, each.checked) for each in found] == [("two", True), ("one", False)]
    assert found[1].folder == beside / "one"
    assert found[1].methods == ("occlusion", "attention_query")
    assert found[1].baseline == "training_mean"
    assert cache == cache_folder() / "runs"
    assert cache.is_relative_to(homes / "cache")


def test_a_run_says_what_it_was_asked(run: xr.Dataset) -> None:
    methods = {"occlusion": {}, "attention_query": {"top": 0}}
    assert runs.question_of(run) == Question(methods, "training_mean", seed=1)
    asked = run.assign_attrs(baseline="study_mean", checks="{}")
    assert runs.question_of(asked, "there") == Question(
        methods, "study_mean", baseline_from="there", seed=1, checks=True
    )


def test_a_run_is_named_by_its_folder_or_its_name(
    homes: Path, study: Path, run: xr.Dataset, tmp_path: Path
) -> None:
    runs.save_run(tmp_path / "anywhere", run)
    assert runs.folder_of(tmp_path / "anywhere", study) == tmp_path / "anywhere"
    with pytest.raises(DepformerError, match="There is no run at 0123456789ab"):
        runs.folder_of("0123456789ab", study)
    runs.save_run(runs.homes(study)[1] / "0123456789ab", run)
    assert runs.folder_of("0123456789ab", study) == runs.homes(study)[1] / "0123456789ab"
    with pytest.raises(DepformerError, match="Did you mean '0123456789ab'"):
        runs.folder_of("0123456789aa", study)
    with pytest.raises(DepformerError, match="There is no run at"):
        runs.folder_of(tmp_path / "no" / "where", study)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("study", "is not of this study"),
        ("checkpoint", "is not of this checkpoint"),
        ("baseline_from", "does not have the mean of this study as its baseline"),
    ],
)
def test_a_run_of_another_study_or_checkpoint_is_refused_with_both_digests(
    what: str, said: str, run: xr.Dataset
) -> None:
    made_from = {"study": STUDY, "checkpoint": CHECKPOINT, "baseline_from": "d" * 64}
    run = run.assign_attrs(baseline_from_digest="d" * 64)
    runs.refuse_other(run, "here", *made_from.values())
    runs.refuse_other(run, "here", STUDY, CHECKPOINT)  # no study is named for the baseline
    other = run.assign_attrs({f"{what}_digest": "f" * 64})
    with pytest.raises(DepformerError, match=said) as caught:
        runs.refuse_other(other, "here", *made_from.values())
    assert "f" * 12 in str(caught.value)
    assert made_from[what][:12] in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_folder_of_the_arrays_names_its_run(
    homes: Path, study: Path, run: xr.Dataset, tmp_path: Path
) -> None:
    runs.save_run(tmp_path / "mine", run)
    assert runs.folder_of(tmp_path / "mine" / "run.zarr", study) == tmp_path / "mine"


@pytest.mark.parametrize(
    "changed",
    [
        {"checkpoint_digest": "f" * 64},
        {"study_digest": "f" * 64},
        {"baseline_from_digest": "f" * 64},
        {"baseline": "zero"},
        {"seed": 2},
        {"methods": "{}"},
    ],
)
def test_only_the_same_run_with_checks_stands_for_it(
    changed: dict[str, object], run: xr.Dataset, tmp_path: Path
) -> None:
    plain, other = tmp_path / "mine", tmp_path / "mine-checked-other"
    runs.save_run(plain, run)
    runs.save_run(other, run)
    assert runs.with_checks(run, runs.checked_runs(plain)) is None  # it has none
    runs.save_run(other, run.assign_attrs({"checks": "{}", **changed}))
    assert runs.with_checks(run, runs.checked_runs(plain)) is None
    runs.save_run(tmp_path / "mine-checked", run.assign_attrs(checks="{}"))
    found = runs.with_checks(run, runs.checked_runs(plain))
    assert found is not None
    assert found[1] == tmp_path / "mine-checked"


def test_checks_of_everybody_are_those_of_some_but_not_of_another_fold(
    run: xr.Dataset, tmp_path: Path
) -> None:
    runs.save_run(tmp_path / "run-checked", run.assign_attrs(checks="{}"))
    some = run.isel(participant=slice(2, 5)).assign_attrs(refused="[]")
    found = runs.with_checks(some, [tmp_path / "run-checked"])
    assert found is not None
    xr.testing.assert_identical(found[0], some.assign_attrs(checks="{}"))
    others = some.assign_coords(fold=some["fold"] + 1)
    assert runs.with_checks(others, [tmp_path / "run-checked"]) is None
    strangers = some.assign_coords(participant=["x", "y", "z"])
    assert runs.with_checks(strangers, [tmp_path / "run-checked"]) is None


def test_a_name_is_no_pattern(run: xr.Dataset, tmp_path: Path) -> None:
    runs.save_run(tmp_path / "run1-checked", run)
    runs.save_run(tmp_path / "run[1]-checked", run)
    assert runs.checked_runs(tmp_path / "run[1]") == [tmp_path / "run[1]-checked"]


def remove_arrays(folder: Path) -> None:
    (folder / "run.zarr").rename(folder / "lost")


def cut(folder: Path) -> None:
    next((folder / "run.zarr" / "logit").glob("0*")).unlink()


def spoil(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "run.json").write_text(text, encoding="utf-8")


def bloat(folder: Path) -> None:
    with (folder / "run.json").open("r+b") as file:
        file.truncate(60_000_000)


def spoil_metadata(folder: Path) -> None:
    (folder / "run.zarr" / ".zmetadata").write_text('{"metadata": 3}')
    agree(folder)


def claim_much(folder: Path) -> None:
    """Let the arrays claim more than any memory holds."""
    path = folder / "run.zarr" / ".zmetadata"
    told = json.loads(path.read_text())
    told["metadata"]["attribution/.zarray"]["shape"][2] = 10**12
    path.write_text(json.dumps(told))
    agree(folder)


def agree(folder: Path) -> None:
    """Let a run's description agree with its arrays, whatever they are."""
    (folder / "run.sha256").unlink()
    about = json.loads((folder / "run.json").read_text())
    about["content_digest"] = digest_of(digests_below(folder / "run.zarr"))
    (folder / "run.json").write_text(json.dumps(about))


WRONG = {
    "no arrays": (remove_arrays, "is no run"),
    "a lost chunk": (cut, "is damaged"),
    "not JSON": (spoil("{"), "cannot be read as JSON"),
    "a list": (spoil("[]"), "holds no JSON object"),
    "nested": (spoil("[" * 200_000), "cannot be read as JSON"),
    "a digest of another type": (spoil('{"content_digest": 5}'), "is damaged"),
    "empty": (spoil(""), "is empty"),
    "huge": (bloat, "has 60 MB, at most 50 are read"),
    "no description": (lambda folder: (folder / "run.json").unlink(), "is no run"),
    "arrays of something else": (spoil_metadata, "cannot be read"),
    "a claim of much": (claim_much, "claims to hold|cannot be read"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_run_or_damaged_is_one_sentence(
    name: str, homes: Path, study: Path, run: xr.Dataset
) -> None:
    harm, said = WRONG[name]
    folder = runs.homes(study)[0] / "one"
    runs.save_run(folder, run)
    harm(folder)
    with pytest.raises(DepformerError, match=said) as caught:
        runs.load_run(folder)
    assert "\n" not in str(caught.value)
    assert caught.value.kind == "run"
    assert runs.kept(runs.homes(study), "one") is None


@pytest.mark.parametrize(
    "about",
    [{}, {"methods": []}, {"methods": {}, "baseline": 1}, {"methods": {}, "created": None}],
)
def test_a_run_json_of_other_types_is_not_listed(
    about: dict[str, object], homes: Path, study: Path, run: xr.Dataset
) -> None:
    folder = runs.homes(study)[0] / "one"
    runs.save_run(folder, run)
    whole = json.loads((folder / "run.json").read_text())
    assert [each.name for each in runs.available(study, STUDY, CHECKPOINT)] == ["one"]
    changed = whole | about if about else {}
    (folder / "run.json").write_text(json.dumps(changed))
    assert runs.available(study, STUDY, CHECKPOINT) == ()


def test_a_study_that_cannot_be_written_to_keeps_its_runs_in_the_cache(
    homes: Path, study: Path, tmp_path: Path
) -> None:
    assert runs.writable_home(study) == runs.homes(study)[0]
    study.write_text("a file, in which no folder can be made")
    assert runs.writable_home(study) == runs.homes(study)[1]
    (homes / "cache").write_text("a file, too")
    with pytest.raises(DepformerError, match="No run can be kept") as caught:
        runs.writable_home(study)
    assert caught.value.kind == "environment"
