"""Covariates: linear models against statsmodels, permutations against a loop, refusals by name."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
import statsmodels.api as sm
import xarray as xr
from scipy import stats as scipy_stats

from depformer import schema, stats
from depformer.errors import DepformerError
from depformer.stats.inference.groups.correlation import rank_correlations
from depformer.stats.inference.groups.effect_sizes import (
    correction,
    hedges_g,
    hedges_g_beside,
    with_interval,
)
from depformer.stats.inference.groups.freedman_lane import among, fitted, permuted_t
from depformer.stats.inference.permutations import orders


def design(seed: int, n: int = 20) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    nuisance = rng.normal(size=(n, 2))
    term = (np.arange(n) < n // 2).astype(float)
    values = rng.normal(size=(n, 4)) + nuisance @ [[1, 0, 2, 1], [0, 3, 1, 0]] + term[:, None]
    values[rng.random(values.shape) < 0.06] = np.nan
    return values, term, nuisance


def refitted(y: np.ndarray, term: np.ndarray, nuisance: np.ndarray):  # type: ignore[no-untyped-def]
    return sm.OLS(y, np.column_stack([term, np.ones(len(y)), nuisance])).fit()


@pytest.mark.parametrize("seed", [0, 1])
def test_the_term_is_that_of_statsmodels(seed: int) -> None:
    values, term, nuisance = design(seed)
    got = fitted(values, term, nuisance)
    first = permuted_t(values, term, nuisance, np.arange(20)[None])[0]
    for cell in range(4):
        known = np.isfinite(values[:, cell])
        model = refitted(values[known, cell], term[known], nuisance[known])
        assert got.estimate[cell] == pytest.approx(model.params[0], abs=1e-9)
        assert got.t[cell] == pytest.approx(model.tvalues[0], rel=1e-9)
        assert first[cell] == pytest.approx(model.tvalues[0], rel=1e-9)
        low, high = got.interval()
        assert (low[cell], high[cell]) == pytest.approx(tuple(model.conf_int()[0]))
        assert got.spread[cell] == pytest.approx(np.sqrt(model.scale))


def test_g_beside_covariates_is_fitted_anew_in_every_resample() -> None:
    values, term, nuisance = design(4)
    a, b, (cov_a, cov_b) = values[:10], values[10:], (nuisance[:10], nuisance[10:])
    size = hedges_g_beside(cov_a, cov_b)
    rng = np.random.default_rng(0)
    counts = [rng.multinomial(10, np.full(10, 0.1), 30).astype(float) for _ in range(2)]
    got = size(a, b, *counts)
    for draw, weights in enumerate(np.hstack(counts).astype(int)):
        rows = np.repeat(np.arange(20), weights)
        for cell in range(4):
            own = rows[np.isfinite(values[rows, cell])]
            model = refitted(values[own, cell], term[own], nuisance[own])
            df = len(own) - 4
            exact = correction(np.array(float(df)))
            assert got[draw, cell] == pytest.approx(exact * model.params[0] / np.sqrt(model.scale))
    plain = hedges_g_beside(np.empty((10, 0)), np.empty((10, 0)))
    np.testing.assert_allclose(plain(a, b, *counts), hedges_g(a, b, *counts), atol=1e-9)


def test_what_goes_with_the_group_makes_the_interval_of_g_wide() -> None:
    run = schema.example(1, participants=60)
    near = np.where(np.arange(60) < 30, 1.0, 0.0) + np.random.default_rng(0).normal(0, 0.2, 60)
    run["age"] = ("participant", near)
    plain, held = (
        stats.valence_contrast(run, covariates=names, n_permutations=9).iloc[1]
        for names in ((), ("age",))
    )
    assert held["ci_high"] - held["ci_low"] > 1.5 * (plain["ci_high"] - plain["ci_low"])


def test_permutations_are_those_of_freedman_and_lane_written_out() -> None:
    values, term, nuisance = design(2)
    drawn = orders(20, 25, np.random.default_rng(0))
    got = permuted_t(values, term, nuisance, drawn)
    for cell in range(4):
        rows = np.flatnonzero(np.isfinite(values[:, cell]))
        y, x, z = values[rows, cell], term[rows], nuisance[rows]
        reduced = sm.OLS(y, sm.add_constant(z)).fit()
        for order, t in zip(among(drawn, rows), got[:, cell], strict=True):
            new = reduced.fittedvalues + reduced.resid[order]
            assert t == pytest.approx(refitted(new, x, z).tvalues[0], abs=1e-8)


def test_a_site_where_nobody_of_a_cell_was_recorded_holds_nothing_constant() -> None:
    rng, site = np.random.default_rng(0), np.repeat([0, 1, 2], 10)
    values, term = rng.normal(size=(30, 2)), (np.arange(30) % 2 == 0).astype(float)
    values[site == 2, 1] = np.nan
    sites = np.stack([site == 1, site == 2], axis=1).astype(float)
    own = fitted(values, term, sites)
    alone = fitted(values[:20, 1:], term[:20], sites[:20, :1])
    assert (own.t[1], own.df[1]) == pytest.approx((alone.t[0], 17))
    first = permuted_t(values, term, sites, np.arange(30)[None])[0]
    np.testing.assert_allclose(first, own.t, rtol=1e-9)
    in_a = term == 1
    size, (low, high) = with_interval(
        hedges_g_beside(sites[in_a], sites[~in_a]), values[in_a], values[~in_a], n_bootstrap=99
    )
    assert size[1] == pytest.approx(alone.estimate[0] / alone.spread[0] * correction(alone.df)[0])
    assert (low < size).all()
    assert (size < high).all()


def test_an_order_of_some_people_is_that_of_all_without_the_others() -> None:
    drawn = np.array([[3, 1, 0, 2], [0, 2, 1, 3]])
    assert among(drawn, np.array([0, 2, 3])).tolist() == [[2, 0, 1], [0, 1, 2]]


def test_nobody_leaves_the_fold_where_somebody_is_not_known() -> None:
    fold, rows = np.arange(20) % 2, np.delete(np.arange(20), [0, 3])
    drawn = among(orders(20, 200, np.random.default_rng(0), fold), rows)
    assert (np.sort(drawn, axis=1) == np.arange(18)).all()
    assert (fold[rows][drawn] == fold[rows]).all()


def test_every_order_of_those_who_are_left_is_as_likely() -> None:
    every = np.array(list(permutations(range(5))))
    left, counts = np.unique(among(every, np.array([0, 2, 4])), axis=0, return_counts=True)
    assert len(left) == 6
    assert set(counts) == {20}


def test_a_difference_between_folds_is_none_between_groups_where_somebody_is_not_known() -> None:
    rng, rejected = np.random.default_rng(0), 0
    fold = np.arange(40) % 2
    for _ in range(100):
        term = (rng.random(40) < np.where(fold, 0.25, 0.75)).astype(float)
        values, nuisance = 3.0 * fold[:, None] + rng.normal(size=(40, 1)), rng.normal(size=(40, 1))
        values[rng.integers(40)] = np.nan
        drawn = orders(40, 99, rng, fold)
        t = np.abs(fitted(values, term, nuisance).t)
        rejected += (np.abs(permuted_t(values, term, nuisance, drawn)) >= t).sum() < 5
    assert rejected <= 11  # 1 in 100 studies of 5 % rejects so often


def test_severity_is_followed_as_spearman_has_it() -> None:
    values, _, nuisance = design(3)
    score = np.random.default_rng(9).integers(0, 12, 20).astype(float)
    nothing = np.empty((20, 0))
    drawn = orders(20, 50, np.random.default_rng(0))
    rho, (low, high), p = rank_correlations(values, score, nothing, drawn, least=5)
    for cell in range(4):
        known = np.isfinite(values[:, cell])
        x, y = values[known, cell], score[known]
        assert rho[cell] == pytest.approx(scipy_stats.spearmanr(x, y).statistic, abs=1e-9)
        by_loop = [
            abs(scipy_stats.spearmanr(x[order], y).statistic) >= abs(rho[cell]) - 1e-9
            for order in among(drawn, np.flatnonzero(known))
        ]
        assert p.p[cell] == pytest.approx((1 + sum(by_loop)) / 51)
    assert ((low < rho) & (rho < high)).all()
    assert (p.p_adjusted >= p.p).all()
    partial, _, _ = rank_correlations(values, score, nuisance, drawn, least=5)
    assert np.abs(partial - rho).max() > 0.01
    perfect, _, sure = rank_correlations(score[:, None] ** 3, score, nothing, drawn, least=5)
    assert perfect[0] == pytest.approx(1)
    assert sure.p[0] < 0.05


@pytest.mark.parametrize("grows", [lambda x: x, np.exp, lambda x: -(x**3)])
def test_covariates_are_held_constant_by_their_ranks(
    grows: Callable[[np.ndarray], np.ndarray],
) -> None:
    values, _, nuisance = design(3)
    score, drawn = nuisance[:, 0] + np.arange(20) / 10, np.arange(20)[None]
    got, _, _ = rank_correlations(values, score, grows(nuisance), drawn, least=5)
    for cell in range(4):
        known = np.isfinite(values[:, cell])
        columns = [values[:, cell], score, *nuisance.T]
        precision = np.linalg.inv(np.corrcoef([scipy_stats.rankdata(x[known]) for x in columns]))
        partial = -precision[0, 1] / np.sqrt(precision[0, 0] * precision[1, 1])
        assert got[cell] == pytest.approx(partial, abs=1e-6)


@pytest.fixture
def run() -> xr.Dataset:
    run = schema.example(1, participants=24).copy(deep=True)
    site = np.where(np.arange(24) % 3 == 0, "north", "south")
    return run.assign_coords(site=("participant", site), device=("participant", site))


def test_a_difference_that_comes_from_age_alone_goes_with_it(run: xr.Dataset) -> None:
    age = np.where(np.arange(24) < 12, 50.0, 30.0) + np.random.default_rng(0).normal(0, 6, 24)
    run["age"] = ("participant", age)
    noise = np.random.default_rng(1).normal(0, 0.2, (24, 8, 2))
    run["attribution"].loc[{"method": "integrated_gradients"}] = age[:, None, None] / 10 + noise
    plain = stats.omnibus(run, n_permutations=199).iloc[0]
    held = stats.omnibus(run, covariates=["age"], n_permutations=199)
    assert plain["p"] == 1 / 200
    assert held["p"].iloc[0] > 0.05
    assert held.attrs["covariates"] == ["age"]
    cells = stats.cohort_tests(run, covariates=["age", "sex", "site"], n_permutations=99)
    assert cells["estimate"].notna().all()
    assert set(cells["unit"]) == {"logit", "Hedges g"}


@pytest.mark.parametrize(
    ("names", "change", "said"),
    [
        (["agee"], {}, "age"),
        (["age"], {"age": np.full(24, 40.0)}, "same for everybody"),
        (["age"], {"age": np.where(np.arange(24) == 3, np.nan, 40.0)}, "sub-004"),
        (["sex"], {"sex": np.where(np.arange(24) < 12, "F", "M")}, "the groups cannot be told"),
        (["site", "device"], {}, "device follows from the other"),
    ],
)
def test_an_impossible_covariate_is_refused_by_name(
    run: xr.Dataset, names: list[str], change: dict[str, np.ndarray], said: str
) -> None:
    run = run.assign_coords({name: ("participant", values) for name, values in change.items()})
    with pytest.raises(DepformerError, match=said):
        stats.cohort_tests(run, covariates=names)
    with pytest.raises(DepformerError, match=said):
        stats.omnibus(run, covariates=names)


@pytest.mark.parametrize("unit", [1e-320, 1e-200, 1.0, 1e150, 1e306])
def test_the_unit_of_a_covariate_changes_nothing(run: xr.Dataset, unit: float) -> None:
    ranks = np.random.default_rng(2).permutation(24) + 1.0
    both = [
        stats.omnibus(
            run.assign_coords(bmi=("participant", ranks * each)),
            covariates=["bmi"],
            n_permutations=49,
        )
        for each in (1.0, unit)
    ]
    np.testing.assert_allclose(both[1]["estimate"], both[0]["estimate"], rtol=1e-3)
    assert both[1]["p"].tolist() == both[0]["p"].tolist()
