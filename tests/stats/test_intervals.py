"""Intervals against SciPy and scikit-learn, and the laws that they obey."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from sklearn import metrics

from depformer.stats.inference.discrimination import auc, auc_interval, auc_score_interval
from depformer.stats.inference.intervals import (
    bootstrap_interval,
    clopper_pearson,
    difference_interval,
    mean_interval,
    resampled_means,
    resamples,
    t_interval,
)

numbers = st.lists(st.floats(-100, 100), min_size=2, max_size=20).map(np.array)


@given(st.integers(1, 300), st.data())
def test_clopper_pearson_is_that_of_scipy(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    exact = scipy_stats.binomtest(k, n).proportion_ci(method="exact")
    assert clopper_pearson(k, n) == pytest.approx((exact.low, exact.high), abs=1e-9)
    low, high = clopper_pearson(k, n)
    assert low <= k / n <= high


def test_19_of_20_is_075_to_0999() -> None:
    assert clopper_pearson(19, 20) == pytest.approx((0.751, 0.999), abs=1e-3)


def test_nobody_has_no_interval() -> None:
    assert np.isnan(clopper_pearson(0, 0)).all()


def test_a_resample_draws_as_many_people_as_there_are() -> None:
    counts = resamples(7, 50, np.random.default_rng(0))
    assert (counts.sum(axis=1) == 7).all()


def test_resampled_means_are_those_of_the_people_drawn() -> None:
    values = np.array([[1.0, np.nan], [2.0, 5.0], [4.0, 7.0]])
    counts = np.array([[2.0, 1.0, 0.0], [3.0, 0.0, 0.0]])
    got = resampled_means(values, counts)
    np.testing.assert_allclose(got, [[4 / 3, 5.0], [1.0, np.nan]])


def test_the_percentile_interval_is_that_of_scipy() -> None:
    values = np.random.default_rng(3).gamma(2, 1, (25, 1))
    draws = resampled_means(values, resamples(25, 999, np.random.default_rng(0)))
    theirs = scipy_stats.bootstrap(
        (values[:, 0],),
        np.mean,
        n_resamples=0,
        method="percentile",
        bootstrap_result=SimpleNamespace(bootstrap_distribution=draws[:, 0]),
    ).confidence_interval
    ours = bootstrap_interval(draws)
    assert (ours.low[0], ours.high[0]) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


def test_the_interval_of_a_difference_is_that_of_scipy() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.gamma(2, 1, (18, 2)), rng.gamma(3, 2, (7, 2))
    a[3, 1] = np.nan
    estimate, ours = difference_interval(a, b)
    for cell in range(2):
        x, y = a[np.isfinite(a[:, cell]), cell], b[:, cell]
        theirs = scipy_stats.ttest_ind(x, y, equal_var=False).confidence_interval()
        assert estimate[cell] == pytest.approx(x.mean() - y.mean())
        got = ours.low[cell], ours.high[cell]
        assert got == pytest.approx((theirs.low, theirs.high), abs=1e-6)


def test_a_difference_without_spread_is_not_claimed_to_be_certain() -> None:
    estimate, interval = difference_interval(np.full((6, 1), 0.9), np.full((7, 1), 0.1))
    assert estimate[0] == pytest.approx(0.8)
    assert np.isnan([interval.low, interval.high]).all()
    _, alone = difference_interval(np.ones((1, 1)), np.arange(5.0)[:, None])
    assert np.isnan([alone.low, alone.high]).all()


@given(st.integers(2, 30), st.floats(0.5, 0.99), st.integers(0, 99))
def test_the_interval_of_student_is_that_of_scipy(n: int, confidence: float, seed: int) -> None:
    values = np.random.default_rng(seed).gamma(2, 3, (n + 2, 2, 3))
    values[:2, 1, 2] = np.nan  # who lacks one cell keeps the others
    estimate, interval, counted = t_interval(values, confidence=confidence)
    assert counted.tolist() == [[n + 2] * 3, [n + 2, n + 2, n]]
    for cell in np.ndindex(2, 3):
        known = values[(slice(None), *cell)]
        known = known[np.isfinite(known)]
        given = len(known) - 1, known.mean(), scipy_stats.sem(known)
        expected = scipy_stats.t.interval(confidence, *given)
        assert estimate[cell] == pytest.approx(known.mean())
        assert (interval.low[cell], interval.high[cell]) == pytest.approx(expected, abs=1e-9)


def test_one_person_has_a_mean_and_no_interval_and_nobody_has_neither() -> None:
    values = np.array([[3.0, np.nan], [np.nan, np.nan]])
    estimate, interval, n = t_interval(values)
    assert n.tolist() == [1, 0]
    assert estimate[0] == 3
    assert np.isnan([estimate[1], *interval.low, *interval.high]).all()


@pytest.mark.parametrize("n", [5, 10, 24])
@pytest.mark.parametrize("shape", ["normal", "exponential"])
def test_a_difference_of_nothing_is_claimed_in_about_5_percent(n: int, shape: str) -> None:
    draw = getattr(np.random.default_rng(n), shape)
    _, interval = difference_interval(draw(size=(n, 4000)), draw(size=(n, 4000)))
    outside = float(((interval.low > 0) | (interval.high < 0)).mean())
    assert 0.025 <= outside <= 0.06


@settings(max_examples=40)
@given(numbers)
def test_the_interval_of_a_mean_lies_within_the_values(values: np.ndarray) -> None:
    estimate, interval = mean_interval(values[:, None], n_bootstrap=200)
    slack = 1e-9 * (1 + np.abs(values).max())
    assert values.min() - slack <= interval.low[0] <= interval.high[0] <= values.max() + slack
    assert estimate[0] == pytest.approx(values.mean())


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    hits = 0
    for seed in range(200):
        _, interval = mean_interval(rng.normal(size=(40, 1)), n_bootstrap=300, seed=seed)
        hits += bool(interval.low[0] <= 0 <= interval.high[0])
    assert 0.88 <= hits / 200 <= 0.99


def test_an_empty_sample_is_nan() -> None:
    estimate, interval = mean_interval(np.empty((0, 3)))
    assert np.isnan([estimate, interval.low, interval.high]).all()
    estimate, interval = difference_interval(np.empty((0, 2)), np.ones((4, 2)))
    assert np.isnan([estimate, interval.low, interval.high]).all()


@given(numbers, numbers)
def test_auc_is_that_of_sklearn(a: np.ndarray, b: np.ndarray) -> None:
    a, b = a.round(), b.round()
    truth = np.r_[np.ones(len(a)), np.zeros(len(b))]
    assert auc(a, b) == pytest.approx(metrics.roc_auc_score(truth, np.r_[a, b]), abs=1e-9)


@settings(max_examples=30)
@given(numbers, numbers)
def test_the_interval_of_the_auc_contains_it_and_ignores_the_order(
    a: np.ndarray, b: np.ndarray
) -> None:
    low, high, _ = auc_interval(a, b, n_bootstrap=200)
    assert 0 <= low <= high <= 1
    assert auc_interval(a[::-1], b[::-1], n_bootstrap=200)[:2] == (low, high)


@pytest.mark.parametrize("levels", [2, 3, 5])
def test_the_interval_of_the_auc_counts_ties_half(levels: int) -> None:
    rng = np.random.default_rng(levels)
    positive = rng.integers(0, levels, 30) + (rng.random(30) < 0.3)
    negative = rng.integers(0, levels, 40)
    truth = np.r_[np.ones(30), np.zeros(40)]
    draws = []
    for _ in range(1000):
        people = np.r_[rng.integers(0, 30, 30), 30 + rng.integers(0, 40, 40)]
        draws.append(metrics.roc_auc_score(truth, np.r_[positive, negative][people]))
    low, high, method = auc_interval(positive.astype(float), negative.astype(float))
    assert method == "bootstrap"
    assert [low, high] == pytest.approx(np.quantile(draws, [0.025, 0.975]).tolist(), abs=0.02)


def test_a_perfect_auc_is_not_claimed_to_be_certain() -> None:
    low, high, method = auc_interval(np.arange(10.0) + 20, np.arange(10.0))
    assert method == "score"
    assert 0.7 < low < 0.85
    assert high == 1


def test_the_score_interval_solves_its_equation() -> None:
    low, high = auc_score_interval(0.8, 30, 40)
    for end in (low, high):
        shared = 1 + 34 * ((1 - end) / (2 - end) + end / (1 + end))
        error = np.sqrt(end * (1 - end) * shared / 1200)
        assert abs(end - 0.8) == pytest.approx(1.959964 * error, abs=1e-4)
