"""How well a checkpoint does on the participants of a study that it has not seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from depformer import labels
from depformer.errors import DepformerError
from depformer.labels import BANDS
from depformer.model import CheckpointSet, load_checkpoint
from depformer.model.quantity import quantity_of
from depformer.stats import residuals_by_band
from depformer.stats.inference.platt import calibrated, maps_of_people
from depformer.study import Study, load_study
from depformer.train.evaluation.calibrating import maps_of, what_maps_rest_on
from depformer.train.evaluation.cautions import FLOOR, MODEL, POOLED, permuted
from depformer.train.evaluation.held_out import BATCH_SIZE, held_out
from depformer.train.evaluation.of_people import say_sessions
from depformer.train.evaluation.simple_models import baseline_probabilities
from depformer.train.tasks import task_of

CALIBRATED = "depformer_calibrated"
# What a baseline cannot be asked: a margin is no probability, and a share of the training part,
# pooled over folds, falls where the held-out share rises.
LEFT_OUT = {
    "linear_svm": ("brier", "calibration_intercept", "calibration_slope"),
    "majority": ("auc", "calibration_intercept", "calibration_slope"),
    FLOOR: ("pearson", "ccc"),
}


def evaluate(
    study: Study | Path | str,
    checkpoint: CheckpointSet | Path | str,
    *,
    fold: int | None = None,
    seed: int = 0,
    mode: str = "honest",
    batch_size: int = BATCH_SIZE,
) -> pd.DataFrame:
    """Return held-out accuracy, F1, AUC and more, with intervals.

    Parameters
    ----------
    study, checkpoint, fold, mode, batch_size
        As in `held_out`.
    seed : int
        Of the bootstrap, and of the published mode.

    Returns
    -------
    DataFrame
        Columns as in `depformer.stats.performance_of`; for a model of severity, as in
        `depformer.stats.regression_of`.
    """
    table = evaluation(
        study, checkpoint, fold=fold, seed=seed, mode=mode, batch_size=batch_size, baselines=False
    )
    pooled = table[table["scope"] == POOLED]
    return pooled[pooled["model"] == MODEL].drop(columns=["model", "scope"]).reset_index(drop=True)


def evaluation(
    study: Study | Path | str,
    checkpoint: CheckpointSet | Path | str,
    *,
    fold: int | None = None,
    seed: int = 0,
    mode: str = "honest",
    batch_size: int = BATCH_SIZE,
    baselines: bool = True,
) -> pd.DataFrame:
    """Return the performance pooled and fold by fold, of the model and of what it has to beat.

    Parameters
    ----------
    study, checkpoint, fold, seed, mode, batch_size
        As in `evaluate`.
    baselines : bool
        Whether majority, logistic regression and linear support vector machine are fitted on each
        fold's training people. Whom a fold has not held out counts in the model's rows only: `n`
        says how many people each row rests on. None if labels were permuted.

    Returns
    -------
    DataFrame
        ``model scope metric estimate ci_low ci_high n method``; `scope` is ``pooled``, and for
        the model itself ``fold-0`` and on. The model ``depformer_calibrated`` has the same people
        with calibrated probabilities, unless somebody's map would rest on too few;
        ``attrs["calibration"]`` says on whom it rests, or why there is none. Not in the published
        mode, whose logits are others. For severity, the floor is the constant mean of the training
        part, and a scale with known bands has a scope for each, with mean residual and error.
    """
    study, checkpoint = load_study(study), load_checkpoint(checkpoint)
    people = held_out(study, checkpoint, fold=fold, mode=mode, seed=seed, batch_size=batch_size)
    task, said = task_of(checkpoint.config), ""
    people = people[task.known(people[task.column])]
    if people.empty:
        raise DepformerError(task.nobody(), kind="study")
    columns = {MODEL: people[task.predicted]}
    if "floor" in people:
        columns[FLOOR] = people["floor"]
    if task.calibrates and mode == "honest":
        said, calibrated_too = _calibrated(study, checkpoint, people)
        columns |= calibrated_too
    if task.calibrates and baselines and not permuted(checkpoint):
        columns |= _simple_models(study, checkpoint, people)
    tables = []
    for name, predicted in columns.items():
        for scope, rows in _scopes(people):
            if scope.startswith("fold") and name not in (MODEL, CALIBRATED):
                continue
            own = people.loc[rows]
            table = task.scored(own[task.column], predicted.loc[rows], own["person"], seed)
            table = table[~table["metric"].isin(LEFT_OUT.get(name, ()))]
            tables.append(table.assign(model=name, scope=scope))
    if (scale := _scale(checkpoint)) in BANDS:
        tables.append(_by_band(people, scale))
    order = ["model", "scope", "metric", "estimate", "ci_low", "ci_high", "n", "method"]
    table = pd.concat(tables, ignore_index=True)[order]
    table.attrs["calibration"] = said
    severity = "severity" in people
    table.attrs["sessions"] = say_sessions(people["group"], people["person"], severity=severity)
    return table


def _calibrated(
    study: Study, checkpoint: CheckpointSet, people: pd.DataFrame
) -> tuple[str, dict[str, pd.Series]]:
    """Return what calibration rests on, and everybody's calibrated probability, or of nobody."""
    known = (people["role"] == "test") | people["other_features"]
    maps = maps_of_people(people["fold"], known, maps_of(study, checkpoint))
    found = pd.Series(calibrated(people["logit"], maps), index=people.index)
    said = what_maps_rest_on([each for each in maps if each is not None])
    return said, {CALIBRATED: found} if found.notna().all() else {}


def _simple_models(
    study: Study, checkpoint: CheckpointSet, people: pd.DataFrame
) -> dict[str, pd.Series]:
    """Return the probabilities of the models that it has to beat."""
    groups = study.participants["group"]
    diagnosed = groups[groups.isin(labels.OUTCOMES)]
    everybody = {str(who): group == "depressed" for who, group in diagnosed.items()}
    guesses = baseline_probabilities(study, checkpoint, everybody)
    return {name: pd.Series(own).reindex(people.index) for name, own in guesses.items()}


def _scale(checkpoint: CheckpointSet) -> str:
    """Return the name of the scale that a checkpoint predicts, or an empty text."""
    names = {quantity_of(fold).scale for fold in checkpoint.folds}
    return names.pop() if len(names) == 1 else ""


def _by_band(people: pd.DataFrame, scale: str) -> pd.DataFrame:
    """Return the model's residuals by band of severity, one scope a band that somebody is in."""
    numbers = people["severity"], people["predicted"]
    found = residuals_by_band(*numbers, scale=scale, people=people["person"])
    scopes = [f"{scale} {band}" for band in found.pop("band")]
    return found.assign(model=MODEL, scope=scopes).query("n > 0")


def _scopes(people: pd.DataFrame) -> Iterator[tuple[str, pd.Index]]:
    yield POOLED, people.index
    patients = people.index[people["group"] == "depressed"]
    if "severity" in people and 0 < len(patients) < len(people):
        yield "depressed", patients  # over both groups, a rating is largely the group
    folds = people.groupby("fold").groups
    for number, members in folds.items() if len(folds) > 1 else ():
        yield f"fold-{number}", pd.Index(members)
