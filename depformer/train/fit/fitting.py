"""Fit one model on one split."""

from __future__ import annotations

import logging
import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import EMAWeightAveraging
from torch.utils.data import DataLoader, TensorDataset

from depformer.config import DEVICES, ModelConfig
from depformer.errors import DepformerError
from depformer.model import DEPFormer
from depformer.model.processor import PROCESSOR, device_named, is_accelerator
from depformer.train.data import Tensors
from depformer.train.fit.augment import Augment
from depformer.train.fit.module import Fit, KeepBest
from depformer.train.fit.start import set_start
from depformer.train.options import TrainOptions
from depformer.wording import say


@dataclass(frozen=True)
class Fitted:
    """A fitted model and how it got there.

    Attributes
    ----------
    model : DEPFormer
        With the weights of the best epoch, in evaluation mode.
    epoch : int
        The best epoch, from 0.
    val_loss : float
        Its loss on the validation part.
    curve : list of dict
        ``epoch``, ``train_loss`` and ``val_loss`` of every epoch.
    """

    model: DEPFormer
    epoch: int
    val_loss: float
    curve: list[dict[str, float | None]]


def fit(
    config: ModelConfig,
    train: Tensors,
    val: Tensors,
    *,
    seed: int,
    options: TrainOptions,
    curves: Path | None = None,
    device: str = DEVICES[0],
    on_epoch: Callable[[int], None] = lambda epoch: None,
) -> Fitted:
    """Fit one model; the same seed gives the same weights.

    Parameters
    ----------
    config : ModelConfig
        Sizes.
    train, val : Tensors
        Parts of the study; the second decides when to stop.
    seed : int
        Of the weights, the order of the batches, dropout, sampled keys and augmentation.
    options : TrainOptions
        How long and how fast.
    curves : Path, optional
        Folder for the curves as TensorBoard reads them.
    device : str
        Where it is fitted, one of `depformer.config.DEVICES`; what is drawn is drawn on the
        processor, but for dropout.
    on_epoch : callable
        Called with the number of each epoch when it ends.

    Returns
    -------
    Fitted
        The best epoch by validation loss.
    """
    at = device_named(device)
    generator = torch.Generator().manual_seed(seed)
    # Initial weights and dropout draw from torch's global generator: fork it, so that nobody
    # outside notices.
    with _forked(at), _quiet():
        torch.manual_seed(seed)
        model = DEPFormer(config)
        model.sampler.generator.manual_seed(seed)
        set_start(model, train, generator)
        steps = options.epochs * math.ceil(len(train) / options.batch_size)
        best = KeepBest(options, on_epoch)
        trainer = lightning.Trainer(
            accelerator=device,
            devices=1,
            max_epochs=options.epochs,
            logger=_curves(curves),
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
            num_sanity_val_steps=0,
            gradient_clip_val=1.0,
            callbacks=[
                best,  # before the averaging, which swaps the weights back after validation
                EMAWeightAveraging(decay=options.averaging),
            ],
        )
        try:
            trainer.fit(
                Fit(
                    model,
                    options,
                    steps,
                    Augment(options, generator, train.grid),
                    _class_weights(train) if options.class_weights else None,
                ),
                _loader(train, options.batch_size, generator),
                _loader(val, len(val), None),
            )
        except SystemExit as end:  # lightning turns an interruption into an exit without a word
            raise KeyboardInterrupt from end
    if best.epoch < 0:
        raise DepformerError(say("train.diverged"))
    model.to(PROCESSOR).load_state_dict(best.state)
    return Fitted(model.eval().requires_grad_(False), best.epoch, best.loss, best.curve)


@contextmanager
def _forked(device: torch.device) -> Iterator[None]:
    """Fork the global generators that a fit draws from: the processor's and the device's."""
    own = torch.get_device_module(device) if is_accelerator(device) else None
    before = None if own is None else own.get_rng_state()
    with torch.random.fork_rng(devices=[]):
        try:
            yield
        finally:
            if own is not None:
                own.set_rng_state(before)


def _class_weights(data: Tensors) -> torch.Tensor | None:
    """Return weights that make both groups count the same, shape (outcome,); None for severity."""
    if data.label.is_floating_point():
        return None
    counts = torch.bincount(data.label, minlength=2).float()
    return len(data) / (2 * counts.clamp(min=1))


def _curves(folder: Path | None) -> Any:
    """Return lightning's writer of TensorBoard files, or False for none."""
    if folder is None:
        return False
    from lightning.pytorch.loggers import TensorBoardLogger

    return TensorBoardLogger(str(folder.parent), name="", version=folder.name)


def _loader(
    data: Tensors, batch_size: int, generator: torch.Generator | None
) -> DataLoader[tuple[torch.Tensor, ...]]:
    return DataLoader(
        TensorDataset(data.face, data.audio, data.label),
        batch_size=batch_size,
        shuffle=generator is not None,
        generator=generator,
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence what lightning says of devices and workers; the progress bar is the caller's."""
    names = ("lightning.pytorch", "lightning.fabric", "lightning.pytorch.utilities.rank_zero")
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="lightning")
        warnings.filterwarnings("ignore", message=".*lr_scheduler.step.*")
        for logger in loggers:
            logger.setLevel(logging.ERROR)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)
