"""What a model has to beat: the larger group, and two linear models on mean features."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depformer.model import CheckpointSet
from depformer.study import Study

Floats = NDArray[np.float64]
Fitter = Callable[[Floats, NDArray[np.bool_], Floats], Floats]


def baseline_probabilities(
    study: Study, checkpoint: CheckpointSet, depressed: Mapping[str, bool]
) -> dict[str, dict[str, float]]:
    """Return p(depressed) by each baseline, fitted on each fold's own training people.

    Parameters
    ----------
    study : Study
        The study that the checkpoint was trained on.
    checkpoint : CheckpointSet
        Its folds say who was in training.
    depressed : mapping
        Diagnosis by participant; others are left out.

    Returns
    -------
    dict
        Baseline -> participant -> probability, for everybody whom a fold held out. The support
        vector machine gives no probabilities: its margin passes a logistic function. Empty where
        the folds were trained on other people.
    """
    digests = {study.participant_digests[who]: who for who in depressed}
    features: dict[str, Floats] = {}
    found: dict[str, dict[str, float]] = {}
    for fold in checkpoint.folds:
        parts: dict[str, list[str]] = {"fit": [], "test": []}
        for each, role in fold.roles.items():
            if each in digests:
                parts["test" if role == "test" else "fit"].append(digests[each])
        truth = np.array([depressed[who] for who in parts["fit"]], dtype=bool)
        if not parts["test"] or truth.all() or not truth.any():
            continue
        for who in parts["fit"] + parts["test"]:
            if who not in features:
                features[who] = mean_features(study, who)
        known, asked = (np.stack([features[who] for who in parts[part]]) for part in parts)
        for name, fitter in BASELINES.items():
            predicted = fitter(known, truth, asked)
            found.setdefault(name, {}).update(zip(parts["test"], predicted.tolist(), strict=True))
    return found


def mean_features(study: Study, participant: str) -> Floats:
    """Return the mean over words of the audio vector and of the face, shape (number,)."""
    person = study.features(participant)
    face = np.where(person.mask[:, 0, None, None], np.nan, person.face / 255)
    parts = [np.nanmean(face, axis=0).ravel(), np.nanmean(person.audio, axis=0)]
    return np.asarray(np.concatenate(parts), dtype=float)


def _majority(_known: Floats, truth: NDArray[np.bool_], asked: Floats) -> Floats:
    return np.full(len(asked), truth.mean())


def _logistic(known: Floats, truth: NDArray[np.bool_], asked: Floats) -> Floats:
    from sklearn.linear_model import LogisticRegression

    model = _standardised(LogisticRegression(max_iter=2000)).fit(known, truth)
    return np.asarray(model.predict_proba(asked)[:, 1])


def _linear_svm(known: Floats, truth: NDArray[np.bool_], asked: Floats) -> Floats:
    from sklearn.svm import SVC

    model = _standardised(SVC(kernel="linear")).fit(known, truth)
    return np.asarray(1 / (1 + np.exp(-model.decision_function(asked))))


def _standardised(model: Any) -> Any:
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), model)


BASELINES: dict[str, Fitter] = {
    "majority": _majority,
    "logistic_regression": _logistic,
    "linear_svm": _linear_svm,
}
