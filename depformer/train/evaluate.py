"""How well a checkpoint does on the participants of a study that it has not seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import torch

from depformer import labels
from depformer.errors import DepformerError
from depformer.model import CheckpointSet, load_checkpoint
from depformer.stats import performance_of
from depformer.study import Study, load_study


def held_out(
    study: Study | Path | str, checkpoint: CheckpointSet | Path | str, *, fold: int | None = None
) -> pd.DataFrame:
    """Return the prediction of every participant who is held out or new.

    Returns
    -------
    DataFrame
        Index participant; columns ``group fold role probability``, the last p(depressed).

    Raises
    ------
    DepformerError
        If the study does not fit the checkpoint, or everybody in it was trained on.
    """
    study, checkpoint = load_study(study), load_checkpoint(checkpoint)
    checkpoint.check(study)
    people = checkpoint.assign(study, fold)
    people = people[people["role"].isin(labels.HELD_OUT_ROLES)].drop(columns="other_features")
    people.insert(0, "group", study.participants["group"].reindex(people.index))
    if people.empty:
        raise DepformerError(
            f"All {len(study.ids)} participants of {study.root} were trained on by "
            f"{checkpoint.root}; performance needs people it has not seen.",
            kind="checkpoint",
        )
    probability = []
    for participant, number in zip(people.index, people["fold"], strict=True):
        features = study.features(str(participant))
        logits = checkpoint.folds[number].predict(
            features.face[None] / np.float32(255), features.audio[None], mask=features.mask[None]
        )
        probability.append(float(torch.softmax(torch.from_numpy(logits).double(), dim=1)[0, 1]))
    return people.assign(probability=probability)


def evaluate(
    study: Study | Path | str,
    checkpoint: CheckpointSet | Path | str,
    *,
    fold: int | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Return held-out accuracy, F1, AUC and more, with intervals.

    Parameters
    ----------
    study, checkpoint
        Objects or paths.
    fold : int, optional
        One fold for everybody; without it, each participant by the fold that held them out.
    seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        Columns as in `depformer.stats.performance_of`.
    """
    people = held_out(study, checkpoint, fold=fold)
    people = people[people["group"].isin(labels.OUTCOMES)]
    if people.empty:
        raise DepformerError(
            "No held-out participant is in the groups healthy or depressed, so there is nothing to "
            "compare predictions with.",
            kind="study",
        )
    return performance_of(people["group"].to_numpy(), people["probability"].to_numpy(), seed=seed)
