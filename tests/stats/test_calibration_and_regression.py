"""Calibration against scikit-learn's logistic regression, errors against its metrics."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import mean_absolute_error, root_mean_squared_error

from depformer.errors import DepformerError
from depformer.stats.inference.calibration import calibration
from depformer.stats.inference.regression import regression_of
from depformer.stats.inference.severity_bands import residuals_by_band


def drawn(slope: float, intercept: float, n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return outcomes that follow logit = intercept + slope x, and the probabilities of x."""
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 2, n)
    return (rng.random(n) < special.expit(intercept + slope * x)).astype(float), special.expit(x)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.2, 2.0), st.floats(-1, 1), st.integers(0, 999))
def test_estimates_are_those_of_a_logistic_regression(
    slope: float, intercept: float, seed: int
) -> None:
    outcome, p = drawn(slope, intercept, 80, seed)
    estimate, low, high = calibration(outcome, p, n_bootstrap=50)
    model = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000)
    model.fit(special.logit(p)[:, None], outcome)
    expected = [model.intercept_[0], model.coef_[0, 0]]
    np.testing.assert_allclose(estimate, expected, atol=1e-3)
    assert (low <= estimate).all()
    assert (estimate <= high).all()


def test_a_calibrated_model_has_slope_one_within_its_interval() -> None:
    hits = 0
    for seed in range(40):
        outcome, p = drawn(1.0, 0.0, 100, seed)
        _, low, high = calibration(outcome, p, n_bootstrap=300)
        hits += bool(low[1] <= 1 <= high[1])
    assert hits >= 34  # 95 % of 40 is 38; fewer than 34 has a chance below 1 %


def test_a_prediction_of_exactly_0_or_1_is_as_sure_as_double_precision_can_say() -> None:
    outcome, p = drawn(1.0, 0.0, 60, 1)
    p[:3], outcome[:3] = (0.0, 1.0, 1.0), (0.0, 1.0, 0.0)
    sure = special.expit(np.array([-30.0, 30.0, 30.0]))
    other = np.r_[sure, p[3:]]
    found, expected = (calibration(outcome, each, n_bootstrap=200) for each in (p, other))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, expected, rtol=1e-2)


@pytest.mark.parametrize(
    ("outcome", "p"),
    [
        ([1, 1, 1], [0.2, 0.5, 0.9]),  # one group
        ([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]),  # no overlap
        ([0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5]),  # nothing but one prediction
        ([0, 0, 1, 1], [0.1, 0.5, 0.5, 0.9]),  # the groups meet in one point
        ([1, 1, 0, 0], [0.1, 0.5, 0.5, 0.9]),
        ([], []),
    ],
)
def test_what_is_not_defined_is_nan(outcome: list[int], p: list[float]) -> None:
    for part in calibration(np.array(outcome, float), np.array(p), n_bootstrap=20):
        assert np.isnan(part).all()


def test_errors_and_agreement() -> None:
    rng = np.random.default_rng(3)
    truth = rng.normal(15, 6, 40)
    guess = 0.7 * truth + rng.normal(0, 3, 40)
    table = regression_of(truth, guess, n_bootstrap=400).set_index("metric")
    assert table["estimate"]["mae"] == pytest.approx(mean_absolute_error(truth, guess))
    assert table["estimate"]["rmse"] == pytest.approx(root_mean_squared_error(truth, guess))
    pearson = np.corrcoef(truth, guess)[0, 1]
    ratio = guess.std() / truth.std()
    shift = (guess.mean() - truth.mean()) / np.sqrt(guess.std() * truth.std())
    # Lin (1989): the correlation times a bias factor of scale and location.
    assert table["estimate"]["ccc"] == pytest.approx(2 * pearson / (ratio + 1 / ratio + shift**2))
    assert (table["ci_low"] < table["estimate"]).all()
    assert (table["estimate"] < table["ci_high"]).all()


def test_perfect_constant_and_empty_predictions() -> None:
    truth = np.array([1.0, 2.0, 4.0])
    perfect = regression_of(truth, truth)["estimate"].tolist()
    assert perfect == pytest.approx([0, 0, 1, 1])
    constant = regression_of(truth, np.full(3, truth.mean())).set_index("metric")["estimate"]
    assert constant["ccc"] == pytest.approx(0)
    assert np.isnan(constant["pearson"])
    assert regression_of([np.nan], [1.0])["n"].tolist() == [0] * 4


def test_whoever_lacks_either_number_is_left_out_and_intervals_are_those_of_people_redrawn() -> (
    None
):
    rng = np.random.default_rng(8)
    truth = rng.normal(15, 6, 60)
    guess = truth + rng.normal(1, 4, 60)
    holed, other = np.r_[truth, np.nan, 40.0], np.r_[guess, 3.0, np.nan]
    table = regression_of(holed, other).set_index("metric")
    assert table["n"].tolist() == [60] * 4
    draws = []
    for _ in range(1000):
        drawn = rng.integers(0, 60, 60)
        pair = truth[drawn], guess[drawn]
        errors = mean_absolute_error(*pair), root_mean_squared_error(*pair)
        draws.append((*errors, stats.pearsonr(*pair).statistic))
    ends = np.quantile(draws, [0.025, 0.975], axis=0).T
    for name, expected in zip(("mae", "rmse", "pearson"), ends.tolist(), strict=True):
        got = table.loc[name, ["ci_low", "ci_high"]].tolist()
        assert got == pytest.approx(expected, abs=0.15 if name != "pearson" else 0.03)


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 40), st.floats(-1000, 1000), st.floats(0.01, 100), st.integers(0, 999))
def test_correlations_are_those_of_scipy_and_of_lins_own_formula(
    n: int, shift: float, spread: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    truth = rng.normal(shift, spread, n)
    guess = 0.5 * truth + rng.normal(3, spread, n)
    found = regression_of(truth, guess, n_bootstrap=1).set_index("metric")["estimate"]
    assert found["pearson"] == pytest.approx(stats.pearsonr(truth, guess).statistic, abs=1e-6)
    # Lin (1989), equation 1: one minus the squared distance from the line of identity, relative
    # to what it were without any correlation; moments with divisor n.
    apart = np.mean((truth - guess) ** 2)
    unrelated = truth.var() + guess.var() + (truth.mean() - guess.mean()) ** 2
    assert found["ccc"] == pytest.approx(1 - apart / unrelated, abs=1e-6)


def test_a_person_with_two_sessions_is_drawn_with_both() -> None:
    rng = np.random.default_rng(5)
    truth = rng.normal(15, 8, 30)
    guess = 0.6 * truth + rng.normal(5, 4, 30)
    people = [f"sub-{number:03d}" for number in range(30)]
    once = regression_of(truth, guess, people=people)
    twice = regression_of(np.tile(truth, 2), np.tile(guess, 2), people=people * 2)
    numbers = ["estimate", "ci_low", "ci_high"]
    np.testing.assert_allclose(once[numbers], twice[numbers])
    assert (twice["n"] == 60).all()
    naive = regression_of(np.tile(truth, 2), np.tile(guess, 2))
    assert (naive["ci_high"] - naive["ci_low"] < twice["ci_high"] - twice["ci_low"]).all()


def test_residuals_by_band_say_who_is_over_and_who_is_underrated() -> None:
    rng = np.random.default_rng(2)
    truth = np.r_[rng.uniform(0, 13.9, 12), rng.uniform(20, 28, 9), 63.0, np.nan, 30.0]
    guess = np.r_[np.full(23, 15.0), np.nan]
    table = residuals_by_band(truth, guess, scale="BDI-II").set_index(["metric", "band"])
    bands = ["0–13", "14–19", "20–28", "29–63"]
    assert table.loc["bias"].index.tolist() == bands
    assert table.loc["bias", "n"].tolist() == [12, 0, 9, 1]
    for band, rows in {"0–13": slice(0, 12), "20–28": slice(12, 21)}.items():
        for metric, values in {"bias": 15 - truth[rows], "mae": abs(15 - truth[rows])}.items():
            found = table.loc[(metric, band)]
            assert found["estimate"] == pytest.approx(values.mean())
            ends = stats.ttest_1samp(values, 0).confidence_interval(0.95)
            assert found["ci_low"] == pytest.approx(
                max(ends.low, -np.inf if metric == "bias" else 0)
            )
            assert found["ci_high"] == pytest.approx(ends.high)
    assert table.loc[("bias", "29–63"), "estimate"] == -48
    assert np.isnan(table.loc[("bias", "29–63"), "ci_low"])
    assert np.isnan(table.loc[("mae", "14–19"), "estimate"])


def test_a_persons_sessions_in_one_band_are_averaged_first_and_other_scales_are_refused() -> None:
    truth, guess = np.array([5.0, 7.0, 30.0, 6.0]), np.array([9.0, 13.0, 20.0, 6.0])
    table = residuals_by_band(truth, guess, scale="BDI-II", people=["a", "a", "a", "b"])
    bias = table[table["metric"] == "bias"].set_index("band")
    assert bias.loc["0–13", "estimate"] == 2.5  # a: 5, b: 0
    assert bias["n"].tolist() == [2, 0, 0, 1]
    with pytest.raises(DepformerError, match="got 'HAMD', allowed are BDI-II"):
        residuals_by_band(truth, guess, scale="HAMD")


@pytest.mark.parametrize("sessions", [1, 3])
def test_one_person_gives_no_interval(sessions: int) -> None:
    truth = np.arange(sessions) + 10.0
    table = regression_of(truth, truth + 2, people=["sub-001"] * sessions).set_index("metric")
    assert table.loc["mae", "estimate"] == 2.0
    assert table[["ci_low", "ci_high"]].isna().all(axis=None)
    assert np.isnan(table.loc["ccc", "estimate"]) == (sessions == 1)
