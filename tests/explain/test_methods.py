"""Contracts that every method meets, against a model that can be solved by hand."""

import numpy as np
import pytest
import torch
import xarray as xr
from captum.attr import FeatureAblation, IntegratedGradients

import depformer
from depformer.errors import DepformerError
from depformer.explain import METHODS
from depformer.explain.method import MethodSpec
from depformer.labels import MODALITIES
from depformer.model import load_checkpoint, tapped
from depformer.study import load_study
from tests.explain.toy import WORDS, linear_case, weights

# The published selection takes the release's keys: it has no meaning without the network.
SPECS = pytest.mark.parametrize(
    "spec",
    [spec for spec in METHODS if spec.id != "published_selection"],
    ids=lambda spec: spec.id,
)
OF_CELLS = [spec for spec in METHODS if spec.players == "cells"]
LOGIT_SPECS = pytest.mark.parametrize(
    "spec", [spec for spec in OF_CELLS if spec.unit == "logit"], ids=lambda spec: spec.id
)


@SPECS
def test_shape_unit_and_declaration(spec: MethodSpec) -> None:
    result = spec.attribute(linear_case(weights()), spec.options())
    assert result.attribution.shape == (WORDS, 2)
    assert np.isfinite(result.attribution).all() == (spec.players == "cells")
    assert (result.coalitions is not None) == (spec.players == "valence")
    assert (result.error is not None) == spec.stochastic
    assert spec.unit in ("logit", "1")
    assert spec.signed == (spec.unit == "logit")
    if not spec.signed:
        assert (result.attribution >= 0).all()


@LOGIT_SPECS
def test_attributions_of_a_linear_model_are_those_worked_out_by_hand(spec: MethodSpec) -> None:
    weight = weights()
    weight[2, 1] = 0
    case = linear_case(weight)
    result = spec.attribute(case, spec.options())
    by_hand = ((case.z - case.baseline) * weight).sum(dim=-1)
    # Noise on z is no error of the method; a regression that is exact is so but for rounding.
    far = 5 * result.error if spec.id == "smooth_gradients" else 1e-5
    assert (np.abs(result.attribution - by_hand.numpy()) <= far).all()
    assert abs(result.attribution[2, 1]) <= 1e-5 * (spec.id in ("kernel_shap", "lime"))
    if spec.complete:  # a weight of zero gets nothing
        assert abs(result.gap) < 1e-5


@SPECS
def test_the_same_seed_gives_the_same_numbers(spec: MethodSpec) -> None:
    first, second = (spec.attribute(linear_case(weights()), spec.options()) for _ in range(2))
    np.testing.assert_array_equal(first.attribution, second.attribution)


def test_the_attention_query_counts_heads_in_which_a_word_is_among_the_top_k() -> None:
    case = linear_case(weights())
    spec = METHODS["attention_query"]
    shares = spec.attribute(case, spec.options(top=3)).attribution
    score = case.taps.first["face"].score[0].numpy()
    expected = [(np.argsort(-head)[:3]) for head in score]
    counts = np.bincount(np.concatenate(expected), minlength=WORDS) / len(score)
    np.testing.assert_allclose(shares[:, 0], counts)
    np.testing.assert_allclose(shares.sum(axis=0), 3)
    with pytest.raises(DepformerError, match="Invalid top: got 9, allowed is 1 to 8"):
        spec.attribute(case, spec.options(top=9))


def test_word_level_numbers_are_those_of_captum_on_the_whole_model(
    tiny_study, tiny_checkpoint, tiny_run: xr.Dataset
) -> None:
    """The seam at z is exact: pixels and audio numbers summed by Captum give the same cells."""
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    who = study.ids[0]
    person = tiny_run.sel(participant=who)
    fold = checkpoint.folds[int(person["fold"])]
    features = study.features(who)
    face = torch.from_numpy(features.face[None].astype(np.float32) / np.float32(255))
    audio = torch.from_numpy(features.audio[None])
    means = tuple(fold.baselines[f"training_mean.{name}"][None] for name in MODALITIES)

    def difference(face: torch.Tensor, audio: torch.Tensor) -> torch.Tensor:
        logits = fold.model(face, audio).logits
        return logits[:, 1] - logits[:, 0]

    whole = IntegratedGradients(difference).attribute(
        (face, audio), baselines=means, n_steps=50, method="gausslegendre"
    )
    cells = torch.stack([whole[0][0].sum(dim=(-2, -1)), whole[1][0].sum(dim=-1)], dim=-1)
    ours = person["attribution"].loc[{"method": "integrated_gradients"}].values
    np.testing.assert_allclose(ours, cells.detach().numpy(), atol=1e-4 * np.abs(ours).max())

    ids = torch.arange(24)
    masks = (ids.view(1, 24, 1, 1), 24 + ids.view(1, 24, 1))
    ablated = FeatureAblation(difference).attribute(
        (face, audio), baselines=means, feature_mask=masks
    )
    cells = torch.stack([ablated[0][0, :, 0, 0], ablated[1][0, :, 0]], dim=-1)
    ours = person["attribution"].loc[{"method": "occlusion"}].values
    np.testing.assert_allclose(ours, cells.numpy(), atol=1e-4 * np.abs(ours).max())


def test_the_query_score_is_that_of_the_definition(tiny_study, tiny_checkpoint, tiny_run) -> None:
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    who = study.ids[3]
    fold = checkpoint.folds[int(tiny_run["fold"].sel(participant=who))]
    features = study.features(who)
    z = fold.z(features.face[None] / np.float32(255), features.audio[None])
    with tapped(fold.model) as taps:
        fold.output(z)
    embedded = fold.model.unimodal.embedding(fold.model.adapter.merge(z)[:, :, 1])
    layer = fold.model.unimodal.stacks[0].layers[0].attention.projections
    query = layer.query(embedded).view(24, 2, 4).transpose(0, 1)
    key = layer.key(embedded).view(24, 2, 4).transpose(0, 1)
    products = torch.einsum("hqd,hkd->hqk", query, key).numpy()
    expected = products.max(axis=-1) - products.mean(axis=-1)
    got = tiny_run["query_score"].sel(participant=who, stream="audio").values
    np.testing.assert_allclose(got, expected, atol=1e-5)
    assert set(taps.first) == {"multimodal", "face", "audio"}


def test_unknown_names_are_refused_with_the_nearest(tiny_study, tiny_checkpoint) -> None:
    for options, pattern in (
        ({"methods": ["integrated_gradient"]}, "Did you mean 'integrated_gradients'"),
        ({"methods": {"integrated_gradients": {"step": 5}}}, "Did you mean 'steps'"),
        ({"methods": []}, "No method is named"),
        ({"baseline": "training"}, "Did you mean 'training_mean'"),
        ({"participants": ["sub-999"]}, "Invalid participant: got 'sub-999'"),
        ({"baseline": "healthy_mean"}, "fewer than 10 people are not stored"),
    ):
        with pytest.raises(DepformerError, match=pattern):
            depformer.explain(tiny_study, tiny_checkpoint, **options)
