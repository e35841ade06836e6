"""The training step: loss, optimiser and schedule of one model, run by lightning."""

from __future__ import annotations

import math
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import Callback
from torch import Tensor
from torch.nn import functional as F

from depformer.model import DEPFormer


@dataclass(frozen=True)
class TrainOptions:
    """How a model is fitted.

    Parameters
    ----------
    epochs : int
        At most; early stopping may end before.
    least_epochs : int
        Epochs before the first whose weights may be kept: the loss of a few people is lowest by
        chance while the model says nothing yet.
    patience : int
        Epochs without a lower validation loss before it stops.
    batch_size : int
        Participants per step.
    learning_rate, weight_decay : float
        Of AdamW.
    warmup : float
        Share of the steps over which the learning rate rises, before it falls as a cosine.
    smoothing : float
        Label smoothing of the cross-entropy.
    noise : float
        Standard deviation of noise added to z in training, where a cell's own spread is about 1.
    adapter_rate : float
        Factor on the learning rate of the adapter's first layers. At 0 they stay where they start:
        with tens of people, weights per pixel learn who was in the training part.
    cell_dropout : float
        Share of the (word, modality) cells that are muted in training, so that the prediction leans
        on every informative cell and not on the few that are found first.
    donor_share : float
        Share of the cells that are taken, in training, from somebody else of the same group in the
        same batch: the word and the group stay, the identity does not, so that people cannot be
        learnt by heart.
    averaging : float
        Decay per step of the running mean of the weights, which is what is validated and kept: with
        few people, single epochs jump. 0 switches it off.
    """

    epochs: int = 100
    least_epochs: int = 60
    patience: int = 30
    batch_size: int = 8
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    warmup: float = 0.1
    smoothing: float = 0.05
    noise: float = 0.3
    adapter_rate: float = 0.0
    cell_dropout: float = 0.3
    donor_share: float = 0.5
    averaging: float = 0.95


class Fit(lightning.LightningModule):
    """Fit one DEP-Former with AdamW, warm-up and cosine."""

    def __init__(
        self, model: DEPFormer, options: TrainOptions, steps: int, generator: torch.Generator
    ) -> None:
        super().__init__()
        self.model = model
        self.options = options
        self.steps = steps
        self.generator = generator

    def on_train_epoch_start(self) -> None:
        """Keep batch statistics out: in training, too, each participant is computed alone."""
        for layer in self.model.modules():
            if isinstance(layer, torch.nn.BatchNorm1d):
                layer.eval()

    def training_step(self, batch: list[Tensor], _number: int) -> Tensor:
        """Return the loss of one batch of participants, with their z augmented."""
        face, audio, label = batch
        z = self.model.adapt(face.float() / 255, audio)
        z = self._mute(self._blur(self._exchange(z, label)))
        logits = self.model.classify(z).logits
        loss = F.cross_entropy(logits, label, label_smoothing=self.options.smoothing)
        self.log("train_loss", loss, on_step=False, on_epoch=True, batch_size=len(label))
        return loss

    def validation_step(self, batch: list[Tensor], _number: int) -> None:
        """Log the loss of the validation part."""
        face, audio, label = batch
        logits = self.model(face.float() / 255, audio).logits
        self.log("val_loss", F.cross_entropy(logits, label), batch_size=len(label))

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
            if step < rise:
                return (step + 1) / rise
            done = (step - rise) / max(1, self.steps - rise)
            return 0.5 * (1 + math.cos(math.pi * min(1.0, done)))

        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
        return {
            "optimizer": optimizer,
            "lr_scheduler": {"scheduler": schedule, "interval": "step"},
        }

    def _exchange(self, z: Tensor, label: Tensor) -> Tensor:
        """Give some cells of z, (batch, word, modality, hidden), to others of the same group."""
        cells = z.shape[:3]
        same = (label[:, None] == label).float()  # (batch, donor)
        draws = cells[1] * cells[2]
        donor = torch.multinomial(same, draws, replacement=True, generator=self.generator)
        word, modality = torch.meshgrid(
            torch.arange(cells[1]), torch.arange(cells[2]), indexing="ij"
        )
        given = z[donor.view(cells), word, modality]
        taken = torch.rand(cells, generator=self.generator) < self.options.donor_share
        return torch.where(taken[..., None], given, z)

    def _blur(self, z: Tensor) -> Tensor:
        """Add noise to z, so that no single cell of a person can be recognised."""
        return z + self.options.noise * torch.randn(z.shape, generator=self.generator)

    def _mute(self, z: Tensor) -> Tensor:
        """Replace some cells of z, (batch, word, modality, hidden), by the z of a mean input."""
        adapter = self.model.adapter
        mean = torch.stack([adapter.face.bias, adapter.audio.bias])  # (modality, hidden)
        muted = torch.rand(z.shape[:3], generator=self.generator) < self.options.cell_dropout
        return torch.where(muted[..., None], mean, z)


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
        self.curve: list[dict[str, float]] = []

    def on_validation_epoch_end(self, trainer: lightning.Trainer, module: Any) -> None:
        """Compare this epoch with the best before it."""
        if trainer.current_epoch + 1 < min(self.options.least_epochs, self.options.epochs):
            return
        loss = float(trainer.callback_metrics["val_loss"])
        if loss < self.loss:
            self.loss, self.epoch = loss, trainer.current_epoch
            self.state = deepcopy(module.model.state_dict())
        if trainer.current_epoch - self.epoch >= self.options.patience:
            trainer.should_stop = True

    def on_train_epoch_end(self, trainer: lightning.Trainer, module: Any) -> None:
        """Note the losses and report progress."""
        losses = {
            name: float(trainer.callback_metrics[name]) for name in ("train_loss", "val_loss")
        }
        self.curve.append({"epoch": trainer.current_epoch, **losses})
        self.on_epoch(trainer.current_epoch)
