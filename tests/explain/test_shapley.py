"""Shapley values: the laws that define them, a game solved by hand, and Captum."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
import torch
from captum.attr import ShapleyValues, ShapleyValueSampling
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import depformer
from depformer.errors import DepformerError
from depformer.explain import METHODS
from depformer.explain.engine import one_person
from depformer.explain.methods.shapley_valence import players, shapley_interactions, shapley_values
from depformer.labels import MODALITIES
from depformer.model import load_checkpoint
from depformer.study import load_study

GAMES = arrays(float, 16, elements=st.floats(-10, 10))


@settings(max_examples=30, deadline=None)
@given(GAMES)
def test_values_are_the_mean_of_what_is_added_over_all_orders(value: np.ndarray) -> None:
    added = np.zeros(4)
    for order in permutations(range(4)):
        coalition = 0
        for player in order:
            added[player] += value[coalition | 1 << player] - value[coalition]
            coalition |= 1 << player
    np.testing.assert_allclose(shapley_values(value), added / 24, atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(GAMES, GAMES)
def test_values_share_everything_out_and_are_linear(first, second) -> None:
    assert shapley_values(first).sum() == pytest.approx(first[-1] - first[0], abs=1e-9)
    both = shapley_values(first + second)
    np.testing.assert_allclose(both, shapley_values(first) + shapley_values(second), atol=1e-9)


def test_interactions_of_a_game_solved_by_hand() -> None:
    """Players 0 and 1 are worth 3 only together; player 2 adds 1 to anybody; 3 adds nothing."""
    has = (np.arange(16)[:, None] >> np.arange(4)) & 1
    value = 3.0 * has[:, 0] * has[:, 1] + has[:, 2]
    np.testing.assert_allclose(shapley_values(value), [1.5, 1.5, 1, 0])
    found = shapley_interactions(value)
    expected = np.zeros((4, 4))
    expected[0, 1] = expected[1, 0] = 3
    np.fill_diagonal(expected, np.nan)
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_players_take_every_cell_once() -> None:
    names, members = players(("positive", "negative", "neutral", "positive"))
    assert names[:2] == ("positive_face", "positive_audio")
    assert len(names) == 6
    assert (members.sum(axis=0) == 1).all()


def test_a_player_s_cells_are_those_of_its_name() -> None:
    valence = ("positive", "negative", "neutral", "positive")
    for name, cells in zip(*players(valence), strict=True):
        each, modality = name.split("_")
        expected = np.zeros((4, 2), dtype=bool)
        words = [i for i, found in enumerate(valence) if found == each]
        expected[words, MODALITIES.index(modality)] = True
        np.testing.assert_array_equal(cells, expected)


@pytest.fixture(scope="module")
def difference(tiny_study, tiny_checkpoint):
    """The whole model of one person's fold, with their recordings and the baseline."""
    study, checkpoint = load_study(tiny_study), load_checkpoint(tiny_checkpoint)
    who = study.ids[0]
    fold = checkpoint.folds[int(checkpoint.assign(study)["fold"][who])]
    features = study.features(who)
    face = torch.from_numpy(features.face[None].astype(np.float32) / np.float32(255))
    audio = torch.from_numpy(features.audio[None])
    means = tuple(fold.baselines[f"training_mean.{name}"][None] for name in MODALITIES)

    def whole(face: torch.Tensor, audio: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            logits = fold.model(face, audio).logits
        return logits[:, 1] - logits[:, 0]

    return study, who, whole, (face, audio), means


def test_exact_values_are_those_of_captum_on_the_whole_model(difference, tiny_checkpoint) -> None:
    study, who, whole, inputs, means = difference
    run = depformer.explain(study, tiny_checkpoint, methods=["shapley_valence"], participants=[who])
    names, members = players(tuple(study.words["valence"]))
    ids = np.einsum("pwm,p->wm", members, np.arange(len(names)))
    masks = (torch.tensor(ids[:, 0]).view(1, -1, 1, 1), torch.tensor(ids[:, 1]).view(1, -1, 1))
    exact = ShapleyValues(whole).attribute(inputs, baselines=means, feature_mask=masks)
    of_cell = np.stack([exact[0][0, :, 0, 0], exact[1][0, :, 0]], axis=-1)
    expected = [of_cell[cells][0] for cells in members]
    got = run["coalition_value"].values[0]
    assert run["player"].values.tolist() == list(names)
    np.testing.assert_allclose(got, expected, atol=1e-4 * np.abs(expected).max())
    assert "attribution" not in run
    np.testing.assert_allclose(got.sum(), float(whole(*inputs) - whole(*means)), atol=1e-4)


def test_sampled_values_are_captum_s_from_the_same_orders(difference, tiny_checkpoint) -> None:
    study, who, whole, inputs, means = difference
    case, _ = one_person(study, load_checkpoint(tiny_checkpoint), who, "training_mean", None)
    spec = METHODS["shapley_sampling"]
    got = spec.attribute(case, spec.options(least=3, most=3)).attribution
    draw = np.random.default_rng(case.seed)
    orders = [draw.permutation(48) for _ in range(3)]
    orders += [order[::-1] for order in orders]
    captum = ShapleyValueSampling(whole)
    captum.permutation_generator = lambda n, samples: iter(order.tolist() for order in orders)
    ids = torch.arange(48).view(24, 2)  # cells in the order of (word, modality)
    masks = (ids[:, 0].view(1, 24, 1, 1), ids[:, 1].view(1, 24, 1))
    found = captum.attribute(inputs, baselines=means, feature_mask=masks, n_samples=len(orders))
    expected = np.stack([found[0][0, :, 0, 0], found[1][0, :, 0]], axis=-1)
    np.testing.assert_allclose(got, expected, atol=1e-4 * np.abs(expected).max())


def test_sampled_values_are_the_exact_ones_within_their_error(difference, tiny_checkpoint) -> None:
    study, who, whole, inputs, means = difference
    runs = [
        depformer.explain(
            study,
            tiny_checkpoint,
            methods={"shapley_sampling": {"tolerance": 1e-6, "most": 10}},
            participants=[who],
            seed=seed,
        )
        for seed in range(8)
    ]
    values = np.stack([run["attribution"].values[0, 0] for run in runs])
    errors = np.stack([run["attribution_sd"].values[0, 0] for run in runs])
    # The spread over seeds is the error that each reports of itself.
    ratio = np.sqrt((values.var(axis=0, ddof=1)).mean() / (errors**2).mean())
    assert 0.8 < ratio < 1.25
    np.testing.assert_allclose(
        values.sum(axis=(1, 2)), float(whole(*inputs) - whole(*means)), atol=1e-4
    )
    assert float(np.abs(runs[0]["completeness_gap"]).max()) < 1e-4
    again = depformer.explain(
        study,
        tiny_checkpoint,
        methods={"shapley_sampling": {"tolerance": 1e-6, "most": 10}},
        participants=[who],
    )
    np.testing.assert_array_equal(again["attribution"].values[0, 0], values[0])


def test_sampling_stops_where_the_error_is_small_enough(difference, tiny_checkpoint) -> None:
    study, who, *_ = difference
    rough, fine = (
        depformer.explain(
            study,
            tiny_checkpoint,
            methods={"shapley_sampling": {"tolerance": tolerance, "most": 1000}},
            participants=[who],
        )
        for tolerance in (0.3, 0.04)
    )
    for run, tolerance in ((rough, 0.3), (fine, 0.04)):
        value, error = (
            run[name].values[0, 0].ravel() for name in ("attribution", "attribution_sd")
        )
        top = np.abs(value).argmax()
        assert error[top] <= tolerance * abs(value[top])
    assert float(fine["attribution_sd"].mean()) < float(rough["attribution_sd"].mean())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"tolerance": 0.0}, "Invalid tolerance: got 0.0"),
        ({"least": 1}, "Invalid least: got 1, allowed is a whole number of at least 2"),
        ({"least": 9, "most": 8}, "Invalid most: got 8"),
    ],
)
def test_wrong_options_are_refused(options, said, tiny_study, tiny_checkpoint) -> None:
    assert "shapley_sampling" in METHODS.ids
    with pytest.raises(DepformerError, match=said):
        depformer.explain(tiny_study, tiny_checkpoint, methods={"shapley_sampling": options})
