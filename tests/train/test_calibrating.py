"""Calibrated probabilities of a checkpoint: nobody is in the map that is applied to them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import special

import depformer
from depformer.model import CheckpointSet, load_checkpoint
from depformer.stats.inference.platt import FoldMaps, PlattMap, fit_platt
from depformer.study import load_study
from depformer.train import cautions, evaluation, held_out
from depformer.train.evaluation.calibrating import (
    fit_maps,
    maps_of,
    store_maps,
    validation_logits,
)

PEOPLE = [f"digest-{i:02d}" for i in range(60)]


def checkpoint_of(roles: list[Mapping[str, str]]) -> CheckpointSet:
    """Return what `fit_maps` asks of a checkpoint: who was what in each fold."""
    return SimpleNamespace(folds=[SimpleNamespace(roles=each) for each in roles])  # type: ignore[return-value]


def validated(seed: int = 0) -> tuple[pd.DataFrame, CheckpointSet]:
    """Return five folds over 60 people, each tested by one and perhaps validated by others."""
    rng = np.random.default_rng(seed)
    roles, rows = [], []
    for fold in range(5):
        tested = [who for i, who in enumerate(PEOPLE) if i % 5 == fold]
        val = rng.choice([who for who in PEOPLE if who not in tested], 12, replace=False)
        roles.append(dict.fromkeys(PEOPLE, "train") | dict.fromkeys(val, "val"))
        roles[-1] |= dict.fromkeys(tested, "test")
        for who in val:
            ill = PEOPLE.index(who) % 2 == 0
            rows.append((str(who), fold, float(rng.normal(2 if ill else -2, 3)), ill))
    table = pd.DataFrame(rows, columns=["person", "fold", "logit", "depressed"])
    table["row"] = table["person"]
    return table, checkpoint_of(roles)


@pytest.mark.parametrize("column", ["depressed", "logit"])
def test_nothing_of_whom_a_fold_tests_is_in_the_map_applied_to_them(column: str) -> None:
    table, checkpoint = validated()
    before = fit_maps(table, checkpoint)
    changed = 0
    for person in table["person"].unique():
        other = table.copy()
        rows = other["person"] == person
        other.loc[rows, column] = ~other.loc[rows, column] if column == "depressed" else 9.0
        after = fit_maps(other, checkpoint)
        tested = PEOPLE.index(person) % 5
        assert after[tested].tested == before[tested].tested
        changed += sum(a.tested != b.tested for a, b in zip(after, before, strict=True))
        assert after[0].new != before[0].new
    assert changed == 4 * table["person"].nunique()


def test_people_are_counted_once_and_everybody_serves_strangers() -> None:
    table, checkpoint = validated()
    maps = fit_maps(table, checkpoint)
    assert len(table) == 60 > table["person"].nunique()
    assert {each.new for each in maps} == {
        fit_platt(table["logit"], table["depressed"], table["person"])
    }
    for fold, each in enumerate(maps):
        kept = {who for who in table["person"] if PEOPLE.index(who) % 5 != fold}
        assert each.tested.people == len(kept)


def test_training_stores_the_maps_that_its_study_gives(
    tiny_study: Path, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    study, trained = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    logits = validation_logits(study, trained)
    for row in logits.itertuples():
        fold = trained.folds[row.fold]
        who = next(k for k, known in study.participant_digests.items() if known == row.person)
        assert who in fold.training["splits"]["val"]
        one = study.features(who)
        expected = fold.predict(one.face[None] / np.float32(255), one.audio[None])[0]
        assert row.logit == pytest.approx(expected[1] - expected[0], abs=1e-5)
        assert row.depressed == (study.participants["group"][who] == "depressed")
    assert len(logits) == sum(len(fold.training["splits"]["val"]) for fold in trained.folds)
    stored = [fold.training["calibration"] for fold in trained.folds]
    assert stored == [each.to_dict() for each in fit_maps(logits, trained)]
    # A checkpoint from before gets them from the study, and keeps its digest.
    older = tmp_path / "older"
    shutil.copytree(tiny_checkpoint, older)
    for path in older.glob("fold-*/training.json"):
        notes = json.loads(path.read_text())
        del notes["calibration"]
        path.write_text(json.dumps(notes))
    before = load_checkpoint(older)
    assert [each.to_dict() for each in maps_of(study, before)] == stored
    store_maps(study, before)
    after = load_checkpoint(older)
    assert [fold.training for fold in after.folds] == [fold.training for fold in trained.folds]
    assert after.digest == before.digest


def test_few_validation_people_are_said_and_nothing_is_calibrated(
    tiny_study: Path, tiny_checkpoint: Path
) -> None:
    checkpoint = load_checkpoint(tiny_checkpoint)
    table = evaluation(tiny_study, checkpoint, baselines=False)
    assert set(table["model"]) == {"depformer"}
    n = min(fold.training["calibration"]["tested"]["people"] for fold in checkpoint.folds)
    said = cautions(table, checkpoint)[-1]
    assert said.startswith("No calibrated probabilities: for some of those tested the map would")
    assert f"rest on {n} validation people, at least 20 are needed." in said


def test_evaluation_shows_the_calibrated_beside_the_models_own(
    tiny_study: Path, tiny_checkpoint: Path
) -> None:
    checkpoint = load_checkpoint(tiny_checkpoint)
    maps = [FoldMaps(PlattMap(21 + k, 3.0 + k, 0.5), PlattMap(30, 9.0, 0.0)) for k in range(2)]
    for fold, each in zip(checkpoint.folds, maps, strict=True):
        fold.training["calibration"] = each.to_dict()
    people = held_out(tiny_study, checkpoint)
    np.testing.assert_allclose(special.logit(people["probability"]), people["logit"], atol=1e-5)
    table = evaluation(tiny_study, checkpoint, baselines=False)
    assert set(table["model"]) == {"depformer", "depformer_calibrated"}
    p = special.expit((3.0 + people["fold"]) * people["logit"] + 0.5)
    ill = people["group"] == "depressed"
    rows = table[table["scope"] == "pooled"].set_index(["model", "metric"])["estimate"]
    assert rows["depformer_calibrated", "brier"] == pytest.approx(((p - ill) ** 2).mean())
    assert rows["depformer", "brier"] == pytest.approx(((people["probability"] - ill) ** 2).mean())
    assert "calibration_slope" in rows["depformer_calibrated"]
    assert (
        "(21 to 22 people, slope 3.00 to 4.00; L2 penalty, C = 1)"
        in cautions(table, checkpoint)[-1]
    )
    published = evaluation(tiny_study, checkpoint, baselines=False, mode="published", batch_size=4)
    assert set(published["model"]) == {"depformer"}
    run = depformer.explain(tiny_study, checkpoint, methods=["occlusion"])
    shown = depformer.stats.reliability(run)
    brier = shown[shown["probability"] == "calibrated"]["brier"].iloc[0]
    assert brier == pytest.approx(((p - ill) ** 2).mean(), abs=1e-5)
    probability = run["probability"].sel(outcome="depressed").values
    np.testing.assert_allclose(probability, people["probability"], atol=1e-5)
