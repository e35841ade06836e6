"""Fit one model a fold of a study, or one for its own parts, and write the checkpoint folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

import depformer
from depformer.config import ModelConfig, preset
from depformer.errors import DepformerError
from depformer.files import (
    CARD,
    FOLDS,
    TRAINING,
    digest,
    new_folder,
    read_json,
    read_training,
    user_path,
    write_text,
)
from depformer.labels import human
from depformer.model import CheckpointSet, load_checkpoint, write_checkpoint, write_fold_list
from depformer.stats import performance_of, regression_of
from depformer.study import Study, load_study, nothing_differs
from depformer.train.card import fold_card, set_card
from depformer.train.data import Tensors, load_tensors, mean_inputs
from depformer.train.evaluation.calibrating import store_maps
from depformer.train.evaluation.of_people import of_people
from depformer.train.fitting import Fitted, fit
from depformer.train.folds import Partition, Split, given_parts, split_folds, split_of, trainable
from depformer.train.options import TrainOptions
from depformer.train.search import FITS, choose_options
from depformer.train.unfinished import continued
from depformer.wording import say

Progress = Callable[[int, int], None]


def cross_validate(
    study: Study | Path | str,
    out: Path | str,
    *,
    preset_name: str = "compact",
    folds: int = 5,
    split: Partition | None = None,
    seed: int = 7,
    options: TrainOptions | None = None,
    sizes: Mapping[str, Any] | None = None,
    permute_labels: bool = False,
    nested: bool = False,
    curves: Path | str | None = None,
    reuse: bool = False,
    progress: Progress = lambda done, total: None,
) -> CheckpointSet:
    """Train one model a fold and write them as a checkpoint folder.

    A training that is cut off keeps its finished folds in ``OUT.unfinished``; the same call goes on
    from there.

    Parameters
    ----------
    study : Study, Path or str
        With participants of the groups healthy and depressed.
    out : Path or str
        The folder to come; it must not be there.
    preset_name : str
        Sizes of the model: ``compact`` or ``published``.
    folds : int
        Each participant is held out by exactly one.
    split : Partition, optional
        A column of the study that says who is trained on, watched and tested: one model then takes
        the place of the folds.
    seed : int
        Of splits and training.
    options : TrainOptions, optional
        How long, how fast, and with which augmentation.
    sizes : mapping, optional
        Fields of `ModelConfig` that differ from the preset, `without` and `target` among them.
    permute_labels : bool
        Shuffle the labels among the participants first: what is learnt then is chance.
    nested : bool
        Choose the learning rate by an inner cross-validation within each fold's training people.
    curves : Path or str, optional
        Folder for the curves as TensorBoard reads them, one subfolder a fold.
    reuse : bool
        Return the folder `out` if it holds the very training that is asked for.
    progress : callable
        Called with epochs done and epochs in all; early stopping jumps ahead.

    Returns
    -------
    CheckpointSet
        As read back from the folder.

    Raises
    ------
    DepformerError
        If the study cannot be split, or `out` is there already.
    """
    study, out = load_study(study), user_path(out)
    options = options or TrainOptions()
    config = preset(
        preset_name,
        n_words=len(study.words),
        image_size=study.image_size,
        audio_size=study.audio_size,
        word_list_digest=study.word_list_digest,
        feature_digest=study.feature_digest,
        **(sizes or {}),
    )
    _refuse_constant(study, config)
    group, label, strata = _labels(study, config.target, seed if permute_labels else None)
    plan = _Plan(
        *(study, config, options, seed, folds, split, permute_labels, nested),
        *(group, label, strata),
    )
    splits = plan.splits()
    folds = len(splits)
    request = plan.request(splits)
    if reuse and (out / FOLDS).is_file():
        found = read_json(out / FOLDS, kind="checkpoint").get("request")
        if found == request:
            return load_checkpoint(out)
    predicted = pd.Series(np.nan, index=group.index)
    with continued(out, request) as folder:
        data: Tensors | None = None
        for number, parts in enumerate(splits):
            place = folder / f"fold-{number}"
            if not place.is_dir():
                data = data or load_tensors(study, label)
                beside = None if curves is None else Path(curves) / f"fold-{number}"
                report = _Report(progress, number, folds, options.epochs, nested)
                with new_folder(place) as fold_folder:
                    _one_fold(plan, data, parts, number, fold_folder, beside, report)
            predicted.update(_predictions(place / TRAINING, parts))
            progress((number + 1) * options.epochs, folds * options.epochs)
        summary = {
            "request": request,
            "seed": seed,
            "synthetic": study.synthetic,
            "permuted_labels": permute_labels,
            "metrics": _metrics(study, config, group, label, predicted),
        }
        write_fold_list(folder, [f"fold-{number}" for number in range(folds)], summary)
        if config.target == "group":
            store_maps(study, load_checkpoint(folder))
        write_text(folder / CARD, set_card(study, config, options, folds, summary, split))
    return load_checkpoint(out)


def _refuse_constant(study: Study, config: ModelConfig) -> None:
    """Raise if a modality that is not left out is the same for everybody."""
    for modality in nothing_differs(study):
        if modality not in config.without.split():
            known = {"study": study.root, "modality": human(modality).lower(), "option": modality}
            raise DepformerError(say("train.nothing_differs", **known), kind="study")


@dataclass(frozen=True)
class _Plan:
    """What was asked for, with the labels that it is trained on."""

    study: Study
    config: ModelConfig
    options: TrainOptions
    seed: int
    folds: int
    split: Partition | None
    permuted: bool
    nested: bool
    group: pd.Series  # healthy or depressed, by participant
    label: pd.Series  # the same, or the severity
    strata: pd.Series  # what the folds are balanced in

    @cached_property
    def parts(self) -> pd.Series:
        """The part of every row that the study puts into one; nobody's without such a column."""
        if self.split is None:
            return pd.Series(dtype=object)
        return given_parts(self.study, self.group, self.split)

    @property
    def left_out(self) -> dict[str, dict[str, str]]:
        """Digests of those who have a part but are not fit for training, by part and row."""
        rest = self.parts.drop(self.group.index, errors="ignore")
        known = self.study.participant_digests
        return {
            str(part): {str(who): known[str(who)] for who in own.index}
            for part, own in rest.groupby(rest)
        }

    def splits(self) -> list[Split]:
        """Return who is trained on, watched and held out: of every fold, or as the study says."""
        if self.split is None:
            return split_folds(self.strata, self.folds, self.seed)
        given = split_of(self.parts[self.group.index])
        if self.label[list(given.train)].nunique() < 2:
            known = {"column": self.split.column, "label": self.label[given.train[0]]}
            raise DepformerError(say("train.one_label", **known), kind="study")
        return [given]

    def request(self, splits: Sequence[Split]) -> str:
        """Return the digest of everything that the weights depend on."""
        facts = [self.config.to_dict(), asdict(self.options), self.seed, self.folds, self.nested]
        facts += [] if self.split is None else [asdict(each) for each in splits]
        facts += [left_out] if (left_out := self.left_out) else []
        return digest(
            json.dumps([*facts, depformer.__version__], sort_keys=True),
            self.group.to_csv(),
            self.label.to_csv(),
            *(self.study.participant_digests[str(who)] for who in self.group.index),
        )


@dataclass(frozen=True)
class _Report:
    """Turn epochs of one fold into progress of all folds, inner fits included."""

    progress: Progress
    fold: int
    folds: int
    epochs: int
    nested: bool

    def epoch(self, number: int) -> None:
        """Say that an epoch of the fold's own fit is done."""
        inner = FITS if self.nested else 0
        self._say((inner * self.epochs + number + 1) / (inner + 1))

    def inner_fit(self, done: int) -> None:
        """Say that so many inner fits are done."""
        self._say(done * self.epochs / (FITS + 1))

    def _say(self, epochs: float) -> None:
        self.progress(int(self.fold * self.epochs + epochs), self.folds * self.epochs)


def _labels(
    study: Study, target: str, permutation: int | None
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return groups, labels and strata of everybody fit for training, shuffled if asked for."""
    group = trainable(study)
    if target == "severity":
        severity = study.participants["severity"].reindex(group.index)
        group, label = group[severity.notna()], severity[severity.notna()].astype(float)
        if label.nunique() < 2:
            raise DepformerError(say("train.no_severity", study=study.root), kind="study")
    else:
        label = group
    if permutation is not None:
        order = _shuffled(study.persons[group.index], permutation)
        # Both move together, so that the folds stay balanced in what is trained on.
        label = pd.Series(label.to_numpy()[order], index=label.index)
        group = pd.Series(group.to_numpy()[order], index=group.index)
    if target == "group":
        return group, label, group
    # Often patients alone have a rating: the folds are balanced in its halves, not in the groups.
    upper, lower = say("train.upper_half"), say("train.lower_half")
    halves = np.where(label > label.median(), upper, lower)
    return group, label, pd.Series(halves, index=label.index)


def _shuffled(persons: pd.Series, seed: int) -> NDArray[np.intp]:
    """Return an order of rows in which people, with all their sessions, have changed places.

    They do so among those who came equally often, so that nobody's sessions are torn apart.
    """
    rng, order = np.random.default_rng([seed, 1]), np.arange(len(persons))
    by_person = pd.Series(order).groupby(persons.to_numpy(), sort=False)
    rows = [own.to_numpy() for _, own in by_person]
    for often in sorted({len(own) for own in rows}):
        block = np.array([own for own in rows if len(own) == often])
        order[block] = block[rng.permutation(len(block))]
    return order


def _one_fold(
    plan: _Plan,
    data: Tensors,
    split: Split,
    number: int,
    folder: Path,
    curves: Path | None,
    report: _Report,
) -> None:
    """Fit one fold and write its folder, with its predictions for whom it held out."""
    names = [str(who) for who in plan.group.index]
    rows = {part: [names.index(who) for who in getattr(split, part)] for part in asdict(split)}
    notes: dict[str, Any] = {}
    if plan.config.target == "severity":
        known = data.label[rows["train"]]
        notes["severity"] = {"mean": float(known.mean()), "sd": max(float(known.std()), 1e-6)}
        if scale := plan.study.severity_scale:
            notes["severity"]["scale"] = scale
        data = data.relabelled((data.label - known.mean()) / notes["severity"]["sd"])
    options = plan.options
    if plan.nested:
        rest = sorted(rows["train"] + rows["val"])
        options, notes["tried"] = choose_options(
            plan.config,
            data.take(rest),
            plan.strata.iloc[rest],
            seed=plan.seed + number,
            options=options,
            on_fit=report.inner_fit,
        )
    fitted = fit(
        plan.config,
        data.take(rows["train"]),
        data.take(rows["val"]),
        seed=plan.seed + number,
        options=options,
        curves=curves,
        on_epoch=report.epoch,
    )
    held = [names[row] for row in rows["test"]]
    predicted = _predict(fitted, data.take(rows["test"]), notes.get("severity"))
    notes |= _notes(plan, options, split, fitted)
    notes["predictions"] = dict(zip(held, predicted.tolist(), strict=True))
    notes["metrics"] = _metrics(
        plan.study, plan.config, plan.group[held], plan.label[held], pd.Series(predicted, held)
    )
    train = data.take(rows["train"])
    healthy = torch.tensor((plan.group.iloc[rows["train"]] == "healthy").to_numpy())
    means = mean_inputs(fitted.model, train, healthy)
    write_checkpoint(folder, fitted.model, means, notes, fold_card(number, notes))
    write_text(folder / "curve.csv", pd.DataFrame(fitted.curve).to_csv(index=False))


def _predictions(path: Path, split: Split) -> pd.Series:
    """Return what a finished fold wrote of the people it held out, who are those of the split."""
    found = read_training(path).get("predictions", {})
    if found.keys() != set(split.test):
        facts = {"path": path, "folder": path.parent}
        raise DepformerError(say("train.other_predictions", **facts), kind="checkpoint")
    return pd.Series(found, dtype=float)


def _predict(
    fitted: Fitted, data: Tensors, scale: Mapping[str, float] | None
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return p(depressed), or the severity [score], of several participants."""
    with torch.no_grad():
        logits = fitted.model(*data.inputs()).logits.double()
    if scale is not None:
        return np.asarray(logits[:, 0].numpy() * scale["sd"] + scale["mean"])
    return np.asarray(torch.softmax(logits, dim=1)[:, 1].numpy())


def _metrics(
    study: Study, config: ModelConfig, group: pd.Series, label: pd.Series, predicted: pd.Series
) -> list[dict[str, Any]]:
    """Return the performance as plain records, fit for JSON: what has no value is null."""
    known = predicted.notna()
    group, label, predicted = group[known], label[known], predicted[known]
    if config.target == "severity":
        people = study.persons[group.index].to_numpy()
        table = regression_of(label.to_numpy(), predicted.to_numpy(), people=people)
    else:
        own, mean = of_people(group, predicted, study.persons)
        table = performance_of(own.to_numpy(), mean.to_numpy())
    records = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(key): value for key, value in record.items()} for record in records]


def _notes(plan: _Plan, options: TrainOptions, split: Split, fitted: Fitted) -> dict[str, Any]:
    digests = plan.study.participant_digests
    parts: Mapping[str, Sequence[str]] = asdict(split)
    given: dict[str, Any] = {} if plan.split is None else {"partition": asdict(plan.split)}
    given |= {"left_out": left_out} if (left_out := plan.left_out) else {}
    return given | {
        "splits": {part: {who: digests[who] for who in people} for part, people in parts.items()},
        "seed": plan.seed,
        "options": asdict(options),
        "permuted_labels": plan.permuted,
        "best_epoch": fitted.epoch,
        "val_loss": fitted.val_loss,
        "curve": fitted.curve,
        "weights": sum(p.numel() for p in fitted.model.parameters()),
        "study": {"name": plan.study.name, "word_list_digest": plan.study.word_list_digest},
        "synthetic": plan.study.synthetic,
        "versions": {"depformer": depformer.__version__, "torch": torch.__version__},
    }
