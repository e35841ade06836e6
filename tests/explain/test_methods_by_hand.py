"""Attention methods from the forward pass written out, and errors from the single draws."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import xarray as xr

import depformer
from depformer.explain import METHODS, check
from depformer.explain.fresh_weights import STAGES, each_fold
from depformer.model import load_checkpoint
from depformer.model.release.published import first_selections
from depformer.stats.inference.ranks import kendall_w
from depformer.study import load_study
from tests.explain.test_muting import CELLS, WORDS, case_of, faithfulness
from tests.explain.toy import linear_case, weights
from tests.model.reference import Reference


@pytest.mark.parametrize("who", ["sub-002", "sub-020"])
def test_attention_methods_are_those_of_the_pass_written_out(
    who: str, tiny_study: Path, tiny_checkpoint: Path, tiny_run: xr.Dataset
) -> None:
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    person = tiny_run.sel(participant=who)
    fold = checkpoint.folds[int(person["fold"])]
    state = {name: t.double().numpy() for name, t in fold.model.state_dict().items()}
    reference = Reference(fold.config, state)
    features = study.features(who)
    reference.branches(features.face / 255.0, features.audio.astype(float))
    for stream in ("face", "audio"):
        scores = reference.score[f"{stream}.0.0"]
        among = [(np.argsort(np.argsort(-head)) < 10).astype(float) for head in scores]
        query = person["attribution"].loc[{"method": "attention_query", "modality": stream}]
        np.testing.assert_allclose(query, np.mean(among, axis=0), atol=1e-9)
        received = person["attribution"].loc[{"method": "attention_received", "modality": stream}]
        by_head = np.nanmean(reference.attention[f"{stream}.0.0"], axis=1)
        np.testing.assert_allclose(received, by_head.mean(axis=0), atol=1e-5)


def test_the_error_of_the_published_selection_is_that_over_passes(
    tiny_study: Path, tiny_checkpoint: Path
) -> None:
    run = depformer.explain(
        tiny_study,
        tiny_checkpoint,
        methods={"published_selection": {"passes": 30}},
        participants=["sub-001"],
        seed=4,
    )
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    fold = checkpoint.folds[int(run["fold"][0])]
    features = study.features("sub-001")
    z = fold.z(features.face[None] / np.float32(255), features.audio[None])[0]
    own = replace(linear_case(weights()), checkpoint=fold, z=z, seed=9)
    spec = METHODS["published_selection"]
    found = spec.attribute(own, spec.options(passes=30))
    draw = torch.Generator().manual_seed(9)
    for column, stream in enumerate(("face", "audio")):
        selected = first_selections(fold.model, z, stream, 30, draw).double().numpy()
        shares = selected.mean(axis=1)  # (pass, word)
        np.testing.assert_allclose(found.attribution[:, column], shares.mean(axis=0))
        error = shares.std(axis=0, ddof=1) / np.sqrt(30)
        np.testing.assert_allclose(found.error[:, column], error)
    assert run["attribution_sd"].shape == (1, 1, 24, 2)
    assert float(run["attribution_sd"].max()) < 0.5 / np.sqrt(30 - 1) + 1e-9


def test_the_error_of_expected_gradients_is_that_of_the_mean_over_draws() -> None:
    """On a linear model a sample is the step from its reference times the weight."""
    weight = weights()
    references = torch.randn(6, *weight.shape, generator=torch.Generator().manual_seed(2))
    case = replace(linear_case(weight), references=references)
    spec = METHODS["expected_gradients"]
    found = spec.attribute(case, spec.options(samples=4000))
    each = ((case.z - references) * weight).sum(dim=-1).numpy()  # (reference, word, modality)
    np.testing.assert_allclose(found.error, each.std(axis=0) / np.sqrt(4000), rtol=0.06)
    slack = 5 * np.asarray(found.error).max()
    np.testing.assert_allclose(found.attribution, each.mean(axis=0), atol=slack)
    difference = float(case.difference(case.z[None])[0]) - case.difference(references).mean()
    assert found.gap == pytest.approx(found.attribution.sum() - float(difference), abs=1e-4)


def test_an_order_that_ties_with_every_other_beats_half_of_them() -> None:
    case = case_of(lambda shown: shown @ np.ones(CELLS))  # every word is worth the same
    drawn = np.random.default_rng(0).normal(size=(1, WORDS, 2))
    found = faithfulness(case, drawn, np.array([True]), orders=10)
    assert found.metrics["deletion_rank"][0] == 0.5
    assert found.metrics["insertion_rank"][0] == 0.5


def test_stability_over_trainings_is_that_of_both_explained_alike(
    tiny_study: Path, tiny_checkpoint: Path
) -> None:
    asked = {"methods": ["occlusion"], "participants": ["sub-003"]}
    other = each_fold(load_checkpoint(tiny_checkpoint), seed=5, stages=STAGES)
    run = depformer.explain(tiny_study, tiny_checkpoint, **asked)
    checked = check(run, tiny_study, tiny_checkpoint, also=[other], copies=0, orders=2)
    rows = [
        np.abs(each["attribution"].values.ravel())
        for each in (run, depformer.explain(tiny_study, other, **asked))
    ]
    found = checked["faithfulness"].sel(metric="stability_seeds").item()
    assert found == pytest.approx(kendall_w(rows))
