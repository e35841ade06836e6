"""Fit one model a fold of a study, or one for its own parts, and write the checkpoint folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from depformer.config import DEVICES
from depformer.files import user_path
from depformer.model import CheckpointSet, load_checkpoint
from depformer.study import Study, load_study
from depformer.train.folds import Partition
from depformer.train.one_fold import Progress
from depformer.train.options import TrainOptions
from depformer.train.training import carried_out, training_of
from depformer.work import HERE, Place


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
    device: str = DEVICES[0],
    place: Place = HERE,
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
    device : str
        What the folds are fitted on, one of `depformer.config.DEVICES`. It is no part of what is
        asked for, but other devices give other weights: ``training.json`` names it.
    place : Place
        Where the folds are fitted, see `depformer.work`; the weights do not depend on it.
    progress : callable
        Called with epochs done and epochs in all; early stopping jumps ahead.

    Returns
    -------
    CheckpointSet
        As read back from the folder.

    Raises
    ------
    DepformerError
        If the study cannot be split, `out` is there already, or the device is not there.
    """
    training = training_of(
        load_study(study),
        user_path(out),
        seed=seed,
        preset_name=preset_name,
        folds=folds,
        split=split,
        options=options,
        sizes=sizes,
        permute_labels=permute_labels,
        nested=nested,
        curves=curves,
        device=device,
    )
    if not (reuse and training.is_there):
        carried_out([training], place, progress)
    return load_checkpoint(training.out)
