"""Performance against scikit-learn, and what it says where there is nothing to say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import special
from scipy import stats as scipy_stats
from sklearn import metrics
from sklearn.linear_model import LogisticRegression

from depformer import schema, stats
from depformer.errors import DepformerError
from depformer.stats.inference.classification import METRICS


@pytest.fixture(scope="module")
def predictions() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    group = np.where(rng.random(80) < 0.45, "depressed", "healthy")
    p = 1 / (1 + np.exp(-(rng.normal(0, 1, 80) + np.where(group == "depressed", 0.8, -0.8))))
    return group, p


def test_every_metric_is_that_of_sklearn(predictions: tuple[np.ndarray, np.ndarray]) -> None:
    group, p = predictions
    truth, called = group == "depressed", p > 0.5
    expected = {
        "accuracy": metrics.accuracy_score(truth, called),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, called),
        "f1": metrics.f1_score(truth, called),
        "sensitivity": metrics.recall_score(truth, called),
        "specificity": metrics.recall_score(~truth, ~called),
        "precision": metrics.precision_score(truth, called),
        "auc": metrics.roc_auc_score(truth, p),
        "brier": metrics.brier_score_loss(truth, p),
    }
    table = stats.performance_of(group, p).set_index("metric")
    assert tuple(table.index) == METRICS
    for name, value in expected.items():
        assert table.loc[name, "estimate"] == pytest.approx(value, abs=1e-6)
    assert (table["ci_low"] <= table["estimate"]).all()
    assert (table["estimate"] <= table["ci_high"]).all()


def counted(tp: int, fn: int, fp: int, tn: int) -> tuple[list[str], list[float]]:
    """Return groups and predictions that make a two by two table, with spread in each cell."""
    cells = ((tp, "depressed", 0.6), (fn, "depressed", 0.1), (fp, "healthy", 0.6))
    group, p = [], []
    for n, name, start in (*cells, (tn, "healthy", 0.1)):
        group += [name] * n
        p += [start + 0.3 * i / n for i in range(n)]
    return group, p


def test_exact_intervals_are_those_of_scipy_each_with_its_own_people() -> None:
    tp, fn, fp, tn = 18, 6, 4, 30
    table = stats.performance_of(*counted(tp, fn, fp, tn)).set_index("metric")
    expected = {
        "accuracy": (tp + tn, 58),
        "sensitivity": (tp, 24),
        "specificity": (tn, 34),
        "precision": (tp, 22),
    }
    for name, (right, n) in expected.items():
        interval = scipy_stats.binomtest(right, n).proportion_ci(method="exact")
        row = table.loc[name]
        assert (row["n"], row["method"]) == (n, "clopper_pearson")
        assert (row["ci_low"], row["ci_high"]) == pytest.approx(tuple(interval), abs=1e-9)
    assert (table.loc[["balanced_accuracy", "f1", "auc", "brier"], "n"] == 58).all()


@pytest.mark.parametrize(("tp", "fn", "fp", "tn"), [(18, 6, 4, 30), (5, 9, 12, 40), (20, 0, 3, 11)])
def test_both_rates_have_the_interval_of_their_posteriors(
    tp: int, fn: int, fp: int, tn: int
) -> None:
    rng = np.random.default_rng(9)
    sensitivity = scipy_stats.beta(tp + 0.5, fn + 0.5).rvs(40_000, random_state=rng)
    specificity = scipy_stats.beta(tn + 0.5, fp + 0.5).rvs(40_000, random_state=rng)
    hits, alarms = sensitivity * (tp + fn), (1 - specificity) * (fp + tn)
    draws = {
        "balanced_accuracy": (sensitivity + specificity) / 2,
        "f1": 2 * hits / (2 * hits + alarms + (tp + fn - hits)),
    }
    table = stats.performance_of(*counted(tp, fn, fp, tn), n_bootstrap=20_000).set_index("metric")
    for name, drawn in draws.items():
        ends = table.loc[name, ["ci_low", "ci_high"]].tolist()
        assert ends == pytest.approx(np.quantile(drawn, [0.025, 0.975]).tolist(), abs=0.01)


def test_bootstrap_intervals_are_those_of_people_drawn_anew(
    predictions: tuple[np.ndarray, np.ndarray],
) -> None:
    group, p = predictions
    truth, logit = (group == "depressed").astype(float), special.logit(p)
    rng = np.random.default_rng(7)
    brier, slopes = [], []
    for _ in range(400):
        drawn = rng.integers(0, len(p), len(p))
        brier.append(metrics.brier_score_loss(truth[drawn], p[drawn]))
        model = LogisticRegression(C=np.inf, max_iter=1000)
        model.fit(logit[drawn, None], truth[drawn])
        slopes.append((model.intercept_[0], model.coef_[0, 0]))
    table = stats.performance_of(group, p).set_index("metric")
    for name, drawn, slack in (
        ("brier", brier, 0.01),
        ("calibration_intercept", [each[0] for each in slopes], 0.15),
        ("calibration_slope", [each[1] for each in slopes], 0.15),
    ):
        ends = table.loc[name, ["ci_low", "ci_high"]].tolist()
        assert ends == pytest.approx(np.quantile(drawn, [0.025, 0.975]).tolist(), abs=slack)


def test_the_order_of_people_changes_nothing(predictions: tuple[np.ndarray, np.ndarray]) -> None:
    group, p = predictions
    order = np.random.default_rng(0).permutation(len(p))
    one, other = stats.performance_of(group, p), stats.performance_of(group[order], p[order])
    np.testing.assert_allclose(
        one.select_dtypes("number").to_numpy(), other.select_dtypes("number").to_numpy()
    )


def test_perfect_predictions_are_not_certain() -> None:
    table = stats.performance_of(["healthy"] * 10 + ["depressed"] * 10, [0.1] * 10 + [0.9] * 10)
    table = table.set_index("metric")
    for name in ("accuracy", "balanced_accuracy", "f1", "auc", "sensitivity"):
        assert table.loc[name, "estimate"] == 1
        assert table.loc[name, "ci_low"] < 0.9
        assert table.loc[name, "ci_high"] == 1


def test_one_group_only_has_no_auc() -> None:
    table = stats.performance_of(["healthy"] * 20, [0.1] * 19 + [0.9]).set_index("metric")
    assert table.loc["accuracy", "estimate"] == 0.95
    for name in ("balanced_accuracy", "f1", "sensitivity", "auc"):
        assert table.loc[name, ["estimate", "ci_low", "ci_high"]].isna().all()


def test_who_has_no_prediction_or_no_diagnosis_is_left_out(
    predictions: tuple[np.ndarray, np.ndarray],
) -> None:
    group, p = predictions
    more = [*group, "depressed", "healthy", "anxiety"], [*p, np.nan, np.nan, 0.9]
    one, other = stats.performance_of(group, p), stats.performance_of(*more)
    pd.testing.assert_frame_equal(one, other)


def test_nobody_gives_nan(example_run: xr.Dataset) -> None:
    table = stats.performance(example_run.isel(participant=[]))
    assert table["estimate"].isna().all()
    assert (table["n"] == 0).all()
    assert stats.roc(example_run.isel(participant=[])).empty


def test_arrays_of_different_length_are_refused() -> None:
    with pytest.raises(DepformerError, match="probability_depressed has shape"):
        stats.performance_of(["healthy"], [0.1, 0.2])


def test_training_people_and_other_groups_do_not_count(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    run["role"].values[:4] = "train"
    run["role"].values[4] = "new"
    run["group"] = run["group"].astype("U20")
    run["group"].values[5] = "anxiety"
    accuracy = stats.performance(run).set_index("metric").loc["accuracy"]
    assert accuracy["n"] == 7


def test_the_roc_curve_is_that_of_sklearn(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    p = np.random.default_rng(5).uniform(size=12).round(1)
    run["probability"].values[:] = np.stack([1 - p, p], axis=1)
    curve = stats.roc(run, n_bootstrap=100)
    truth = run["group"].values == "depressed"
    rate, sensitivity, _ = metrics.roc_curve(truth, p, drop_intermediate=False)
    np.testing.assert_allclose(curve["false_positive_rate"], rate, atol=1e-12)
    np.testing.assert_allclose(curve["sensitivity"], sensitivity, atol=1e-12)
    band = curve.dropna()
    assert (band["ci_low"] <= band["sensitivity"]).all()
    assert (band["sensitivity"] <= band["ci_high"]).all()


def test_the_band_of_the_roc_curve_is_that_of_people_drawn_within_their_group() -> None:
    rng = np.random.default_rng(3)
    run = schema.example(2, participants=40)
    depressed = run["group"].values == "depressed"
    p = special.expit(rng.normal(np.where(depressed, 0.8, -0.2), 1)).round(1)
    run["probability"].values[:] = np.stack([1 - p, p], axis=1)
    curve = stats.roc(run, n_bootstrap=2000)
    band = curve.dropna()
    rates = sorted(set(curve["false_positive_rate"]))
    assert band["false_positive_rate"].tolist() == rates  # once a rate, where it is reached last
    reached = np.empty((1500, len(rates)))
    for draw in reached:
        ill, well = (rng.choice(p[who], who.sum()) for who in (depressed, ~depressed))
        at = np.r_[np.inf, np.unique(p)[::-1]]
        alarm, hit = ((some[:, None] >= at).mean(axis=0) for some in (well, ill))
        draw[:] = [hit[alarm <= rate + 1e-9].max() for rate in rates]
    low, high = np.quantile(reached, [0.025, 0.975], axis=0)
    for i, (_, row) in enumerate(band.iterrows()):
        exact = scipy_stats.binomtest(round(row["sensitivity"] * 20), 20).proportion_ci(
            method="exact"
        )
        wider = (min(low[i], exact.low), max(high[i], exact.high))
        wider = (1.0, 1.0) if row["false_positive_rate"] == 1 else wider  # by definition
        assert (row["ci_low"], row["ci_high"]) == pytest.approx(wider, abs=0.051)  # one person
    assert band[["ci_low", "ci_high"]].iloc[-1].tolist() == [1, 1]
    assert band["ci_low"].iloc[-2] < 1
    assert (curve["n_depressed"] == 20).all()


def test_confusion_counts_everybody_once(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    p = np.array([0.9, 0.9, 0.9, 0.9, 0.1, 0.5] + [0.1] * 5 + [0.9])
    run["probability"].values[:] = np.stack([1 - p, p], axis=1)
    table = stats.confusion(run).set_index(["group", "predicted"])
    assert table["count"].tolist() == [4, 2, 1, 5]
    assert table.loc[("depressed", "depressed"), "share"] == pytest.approx(4 / 6)
    assert table.groupby("group")["share"].sum().tolist() == pytest.approx([1, 1])
    for (_, _), row in table.iterrows():
        exact = scipy_stats.binomtest(int(row["count"]), 6).proportion_ci(method="exact")
        assert (row["ci_low"], row["ci_high"]) == pytest.approx(tuple(exact), abs=1e-9)
