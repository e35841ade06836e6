"""Cross-validate a study: fit one model a fold and write the checkpoint folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

import depformer
from depformer.config import ModelConfig, preset
from depformer.errors import DepformerError
from depformer.model import CheckpointSet, load_checkpoint, write_checkpoint, write_fold_list
from depformer.stats import performance_of
from depformer.store import new_folder, refuse_existing, write_text
from depformer.study import Study, load_study
from depformer.train.card import fold_card, set_card
from depformer.train.data import Tensors, load_tensors, mean_inputs
from depformer.train.fitting import Fitted, fit
from depformer.train.folds import Split, split_folds, trainable
from depformer.train.module import TrainOptions

Progress = Callable[[int, int], None]


def cross_validate(
    study: Study | Path | str,
    out: Path | str,
    *,
    preset_name: str = "compact",
    folds: int = 5,
    seed: int = 7,
    options: TrainOptions | None = None,
    sizes: dict[str, Any] | None = None,
    progress: Progress = lambda done, total: None,
) -> CheckpointSet:
    """Train one model a fold and write them as a checkpoint folder.

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
    seed : int
        Of splits and training.
    options : TrainOptions, optional
        How long and how fast.
    sizes : dict, optional
        Fields of `ModelConfig` that differ from the preset.
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
    study, out = load_study(study), Path(out)
    options = options or TrainOptions()
    refuse_existing(out)
    config = preset(
        preset_name,
        n_words=len(study.words),
        image_size=study.image_size,
        audio_size=study.audio_size,
        word_list_digest=study.word_list_digest,
        feature_digest=study.feature_digest,
        **(sizes or {}),
    )
    group = trainable(study)
    splits = split_folds(group, folds, seed)
    ids = [str(name) for name in group.index]
    data = load_tensors(study, ids)
    probability = np.full(len(ids), np.nan)
    with new_folder(out) as folder:
        for number, split in enumerate(splits):
            rows = {
                part: [ids.index(who) for who in getattr(split, part)] for part in asdict(split)
            }
            fitted = fit(
                config,
                take(data, rows["train"]),
                take(data, rows["val"]),
                seed=seed + number,
                options=options,
                on_epoch=partial(_report, progress, number, folds, options.epochs),
            )
            _report(progress, number, folds, options.epochs, options.epochs - 1)
            probability[rows["test"]] = depressed_probability(fitted, take(data, rows["test"]))
            notes = _notes(study, config, options, seed, split, fitted)
            notes["metrics"] = _metrics(group.iloc[rows["test"]], probability[rows["test"]])
            write_checkpoint(
                folder / f"fold-{number}",
                fitted.model,
                mean_inputs(fitted.model, take(data, rows["train"])),
                notes,
                fold_card(number, notes),
            )
        summary = {
            "seed": seed,
            "synthetic": study.synthetic,
            "metrics": _metrics(group, probability),
        }
        write_fold_list(folder, [f"fold-{number}" for number in range(folds)], summary)
        write_text(folder / "README.md", set_card(study, config, options, folds, summary))
    return load_checkpoint(out)


def _report(progress: Progress, fold: int, folds: int, epochs: int, epoch: int) -> None:
    """Say how many epochs of all folds are done when this one is."""
    progress(fold * epochs + epoch + 1, folds * epochs)


def take(data: Tensors, rows: Sequence[int]) -> Tensors:
    """Return some rows of the data."""
    chosen = torch.tensor(rows)
    return replace(data, face=data.face[chosen], audio=data.audio[chosen], label=data.label[chosen])


def depressed_probability(fitted: Fitted, data: Tensors) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return p(depressed) of several participants, shape (participant,)."""
    with torch.no_grad():
        logits = fitted.model(*data.inputs()).logits
    return np.asarray(torch.softmax(logits.double(), dim=1)[:, 1].numpy())


def _metrics(group: Any, probability: Any) -> list[dict[str, Any]]:
    """Return the performance as plain records, fit for JSON: what has no value is null."""
    table = performance_of(group.to_numpy(), probability)
    records = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(key): value for key, value in record.items()} for record in records]


def _notes(
    study: Study,
    config: ModelConfig,
    options: TrainOptions,
    seed: int,
    split: Split,
    fitted: Fitted,
) -> dict[str, Any]:
    if not np.isfinite(fitted.val_loss):
        raise DepformerError(
            "Training diverged: the validation loss is no finite number in any epoch. Lower the "
            "learning rate, or check the features with `depformer validate`.",
        )
    return {
        "splits": {
            part: {who: study.participant_digest(who) for who in getattr(split, part)}
            for part in asdict(split)
        },
        "seed": seed,
        "options": asdict(options),
        "best_epoch": fitted.epoch,
        "val_loss": fitted.val_loss,
        "curve": fitted.curve,
        "weights": sum(p.numel() for p in fitted.model.parameters()),
        "study": {"name": study.name, "word_list_digest": study.word_list_digest},
        "synthetic": study.synthetic,
        "versions": {"depformer": depformer.__version__, "torch": torch.__version__},
    }
