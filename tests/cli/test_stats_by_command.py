"""The verb that compares groups prints the contrast first, and writes what it prints."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from depformer import schema
from depformer.cli import stats as verb
from tests.cli.asked import ask


@pytest.fixture
def study(tiny_study: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study whose run is a drawn one; how a run is found is tested with the other verbs."""
    run = schema.example(0, participants=24)
    monkeypatch.setattr(verb, "shown_run", lambda *_, **__: run)
    return tiny_study


def test_groups_are_compared_by_command(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    options = ("--permutations", 99, "--covariates", "age", "--severity", "--equivalence", 0.5)
    done = ask("stats", study, "model", *options, "--mixed", "--out", out)
    assert done.code == 0, done.err
    first, *others = done.out.splitlines()
    assert first.startswith("Positive minus negative words: no difference between")
    assert "face and voice together" in first
    assert others[-1] == "Held constant: age."
    tables = {path.stem: pd.read_csv(path) for path in out.glob("*.csv")}
    assert list(tables.pop("guards")) == ["level", "name", "sentence"]
    assert set(tables) == {
        *("valence_contrast", "omnibus", "cohort_tests", "detectable_effect"),
        *("severity_tests", "equivalence", "mixed_model"),
    }
    assert {*tables["equivalence"].columns[-2:]} == {"ci_level", "margin"}
    fixed = {name: [*table.columns] for name, table in tables.items()}
    fixed["equivalence"] = fixed["equivalence"][:-2]
    assert len(set(map(tuple, fixed.values()))) == 1
    asked = json.loads((out / "asked.json").read_text("utf-8"))
    expected = {"covariates": ["age"], "n_permutations": 99, "margin": 0.5, "within_folds": False}
    assert {name: asked[name] for name in expected} == expected
    assert {"study_digest", "checkpoint_digest", "run_digest", "version"} <= set(asked)
    assert (out / "findings_en.txt").read_text("utf-8") == done.out
    assert "控制变量" in (out / "findings_zh.txt").read_text("utf-8")
    again = ask("stats", study, "model", *options, "--format", "csv")
    printed = pd.read_csv(io.StringIO(again.out))
    for name in set(tables) - {"mixed_model"}:
        own = printed[printed["table"] == name][[*tables[name]]].reset_index(drop=True)
        pd.testing.assert_frame_equal(own, tables[name], check_dtype=False)


def test_what_a_study_does_not_allow_is_named_and_the_rest_computed(
    tiny_study: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = schema.example(0, participants=24)
    run["valence"].values[:] = ""
    monkeypatch.setattr(verb, "shown_run", lambda *_, **__: run)
    few = ("stats", tiny_study, "model", "--permutations", 9, "--out", tmp_path / "some")
    done = ask(*few)
    assert done.code == 0, done.err
    assert "Not computed (valence contrast): The words of this study are not both" in done.err
    assert "Over all words" in done.out
    asked = json.loads((tmp_path / "some" / "asked.json").read_text("utf-8"))
    assert list(asked["not_computed"]) == ["valence_contrast"]
    run["group"].values[:] = "n/a"  # a study of a score
    nothing = ask(*few)
    assert nothing.code == 2
    assert "Too few people of the group" in nothing.err
    done = ask(*few, "--severity")
    assert done.code == 0, done.err
    assert "In participants, attributions followed the severity at no single word" in done.out
    assert "Not computed (valence contrast, omnibus" in done.err


def test_training_people_are_said_to_be_in_a_test(
    tiny_study: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    roles = np.where(np.arange(24) % 6, "test", "train")
    run = schema.example(0, participants=24).assign_coords(role=("participant", roles))
    monkeypatch.setattr(verb, "shown_run", lambda *_, **__: run)
    options = ("--permutations", 9, "--out", tmp_path / "all", "--group", "healthy")
    done = ask("stats", tiny_study, "model", *options, "--role", "all")
    assert "took part in training or validation" in done.err
    assert "Participants of the training are included" in done.out
    assert "In healthy participants, attributions followed" in done.out
    guards = pd.read_csv(tmp_path / "all" / "guards.csv")
    assert (guards["name"] == "Training people in a test").any()


def test_tables_for_a_paper_and_what_is_refused(study: Path) -> None:
    both = (study, "model", "--permutations", 9)
    written = ask("stats", *both, "--format", "markdown")
    assert "| Estimate (95 % CI) | Unit | p | Adjusted p | Adjustment |" in written.out
    assert written.out.startswith("### Valence contrast\n\n| Modality |")
    assert written.out.count("### ") == 4
    assert ask("stats", *both, "--format", "md").out == written.out
    latex = ask("stats", *both, "--format", "tex", "--absolute").out
    assert "Hedges g" in latex
    assert "% Cohort tests\n\\begin{tabular}" in latex
    for option, got, said in (
        ("--people", "nobody", "everyone"),
        ("--measure", "gaze", "selection_rate"),
        ("--covariates", "shoe_size", "age"),
        ("--groups", "depressed", "two different groups"),
        ("--method", "tea_leaves", "integrated_gradients"),
        ("--format", "xls", "latex"),
    ):
        refused = ask("stats", *both, option, got)
        assert refused.code == 2
        assert said in refused.err


@pytest.mark.parametrize("fmt", ["text", "markdown", "csv"])
def test_every_warning_of_the_tables_is_printed_beside_them(
    fmt: str, tiny_study: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = schema.example(0, participants=24)
    run["logit"].values[:, 0] += 3  # attributions no longer add up
    run["role"].values[::5] = "train"
    monkeypatch.setattr(verb, "shown_run", lambda *_, **__: run)
    asked = ("--permutations", 999, "--role", "all", "--out", tmp_path / "all", "--format", fmt)
    done = ask("stats", tiny_study, "model", *asked)
    guards = pd.read_csv(tmp_path / "all" / "guards.csv")
    assert {"block", "warn"} <= set(guards["level"])
    told = guards.loc[guards["level"].isin(["block", "warn"]), "sentence"]
    assert [sentence for sentence in told if f"Note: {sentence}\n" not in done.err] == []
    assert done.err.count("Note: ") == len(told) + 1  # that the data are synthetic


def test_tables_are_not_written_into_what_they_are_made_from(study: Path) -> None:
    for place in (study, study / "derivatives"):
        answer = ask("stats", study, "model", "--out", place)
        assert answer.code == 2
        assert "only read and has to stay as it is" in answer.err
    assert "99999" in ask("stats", study, "model", "--permutations", 10**9).err


def test_no_name_is_a_formula_or_breaks_a_table(
    tiny_study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = schema.example(0, participants=24)
    groups = np.where(run["group"] == "depressed", "=HYPERLINK(1)", "b")
    words = ["a|b", *run["word"].values.astype(str)[1:]]
    run = run.assign_coords(group=("participant", groups), gloss=("word", words))
    monkeypatch.setattr(verb, "shown_run", lambda *_, **__: run)
    asked = ("stats", tiny_study, "model", "--permutations", 9, "--groups", "=HYPERLINK(1),b")
    printed = ask(*asked, "--format", "csv")
    assert "'=HYPERLINK(1) - b" in printed.out
    assert ",=" not in printed.out
    assert "| a\\|b | Face |" in ask(*asked, "--format", "markdown").out
