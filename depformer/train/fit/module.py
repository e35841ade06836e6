"""The training step: loss, optimiser and schedule of one model, run by lightning."""

from __future__ import annotations

import math
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import Callback
from torch import Tensor

from depformer.model import DEPFormer
from depformer.train.fit.augment import Augment
from depformer.train.options import TrainOptions
from depformer.train.tasks import Task, task_of


class Fit(lightning.LightningModule):
    """Fit one DEP-Former with AdamW.

    Parameters
    ----------
    model : DEPFormer
        Changed in place.
    options : TrainOptions
        How.
    steps : int
        Of the whole training, for the schedule.
    augment : Augment
        Changes every training batch.
    weights : Tensor, optional
        Of the groups in the loss, shape (outcome,).
    """

    def __init__(
        self,
        model: DEPFormer,
        options: TrainOptions,
        steps: int,
        augment: Augment,
        weights: Tensor | None = None,
    ) -> None:
        super().__init__()
        self.model = model
        self.task: Task = task_of(model.config)
        self.options = options
        self.steps = steps
        self.augment = augment
        self.weights = weights

    def on_train_epoch_start(self) -> None:
        """Keep batch statistics out: in training, too, each participant is computed alone."""
        for layer in self.model.modules():
            if isinstance(layer, torch.nn.BatchNorm1d):
                layer.eval()

    def training_step(self, batch: list[Tensor], _number: int) -> Tensor:
        """Return the loss of one batch of participants, with their z augmented."""
        face, audio, label = batch
        z = self.model.adapt(*self.augment.inputs(face.float() / 255, audio))
        z = self.augment.cells(z, label, self.model.adapter.average_cell())
        logits = self.model.classify(z).logits
        loss = self.task.loss(logits, label, self.options.smoothing, self.weights)
        self.log("train_loss", loss, on_step=False, on_epoch=True, batch_size=len(label))
        return loss

    def validation_step(self, batch: list[Tensor], _number: int) -> None:
        """Log the loss of the validation part."""
        face, audio, label = batch
        logits = self.model(face.float() / 255, audio).logits
        self.log(
            "val_loss", self.task.loss(logits, label, 0.0, self.weights), batch_size=len(label)
        )

    def configure_optimizers(self) -> Any:
        """Return AdamW and its schedule by step."""
        first = [*self.model.adapter.face.parameters(), *self.model.adapter.audio.parameters()]
        others = [p for p in self.model.parameters() if not any(p is each for each in first)]
        rate, decay = self.options.learning_rate, self.options.weight_decay
        adapter = {"params": first, "lr": rate * self.options.adapter_rate, "weight_decay": 0.0}
        groups: list[dict[str, Any]] = [{"params": others}, adapter]
        optimizer = torch.optim.AdamW(groups, lr=rate, weight_decay=decay)
        rise = max(1, round(self.options.warmup * self.steps))

        def factor(step: int) -> float:
            if self.options.schedule == "plain":
                return 1.0
            if step < rise:
                return (step + 1) / rise
            done = (step - rise) / max(1, self.steps - rise)
            return 0.5 * (1 + math.cos(math.pi * min(1.0, done)))

        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
        return {
            "optimizer": optimizer,
            "lr_scheduler": {"scheduler": schedule, "interval": "step"},
        }


class KeepBest(Callback):
    """Keep the weights of the epoch with the lowest validation loss, in memory, and stop after it.

    Lightning's own checkpoints are pickled; nothing here ever is.
    """

    def __init__(self, options: TrainOptions, on_epoch: Callable[[int], None]) -> None:
        self.options = options
        self.on_epoch = on_epoch
        self.loss = math.inf
        self.epoch = -1
        self.state: dict[str, Any] = {}
        self.curve: list[dict[str, float | None]] = []

    def on_validation_epoch_end(self, trainer: lightning.Trainer, module: Any) -> None:
        """Compare this epoch with the best before it."""
        loss = float(trainer.callback_metrics["val_loss"])
        if not math.isfinite(loss):
            trainer.should_stop = True
        if trainer.current_epoch + 1 < min(self.options.least_epochs, self.options.epochs):
            return
        if loss < self.loss:
            self.loss, self.epoch = loss, trainer.current_epoch
            self.state = deepcopy(module.model.state_dict())
        if trainer.current_epoch - self.epoch >= self.options.patience:
            trainer.should_stop = True

    def on_train_epoch_end(self, trainer: lightning.Trainer, module: Any) -> None:
        """Note the losses and report progress."""
        losses = {
            name: _finite(float(trainer.callback_metrics[name]))
            for name in ("train_loss", "val_loss")
        }
        self.curve.append({"epoch": trainer.current_epoch, **losses})
        self.on_epoch(trainer.current_epoch)


def _finite(value: float) -> float | None:
    """Return a number that JSON can say, or None for a diverged one."""
    return value if math.isfinite(value) else None
