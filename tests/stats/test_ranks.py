"""Agreement of rankings, against SciPy and against simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from depformer.stats.ranks import chance_overlap, kendall_w, overlap, ranks, spearman

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


def test_overlap_of_random_rankings_is_that_of_chance() -> None:
    table = np.random.default_rng(2).normal(size=(120, 48))
    assert overlap(table, 10) == pytest.approx(chance_overlap(48, 10), abs=0.003)
    assert overlap(np.tile(table[:1], (3, 1)), 10) == 1
    assert chance_overlap(10, 10) == 1
