"""Fit one fold and write its folder, with what it predicts of whom it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import torch

import depformer
from depformer.config import DEVICES
from depformer.errors import DepformerError
from depformer.files import read_training, write_text
from depformer.model import write_checkpoint
from depformer.model.processor import processor
from depformer.model.quantity import Quantity
from depformer.train.card import fold_card
from depformer.train.data import Tensors, mean_inputs
from depformer.train.fit.fitting import Fitted, fit
from depformer.train.folds import Split
from depformer.train.options import TrainOptions
from depformer.train.plan import Plan
from depformer.train.search import FITS, choose_options
from depformer.train.tasks import Task, task_of
from depformer.wording import say

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Report:
    """Turn epochs of a fold into progress, inner fits included."""

    progress: Progress
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
        self.progress(int(epochs), self.epochs)


def fit_fold(
    plan: Plan,
    data: Tensors,
    split: Split,
    number: int,
    folder: Path,
    curves: Path | None,
    report: Report,
    device: str = DEVICES[0],
) -> None:
    """Fit one fold and write its folder, with its predictions for whom it held out."""
    names = [str(who) for who in plan.group.index]
    rows = {part: [names.index(who) for who in getattr(split, part)] for part in asdict(split)}
    task = task_of(plan.config)
    learnt, notes = task.learnt(data.label, rows["train"], plan.study)
    data, quantity = data.relabelled(learnt), Quantity.of_training(notes)
    options = plan.options
    if plan.nested:
        rest = sorted(rows["train"] + rows["val"])
        options, notes["tried"] = choose_options(
            plan.config,
            data.take(rest),
            plan.strata.iloc[rest],
            seed=plan.seed + number,
            options=options,
            device=device,
            on_fit=report.inner_fit,
        )
    fitted = fit(
        plan.config,
        data.take(rows["train"]),
        data.take(rows["val"]),
        seed=plan.seed + number,
        options=options,
        curves=curves,
        device=device,
        on_epoch=report.epoch,
    )
    held = [names[row] for row in rows["test"]]
    with torch.no_grad():
        outputs = fitted.model(*data.take(rows["test"]).inputs()).logits.double()
    predicted = quantity.predictions(outputs)[task.predicted]
    notes |= _notes(plan, options, split, fitted)
    if device != DEVICES[0]:
        notes["fitted_on"] = processor(device)
    notes["predictions"] = dict(zip(held, predicted.tolist(), strict=True))
    notes["metrics"] = metrics_of(
        task, plan.label[held], pd.Series(predicted, held), plan.study.persons
    )
    train = data.take(rows["train"])
    healthy = torch.tensor((plan.group.iloc[rows["train"]] == "healthy").to_numpy())
    means = mean_inputs(fitted.model, train, healthy)
    write_checkpoint(
        folder, fitted.model, means, notes, fold_card(number, notes, quantity.target.unit)
    )
    write_text(folder / "curve.csv", pd.DataFrame(fitted.curve).to_csv(index=False))


def predictions_of(path: Path, split: Split) -> pd.Series:
    """Return what a finished fold wrote of the people it held out, who are those of the split."""
    found = read_training(path).get("predictions", {})
    if found.keys() != set(split.test):
        facts = {"path": path, "folder": path.parent}
        raise DepformerError(say("train.other_predictions", **facts), kind="checkpoint")
    return pd.Series(found, dtype=float)


def metrics_of(
    task: Task, label: pd.Series, predicted: pd.Series, persons: pd.Series
) -> list[dict[str, Any]]:
    """Return the performance as plain records, fit for JSON: what has no value is null."""
    known = predicted.notna()
    table = task.scored(label[known], predicted[known], persons)
    records = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(key): value for key, value in record.items()} for record in records]


def _notes(plan: Plan, options: TrainOptions, split: Split, fitted: Fitted) -> dict[str, Any]:
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
