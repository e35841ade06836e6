"""How well scores find planted cells, against scikit-learn and by the laws of ranks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from depformer.stats.inference.planted import auroc, cell_scores, precision_at_k, resampled_scores

SEEDS = st.integers(0, 9999)


def cells(seed: int, *, ties: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return which of 12 words x 2 cells are planted, and a score of each."""
    draw = np.random.default_rng(seed)
    truth = np.zeros(24, dtype=bool)
    truth[draw.permutation(24)[: draw.integers(1, 24)]] = True
    score = draw.integers(0, 4, 24).astype(float) if ties else draw.normal(size=24)
    return truth.reshape(12, 2), score.reshape(12, 2)


@given(SEEDS, st.booleans())
def test_auroc_is_that_of_scikit_learn(seed: int, ties: bool) -> None:
    truth, score = cells(seed, ties=ties)
    assert auroc(truth, score) == pytest.approx(roc_auc_score(truth.ravel(), score.ravel()))


@given(SEEDS, st.booleans())
def test_auroc_turns_with_the_scores_and_with_the_truth(seed: int, ties: bool) -> None:
    truth, score = cells(seed, ties=ties)
    whole = auroc(truth, score)
    assert auroc(truth, 1 - score) == pytest.approx(1 - whole)
    assert auroc(~truth, score) == pytest.approx(1 - whole)
    assert auroc(truth, np.exp(2 * score)) == pytest.approx(whole)
    assert auroc(truth, truth) == 1
    assert auroc(truth, np.ones((12, 2))) == 0.5


def test_cells_without_a_score_are_left_out() -> None:
    truth = np.array([1, 1, 0, 0, 0], dtype=bool)
    score = np.array([3.0, np.nan, 2, 4, np.nan])
    assert auroc(truth, score) == 0.5
    assert precision_at_k(truth, score) == 0  # one planted cell is left, and 4 is the largest
    assert np.isnan(auroc(truth, np.where(truth, np.nan, 1.0)))
    assert np.isnan(auroc(~truth, np.where(truth, np.nan, 1.0)))
    assert np.isnan(precision_at_k(truth, np.where(truth, np.nan, 1.0)))


@given(SEEDS)
def test_precision_counts_the_planted_among_the_first(seed: int) -> None:
    truth, score = cells(seed, ties=False)
    k = truth.sum()
    first = score >= np.sort(score, axis=None)[::-1][k - 1]
    assert precision_at_k(truth, score) == pytest.approx((truth & first).sum() / k)
    assert precision_at_k(truth, truth) == 1


@given(SEEDS)
def test_precision_does_not_depend_on_the_order_of_cells_that_tie(seed: int) -> None:
    truth, score = cells(seed, ties=True)
    turn = np.random.default_rng(seed).permutation(24)
    turned = precision_at_k(truth.ravel()[turn], score.ravel()[turn])
    assert turned == pytest.approx(precision_at_k(truth, score))
    assert precision_at_k(truth, np.zeros((12, 2))) == pytest.approx(truth.mean())


def people(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return attributions of 6 depressed, 8 healthy and 2 others, a few missing."""
    draw = np.random.default_rng(seed)
    values = draw.normal(size=(16, 3, 2))
    values[0, 1, 1] = values[7, 2, 0] = np.nan
    group = draw.permutation([0] * 6 + [1] * 8 + [2] * 2)
    return values, group == 0, group == 1


@given(SEEDS)
def test_the_scores_of_cells_by_hand(seed: int) -> None:
    values, depressed, healthy = people(seed)
    found = cell_scores(values, depressed, healthy)
    for cell in np.ndindex(3, 2):
        of_cell = values[(slice(None), *cell)]
        gap = np.nanmean(of_cell[depressed]) - np.nanmean(of_cell[healthy])
        assert found["cohort_difference"][cell] == pytest.approx(abs(gap))
        size = np.nanmean(np.abs(of_cell[depressed | healthy]))
        assert found["mean_magnitude"][cell] == pytest.approx(size)
    turned = cell_scores(values, healthy, depressed)
    np.testing.assert_allclose(turned["cohort_difference"], found["cohort_difference"])


def test_people_are_redrawn_within_their_group() -> None:
    """The groups differ by 10 in every draw, and in size by nothing that is redrawn."""
    depressed = np.arange(14) < 6
    values = np.where(depressed, 10.0, 0.0)[:, None, None] * np.ones((14, 3, 2))
    found = resampled_scores(values, depressed, ~depressed, n_bootstrap=50, seed=0)
    np.testing.assert_allclose(found["cohort_difference"], np.full((50, 6), 10.0))
    np.testing.assert_allclose(found["mean_magnitude"], np.full((50, 6), 60 / 14))


def test_redrawn_scores_lie_about_those_of_everybody() -> None:
    values, depressed, healthy = people(3)
    found = resampled_scores(values, depressed, healthy, n_bootstrap=4000, seed=1)
    expected = cell_scores(values, depressed, healthy)["mean_magnitude"].ravel()
    np.testing.assert_allclose(found["mean_magnitude"].mean(axis=0), expected, atol=0.02)
    groups = [np.abs(values[who]) for who in (depressed, healthy)]
    sizes = [np.isfinite(group).sum(axis=0) for group in groups]
    spread = (
        sum(n**2 * np.nanvar(group, axis=0) / n for group, n in zip(groups, sizes, strict=True))
        / sum(sizes) ** 2
    )
    complete = np.isfinite(values).all(axis=0).ravel()
    drawn = found["mean_magnitude"].var(axis=0)
    np.testing.assert_allclose(drawn[complete], spread.ravel()[complete], rtol=0.1)
    again = resampled_scores(values, depressed, healthy, n_bootstrap=4000, seed=1)
    np.testing.assert_array_equal(again["mean_magnitude"], found["mean_magnitude"])
