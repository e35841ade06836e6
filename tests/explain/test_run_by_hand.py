"""A run against the forward pass written out by hand, and its checks against single runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import stats as scipy_stats

import depformer
from depformer.explain import check
from depformer.explain.fresh_weights import STAGES, each_fold
from depformer.model import load_checkpoint
from depformer.study import load_study
from tests.model.reference import Reference

IDS = ["sub-001", "sub-014"]


@pytest.mark.parametrize("who", IDS)
def test_what_a_run_says_of_a_person_is_what_is_written_out(
    who: str, tiny_study: Path, tiny_checkpoint: Path, tiny_run: xr.Dataset
) -> None:
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    person = tiny_run.sel(participant=who)
    fold = checkpoint.folds[int(person["fold"])]
    weights = {name: t.double().numpy() for name, t in fold.model.state_dict().items()}
    reference = Reference(fold.config, weights)
    features = study.features(who)
    branches = reference.branches(features.face / 255.0, features.audio.astype(float))
    difference = branches[:, 1] - branches[:, 0]
    np.testing.assert_allclose(person["branch_logit"], difference, atol=1e-4)
    np.testing.assert_allclose(person["logit"], branches.sum(axis=0), atol=2e-4)
    p = 1 / (1 + np.exp(-difference.sum()))
    assert float(person["probability"].sel(outcome="depressed")) == pytest.approx(p, abs=1e-4)
    for stream in ("multimodal", "face", "audio"):
        of_stream = person.sel(stream=stream)
        place = f"{stream}.0.0"
        np.testing.assert_allclose(of_stream["query_score"], reference.score[place], atol=1e-3)
        np.testing.assert_array_equal(of_stream["query_selected"], reference.selected[place])
        attention = of_stream["attention"].transpose("head", "query_word", "key_word")
        np.testing.assert_allclose(attention, reference.attention[place], atol=1e-4)
    for stream in ("face", "audio"):
        of_stream = person.sel(asu_stream=stream)
        alphas = [reference.confidence[f"{stream}.{stack}.sharing"] for stack in range(3)]
        np.testing.assert_allclose(of_stream["confidence"], alphas, atol=1e-4)
        taken = [alpha < fold.config.asu_threshold for alpha in alphas]
        assert of_stream["index_shared"].values.tolist() == taken


@pytest.fixture(scope="module")
def checked(tiny_study: Path, tiny_checkpoint: Path) -> xr.Dataset:
    methods = {"occlusion": {}, "expected_gradients": {"samples": 8}}
    run = depformer.explain(tiny_study, tiny_checkpoint, methods=methods, participants=IDS)
    return check(run, tiny_study, tiny_checkpoint, copies=2, orders=4)


def cells(run: xr.Dataset, method: str, who: str) -> np.ndarray:
    found = run["attribution"].loc[{"method": method, "participant": who}]
    return np.asarray(found.transpose("word", "modality").values.ravel())


def overlap(rows: list[np.ndarray]) -> float:
    tops = [set(np.argsort(-np.abs(row))[:10].tolist()) for row in rows]
    pairs = [len(a & b) / len(a | b) for i, a in enumerate(tops) for b in tops[:i]]
    return float(np.mean(pairs))


def metric(checked: xr.Dataset, name: str, method: str, who: str) -> float:
    chosen = {"metric": name, "method": method, "participant": who}
    return float(checked["faithfulness"].loc[chosen])


@pytest.mark.parametrize("last", [1, 4])
def test_randomisation_is_the_correlation_with_a_copy_fresh_down_to_the_stage(
    last: int, checked: xr.Dataset, tiny_study: Path, tiny_checkpoint: Path
) -> None:
    copy = each_fold(load_checkpoint(tiny_checkpoint), seed=last, stages=STAGES[: last + 1])
    other = depformer.explain(tiny_study, copy, methods=["occlusion"], participants=IDS)
    for who in IDS:
        own, drawn = cells(checked, "occlusion", who), cells(other, "occlusion", who)
        for name, pair in (
            (f"randomisation_{STAGES[last]}", (own, drawn)),
            (f"randomisation_size_{STAGES[last]}", (np.abs(own), np.abs(drawn))),
        ):
            expected = scipy_stats.spearmanr(*pair).statistic
            assert metric(checked, name, "occlusion", who) == pytest.approx(expected, abs=1e-6)


def test_overlap_over_folds_and_draws_is_that_of_the_ten_largest_sizes(
    checked: xr.Dataset, tiny_study: Path, tiny_checkpoint: Path
) -> None:
    asked = {"methods": ["occlusion"], "participants": IDS}
    folds = [depformer.explain(tiny_study, tiny_checkpoint, fold=k, **asked) for k in range(2)]
    for who in IDS:
        expected = overlap([cells(run, "occlusion", who) for run in folds])
        assert metric(checked, "overlap_folds", "occlusion", who) == pytest.approx(expected)
    draws = [
        depformer.explain(
            tiny_study,
            tiny_checkpoint,
            methods={"expected_gradients": {"samples": 8}},
            participants=IDS,
            seed=seed,
        )
        for seed in range(5)
    ]
    for who in IDS:
        rows = [cells(run, "expected_gradients", who) for run in draws]
        found = metric(checked, "overlap_samples", "expected_gradients", who)
        assert found == pytest.approx(overlap(rows))
        assert np.isnan(metric(checked, "overlap_samples", "occlusion", who))


def test_untrained_copies_are_explained_like_the_model(
    checked: xr.Dataset, tiny_study: Path, tiny_checkpoint: Path
) -> None:
    for seed in range(2):
        copy = each_fold(load_checkpoint(tiny_checkpoint), seed=seed, stages=STAGES)
        other = depformer.explain(tiny_study, copy, methods=["occlusion"], participants=IDS)
        found = checked["attribution_untrained"].sel(copy=seed).loc[{"method": "occlusion"}]
        expected = other["attribution"].loc[{"method": "occlusion"}]
        np.testing.assert_array_equal(found.transpose(*expected.dims), expected)


def test_planted_cells_are_those_of_the_study_s_table(
    checked: xr.Dataset, tiny_study: Path
) -> None:
    planted = pd.read_csv(tiny_study / "planted.tsv", sep="\t")
    expected = {(row.word_id, row.modality): row.effect_d for row in planted.itertuples()}
    for word in checked["word"].values:
        for modality in ("face", "audio"):
            found = float(checked["planted"].sel(word=word, modality=modality))
            assert found == pytest.approx(expected.get((word, modality), 0.0))
