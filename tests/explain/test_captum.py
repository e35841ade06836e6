"""Captum's classes do the computing, draw what the seed says, and leave nothing behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product

import captum.attr
import numpy as np
import pytest
import torch
import xarray as xr
from captum.attr import GradientShap

import depformer
from depformer.errors import DepformerError
from depformer.explain import DEFAULT, METHODS
from depformer.explain.engine import one_person
from depformer.explain.method import Attributed
from depformer.explain.methods import GROUPS, methods_of
from depformer.model import load_checkpoint
from depformer.study import load_study
from tests.explain.toy import WORDS, linear_case, pairs_case, weights

BY_CAPTUM = {
    "integrated_gradients": "IntegratedGradients",
    "expected_gradients": "IntegratedGradients",
    "occlusion": "FeatureAblation",
    "input_x_gradient": "Saliency",
    "smooth_gradients": "NoiseTunnel",
    "shapley_value_sampling": "ShapleyValueSampling",
    "kernel_shap": "KernelShap",
    "lime": "Lime",
}
FEW = {
    "expected_gradients": {"samples": 8},
    "smooth_gradients": {"samples": 3, "steps": 4},
    "shapley_value_sampling": {"samples": 2},
    "kernel_shap": {"samples": 100, "repeats": 2},
    "lime": {"samples": 100, "repeats": 2},
}
DRAWN = pytest.mark.parametrize("name", list(FEW)[1:])


def attributed(name: str, case, **options) -> Attributed:
    spec = METHODS[name]
    return spec.attribute(case, spec.options(**options))


@pytest.mark.parametrize(("name", "of_captum"), BY_CAPTUM.items())
def test_the_class_of_captum_is_called_by_whoever_says_so(name, of_captum, monkeypatch) -> None:
    called = []
    own = getattr(captum.attr, of_captum)

    class Spy(own):
        def attribute(self, *args, **kwargs):
            called.append(of_captum)
            return super().attribute(*args, **kwargs)

    monkeypatch.setattr(captum.attr, of_captum, Spy)
    attributed(name, linear_case(weights()))
    assert called
    assert {spec.id for spec in METHODS if spec.by_captum} == set(BY_CAPTUM)


@pytest.mark.parametrize("name", ["shapley_value_sampling", "kernel_shap", "shapley_sampling"])
def test_shapley_values_of_a_game_of_pairs_are_the_exact_ones(name: str) -> None:
    case, model = pairs_case()
    exact = model.shapley(case.z).double().numpy()
    found = attributed(name, case)
    far = np.abs(found.attribution - exact)
    assert (far <= 5 * found.error + 1e-5).all()
    assert (far**2).mean() <= 2 * (found.error**2).mean() + 1e-9
    assert found.attribution.sum() == pytest.approx(exact.sum(), abs=1e-4)
    assert abs(found.gap) < 1e-4


def test_lime_is_the_weighted_fit_over_every_coalition() -> None:
    case, _ = pairs_case()
    keep = np.array(list(product([False, True], repeat=2 * WORDS)))
    value = case.shown(keep.reshape(-1, WORDS, 2))
    weight = np.exp(-((1 - np.sqrt(keep.mean(axis=1))) ** 2) / (2 * 0.25**2))
    table = np.column_stack([keep, np.ones(len(keep))]) * np.sqrt(weight)[:, None]
    exact = np.linalg.lstsq(table, value * np.sqrt(weight), rcond=None)[0][:-1].reshape(WORDS, 2)
    found = attributed("lime", case, samples=2000)
    assert (np.abs(found.attribution - exact) <= 5 * found.error + 1e-5).all()
    assert found.error.max() < 0.2 * np.abs(exact).max()
    assert np.isnan(found.gap)


def test_smoothing_a_game_of_pairs_changes_nothing_but_by_chance() -> None:
    """Its gradient is straight in every cell, so that noise in the cells averages out."""
    case, _ = pairs_case()
    plain = attributed("integrated_gradients", case).attribution
    found = attributed("smooth_gradients", case, samples=200, steps=4)
    assert (np.abs(found.attribution - plain) <= 5 * found.error).all()
    assert 0 < found.error.max() < np.abs(plain).max()


def test_expected_gradients_are_those_of_captum_s_gradient_shap() -> None:
    case, _ = pairs_case()
    others = torch.randn(5, *case.z.shape, generator=torch.Generator().manual_seed(2))
    found = attributed("expected_gradients", replace(case, references=others), samples=2000)
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(0)
        state = np.random.get_state()
        np.random.seed(0)
        rows = case.z.expand(2000, *case.z.shape)
        theirs = GradientShap(case.difference).attribute(rows, others, n_samples=1)
        np.random.set_state(state)
    cells = theirs.detach().sum(dim=-1).double()
    error = np.hypot(found.error, (cells.std(dim=0) / 2000**0.5).numpy())
    assert (np.abs(found.attribution - cells.mean(dim=0).numpy()) <= 4 * error).all()


@DRAWN
def test_nothing_of_the_process_s_generators_is_moved(name: str) -> None:
    case = linear_case(weights())
    before = torch.get_rng_state(), np.random.get_state()[1].copy()
    attributed(name, case, **FEW[name])
    assert torch.equal(torch.get_rng_state(), before[0])
    np.testing.assert_array_equal(np.random.get_state()[1], before[1])
    assert not case.z.requires_grad


@DRAWN
def test_threads_that_draw_at_once_draw_what_they_draw_alone(name: str) -> None:
    cases = [linear_case(weights(), seed) for seed in range(4)]
    alone = [attributed(name, case, **FEW[name]).attribution for case in cases]
    assert not np.array_equal(alone[0], alone[1])
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda case: attributed(name, case, **FEW[name]), cases))
    for one, found in zip(alone, together, strict=True):
        np.testing.assert_array_equal(found.attribution, one)


def test_a_person_has_the_same_draws_in_every_run(gappy, tiny_checkpoint) -> None:
    def run(*people: str, seed: int = 0) -> xr.Dataset:
        asked = {"methods": FEW, "participants": people, "seed": seed}
        return depformer.explain(gappy, tiny_checkpoint, fold=1, **asked)

    three, alone = run("sub-003", "sub-001", "sub-004"), run("sub-001")
    xr.testing.assert_equal(three.sel(participant=["sub-001"]), alone)
    xr.testing.assert_equal(run("sub-001"), alone)
    assert not np.array_equal(run("sub-001", seed=1)["attribution"], alone["attribution"])
    gone = alone["missing"].values
    assert gone.sum() == 3
    for variable in ("attribution", "attribution_sd"):
        assert (np.isnan(alone[variable].values) == gone).all()


@pytest.mark.parametrize("name", ["occlusion", "shapley_value_sampling", "kernel_shap", "lime"])
def test_a_cell_that_holds_the_baseline_is_no_player(name: str) -> None:
    case = linear_case(weights())
    case.baseline[[0, 3], [1, 0]] = case.z[[0, 3], [1, 0]]
    found = attributed(name, case)
    assert found.attribution[0, 1] == found.attribution[3, 0] == 0
    by_hand = ((case.z - case.baseline) * weights()).sum(dim=-1)
    np.testing.assert_allclose(found.attribution, by_hand, atol=1e-5)


def test_kernel_shap_sums_to_the_difference_and_lime_does_not(tiny_study, tiny_checkpoint) -> None:
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    case, _ = one_person(study, checkpoint, study.ids[0], "training_mean", None)
    ends = case.values(torch.stack([case.z, case.baseline]))
    whole = float(ends[0] - ends[1])
    kernel = attributed("kernel_shap", case, **FEW["kernel_shap"])
    assert abs(kernel.gap) < 1e-3 * abs(whole)
    lime = attributed("lime", case, **FEW["lime"])
    assert abs(lime.attribution.sum() - whole) > 1e-3 * abs(whole)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("deep_lift", "miss the logit difference by up to 5.5 logit of 6.1"),
        ("deep_lift_shap", "miss the logit difference by up to 5.5 logit of 6.1"),
        ("guided_backprop", "those of the plain gradient"),
        ("deconvolution", "those of the plain gradient"),
        ("lrp", "no rule for layer norm"),
        ("layer_conductance", "are counted once only"),
    ],
)
def test_what_is_wrong_on_this_model_is_refused_with_the_reason(
    name, reason, tiny_study, tiny_checkpoint
) -> None:
    with pytest.raises(DepformerError, match=f"The method {name} is left out: .*{reason}"):
        methods_of(name)
    with pytest.raises(DepformerError, match=reason):
        depformer.explain(tiny_study, tiny_checkpoint, methods=[name])


def test_what_costs_most_is_computed_only_when_it_is_named() -> None:
    dear = set(METHODS.ids) - set(GROUPS["all"])
    assert dear == set(list(FEW)[1:])
    assert set(DEFAULT) < set(GROUPS["all"])
    assert list(methods_of("all,lime")) == [*GROUPS["all"], "lime"]


@pytest.mark.parametrize("name", ["occlusion", "shapley_value_sampling", "kernel_shap", "lime"])
@pytest.mark.parametrize("differing", [0, 1])
def test_one_cell_takes_the_whole_difference_and_none_takes_nothing(
    name: str, differing: int
) -> None:
    case = linear_case(weights())
    kept = case.baseline[2, 1].clone()
    case.baseline[:] = case.z
    if differing:
        case.baseline[2, 1] = kept
    by_hand = ((case.z - case.baseline) * weights()).sum(dim=-1)
    np.testing.assert_allclose(attributed(name, case).attribution, by_hand, atol=1e-5)


def test_the_narrowest_kernel_of_lime_still_weighs_mutings() -> None:
    found = attributed("lime", linear_case(weights()), width=0.05)
    assert np.isfinite(found.attribution).all()


@pytest.mark.parametrize(
    ("name", "options", "fault"),
    [
        ("kernel_shap", {"samples": 5}, "Invalid samples: got 5"),
        ("kernel_shap", {"repeats": 1}, "Invalid repeats: got 1"),
        ("lime", {"width": 0.01}, "Invalid width: got 0.01, allowed is a number from 0.05 to 100"),
        ("lime", {"width": float("nan")}, "Invalid width: got nan"),
        ("smooth_gradients", {"noise": 0.0}, "Invalid noise: got 0.0"),
        ("smooth_gradients", {"noise": float("inf")}, "Invalid noise: got inf"),
        ("integrated_gradients", {"tolerance": float("nan")}, "Invalid tolerance: got nan"),
        ("integrated_gradients", {"tolerance": -1.0}, "Invalid tolerance: got -1.0"),
        ("shapley_value_sampling", {"samples": 1}, "Invalid samples: got 1"),
    ],
)
def test_options_out_of_range_are_refused(name: str, options, fault: str) -> None:
    with pytest.raises(DepformerError, match=fault):
        attributed(name, linear_case(weights()), **options)
