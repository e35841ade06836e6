"""What a checkpoint predicts of the participants of a study that it has not seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import torch

from depformer import labels
from depformer.errors import DepformerError
from depformer.model import Checkpoint, CheckpointSet, even_batch, load_checkpoint
from depformer.model.quantity import quantity_of
from depformer.study import Study, load_study
from depformer.train.evaluation.calibrating import z_of
from depformer.train.tasks import task_of
from depformer.validate import one_of
from depformer.wording import say

BATCH_SIZE = 8


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
    found: list[pd.DataFrame] = []
    for number, members in people.groupby("fold").groups.items():
        model, ids = checkpoint.folds[int(str(number))], [str(who) for who in members]
        if mode == "honest":
            outputs = [model.output(z_of(model, study, [who]), [who]).logits for who in ids]
        else:
            outputs = list(_published(model, study, ids, seed, batch_size))
        said = quantity_of(model).predictions(torch.cat(outputs).double())
        found.append(pd.DataFrame(said, index=ids))
    column = task_of(checkpoint.config).column
    truth = study.participants[column].reindex(people.index)
    predicted = pd.concat(found).reindex(people.index)
    return pd.concat([people.assign(**{column: truth}), predicted], axis=1)


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
