"""The benchmarks of explanations run, and their numbers are those of an independent computation."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from sklearn.metrics import roc_auc_score

from benchmarks import (
    device,
    faithfulness,
    familywise,
    mixed_model,
    permutation,
    planted,
    planted_grid,
    share_intervals,
    untrained_guard,
)
from depformer.explain.checks.muting import muted_in_order
from depformer.explain.engine import case_of
from depformer.labels import MODALITIES
from depformer.model import load_checkpoint
from depformer.study import load_study


@pytest.fixture(scope="module")
def own_study(tiny_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, since runs are kept beside the study that they are of."""
    target = tmp_path_factory.mktemp("benchmarks") / "tiny"
    shutil.copytree(tiny_study, target, ignore=shutil.ignore_patterns("depformer-runs"))
    return target


def test_planted_cells_are_scored_as_scikit_learn_does(
    own_study: Path,
    tiny_checkpoint: Path,
    tiny_run: xr.Dataset,
    capsys: pytest.CaptureFixture[str],
) -> None:
    methods = ["integrated_gradients", "attention_query"]
    asked = [str(own_study), str(tiny_checkpoint), "--methods", ",".join(methods), "--json"]
    planted.main([*asked, "--untrained", "1", "--resamples", "20"])
    result = json.loads(capsys.readouterr().out)

    table = load_study(own_study).planted()
    assert table is not None
    cells = set(zip(table["word_id"], table["modality"], strict=True))
    words = load_study(own_study).words["word_id"]
    truth = [(word, modality) in cells for word in words for modality in MODALITIES]
    depressed = (tiny_run["group"] == "depressed").values
    assert result["planted"] == sum(truth)
    assert result["participants"] == len(depressed)
    assert [row["method"] for row in result["methods"]] == [m for m in methods for _ in range(2)]
    for row in result["methods"]:
        values = tiny_run["attribution"].loc[{"method": row["method"]}].values
        values = values.reshape(len(depressed), -1)
        score = {
            "cohort_difference": np.abs(values[depressed].mean(0) - values[~depressed].mean(0)),
            "mean_magnitude": np.abs(values).mean(0),
        }[row["score"]]
        assert row["auroc"] == pytest.approx(roc_auc_score(truth, score), abs=1e-9)
        assert 0 <= row["auroc_low"] <= row["auroc_high"] <= 1
        assert 0 <= row["precision_low"] <= row["precision_high"] <= 1

    assert len(result["untrained"]) == 2 * len(result["methods"])
    for row in result["untrained"]:
        assert row["copies"] == len(row["values"]) == 1
        assert row["low"] <= row["mean"] <= row["high"]
        assert row["trained_above"] == (row["trained"] > row["percentile_95"])
    fresh, kept = ([row["values"] for row in result["untrained"][i : i + 4]] for i in (0, 4))
    assert fresh != kept


def test_planted_says_in_one_sentence_what_is_wrong(
    own_study: Path, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    without = tmp_path / "without"
    shutil.copytree(own_study, without)
    (without / "planted.tsv").unlink()
    both = [str(own_study), str(tiny_checkpoint)]
    for asked, said in (
        ([str(without), str(tiny_checkpoint)], r"no planted\.tsv"),
        ([*both, "--methods", "shapley_valence"], "None of the methods"),
        ([*both, "--methods", "shapley_sampling", "--untrained", "1"], "draw no samples"),
        ([*both, "--untrained", "-1"], "untrained copies"),
    ):
        with pytest.raises(SystemExit, match=said):
            planted.main(asked)


def test_faithfulness_counts_people(
    own_study: Path,
    tiny_checkpoint: Path,
    tiny_run: xr.Dataset,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = [str(own_study), str(tiny_checkpoint), "--people", "2", "--orders", "4"]
    faithfulness.main([*asked, "--json"])
    result = json.loads(capsys.readouterr().out)
    gap = tiny_run["completeness_gap"].loc[{"method": "integrated_gradients"}].values[:2]
    assert result["completeness"][0]["gap_median"] == pytest.approx(np.median(np.abs(gap)))
    assert [row["steps"] for row in result["completeness"]] == list(faithfulness.STEPS)
    assert {(row["unit"], row["target"]) for row in result["deletion"]} == {
        (unit, target)
        for unit in ("words", "cells")
        for target in ("class_logit", "logit_difference")
    }
    for row in result["deletion"]:
        assert row["share_below_mean_of_random"] in (0, 0.5, 1)


def test_muting_gives_the_library_its_own_numbers(tiny_study: Path, tiny_checkpoint: Path) -> None:
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    people = checkpoint.assign(study)
    case, _ = case_of(study, checkpoint, study.ids[0], people, "training_mean", 0)
    orders = np.stack([np.random.default_rng(seed).permutation(24) for seed in range(2)])
    words = faithfulness.muted(case, orders)
    difference = words[..., 1] - words[..., 0]
    np.testing.assert_allclose(difference, muted_in_order(case, orders), atol=1e-5)
    # Face and voice of a word muted one after the other: every second step is that of the words.
    cells = faithfulness.muted(case, np.repeat(2 * orders, 2, axis=1) + np.arange(48) % 2)
    np.testing.assert_allclose(cells[:, ::2], words, atol=1e-5)


def test_grid_sums_up_over_seeds() -> None:
    setting = {"participants": 48, "words": 24, "effect": 1.0, "method": "occlusion"}
    rows = [
        {**setting, "seed": 11, "model_accuracy": 0.7, "auroc": 0.8, "precision": 0.5},
        {**setting, "seed": 12, "model_accuracy": 0.9, "auroc": 1.0, "precision": 0.75},
    ]
    text = planted_grid.summary(rows)
    assert "| accuracy of the model | 0.80 (0.70–0.90) |" in text
    assert "| occlusion | 0.90 (0.80–1.00); 0.62 (0.50–0.75) |" in text
    assert len({cell.name for cell in planted_grid.GRID}) == len(planted_grid.GRID) == 12
    assert planted_grid.spread(pd.Series([0.5])) == "0.50"


def test_the_guard_judges_every_copy_by_others_only() -> None:
    copies = np.random.default_rng(0).normal(size=(12, 8, 2))
    copies[2] = 9.0  # beyond all others, which its own null must not know
    rows = untrained_guard.beside_others(copies, 11)
    assert [row["share"] == 1 for row in rows] == [i == 2 for i in range(12)]
    assert rows[2]["limits"]["rank"] < 1
    assert not rows[2]["speaks"]["rank"]
    # In the null of the others it has the largest share of all, which nobody exceeds.
    others = rows[:2] + rows[3:]
    assert all(row["limits"]["rank"] == 1 and row["speaks"]["rank"] for row in others)
    found = untrained_guard.counted(rows)["rank"]
    assert (found["speaks"], found["of"]) == (11, 12)
    assert 0 < found["low"] < 11 / 12 < found["high"] < 1
    few = untrained_guard.beside_others(copies, 2)
    assert few[0]["share"] == untrained_guard.share_outside(copies[0], copies[1:3])


def test_shares_are_held_by_their_intervals() -> None:
    found = share_intervals.coverage(share_intervals.SHAPES["even"], 5, 60)
    assert found["bootstrap"] < found["t"] > 0.85


def test_max_t_has_the_p_of_scipy() -> None:
    found = permutation.measured(24, 3, 499, 6)
    assert found["cells"] == found["looped_cells"] == 6
    assert found["largest_difference_in_errors"] < 4
    assert found["ratio"] > 1


def test_families_and_intervals_are_counted() -> None:
    found = familywise.measured(20, 12, 8, 99)
    assert found["familywise_error"] <= found["without_correction"]
    assert 0.8 < found["coverage_of_g"] <= 1


def test_the_mixed_model_is_timed(capsys: pytest.CaptureFixture[str]) -> None:
    mixed_model.main(["--participants", "12", "--words", "8"])
    assert "both modalities" in capsys.readouterr().out


def test_devices_are_measured_where_they_are(
    own_study: Path, tiny_checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [str(own_study), str(tiny_checkpoint), "--people", "3", "--repeats", "1"]
    device.main([*asked, "--methods", "input_x_gradient", "--json"])
    result = json.loads(capsys.readouterr().out)
    assert result["people"] == 3
    assert len(result["devices"]) + len(result["absent"]) == 3
    assert [row["how"] for row in result["rows"]] == [*device.HOW] * len(result["devices"])
    for row in result["rows"]:
        assert row["clock_s"] > 0
        assert 0 <= row["difference"] < 1e-4
    with pytest.raises(SystemExit, match="method"):
        device.main([*asked, "--methods", "none"])
