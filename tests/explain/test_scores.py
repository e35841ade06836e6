"""Explanations of a model that predicts a score: in its points, by every method."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import xarray as xr
from captum.attr import FeatureAblation, IntegratedGradients

import depformer
from depformer import schema
from depformer.explain import METHODS
from depformer.explain.method import MethodSpec
from depformer.explain.on_demand.captum_whole import largest_differences, whole_model
from depformer.labels import BRANCHES, MODALITIES
from depformer.model import load_checkpoint
from depformer.study import load_study
from depformer.train.evaluation.held_out import held_out

UNIT = "BDI-II points"
WHO = ["sub-001", "sub-002", "sub-003"]
FEW = {
    "expected_gradients": {"samples": 8},
    "smooth_gradients": {"samples": 3, "steps": 4},
    "shapley_sampling": {"least": 2, "most": 4},
    "shapley_value_sampling": {"samples": 2},
    "kernel_shap": {"samples": 100, "repeats": 2},
    "lime": {"samples": 100, "repeats": 2},
}


@pytest.fixture(scope="module")
def every(scored_study: Path, scored_checkpoint: Path) -> xr.Dataset:
    """A run of three people by every method of the registry."""
    methods = {spec.id: FEW.get(spec.id, {}) for spec in METHODS}
    return depformer.explain(scored_study, scored_checkpoint, methods=methods, participants=WHO)


def test_the_run_is_one_of_scores_and_says_so(scored_run: xr.Dataset) -> None:
    assert schema.validate(scored_run) is scored_run
    assert (scored_run.attrs["target"], scored_run.attrs["unit"]) == ("severity", UNIT)
    assert not {"logit", "probability", "branch_logit"} & set(scored_run)
    assert scored_run["predicted"].attrs["units"] == UNIT
    assert scored_run["completeness_gap"].attrs["units"] == UNIT
    np.testing.assert_array_equal(
        scored_run["branch_predicted"].sel(branch=list(BRANCHES)).sum("branch"),
        scored_run["predicted"],
    )


def test_the_scores_are_those_of_the_evaluation(
    scored_run: xr.Dataset, scored_study: Path, scored_checkpoint: Path
) -> None:
    evaluated = held_out(scored_study, scored_checkpoint)["predicted"]
    ours = scored_run["predicted"].to_series()[evaluated.index]
    np.testing.assert_allclose(ours, evaluated, rtol=1e-6)
    assert 5 < ours.mean() < 20


@pytest.mark.parametrize("spec", tuple(METHODS), ids=lambda spec: spec.id)
def test_every_method_answers_in_points(spec: MethodSpec, every: xr.Dataset) -> None:
    if spec.players == "valence":
        assert every["coalition_value"].attrs["units"] == UNIT
        return
    method = every.sel({"method": spec.id})
    assert str(method["unit"].item()) == (UNIT if spec.signed else "1")
    values = method["attribution"].transpose("participant", "word", "modality").values
    assert np.isfinite(values).all()
    assert np.abs(values).max() > 0
    if spec.complete:
        assert np.isfinite(method["completeness_gap"]).all()


def test_complete_methods_sum_to_the_points_from_the_baseline(
    every: xr.Dataset, scored_study: Path, scored_checkpoint: Path
) -> None:
    checkpoint = load_checkpoint(scored_checkpoint)
    for who in WHO:
        person = every.sel(participant=who)
        fold = checkpoint.folds[int(person["fold"])]
        scale = fold.training["severity"]
        absent = fold.output(fold.baseline("training_mean")[None]).logits.double()
        baseline = float(absent[0, 0]) * scale["sd"] + scale["mean"]
        points = float(person["predicted"]) - baseline
        for name in ("shapley_sampling", "shapley_value_sampling"):
            total = float(person["attribution"].sel({"method": name}).sum())
            assert total == pytest.approx(points, abs=1e-4)
        assert float(person["coalition_value"].sum()) == pytest.approx(points, abs=1e-4)
        own = person.sel({"method": "integrated_gradients"})
        total = float(own["attribution"].sum() - own["completeness_gap"])
        assert total == pytest.approx(points, abs=1e-4)
        assert abs(float(own["completeness_gap"])) < 0.1 * max(abs(points), 0.1)


def test_the_numbers_are_those_of_captum_on_the_whole_model(
    scored_run: xr.Dataset, scored_study: Path, scored_checkpoint: Path
) -> None:
    study, checkpoint = load_study(scored_study), load_checkpoint(scored_checkpoint)
    person = scored_run.sel(participant="sub-004")
    fold = checkpoint.folds[int(person["fold"])]
    features = study.features("sub-004")
    face = torch.from_numpy(features.face[None].astype(np.float32) / np.float32(255))
    audio = torch.from_numpy(features.audio[None])
    means = tuple(fold.baselines[f"training_mean.{name}"][None] for name in MODALITIES)
    scale = fold.training["severity"]

    def score(face: torch.Tensor, audio: torch.Tensor) -> torch.Tensor:
        return fold.model(face, audio).logits[:, 0].double() * scale["sd"] + scale["mean"]

    whole = IntegratedGradients(score).attribute(
        (face, audio), baselines=means, n_steps=50, method="gausslegendre"
    )
    cells = torch.stack([whole[0][0].sum(dim=(-2, -1)), whole[1][0].sum(dim=-1)], dim=-1)
    ours = person["attribution"].loc[{"method": "integrated_gradients"}].values
    np.testing.assert_allclose(ours, cells.detach().numpy(), atol=1e-5 * np.abs(ours).max())
    ids = torch.arange(24)
    masks = (ids.view(1, 24, 1, 1), 24 + ids.view(1, 24, 1))
    ablated = FeatureAblation(score).attribute((face, audio), baselines=means, feature_mask=masks)
    cells = torch.stack([ablated[0][0, :, 0, 0], ablated[1][0, :, 0]], dim=-1)
    ours = person["attribution"].loc[{"method": "occlusion"}].values
    np.testing.assert_allclose(ours, cells.numpy(), atol=1e-5 * np.abs(ours).max())


def test_the_page_compares_with_captum_in_points(
    scored_study: Path, scored_checkpoint: Path
) -> None:
    table = whole_model(scored_study, scored_checkpoint, "sub-004")
    assert table.attrs["unit"] == UNIT
    assert (largest_differences(table)["share"] < 1e-5).all()


def test_a_word_replaced_changes_the_score(
    scored_run: xr.Dataset, scored_study: Path, scored_checkpoint: Path
) -> None:
    table = depformer.explain.what_if(scored_study, scored_checkpoint, "sub-004", ["w01", "w02"])
    assert list(table.columns) == ["state", "predicted"]
    own = float(scored_run["predicted"].sel(participant="sub-004"))
    assert table["predicted"][0] == pytest.approx(own, rel=1e-6)
    assert table["predicted"][1] != table["predicted"][0]


def test_maps_sum_to_the_attributions_in_points(
    scored_run: xr.Dataset, scored_study: Path, scored_checkpoint: Path
) -> None:
    found = depformer.explain.maps(scored_study, scored_checkpoint, "sub-004")
    assert found["face_map"].attrs["units"] == UNIT
    own = scored_run["attribution"].sel(
        {"participant": "sub-004", "method": "integrated_gradients"}
    )
    summed = found["face_map"].sum(("height", "width")).values
    np.testing.assert_allclose(summed, own.sel(modality="face").values, atol=1e-5)
