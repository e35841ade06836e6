"""Performance against scikit-learn, and what it says where there is nothing to say."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from sklearn import metrics

from depformer import stats
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


def test_confusion_counts_everybody_once(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    p = np.array([0.9, 0.9, 0.9, 0.9, 0.1, 0.5] + [0.1] * 5 + [0.9])
    run["probability"].values[:] = np.stack([1 - p, p], axis=1)
    table = stats.confusion(run).set_index(["group", "predicted"])
    assert table["count"].tolist() == [4, 2, 1, 5]
    assert table.loc[("depressed", "depressed"), "share"] == pytest.approx(4 / 6)
    assert table.groupby("group")["share"].sum().tolist() == pytest.approx([1, 1])
