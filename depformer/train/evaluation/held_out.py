"""How well a checkpoint does on the participants of a study that it has not seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import torch

from depformer import labels
from depformer.errors import DepformerError
from depformer.model import (
    Checkpoint,
    CheckpointSet,
    even_batch,
    load_checkpoint,
)
from depformer.stats import performance_of, regression_of, residuals_by_band
from depformer.stats.inference.platt import calibrated, maps_of_people
from depformer.stats.inference.severity_bands import BANDS
from depformer.study import Study, load_study
from depformer.train.evaluation.calibrating import maps_of, what_maps_rest_on, z_of
from depformer.train.evaluation.of_people import of_people, say_sessions
from depformer.train.evaluation.simple_models import baseline_probabilities
from depformer.validate import one_of
from depformer.wording import say

MODEL = "depformer"
CALIBRATED = "depformer_calibrated"
FLOOR = "constant_mean"
POOLED = "pooled"
BATCH_SIZE = 8
# What a baseline cannot be asked: a margin is no probability, and a share of the training part,
# pooled over folds, falls where the held-out share rises.
LEFT_OUT = {
    "linear_svm": ("brier", "calibration_intercept", "calibration_slope"),
    "majority": ("auc", "calibration_intercept", "calibration_slope"),
    FLOOR: ("pearson", "ccc"),
}


def held_out(
    study: Study | Path | str,
    checkpoint: CheckpointSet | Path | str,
    *,
    fold: int | None = None,
    mode: str = "honest",
    seed: int = 0,
    batch_size: int = BATCH_SIZE,
) -> pd.DataFrame:
    """Return the prediction of every participant who is held out or new.

    Parameters
    ----------
    study, checkpoint
        Objects or paths.
    fold : int, optional
        One fold for everybody; without it, each participant by the fold that held them out.
    mode : str
        ``honest``, or ``published`` for the public release's own forward pass.
    seed, batch_size : int
        Of the published mode, which draws keys and mixes the participants of a batch.

    Returns
    -------
    DataFrame
        Index participant; columns ``person group fold role other_features logit probability``, the
        last two the difference depressed minus healthy and p(depressed). A model of severity has
        ``severity``, ``predicted`` and ``floor`` [score] instead, the last the mean of the training
        part.

    Raises
    ------
    DepformerError
        If the study does not fit the checkpoint, everybody in it was trained on, or a fold's people
        cannot be put into even batches in the published mode.
    """
    study, checkpoint = load_study(study), load_checkpoint(checkpoint)
    checkpoint.check(study)
    one_of("mode", mode, labels.MODES)
    people = checkpoint.assign(study, fold).drop(index=study.too_incomplete)
    people = people[people["role"].isin(labels.HELD_OUT_ROLES)]
    people.insert(0, "group", study.participants["group"].reindex(people.index))
    people.insert(0, "person", study.persons.reindex(people.index))
    if people.empty:
        facts = {"n": len(study.ids), "study": study.root, "checkpoint": checkpoint.root}
        raise DepformerError(say("train.all_trained_on", **facts), kind="checkpoint")
    logits: dict[str, torch.Tensor] = {}
    for number, members in people.groupby("fold").groups.items():
        model, ids = checkpoint.folds[int(str(number))], [str(who) for who in members]
        if mode == "honest":
            found = [model.output(z_of(model, study, [who]), [who]).logits for who in ids]
        else:
            found = list(_published(model, study, ids, seed, batch_size))
        logits.update(zip(ids, torch.cat(found).double(), strict=True))
    ordered = torch.stack([logits[str(who)] for who in people.index])
    if checkpoint.config.target == "severity":
        scales = [checkpoint.folds[k].training["severity"] for k in people["fold"]]
        predicted = [
            float(z) * scale["sd"] + scale["mean"]
            for z, scale in zip(ordered[:, 0], scales, strict=True)
        ]
        severity = study.participants["severity"].reindex(people.index)
        return people.assign(
            severity=severity, predicted=predicted, floor=[scale["mean"] for scale in scales]
        )
    return people.assign(
        logit=(ordered[:, 1] - ordered[:, 0]).numpy(),
        probability=torch.softmax(ordered, dim=1)[:, 1].numpy(),
    )


def _published(
    model: Checkpoint, study: Study, ids: list[str], seed: int, batch_size: int
) -> Iterator[torch.Tensor]:
    """Yield the release's logits batch by batch, one generator for all of them."""
    even_batch(batch_size, say("train.even_batch"))
    even_batch(len(ids), say("train.even_fold"))
    draw = torch.Generator().manual_seed(seed)
    for start in range(0, len(ids), batch_size):
        batch = ids[start : start + batch_size]
        yield model.published(z_of(model, study, batch), draw, batch)


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
    severity = checkpoint.config.target == "severity"
    known = people["severity"].notna() if severity else people["group"].isin(labels.OUTCOMES)
    people, said = people[known], ""
    if people.empty:
        raise DepformerError(
            say("train.nobody_with_severity" if severity else "train.nobody_with_group"),
            kind="study",
        )
    if severity:
        columns = {MODEL: people["predicted"], FLOOR: people["floor"]}
    else:
        columns = {MODEL: people["probability"]}
        if mode == "honest":
            said, found = _calibrated(study, checkpoint, people)
            columns |= found
        if baselines and not permuted(checkpoint):
            groups = study.participants["group"]
            diagnosed = groups[groups.isin(labels.OUTCOMES)]
            everybody = {str(who): group == "depressed" for who, group in diagnosed.items()}
            guesses = baseline_probabilities(study, checkpoint, everybody)
            for name, by_person in guesses.items():
                columns[name] = pd.Series(by_person).reindex(people.index)
    tables = []
    for name, predicted in columns.items():
        for scope, rows in _scopes(people):
            if scope.startswith("fold") and name not in (MODEL, CALIBRATED):
                continue
            table = _scored(people.loc[rows], predicted.loc[rows], seed)
            table = table[~table["metric"].isin(LEFT_OUT.get(name, ()))]
            tables.append(table.assign(model=name, scope=scope))
    if severity and (scale := _scale(checkpoint)) in BANDS:
        tables.append(_by_band(people, scale))
    order = ["model", "scope", "metric", "estimate", "ci_low", "ci_high", "n", "method"]
    table = pd.concat(tables, ignore_index=True)[order]
    table.attrs["calibration"] = said
    table.attrs["sessions"] = say_sessions(people["group"], people["person"], severity=severity)
    return table


def _scored(people: pd.DataFrame, predicted: pd.Series, seed: int) -> pd.DataFrame:
    """Return the metrics of some rows: scores row by row, groups person by person."""
    if "severity" in people:
        truth, guess = people["severity"].to_numpy(), predicted.to_numpy()
        return regression_of(truth, guess, people=people["person"].to_numpy(), seed=seed)
    group, mean = of_people(people["group"], predicted, people["person"])
    return performance_of(group.to_numpy(), mean.to_numpy(), seed=seed)


def _calibrated(
    study: Study, checkpoint: CheckpointSet, people: pd.DataFrame
) -> tuple[str, dict[str, pd.Series]]:
    """Return what calibration rests on, and everybody's calibrated probability, or of nobody."""
    known = (people["role"] == "test") | people["other_features"]
    maps = maps_of_people(people["fold"], known, maps_of(study, checkpoint))
    found = pd.Series(calibrated(people["logit"], maps), index=people.index)
    said = what_maps_rest_on([each for each in maps if each is not None])
    return said, {CALIBRATED: found} if found.notna().all() else {}


def _scale(checkpoint: CheckpointSet) -> str:
    """Return the name of the scale that a checkpoint predicts, or an empty text."""
    names = {str(fold.training["severity"].get("scale", "")) for fold in checkpoint.folds}
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


def permuted(checkpoint: CheckpointSet) -> bool:
    """Return whether the labels were shuffled before training."""
    return any(fold.training.get("permuted_labels") is True for fold in checkpoint.folds)


def cautions(table: pd.DataFrame, checkpoint: CheckpointSet) -> list[str]:
    """Return what a reader of an evaluation must know, in sentences.

    Parameters
    ----------
    table : DataFrame
        From `evaluation`.
    checkpoint : CheckpointSet
        What was evaluated.
    """
    said = []
    if any(fold.untrained for fold in checkpoint.folds):
        said.append(say("notices.untrained"))
    if permuted(checkpoint):
        said.append(say("train.permuted"))
    rows = table[(table["model"] == MODEL) & (table["scope"] == POOLED)].set_index("metric")
    for metric, chance in (("balanced_accuracy", 0.5), ("ccc", 0.0)):
        if metric not in rows.index:
            continue
        estimate, low, high = (
            round(float(str(rows.loc[metric, name])), 2) + 0.0  # no minus zero
            for name in ("estimate", "ci_low", "ci_high")
        )
        name = say("train.ccc") if metric == "ccc" else say("train.balanced_accuracy")
        found = {"metric": name, "estimate": estimate, "low": low, "high": high, "chance": chance}
        if low <= chance <= high:
            said.append(say("train.maybe_chance", **found))
        elif high < chance:
            said.append(say("train.below_chance", **found))
    floor = table[(table["model"] == FLOOR) & (table["scope"] == POOLED)].set_index("metric")
    if "mae" in floor.index:
        error, least = (float(str(each.loc["mae", "estimate"])) for each in (rows, floor))
        if error >= least:
            said.append(say("train.not_below_floor", mae=error, floor=least))
    kept = (table.attrs.get(name) for name in ("sessions", "calibration"))
    return [*said, *(sentence for sentence in kept if sentence)]
