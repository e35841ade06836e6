"""Agreement of rankings, against SciPy and against simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from depformer.stats.inference.ranks import (
    at_the_top,
    chance_overlap,
    kendall_w,
    mean_spearman,
    overlap,
    ranks,
    spearman,
)

VALUES = st.lists(st.integers(-5, 5), min_size=4, max_size=12)


@given(VALUES)
def test_ranks_are_those_of_scipy_ties_included(values: list[int]) -> None:
    np.testing.assert_allclose(ranks(values), scipy_stats.rankdata(values))


@given(st.integers(4, 12), st.randoms(use_true_random=False))
def test_spearman_is_that_of_scipy(n: int, random) -> None:
    a, b = ([random.randint(-4, 4) for _ in range(n)] for _ in range(2))
    got = float(spearman(a, b))
    if len(set(a)) == 1 or len(set(b)) == 1:
        assert np.isnan(got)
    else:
        assert got == pytest.approx(scipy_stats.spearmanr(a, b).statistic)


def test_spearman_leaves_out_what_is_missing_and_works_row_by_row() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 3, 10))
    a[1, 4] = np.nan
    kept = np.delete(np.arange(10), 4)
    expected = [scipy_stats.spearmanr(a[i], b[i]).statistic for i in (0, 2)]
    np.testing.assert_allclose(spearman(a, b)[[0, 2]], expected)
    assert spearman(a, b)[1] == pytest.approx(scipy_stats.spearmanr(a[1, kept], b[1, kept])[0])


def test_kendall_w_is_friedman_over_its_largest_value() -> None:
    table = np.random.default_rng(1).integers(0, 6, size=(4, 9)).astype(float)
    friedman = scipy_stats.friedmanchisquare(*table.T).statistic
    assert kendall_w(table) == pytest.approx(friedman / (4 * 8))
    assert kendall_w(np.tile(table[:1], (3, 1))) == pytest.approx(1)
    assert np.isnan(kendall_w(table[:1]))


MONOTONE = (lambda x: 3 * x + 1, np.exp, lambda x: x**3, np.arctan)


@given(st.integers(0, 999), st.sampled_from(MONOTONE))
def test_monotone_maps_change_no_ranking(seed: int, bend) -> None:
    table = np.random.default_rng(seed).integers(-4, 5, size=(3, 9)).astype(float)
    bent = np.vstack([bend(table[0]), table[1:]])
    np.testing.assert_array_equal(ranks(bent), ranks(table))
    np.testing.assert_allclose(spearman(bent[0], bent[1]), spearman(table[0], table[1]))
    np.testing.assert_allclose(spearman(-bent[0], bent[1]), -spearman(table[0], table[1]))
    np.testing.assert_allclose(kendall_w(bent), kendall_w(table))
    np.testing.assert_allclose(overlap(bent, 4), overlap(table, 4))


@given(st.integers(2, 6), st.integers(3, 12), st.integers(0, 999))
def test_kendall_w_lies_between_its_ends(raters: int, items: int, seed: int) -> None:
    table = np.random.default_rng(seed).normal(size=(raters, items))
    assert -1e-12 <= kendall_w(table) <= 1 + 1e-12
    same = np.array([np.exp(table[0]) * (rater + 1) for rater in range(raters)])
    assert kendall_w(same) == pytest.approx(1)
    opposite = np.vstack([table[0], -table[0]])
    assert kendall_w(opposite) == pytest.approx(0, abs=1e-12)


@given(st.integers(2, 6), st.integers(3, 12), st.integers(0, 999), st.booleans())
def test_the_mean_correlation_of_all_pairs_is_scipy_s(
    raters: int, items: int, seed: int, ties: bool
) -> None:
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 4, size=(raters, items)) if ties else rng.normal(size=(raters, items))
    telling = [row for row in table if len(set(row)) > 1]
    pairs = [
        scipy_stats.spearmanr(a, b).statistic for i, a in enumerate(telling) for b in telling[:i]
    ]
    if pairs:
        assert mean_spearman(table) == pytest.approx(np.mean(pairs))
    else:
        assert np.isnan(mean_spearman(table))
    if not ties:
        w = kendall_w(table)
        assert mean_spearman(table) == pytest.approx((raters * w - 1) / (raters - 1))


def test_the_mean_correlation_leaves_out_what_one_rater_lacks_and_needs_three_items() -> None:
    table = np.random.default_rng(4).normal(size=(3, 6))
    holed = np.insert(table, 2, [np.nan, 1.0, 2.0], axis=1)
    assert mean_spearman(holed) == pytest.approx(mean_spearman(table))
    assert np.isnan(mean_spearman(table[:, :2]))
    assert np.isnan(mean_spearman(table[:1]))
    assert np.isnan(mean_spearman(np.ones((3, 6))))


def test_kendall_w_leaves_out_what_one_rater_lacks_and_needs_three_items() -> None:
    table = np.random.default_rng(4).normal(size=(3, 6))
    holed = np.insert(table, 2, [np.nan, 1.0, 2.0], axis=1)
    assert kendall_w(holed) == pytest.approx(kendall_w(table))
    assert np.isnan(kendall_w(table[:, :2]))
    assert np.isnan(kendall_w(np.ones((3, 6))))


@given(st.integers(1, 12), st.integers(0, 999))
def test_the_first_k_are_k_and_those_of_every_lot(k: int, seed: int) -> None:
    values = np.random.default_rng(seed).integers(0, 5, size=12).astype(float)
    chance = at_the_top(values, k)
    assert chance.sum() == pytest.approx(k)
    draw = np.random.default_rng(seed)
    lots = [np.lexsort((draw.random(12), -values))[:k] for _ in range(1500)]
    drawn = np.bincount(np.concatenate(lots), minlength=12) / 1500
    np.testing.assert_allclose(drawn, chance, atol=0.08)


@given(st.integers(1, 9), st.integers(0, 999))
def test_overlap_without_ties_is_that_of_sets(k: int, seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(3, 9))
    tops = [set(np.argsort(row)[::-1][:k].tolist()) for row in rows]
    pairs = [len(a & b) / len(a | b) for i, a in enumerate(tops) for b in tops[:i]]
    assert overlap(rows, k) == pytest.approx(np.mean(pairs))
    assert np.isnan(overlap(rows[:1], k))
    assert np.isnan(overlap(rows[:, : k - 1], k))


@given(st.integers(0, 999))
def test_the_order_of_items_that_tie_makes_no_overlap(seed: int) -> None:
    draw = np.random.default_rng(seed)
    rows = draw.integers(0, 3, size=(3, 16)).astype(float)
    turned = rows[:, draw.permutation(16)]
    assert overlap(turned, 5) == pytest.approx(overlap(rows, 5))
    assert overlap(np.zeros((2, 16)), 5) == pytest.approx(5 * 5 / 16 / (10 - 25 / 16))


@given(st.integers(2, 20), st.data())
def test_chance_overlap_is_hypergeometric(items: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, items))
    shared = np.arange(k + 1)
    ways = scipy_stats.hypergeom(items, k, k).pmf(shared)
    assert chance_overlap(items, k) == pytest.approx((ways * shared / (2 * k - shared)).sum())


def test_overlap_of_random_rankings_is_that_of_chance() -> None:
    table = np.random.default_rng(2).normal(size=(120, 48))
    assert overlap(table, 10) == pytest.approx(chance_overlap(48, 10), abs=0.003)
    assert overlap(np.tile(table[:1], (3, 1)), 10) == 1
    assert chance_overlap(10, 10) == 1
