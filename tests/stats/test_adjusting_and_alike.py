"""Adjusted p, equivalence, detectable effects, log ratios and pairs, against other programs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.multitest import multipletests

from depformer import schema, stats
from depformer.errors import DepformerError
from depformer.stats.inference.groups.adjusted import false_discovery, holm
from depformer.stats.inference.groups.composition import centred_log_ratio
from depformer.stats.inference.groups.detectable import detectable_d
from depformer.stats.inference.groups.equivalence import tost, tost_of
from depformer.stats.inference.groups.matching import pairs

P = np.array([0.001, 0.2, np.nan, 0.03, 0.03, 1.0, 0.0001])


@pytest.mark.parametrize(("name", "theirs"), [("bh", "fdr_bh"), ("by", "fdr_by"), ("holm", "holm")])
def test_adjusted_p_are_those_of_statsmodels(name, theirs: str) -> None:  # type: ignore[no-untyped-def]
    got = holm(P) if name == "holm" else false_discovery(P, name)
    tests = np.isfinite(P)
    np.testing.assert_allclose(got[tests], multipletests(P[tests], method=theirs)[1], atol=1e-12)
    assert np.isnan(got[~tests]).all()
    nothing = np.full(2, np.nan)
    assert np.isnan(holm(nothing)).all()


def test_two_one_sided_tests_are_welch_s_against_both_margins() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(0, 1, (40, 3)), rng.normal(0.1, 2, (30, 3))
    a[0, 1], b[:, 2], a[:, 2] = np.nan, 1.0, 1.0
    p, limit = tost(a, b, 0.6)
    for cell in range(2):
        x, y = (each[np.isfinite(each[:, cell]), cell] for each in (a, b))
        n, m = len(x), len(y)
        spread = np.sqrt(((n - 1) * x.var(ddof=1) + (m - 1) * y.var(ddof=1)) / (n + m - 2))
        assert limit[cell] == pytest.approx(0.6 * spread)
        above = scipy_stats.ttest_ind(x + limit[cell], y, equal_var=False, alternative="greater")
        below = scipy_stats.ttest_ind(x - limit[cell], y, equal_var=False, alternative="less")
        assert p[cell] == pytest.approx(max(above.pvalue, below.pvalue), abs=1e-9)
        error, df = np.sqrt(x.var(ddof=1) / n + y.var(ddof=1) / m), above.df
        of_numbers = tost_of(x.mean() - y.mean(), error, df, limit[cell])
        assert of_numbers == pytest.approx(p[cell], abs=1e-9)
    assert np.isnan(p[2])


def test_alike_is_what_its_interval_says() -> None:
    run = schema.example(2, participants=160)
    table = stats.equivalence(run, margin=0.6)
    limit = table["estimate"].abs() + 1e-9
    assert (table["margin"] == 0.6).all()
    assert (table["n_permutations"] == 0).all()
    assert (table["ci_low"] <= table["estimate"]).all()
    assert (table["p_adjusted"] >= table["p"]).all()
    wider = stats.equivalence(run, margin=2)
    assert (wider["p"] < table["p"]).all()
    assert (wider["p_adjusted"] < 0.05).all()
    assert (limit > 0).all()
    with pytest.raises(DepformerError, match="margin"):
        stats.equivalence(run, margin=0)


@pytest.mark.parametrize(("tests", "d"), [(1, 0.48), (24, 0.67), (72, 0.73)])
def test_seventy_a_group_find_what_is_published(tests: int, d: float) -> None:
    found = detectable_d(70, 70, tests=tests)
    assert found == pytest.approx(d, abs=0.005)
    assert detectable_d(140, 35, tests=tests) > found  # uneven groups find less than even ones


def test_the_detectable_effect_counts_the_cells_that_are_tested() -> None:
    run = schema.example(0, participants=140, words=12)
    table = stats.detectable_effect(run)
    assert table.attrs["tests"] == 24
    assert table["estimate"].round(2).tolist() == [0.48, 0.67]
    assert table["adjustment"].tolist() == ["none", "holm"]


def test_log_ratios_sum_to_0_and_do_not_know_the_whole() -> None:
    masses = np.random.default_rng(0).dirichlet(np.ones(6), 4)
    masses[0, 2] = np.nan
    got = centred_log_ratio(masses)
    np.testing.assert_allclose(np.nansum(got, axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(centred_log_ratio(7 * masses), got, atol=1e-12)
    np.testing.assert_allclose(got[1], np.log(masses[1] / scipy_stats.gmean(masses[1])))


@settings(max_examples=25)
@given(st.integers(0, 999), st.integers(4, 40))
def test_pairs_are_near_and_nobody_stands_in_two(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    in_a = rng.random(n) < 0.5
    score = rng.normal(size=n) + in_a
    score[rng.random(n) < 0.1] = np.nan
    first, second = pairs(score, in_a)
    assert in_a[first].all()
    assert not in_a[second].any()
    assert len(set(first)) == len(set(second)) == len(first) == len(second)
    known = np.isfinite(score)
    if min((known & in_a).sum(), (known & ~in_a).sum()) >= 2:
        spread = np.sqrt((score[known & in_a].var(ddof=1) + score[known & ~in_a].var(ddof=1)) / 2)
        apart = np.abs(score[first] - score[second])
        assert (apart <= 0.2 * spread).all()
        assert (np.diff(apart) >= 0).all()  # the closest first
        left_a, left_b = (
            np.setdiff1d(np.flatnonzero(side & known), paired)
            for side, paired in ((in_a, first), (~in_a, second))
        )
        further = np.abs(score[left_a][:, None] - score[left_b])
        assert (further > 0.2 * spread).all()  # none is left who could be paired
    there, back = pairs(score, in_a), pairs(score, ~in_a)
    assert sorted(there[0]) == sorted(back[1])


@pytest.mark.parametrize(("n_a", "n_b"), [(82, 58), (58, 82), (7, 90), (140, 5)])
@pytest.mark.parametrize("tests", [1, 48])
def test_groups_of_any_sizes_find_what_is_said(n_a: int, n_b: int, tests: int) -> None:
    d, df = detectable_d(n_a, n_b, tests=tests), n_a + n_b - 2
    moved = scipy_stats.nct(df, d / np.sqrt(1 / n_a + 1 / n_b))
    limit = scipy_stats.t.ppf(1 - 0.05 / tests / 2, df)
    assert moved.sf(limit) + moved.cdf(-limit) == pytest.approx(0.8, abs=1e-5)
