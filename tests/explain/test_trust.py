"""The checks of an explanation, against what can be worked out by hand."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

import depformer
from depformer.config import Question
from depformer.errors import DepformerError
from depformer.explain import check, kept_run
from depformer.explain.case import Case
from depformer.explain.checks.muting import area, faithfulness, muted_in_order
from depformer.explain.fresh_weights import (
    ADAPTER_INPUTS,
    STAGES,
    each_fold,
    randomised,
    stage_of,
    untrained,
)
from depformer.labels import CURVES, METRICS
from depformer.model import Taps, fresh_model, load_checkpoint
from depformer.runs import checked_runs, load_run, with_checks
from depformer.study import load_study

WORDS, HIDDEN = 8, 3


class Linear:
    """A model whose logit difference is a weighted sum of z."""

    def __init__(self, weight: torch.Tensor) -> None:
        self.weight = weight

    def classify(self, z: torch.Tensor) -> SimpleNamespace:
        depressed = (z * self.weight).sum(dim=(1, 2, 3))
        return SimpleNamespace(logits=torch.stack([torch.zeros_like(depressed), depressed], dim=1))


def linear(effect: np.ndarray) -> Case:
    """A case in which showing a cell adds its effect (word, modality) to the logit."""
    z = torch.zeros(*effect.shape, HIDDEN)
    z[..., 0] = torch.from_numpy(effect).float()
    weight = torch.zeros_like(z)
    weight[..., 0] = 1
    model = SimpleNamespace(classify=Linear(weight).classify)
    return Case(model, z, torch.zeros_like(z), Taps(), 0)  # type: ignore[arg-type]


EFFECT = np.arange(1.0, 17).reshape(8, 2)


def test_a_perfect_order_falls_as_fast_as_it_can() -> None:
    case = linear(EFFECT)
    found = faithfulness(case, EFFECT[None], np.array([True]), orders=50)
    deletion, insertion, *_ = found.curve[0]
    words = EFFECT.sum(axis=1)[::-1]
    np.testing.assert_allclose(deletion, words.sum() - np.concatenate([[0], np.cumsum(words)]))
    np.testing.assert_allclose(insertion, np.concatenate([[0], np.cumsum(words)]))
    assert found.metrics["deletion_rank"][0] == found.metrics["insertion_rank"][0] == 1
    assert found.metrics["deletion"][0] == pytest.approx(area(deletion))
    # The top 1, 2 and 4 of 8 words (10, 20 and 50 %), by hand.
    assert found.metrics["comprehensiveness"][0] == pytest.approx((31 + 58 + 100) / 3)
    assert found.metrics["sufficiency"][0] == pytest.approx((105 + 78 + 36) / 3)
    assert found.metrics["polarity"][0] == 1


def test_the_wrong_way_round_is_found_out() -> None:
    found = faithfulness(linear(EFFECT), -EFFECT[None], np.array([True]), orders=50)
    assert found.metrics["deletion_rank"][0] == 0
    assert found.metrics["polarity"][0] == 0


def test_the_sign_follows_the_predicted_outcome() -> None:
    """A person predicted healthy is muted from the word that speaks most for healthy."""
    both = [faithfulness(linear(s * EFFECT), s * EFFECT[None], np.array([True])) for s in (1, -1)]
    np.testing.assert_allclose(both[0].curve, both[1].curve)
    unsigned = faithfulness(linear(-EFFECT), EFFECT[None], np.array([False]))
    np.testing.assert_allclose(unsigned.curve, both[0].curve)


def test_ties_are_broken_by_lot_and_not_by_the_place_in_the_list() -> None:
    """A method that says the same of every word does as well as random orders, late or early."""
    for effect in (EFFECT, EFFECT[::-1].copy()):
        cases = [replace(linear(effect), seed=seed) for seed in range(200)]
        flat = np.ones((1, *effect.shape))
        found = [faithfulness(case, flat, np.array([False]), orders=20) for case in cases]
        gain = [f.metrics["deletion"][0] - f.metrics["deletion_random"][0] for f in found]
        assert abs(np.mean(gain)) < 4 * np.std(gain) / np.sqrt(len(gain))


def test_polarity_counts_ties_by_half_and_leaves_missing_recordings_out() -> None:
    effect = np.where(np.arange(16).reshape(8, 2) < 8, 1.0, -1.0)  # four words each way
    effect[0, 0] = 3
    flat = np.ones((1, *effect.shape))
    found = faithfulness(linear(effect), flat, np.array([False]), orders=2)
    assert found.metrics["polarity"][0] == pytest.approx(0.5)
    flat[0, 4:] = np.nan  # only 8 cells are known: too few for the ten largest
    found = faithfulness(linear(effect), flat, np.array([False]), orders=2)
    assert np.isnan(found.metrics["polarity"][0])


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(WORDS)))
def test_both_curves_run_between_everything_and_nothing(order: list[int]) -> None:
    case = linear(EFFECT)
    curve = muted_in_order(case, np.array([order]))[0]
    assert curve[0] == pytest.approx(EFFECT.sum())
    assert curve[-1] == pytest.approx(0)
    np.testing.assert_allclose(-np.diff(curve), EFFECT.sum(axis=1)[order])


def test_random_orders_are_the_mean_of_all_orders() -> None:
    found = faithfulness(linear(EFFECT), EFFECT[None], np.array([True]), orders=4000)
    expected = EFFECT.sum() * (1 - np.arange(WORDS + 1) / WORDS)
    for row, line in ((2, expected), (3, expected[::-1])):
        np.testing.assert_allclose(found.curve[0, row], line, atol=0.02 * EFFECT.sum())


def test_every_weight_has_a_stage_and_only_that_stage_is_fresh(tiny_checkpoint) -> None:
    fold = load_checkpoint(tiny_checkpoint).folds[0]
    before = {name: value.clone() for name, value in fold.model.state_dict().items()}
    assert {stage_of(name) for name in before} == set(STAGES)
    for stage in STAGES:
        fresh = randomised(fold, 0, (stage,)).model.state_dict()
        changed = {stage_of(name) for name in before if not torch.equal(fresh[name], before[name])}
        assert changed == {stage}
    assert all(torch.equal(value, before[name]) for name, value in fold.model.state_dict().items())


def test_an_untrained_copy_keeps_the_standardisation_and_forgets_the_rest(tiny_checkpoint) -> None:
    first, second = load_checkpoint(tiny_checkpoint).folds[:2]
    copy, other = untrained(first, 3), untrained(second, 3)
    for name, value in copy.model.state_dict().items():
        if name.endswith(("_shift", "_scale")):
            assert torch.equal(value, first.model.state_dict()[name])
        else:  # folds of one copy are one model
            assert torch.equal(value, other.model.state_dict()[name])
    assert not torch.equal(copy.model.head.weight, untrained(first, 4).model.head.weight)
    kept = untrained(first, 3, keep=ADAPTER_INPUTS).model.adapter
    assert torch.equal(kept.face.weight, first.model.adapter.face.weight)
    assert copy.digest != first.digest


def test_fresh_weights_are_never_those_that_the_training_began_with(tiny_checkpoint) -> None:
    fold = load_checkpoint(tiny_checkpoint).folds[0]
    seed = int(fold.training["seed"])
    began = fresh_model(fold.config, seed).state_dict()
    copy = untrained(fold, seed).model.state_dict()
    for name in ("head.weight", "adapter.face.weight", "multimodal.embedding.convolution.weight"):
        alike = np.corrcoef(began[name].flatten(), copy[name].flatten())[0, 1]
        assert abs(alike) < 0.3


def test_fresh_weights_do_not_hang_on_what_other_threads_draw(tiny_checkpoint) -> None:
    fold = load_checkpoint(tiny_checkpoint).folds[0]
    alone = [untrained(fold, seed).model.head.weight for seed in range(8)]
    with ThreadPoolExecutor(8) as pool:
        copies = list(pool.map(lambda seed: untrained(fold, seed), [*range(8)] * 4))
    for i, copy in enumerate(copies):
        assert torch.equal(copy.model.head.weight, alone[i % 8])


def test_baselines_of_a_copy_are_the_image_of_the_same_recordings(tiny_checkpoint) -> None:
    fold = load_checkpoint(tiny_checkpoint).folds[0]
    same = randomised(fold, 0, ("heads",))
    torch.testing.assert_close(
        same.baselines["training_mean.z"], fold.baselines["training_mean.z"], atol=1e-4, rtol=1e-4
    )
    copy = untrained(fold, 0)
    face, audio = (fold.baselines[f"training_mean.{name}"] for name in ("face", "audio"))
    expected = copy.model.adapt(face[None], audio[None])[0]
    torch.testing.assert_close(copy.baseline("training_mean"), expected)


@pytest.fixture(scope="module")
def checked(tiny_study: Path, tiny_checkpoint: Path) -> xr.Dataset:
    run = depformer.explain(
        tiny_study,
        tiny_checkpoint,
        methods=["integrated_gradients", "attention_query"],
        participants=["sub-001", "sub-002", "sub-013"],
    )
    steps: list[tuple[int, int]] = []
    found = check(
        run,
        tiny_study,
        tiny_checkpoint,
        copies=2,
        orders=8,
        progress=lambda *step: steps.append(step),
    )
    assert steps[-1][0] == steps[-1][1] == len(steps)
    return found


def test_a_checked_run_holds_every_check(checked: xr.Dataset) -> None:
    assert checked["metric"].values.tolist() == list(METRICS)
    assert checked["curve_metric"].values.tolist() == list(CURVES)
    assert checked["attribution_untrained"].sizes["copy"] == 2
    values = checked["faithfulness"].loc[{"method": "integrated_gradients"}]
    computed = [name for name in METRICS if not name.endswith(("_seeds", "_samples"))]
    assert bool(np.isfinite(values.sel(metric=computed)).all())
    assert bool(
        values.sel(
            metric=[
                f"{kind}_{of}"
                for kind in ("stability", "correlation")
                for of in ("seeds", "samples")
            ]
        )
        .isnull()
        .all()
    )
    logit = checked["logit"].diff("outcome")[:, 0]
    start = checked["curve"].isel(step=0).sel(curve_metric="deletion")
    np.testing.assert_allclose(start, np.broadcast_to(np.abs(logit), start.shape), atol=1e-5)
    assert int((checked["planted"] != 0).sum()) > 0


def test_attention_of_the_first_layer_does_not_hang_on_the_output_layers(checked) -> None:
    values = checked["faithfulness"].loc[{"method": "attention_query"}]
    np.testing.assert_allclose(values.sel(metric="randomisation_heads"), 1)
    assert float(np.abs(values.sel(metric="randomisation_adapter")).max()) < 1


def test_the_run_s_own_baseline_is_among_the_baselines(checked: xr.Dataset) -> None:
    own = checked["attribution_baseline"].sel(baseline="training_mean")
    np.testing.assert_array_equal(own, checked["attribution"])
    other = checked["attribution_baseline"].sel(baseline="zero")
    assert not np.allclose(own, other)


def test_stability_over_folds_is_that_of_the_folds_explained_one_by_one(
    checked: xr.Dataset, tiny_study: Path, tiny_checkpoint: Path
) -> None:
    from scipy.stats import friedmanchisquare

    rows = [
        np.abs(
            depformer.explain(
                tiny_study,
                tiny_checkpoint,
                methods=["integrated_gradients"],
                participants=["sub-002"],
                fold=fold,
            )["attribution"].values.ravel()
        )
        for fold in range(2)
    ]
    # W is Friedman's statistic over its largest value; SciPy wants three raters: one stands twice.
    three = friedmanchisquare(*np.array([*rows, rows[0]]).T).statistic / (3 * 47)
    from depformer.stats.inference.ranks import kendall_w

    assert kendall_w([*rows, rows[0]]) == pytest.approx(three)
    got = checked["faithfulness"].loc[
        {"method": "integrated_gradients", "participant": "sub-002", "metric": "stability_folds"}
    ]
    assert float(got) == pytest.approx(kendall_w(rows))
    pair = checked["faithfulness"].loc[
        {"method": "integrated_gradients", "participant": "sub-002", "metric": "correlation_folds"}
    ]
    assert float(pair) == pytest.approx(scipy_stats.spearmanr(*rows).statistic)


def test_checks_are_kept_apart_from_the_plain_run_and_resumed(
    six_people: Path, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("depformer.explain.parts.check", partial(check, copies=1, orders=5))
    seen: list[int] = []

    def cancel(done: int, total: int) -> None:
        seen.append(done)
        if total > 6 and done > total / 2:
            raise KeyboardInterrupt

    plainly = Question({"attention_query": {}})
    ask = replace(plainly, checks=True)
    with pytest.raises(KeyboardInterrupt):
        kept_run(six_people, tiny_checkpoint, ask, progress=cancel)
    plain, folder = kept_run(six_people, tiny_checkpoint, plainly)
    assert "faithfulness" not in plain
    steps: list[tuple[int, int]] = []
    run, other = kept_run(
        six_people, tiny_checkpoint, ask, progress=lambda *step: steps.append(step)
    )
    assert checked_runs(folder) == [other]
    found = with_checks(plain, [other])
    assert found is not None
    xr.testing.assert_identical(found[0], run)
    assert steps[0] == (2, 6)  # the first part was there
    assert "faithfulness" in run
    xr.testing.assert_equal(run[list(plain.data_vars)], plain)
    xr.testing.assert_identical(load_run(other), run)
    assert load_study(six_people).ids == run["participant"].values.tolist()


def test_a_run_of_something_else_and_the_same_training_twice_are_refused(
    checked: xr.Dataset, tiny_study: Path, tiny_checkpoint: Path
) -> None:
    other = checked.assign_attrs(checkpoint_digest="another")
    with pytest.raises(DepformerError, match="made from something else"):
        check(other, tiny_study, tiny_checkpoint)
    swapped = checked.assign_attrs(study_digest="another")  # as of recordings of other people
    with pytest.raises(DepformerError, match="study: the run's have the digest another"):
        check(swapped, tiny_study, tiny_checkpoint)
    mean = checked.assign_attrs(baseline="study_mean", baseline_from_digest="another")
    with pytest.raises(DepformerError, match="baseline's study: the run's have the digest"):
        check(mean, tiny_study, tiny_checkpoint, baseline_from=tiny_study)
    with pytest.raises(DepformerError, match="values of single words"):
        check(checked.drop_vars("attribution"), tiny_study, tiny_checkpoint)
    with pytest.raises(DepformerError, match="compared already"):
        check(checked, tiny_study, tiny_checkpoint, also=[tiny_checkpoint])


def test_cells_of_a_modality_that_the_model_does_not_see_are_not_ranked(
    tiny_study: Path, tiny_checkpoint: Path
) -> None:
    checkpoint = load_checkpoint(tiny_checkpoint)
    model = fresh_model(replace(checkpoint.config, without="face")).eval().requires_grad_(False)
    blind = replace(
        checkpoint, folds=tuple(replace(fold, model=model) for fold in checkpoint.folds)
    )
    ask = {"methods": ["occlusion"], "participants": ["sub-001"]}
    run = depformer.explain(tiny_study, blind, **ask)
    assert bool((run["attribution"].sel(modality="face") == 0).all())
    found = check(run, tiny_study, blind, copies=0, orders=4)
    fresh = each_fold(blind, seed=len(STAGES) - 1, stages=STAGES)
    other = depformer.explain(tiny_study, fresh, **ask)
    voices = [each["attribution"].sel(modality="audio").values.ravel() for each in (run, other)]
    got = float(found["faithfulness"].sel(metric="randomisation_adapter").item())
    assert got == pytest.approx(scipy_stats.spearmanr(*voices).statistic)
    checks = json.loads(found.attrs["checks"])
    assert checks["cells"] == 24
    assert found["planted"].shape == (24, 2)


def test_one_fold_alone_has_no_stability_over_folds(
    tiny_study: Path, tiny_checkpoint: Path
) -> None:
    checkpoint = load_checkpoint(tiny_checkpoint)
    one = replace(checkpoint, folds=checkpoint.folds[:1])
    ask = {"methods": ["occlusion"], "participants": ["sub-001"]}
    run = depformer.explain(tiny_study, one, **ask)
    values = check(run, tiny_study, one, copies=0, orders=2)["faithfulness"]
    assert bool(
        values.sel(metric=["stability_folds", "correlation_folds", "overlap_folds"]).isnull().all()
    )
    assert bool(values.sel(metric=["randomisation_heads", "polarity"]).notnull().all())
