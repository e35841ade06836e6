"""Effect sizes and their intervals against SciPy and against formulas written out."""

from __future__ import annotations

from math import gamma, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from depformer.stats.inference.groups.effect_sizes import (
    bca,
    cliffs_delta,
    correction,
    hedges_g,
    with_interval,
)


def two(seed: int, n: int = 14, m: int = 11, cells: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(0.5, 1, (n, cells)), rng.exponential(1.3, (m, cells))


def g_of(a: np.ndarray, b: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return Hedges' g as SciPy's bootstrap asks for it, written out."""
    n, m = a.shape[axis], b.shape[axis]
    df = n + m - 2
    pooled = ((n - 1) * a.var(axis=axis, ddof=1) + (m - 1) * b.var(axis=axis, ddof=1)) / df
    exact = gamma(df / 2) / (sqrt(df / 2) * gamma((df - 1) / 2))
    return np.asarray(exact * (a.mean(axis=axis) - b.mean(axis=axis)) / np.sqrt(pooled))


def delta_of(a: np.ndarray, b: np.ndarray, axis: int = -1) -> np.ndarray:
    a, b = np.moveaxis(a, axis, -1), np.moveaxis(b, axis, -1)
    return np.asarray(np.sign(a[..., :, None] - b[..., None, :]).mean(axis=(-1, -2)))


def once(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return np.ones((1, len(a))), np.ones((1, len(b)))


def test_estimates_are_those_of_independent_formulas_person_by_person() -> None:
    a, b = two(0)
    a[0, 0] = b[1, 2] = np.nan
    g, delta = (each(a, b, *once(a, b))[0] for each in (hedges_g, cliffs_delta))
    for cell in range(3):
        x, y = (each[np.isfinite(each[:, cell]), cell] for each in (a, b))
        assert g[cell] == pytest.approx(g_of(x, y), rel=1e-9)
        u = scipy_stats.mannwhitneyu(x, y).statistic
        assert delta[cell] == pytest.approx(2 * u / (len(x) * len(y)) - 1, rel=1e-9)


def test_the_correction_is_the_exact_one_and_near_the_usual_approximation() -> None:
    for df in (4, 10, 138):
        assert correction(np.array(df)) == pytest.approx(1 - 3 / (4 * df - 1), abs=3e-3)
    d = 0.5
    assert d * correction(np.array(138.0)) == pytest.approx(0.4973, abs=1e-4)


@pytest.mark.parametrize(("ours", "theirs"), [(hedges_g, g_of), (cliffs_delta, delta_of)])
def test_the_interval_is_that_of_scipy_from_the_same_resamples(ours, theirs) -> None:  # type: ignore[no-untyped-def]
    a, b = two(1)
    found = scipy_stats.bootstrap(
        (a, b), theirs, axis=0, method="BCa", n_resamples=499, rng=np.random.default_rng(4)
    )
    rng = np.random.default_rng(4)
    drawn = [rng.integers(0, len(each), (499, len(each))) for each in (a, b)]
    counts = [
        np.stack([np.bincount(row, minlength=len(each)) for row in rows]).astype(float)
        for rows, each in zip(drawn, (a, b), strict=True)
    ]
    replicates = ours(a, b, *counts)
    np.testing.assert_allclose(replicates.T, found.bootstrap_distribution, atol=1e-9)
    estimate, (low, high) = bca(ours, a, b, replicates)
    np.testing.assert_allclose(estimate, theirs(a, b, axis=0), atol=1e-9)
    np.testing.assert_allclose(low, found.confidence_interval.low, atol=1e-9)
    np.testing.assert_allclose(high, found.confidence_interval.high, atol=1e-9)


def test_whoever_is_missing_is_as_if_never_asked() -> None:
    a, b = two(2)
    with_gap = np.vstack([a, np.full((1, 3), np.nan)])
    rng = np.random.default_rng(0)
    counts = rng.multinomial(len(a), np.full(len(a), 1 / len(a)), 200).astype(float)
    wider = np.column_stack([counts, rng.integers(0, 3, 200)])
    of_b = np.ones((200, len(b)))
    for size in (hedges_g, cliffs_delta):
        one = bca(size, a, b, size(a, b, counts, of_b))
        other = bca(size, with_gap, b, size(with_gap, b, wider, of_b))
        np.testing.assert_allclose(one[1], other[1], atol=1e-9)


@settings(max_examples=15)
@given(st.integers(0, 999), st.floats(-5, 5), st.floats(0.01, 100))
def test_laws(seed: int, shift: float, scale: float) -> None:
    a, b = two(seed)
    one = hedges_g(a, b, *once(a, b))[0]
    moved = hedges_g(shift + scale * a, shift + scale * b, *once(a, b))[0]
    np.testing.assert_allclose(moved, one, rtol=1e-6, atol=1e-9)
    for size in (hedges_g, cliffs_delta):
        there, back = size(a, b, *once(a, b)), size(b, a, *once(b, a))
        np.testing.assert_allclose(back, -there, atol=1e-9)
    estimate, (low, high) = with_interval(hedges_g, a, b, n_bootstrap=300, seed=seed)
    assert (low < estimate).all()
    assert (estimate < high).all()
    assert (np.abs(cliffs_delta(a, b, *once(a, b))) <= 1).all()


def test_groups_that_do_not_overlap_have_no_bca_interval_of_their_order() -> None:
    a, b = np.arange(10.0)[:, None] + 100, np.arange(10.0)[:, None]
    estimate, (low, high) = with_interval(cliffs_delta, a, b, n_bootstrap=200)
    assert estimate[0] == 1
    assert np.isnan([low[0], high[0]]).all()
    flat, _ = with_interval(hedges_g, np.ones((6, 1)), np.zeros((6, 1)), n_bootstrap=50)
    assert np.isnan(flat[0])
