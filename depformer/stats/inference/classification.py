"""How well probabilities tell who is depressed: every metric, always with an interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from depformer import labels
from depformer.stats.inference.calibration import calibration
from depformer.stats.inference.discrimination import auc, auc_interval
from depformer.stats.inference.intervals import Floats, clopper_pearson, mean_interval
from depformer.stats.inference.remembered import remembered
from depformer.validate import same_shape

if TYPE_CHECKING:
    pass

_Formula = Callable[[Floats, Floats, "Counts"], Floats]

METRICS = (
    "accuracy",
    "balanced_accuracy",
    "f1",
    "sensitivity",
    "specificity",
    "precision",
    "auc",
    "brier",
    "calibration_intercept",
    "calibration_slope",
)
THRESHOLD = 0.5
NAN = float("nan")


@dataclass(frozen=True)
class Counts:
    """Count the people of a two by two table."""

    tp: int
    fn: int
    fp: int
    tn: int

    @property
    def positive(self) -> int:
        """How many are depressed."""
        return self.tp + self.fn

    @property
    def negative(self) -> int:
        """How many are healthy."""
        return self.fp + self.tn


def performance_of(
    group: ArrayLike, probability_depressed: ArrayLike, *, n_bootstrap: int = 2000, seed: int = 0
) -> pd.DataFrame:
    """Tabulate every metric of a set of predictions, with an interval and its method.

    Parameters
    ----------
    group : array
        ``healthy`` or ``depressed`` a person; anybody else is left out; shape (participant,).
    probability_depressed : array
        Prediction [1], shape (participant,); NaN leaves a person out.
    n_bootstrap, seed : int
        Of the resampling over participants.

    Returns
    -------
    DataFrame
        One row a metric: ``metric estimate ci_low ci_high n method``; `n` is the denominator.
        What the people at hand cannot tell is NaN: with one group only, everything but the
        accuracy, the rate of that group, the precision and the Brier score. The calibration is NaN
        where the groups do not overlap.

    Raises
    ------
    DepformerError
        If the two arrays differ in length.
    """
    groups = np.asarray(group, dtype=str)
    scores = np.asarray(probability_depressed, dtype=float)
    same_shape("probability_depressed", scores.shape, groups.shape)
    known = np.isin(groups, labels.OUTCOMES) & np.isfinite(scores)
    depressed, p = groups[known] == "depressed", scores[known]
    rows = _rows(depressed, p, n_bootstrap, seed)
    return pd.DataFrame(rows, columns=["metric", "estimate", "ci_low", "ci_high", "n", "method"])


@remembered(12)  # every figure of a page that judges the model asks for the same
def _rows(
    depressed: NDArray[np.bool_], p: Floats, n_bootstrap: int, seed: int
) -> tuple[tuple[object, ...], ...]:
    counts = count_people(depressed, p)
    draws = _rate_draws(counts, n_bootstrap, seed)
    return (
        _proportion("accuracy", counts.tp + counts.tn, len(p)),
        _derived("balanced_accuracy", counts, draws, _balanced_accuracy),
        _derived("f1", counts, draws, _f1),
        _proportion("sensitivity", counts.tp, counts.positive),
        _proportion("specificity", counts.tn, counts.negative),
        _proportion("precision", counts.tp, counts.tp + counts.fp),
        _auc_row(p[depressed], p[~depressed], n_bootstrap, seed),
        _brier_row(depressed, p, n_bootstrap, seed),
        *_calibration_rows(depressed, p, n_bootstrap, seed),
    )


def count_people(depressed: NDArray[np.bool_], p: Floats) -> Counts:
    """Count people by group and by what they are called at the threshold."""
    called = p > THRESHOLD
    return Counts(
        tp=int((depressed & called).sum()),
        fn=int((depressed & ~called).sum()),
        fp=int((~depressed & called).sum()),
        tn=int((~depressed & ~called).sum()),
    )


def _proportion(metric: str, successes: int, n: int) -> tuple[object, ...]:
    estimate = successes / n if n else NAN
    return (metric, estimate, *clopper_pearson(successes, n), n, "clopper_pearson")


def _rate_draws(counts: Counts, n_draws: int, seed: int) -> tuple[Floats, Floats]:
    """Draw sensitivity and specificity from their Jeffreys posteriors, shape (draw,) each."""
    rng = np.random.default_rng(seed)
    sensitivity = rng.beta(counts.tp + 0.5, counts.fn + 0.5, n_draws)
    specificity = rng.beta(counts.tn + 0.5, counts.fp + 0.5, n_draws)
    return np.asarray(sensitivity), np.asarray(specificity)


def _balanced_accuracy(sensitivity: Floats, specificity: Floats, counts: Counts) -> Floats:
    return (sensitivity + specificity) / 2


def _f1(sensitivity: Floats, specificity: Floats, counts: Counts) -> Floats:
    hits = sensitivity * counts.positive
    false_alarms = (1 - specificity) * counts.negative
    return 2 * hits / (hits + false_alarms + counts.positive)


def _derived(
    metric: str, counts: Counts, draws: tuple[Floats, Floats], formula: _Formula
) -> tuple[object, ...]:
    """Return a metric of both rates; a bootstrap would have no spread where all are right."""
    n = counts.positive + counts.negative
    if not counts.positive or not counts.negative:
        return (metric, NAN, NAN, NAN, n, "jeffreys_posterior")
    sensitivity = np.array(counts.tp / counts.positive)
    specificity = np.array(counts.tn / counts.negative)
    estimate = float(formula(sensitivity, specificity, counts))
    low, high = np.quantile(formula(*draws, counts), [0.025, 0.975])
    ends = (min(float(low), estimate), max(float(high), estimate))
    return (metric, estimate, *ends, n, "jeffreys_posterior")


def _auc_row(positive: Floats, negative: Floats, n_bootstrap: int, seed: int) -> tuple[object, ...]:
    low, high, method = auc_interval(positive, negative, n_bootstrap=n_bootstrap, seed=seed)
    n = len(positive) + len(negative)
    return ("auc", auc(positive, negative), low, high, n, method)


def _brier_row(
    depressed: NDArray[np.bool_], p: Floats, n_bootstrap: int, seed: int
) -> tuple[object, ...]:
    losses = np.sort((p - depressed) ** 2)
    estimate, interval = mean_interval(losses[:, None], n_bootstrap=n_bootstrap, seed=seed)
    ends = (float(interval.low[0]), float(interval.high[0]))
    return ("brier", float(estimate[0]), *ends, len(p), "bootstrap")


def _calibration_rows(
    depressed: NDArray[np.bool_], p: Floats, n_bootstrap: int, seed: int
) -> list[tuple[object, ...]]:
    order = np.lexsort((depressed, p))  # a bootstrap must not depend on the order of people
    ends = calibration(depressed[order].astype(float), p[order], n_bootstrap=n_bootstrap, seed=seed)
    names = ("calibration_intercept", "calibration_slope")
    return [
        (name, *(float(end[i]) for end in ends), len(p), "bootstrap")
        for i, name in enumerate(names)
    ]
