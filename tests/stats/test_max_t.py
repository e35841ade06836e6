"""Max-T by permutation against a loop over SciPy's Welch tests, and its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from depformer.stats.inference.groups.max_t import CHUNK, MaxT, max_t
from depformer.stats.inference.groups.welch import welch
from depformer.stats.inference.permutations import permuted


def people(seed: int, n: int = 24, cells: int = 6, *, gaps: float = 0.05) -> np.ndarray:
    """Return values whose cells go together, some missing, the first cells apart by group."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, 1)) + rng.exponential(size=(n, cells))
    values[: n // 2, : cells // 3] += 1.0
    values[rng.random(values.shape) < gaps] = np.nan
    return values


def judged(values: np.ndarray, in_a: np.ndarray, groups: np.ndarray) -> MaxT:
    observed = welch(values, in_a[None]).t[0]
    return max_t(observed, lambda draws: welch(values, groups[draws]).t, len(groups))


def scipy_t(values: np.ndarray, in_a: np.ndarray) -> np.ndarray:
    a, b = values[in_a], values[~in_a]
    return np.asarray(
        scipy_stats.ttest_ind(a, b, equal_var=False, nan_policy="omit").statistic, dtype=float
    )


@pytest.mark.parametrize("seed", [0, 1])
def test_every_p_is_that_of_a_loop_written_out(seed: int) -> None:
    values, in_a = people(seed), np.arange(24) < 12
    groups = permuted(in_a, 60, np.random.default_rng(seed))
    got = judged(values, in_a, groups)
    own = np.abs(scipy_t(values, in_a))
    drawn = np.array([np.abs(scipy_t(values, who)) for who in groups])
    np.testing.assert_allclose(np.abs(welch(values, in_a[None]).t[0]), own, rtol=1e-9)
    np.testing.assert_allclose(got.p, (1 + (drawn >= own - 1e-9).sum(axis=0)) / 61)
    order, last = np.argsort(-own), 0.0
    for place, cell in enumerate(order):  # step-down: the cells that are still there
        count = (drawn[:, order[place:]].max(axis=1) >= own[cell] - 1e-9).sum()
        last = max(last, (count + 1) / 61)
        assert got.p_adjusted[cell] == pytest.approx(last)
    assert got.omnibus == pytest.approx((own**2).sum())
    whole = ((drawn**2).sum(axis=1) >= got.omnibus - 1e-9).sum()
    assert got.p_omnibus == pytest.approx((whole + 1) / 61)


def test_chunks_are_counted_together() -> None:
    values, in_a = people(3), np.arange(24) < 12
    groups = permuted(in_a, CHUNK + 7, np.random.default_rng(0))
    got = judged(values, in_a, groups)
    drawn = np.abs(welch(values, groups).t)
    own = np.abs(welch(values, in_a[None]).t[0])
    np.testing.assert_allclose(got.p, ((drawn >= own).sum(axis=0) + 1) / (len(groups) + 1))


@settings(max_examples=20)
@given(st.integers(0, 999), st.floats(-3, 3), st.floats(0.01, 100))
def test_laws(seed: int, shift: float, scale: float) -> None:
    values, in_a = people(seed), np.arange(24) < 12
    groups = permuted(in_a, 99, np.random.default_rng(seed))
    got, t = judged(values, in_a, groups), np.abs(welch(values, in_a[None]).t[0])
    assert (got.p_adjusted >= got.p).all()
    assert (np.diff(got.p_adjusted[np.argsort(-t)]) >= 0).all()
    assert got.p.min() >= 1 / 100
    assert got.p_adjusted.max() <= 1
    np.testing.assert_allclose(
        welch(shift + scale * values, in_a[None]).t[0],
        t * np.sign(welch(values, in_a[None]).t[0]),
        rtol=1e-6,
    )
    cells, rows = (
        np.random.default_rng(seed).permutation(6),
        np.random.default_rng(1).permutation(24),
    )
    moved = judged(values[rows][:, cells], in_a[rows], groups[:, rows])
    np.testing.assert_allclose(moved.p_adjusted, got.p_adjusted[cells])
    turned = judged(values, ~in_a, ~groups)
    np.testing.assert_allclose(turned.p_adjusted, got.p_adjusted)
    np.testing.assert_allclose(
        welch(values, ~in_a[None]).t, -welch(values, in_a[None]).t, rtol=1e-9
    )


def test_a_cell_without_spread_is_outside_the_family() -> None:
    values, in_a = people(5, gaps=0), np.arange(24) < 12
    flat = np.column_stack([values, np.full(24, 0.1), np.where(in_a, 1.0, 2.0)])
    groups = permuted(in_a, 99, np.random.default_rng(0))
    alone, beside = judged(values, in_a, groups), judged(flat, in_a, groups)
    assert np.isnan(beside.p[6:]).all()
    assert np.isnan(beside.p_adjusted[6:]).all()
    np.testing.assert_array_equal(beside.p_adjusted[:6], alone.p_adjusted)
    assert beside.omnibus == pytest.approx(alone.omnibus)
    nothing = judged(flat[:, 6:], in_a, groups)
    assert np.isnan(nothing.p_omnibus)


def test_a_draw_that_leaves_a_cell_without_a_test_counts_against_it() -> None:
    values = np.random.default_rng(0).normal(size=(40, 2))
    values[5:20, 0] = values[25:, 0] = np.nan  # five people of each group are known
    values[:5, 0] += 3
    in_a = np.arange(40) < 20
    groups = permuted(in_a, 2000, np.random.default_rng(0))
    lost = np.isnan(welch(values, groups).t[:, 0]).sum()
    assert lost > 0
    got = judged(values, in_a, groups)
    assert got.p[0] > lost / 2001
    alone = judged(values[:, 1:], in_a, groups)
    assert got.p[1] == alone.p[0]
    assert got.p_adjusted[1] >= alone.p_adjusted[0]


def test_without_an_effect_one_family_in_twenty_holds_a_significant_cell() -> None:
    rng, in_a, found = np.random.default_rng(1), np.arange(20) < 10, []
    for seed in range(200):
        values = people(seed, 20, 8, gaps=0)
        values[:10, :2] -= 1.0
        got = judged(values, in_a, permuted(in_a, 99, rng))
        found.append((got.p_adjusted <= 0.05).any())
    assert 0.01 < np.mean(found) < 0.10
