"""Muting written out word by word, on a model in which cells act together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from scipy import stats as scipy_stats

from depformer.explain.case import Case
from depformer.explain.checks.muting import faithfulness
from depformer.model import Taps

WORDS, CELLS = 12, 24


def game(seed: int, lean: float) -> Callable[[np.ndarray], np.ndarray]:
    """Return the logit difference by which cells are shown, shape (row, cell) of 0 and 1."""
    rng = np.random.default_rng(seed)
    single, pair = rng.normal(size=CELLS), rng.normal(0, 0.3, (CELLS, CELLS))

    def value(shown: np.ndarray) -> np.ndarray:
        together = np.einsum("ri,ij,rj->r", shown, np.triu(pair, 1), shown)
        return np.asarray(shown @ single + together + lean)

    return value


def case_of(value: Callable[[np.ndarray], np.ndarray]) -> Case:
    """Return a person whose z is 1 in every cell, before a baseline of 0."""

    def classify(z: torch.Tensor) -> SimpleNamespace:
        logit = torch.from_numpy(value(z[..., 0].flatten(1).double().numpy()))
        return SimpleNamespace(logits=torch.stack([torch.zeros_like(logit), logit], dim=1))

    z = torch.ones(WORDS, 2, 1)
    model = SimpleNamespace(classify=classify)
    return Case(model, z, torch.zeros_like(z), Taps(), 0)  # type: ignore[arg-type]


def while_muting(value: Callable[[np.ndarray], np.ndarray], order: list[int]) -> np.ndarray:
    """Return the logit difference with 0, 1, ... all words of the order muted."""
    shown = np.ones((WORDS, 2))
    heights = [value(shown.reshape(1, -1))[0]]
    for word in order:
        shown[word] = 0
        heights.append(value(shown.reshape(1, -1))[0])
    return np.array(heights)


def mean_height(curve: np.ndarray) -> float:
    return float(((curve[1:] + curve[:-1]) / 2).mean())


@pytest.mark.parametrize(("seed", "lean"), [(0, 8.0), (1, -8.0), (2, 3.0), (3, -3.0)])
@pytest.mark.parametrize("signed", [True, False])
def test_every_number_of_muting_by_hand(seed: int, lean: float, *, signed: bool) -> None:
    value = game(seed, lean)
    towards = 1.0 if value(np.ones((1, CELLS)))[0] > 0 else -1.0
    rng = np.random.default_rng(seed + 50)
    attribution = rng.normal(size=(WORDS, 2)) if signed else rng.random((WORDS, 2))
    found = faithfulness(case_of(value), attribution[None], np.array([signed]), orders=600)

    worth = attribution.sum(axis=1) * (towards if signed else 1)
    order = np.argsort(-worth).tolist()
    deletion = towards * while_muting(value, order)
    np.testing.assert_allclose(found.curve[0, 0], deletion, atol=1e-9)
    # With k words shown, all but the first k of the order are muted.
    shown = towards * np.array(
        [while_muting(value, order[k:] + order[:k])[WORDS - k] for k in range(WORDS + 1)]
    )
    np.testing.assert_allclose(found.curve[0, 1], shown, atol=1e-9)
    assert found.metrics["deletion"][0] == pytest.approx(mean_height(deletion))
    assert found.metrics["insertion"][0] == pytest.approx(mean_height(shown))
    top = [1, 2, 6]  # 10, 20 and 50 % of 12 words
    assert found.metrics["comprehensiveness"][0] == pytest.approx(
        deletion[0] - deletion[top].mean()
    )
    assert found.metrics["sufficiency"][0] == pytest.approx(deletion[0] - shown[top].mean())

    orders = [rng.permutation(WORDS).tolist() for _ in range(3000)]
    random = towards * np.stack([while_muting(value, each) for each in orders])
    backwards = random[:, ::-1]
    for name, own, drawn, better in (
        ("deletion", deletion, random, np.less),
        ("insertion", shown, backwards, np.greater),
    ):
        areas = np.array([mean_height(each) for each in drawn])
        rank = better(mean_height(own), areas).mean()
        assert found.metrics[f"{name}_rank"][0] == pytest.approx(rank, abs=0.08)
        assert found.metrics[f"{name}_random"][0] == pytest.approx(areas.mean(), abs=0.4)
    for name, drawn in (("comprehensiveness", random), ("sufficiency", backwards)):
        expected = deletion[0] - drawn[:, top].mean()
        assert found.metrics[f"{name}_random"][0] == pytest.approx(expected, abs=0.5)

    effect = []
    for cell in range(CELLS):
        without = np.ones((1, CELLS))
        without[0, cell] = 0
        effect.append(value(np.ones((1, CELLS)))[0] - value(without)[0])
    largest = np.argsort(-np.abs(attribution.ravel()))[:10]
    claimed = np.sign(attribution.ravel()) if signed else np.full(CELLS, towards)
    agrees = [claimed[cell] == np.sign(effect[cell]) for cell in largest]
    assert found.metrics["polarity"][0] == pytest.approx(np.mean(agrees))


def test_both_ranks_are_even_for_an_order_drawn_by_lot() -> None:
    value = game(4, 5.0)
    ranks: dict[str, list[float]] = {"deletion_rank": [], "insertion_rank": []}
    for seed in range(60):
        drawn = np.random.default_rng([seed, 1]).normal(size=(1, WORDS, 2))
        case = replace(case_of(value), seed=seed)
        found = faithfulness(case, drawn, np.array([True]), orders=40)
        for name, values in ranks.items():
            values.append(found.metrics[name][0])
    for values in ranks.values():
        assert scipy_stats.kstest(values, "uniform").pvalue > 0.01


def test_a_cell_that_moves_nothing_or_is_given_nothing_agrees_with_no_sign() -> None:
    """Of the ten largest cells three move nothing, and one is given nothing at all."""
    worth = np.r_[np.arange(10.0, 1.0, -1.0), np.zeros(CELLS - 9)]  # nine cells have a value
    effect = np.where(np.arange(CELLS) < 3, 0.0, 1.0)
    case = case_of(lambda shown: shown @ effect)
    found = faithfulness(case, worth.reshape(1, WORDS, 2), np.array([True]), orders=2)
    assert found.metrics["polarity"][0] == pytest.approx(0.6)
