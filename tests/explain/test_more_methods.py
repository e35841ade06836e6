"""Methods beside integrated gradients and occlusion, against Captum, the release and by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from captum.attr import InputXGradient, IntegratedGradients

import depformer
from depformer.explain import METHODS
from depformer.explain.case import Case
from depformer.explain.engine import case_of
from depformer.explain.methods.rollout import _distilling
from depformer.labels import MODALITIES
from depformer.model import classify_published, frozen_selection, load_checkpoint, tapped
from depformer.model.attention import Choice
from depformer.model.release.published import first_selections
from depformer.study import load_study


@pytest.fixture(scope="module")
def person(tiny_study, tiny_checkpoint):
    """One person before their fold: the case, and the whole model with its inputs."""
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    who = study.ids[0]
    people = checkpoint.assign(study)
    case, _ = case_of(study, checkpoint, who, people, "training_mean", 0)
    model = case.checkpoint.model
    with tapped(model) as taps:
        case.checkpoint.output(case.z[None])
    features = study.features(who)
    face = torch.from_numpy(features.face[None].astype(np.float32) / np.float32(255))
    audio = torch.from_numpy(features.audio[None])
    means = tuple(case.checkpoint.baselines[f"training_mean.{name}"][None] for name in MODALITIES)

    def difference(face: torch.Tensor, audio: torch.Tensor) -> torch.Tensor:
        logits = model(face, audio).logits
        return logits[:, 1] - logits[:, 0]

    case = Case(case.checkpoint, case.z, case.baseline, taps, 0, case.valence)
    return case, difference, (face, audio), means


def cells(pixels: torch.Tensor, numbers: torch.Tensor) -> np.ndarray:
    """Sum what Captum says of pixels and audio numbers to (word, modality)."""
    summed = torch.stack([pixels[0].sum(dim=(-2, -1)), numbers[0].sum(dim=-1)], dim=-1)
    return summed.detach().numpy()


def close(ours: np.ndarray, theirs: np.ndarray) -> None:
    np.testing.assert_allclose(ours, theirs, atol=1e-4 * np.abs(theirs).max())


def test_input_x_gradient_is_captum_s_on_the_whole_model(person) -> None:
    case, difference, inputs, means = person
    spec = METHODS["input_x_gradient"]
    ours = spec.attribute(case, spec.options()).attribution
    # Captum multiplies with the input itself: with the baseline as the zero point, its difference.
    shifted = InputXGradient(
        lambda face, audio: difference(face + means[0], audio + means[1])
    ).attribute(tuple(x - mean for x, mean in zip(inputs, means, strict=True)))
    close(ours, cells(*shifted))


def test_expected_gradients_are_the_mean_of_captum_s_integrated_gradients(
    person, tiny_study, tiny_checkpoint
) -> None:
    case, difference, inputs, _ = person
    study = load_study(tiny_study)
    fold = case.checkpoint
    train = [w for w, d in study.participant_digests.items() if fold.roles.get(d) == "train"]
    exact = []
    for who in train:
        f = study.features(who)
        other = (
            torch.from_numpy(f.face[None].astype(np.float32) / np.float32(255)),
            torch.from_numpy(f.audio[None]),
        )
        found = IntegratedGradients(difference).attribute(
            inputs, baselines=other, n_steps=60, method="gausslegendre"
        )
        exact.append(cells(*found))
    expected = np.mean(exact, axis=0)
    runs = [
        depformer.explain(
            tiny_study,
            tiny_checkpoint,
            methods={"expected_gradients": {"samples": 300}},
            participants=[study.ids[0]],
            seed=seed,
        )
        for seed in range(6)
    ]
    values = np.stack([run["attribution"].values[0, 0] for run in runs])
    errors = np.stack([run["attribution_sd"].values[0, 0] for run in runs])
    # 48 cells: the mean of six runs lies within four of its standard errors.
    assert (np.abs(values.mean(axis=0) - expected) <= 4 * errors.mean(axis=0) / 6**0.5 + 1e-4).all()
    assert not np.array_equal(values[0], values[1])
    ratio = np.sqrt(values.var(axis=0, ddof=1).mean() / (errors**2).mean())
    assert 0.6 < ratio < 1.4


def test_attention_received_is_the_column_mean_over_selected_rows(tiny_run) -> None:
    received = depformer_values(tiny_run, "attention_received")
    attention = tiny_run["attention"].sel(stream=list(MODALITIES))
    by_hand = attention.mean("query_word").mean("head")  # rows not selected are NaN
    expected = by_hand.transpose("participant", "key_word", "stream").values
    np.testing.assert_allclose(received, expected, atol=1e-6)
    np.testing.assert_allclose(received.sum(axis=1), 1, atol=1e-6)


def depformer_values(run, method: str) -> np.ndarray:
    return run["attribution"].loc[{"method": method}].values


def test_rollout_shares_out_one_and_weighs_late_words_more(tiny_run) -> None:
    values = depformer_values(tiny_run, "rollout")
    np.testing.assert_allclose(values.sum(axis=1), 1, atol=1e-9)
    assert (values > 0).all()
    quarters = values.reshape(len(values), 4, 6, 2).mean(axis=(0, 2, 3))
    assert quarters[3] > quarters[2] > quarters[:2].max()


def test_what_a_distilled_token_can_see_is_what_moves_it(person) -> None:
    case, *_ = person
    distil = case.checkpoint.model.multimodal.stacks[0].distil[0]
    length, width = 24, case.checkpoint.config.d_model
    reach = torch.zeros(length // 2, length)
    # Pooling takes the largest of three: over many inputs, each of them is the largest once.
    generator = torch.Generator().manual_seed(0)
    for _ in range(20):
        x = torch.randn(1, length, width, generator=generator).requires_grad_()
        out = distil(x)
        for token in range(length // 2):
            (grad,) = torch.autograd.grad(out[0, token].sum(), x, retain_graph=True)
            reach[token] += grad[0].abs().sum(dim=-1)
    assert np.array_equal(reach > 0, _distilling(length) > 0)


def test_the_first_layer_selects_what_the_whole_release_selects(person) -> None:
    """Over many passes the shares agree; a batch mate changes nothing in the first layer."""
    case, *_ = person
    model = case.checkpoint.model
    passes = 400
    ours = {
        stream: first_selections(model, case.z, stream, passes, torch.Generator().manual_seed(1))
        for stream in MODALITIES
    }
    counted = {stream: torch.zeros(found.shape[1:]) for stream, found in ours.items()}
    draw, other = torch.Generator().manual_seed(2), case.z.flip(0)
    for i in range(passes):
        mate = case.z if i % 2 else other
        found = classify_published(model, torch.stack([case.z, mate]), draw).top
        for stream, count in counted.items():
            count += torch.zeros_like(count).scatter(-1, found[stream][0], 1.0)
    for stream, count in counted.items():
        share = ours[stream].double().mean(dim=0)
        spread = (share * (1 - share) / passes).sqrt()
        assert ((share - count / passes).abs() <= 5.5 * spread + 0.01).all()
    spec = METHODS["published_selection"]
    result = spec.attribute(case, spec.options(passes=50))
    u = case.checkpoint.config.selected_queries(24)
    np.testing.assert_allclose(result.attribution.sum(axis=0), u)


def test_a_frozen_selection_is_complete_for_the_frozen_function(person) -> None:
    case, *_ = person
    spec = METHODS["integrated_gradients"]
    found = spec.attribute(case, spec.options(steps=200, selection="frozen"))
    model = case.checkpoint.model
    ends = torch.stack([case.z, case.baseline])
    plain = case.values(ends)
    with frozen_selection(model, case.z):
        frozen = case.values(ends)
    assert float(frozen[0]) == pytest.approx(float(plain[0]), abs=1e-5)
    assert found.attribution.sum() == pytest.approx(float(frozen[0] - frozen[1]), abs=1e-3)
    # The gap is the distance of the two functions at the baseline.
    assert found.gap == pytest.approx(float(plain[1] - frozen[1]), abs=1e-3)


def test_freezing_leaves_nothing_behind_after_an_error(person) -> None:
    case, *_ = person
    model = case.checkpoint.model
    before = case.values(case.baseline[None])
    with pytest.raises(RuntimeError), frozen_selection(model, case.z):
        case.values(case.z[None, :4])  # four words do not fit
    assert torch.equal(case.values(case.baseline[None]), before)
    hooks = [m._forward_hooks for m in model.modules() if isinstance(m, Choice)]
    assert hooks
    assert not any(hooks)


def test_a_tolerance_spends_fewer_points_and_keeps_its_word(person, monkeypatch) -> None:
    case, *_ = person
    spec = METHODS["integrated_gradients"]
    counted: list[int] = []
    asked = IntegratedGradients.attribute

    def counting(self, *args, n_steps, **kwargs):
        counted.append(n_steps)
        return asked(self, *args, n_steps=n_steps, **kwargs)

    monkeypatch.setattr(IntegratedGradients, "attribute", counting)
    rough = spec.attribute(case, spec.options(tolerance=0.1, steps=400)).attribution
    assert counted == [4 * 2**i for i in range(len(counted))]
    assert counted[-1] < 400
    monkeypatch.undo()
    exact = spec.attribute(case, spec.options(steps=400)).attribution
    assert np.abs(rough - exact).max() <= 0.1 * np.abs(exact).max()
