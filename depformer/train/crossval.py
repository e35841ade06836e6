"""Fit one model a fold of a study, or one for its own parts, and write the checkpoint folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from depformer.config import preset
from depformer.files import CARD, FOLDS, TRAINING, new_folder, read_json, user_path, write_text
from depformer.model import CheckpointSet, load_checkpoint, write_fold_list
from depformer.schema import Target
from depformer.study import Study, load_study
from depformer.train.card import set_card
from depformer.train.data import Tensors, load_tensors
from depformer.train.evaluation.calibrating import store_maps
from depformer.train.folds import Partition
from depformer.train.one_fold import Progress, Report, fit_fold, metrics_of, predictions_of
from depformer.train.options import TrainOptions
from depformer.train.plan import Plan, labels_of, refuse_constant
from depformer.train.tasks import task_of
from depformer.train.unfinished import continued


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
    refuse_constant(study, config)
    task = task_of(config)
    group, label, strata = labels_of(study, task, seed if permute_labels else None)
    plan = Plan(
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
                report = Report(progress, number, folds, options.epochs, nested)
                with new_folder(place) as fold_folder:
                    fit_fold(plan, data, parts, number, fold_folder, beside, report)
            predicted.update(predictions_of(place / TRAINING, parts))
            progress((number + 1) * options.epochs, folds * options.epochs)
        summary = {
            "request": request,
            "seed": seed,
            "synthetic": study.synthetic,
            "permuted_labels": permute_labels,
            "metrics": metrics_of(task, label, predicted, study.persons),
        }
        write_fold_list(folder, [f"fold-{number}" for number in range(folds)], summary)
        if task.calibrates:
            store_maps(study, load_checkpoint(folder))
        unit = Target.of_scale(study.severity_scale).unit
        write_text(folder / CARD, set_card(study, config, options, folds, summary, unit, split))
    return load_checkpoint(out)
