"""The inner loop of a nested cross-validation: settings chosen without the people held out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from depformer.config import DEVICES, ModelConfig
from depformer.errors import DepformerError
from depformer.train.data import Tensors
from depformer.train.fit.fitting import fit
from depformer.train.folds import split_folds
from depformer.train.options import TrainOptions

INNER_FOLDS = 3
FACTORS = (1.0, 1 / 3, 3.0)  # on the learning rate; the first wins a tie
FITS = INNER_FOLDS * len(FACTORS)


def choose_options(
    config: ModelConfig,
    data: Tensors,
    group: pd.Series,
    *,
    seed: int,
    options: TrainOptions,
    device: str = DEVICES[0],
    on_fit: Callable[[int], None] = lambda done: None,
) -> tuple[TrainOptions, list[dict[str, float | None]]]:
    """Choose the learning rate with the lowest mean validation loss over inner folds.

    Parameters
    ----------
    config : ModelConfig
        Sizes.
    data : Tensors
        Everybody who is not held out by the outer fold.
    group : Series
        Their groups, in the same order, by which the inner folds are stratified.
    seed : int
        Of the inner splits and fits.
    options : TrainOptions
        What the candidates differ from.
    device : str
        As of `fit`.
    on_fit : callable
        Called with the number of inner fits done, of `FITS`.

    Returns
    -------
    tuple
        The options, and ``learning_rate`` and ``val_loss`` of every candidate, None where it
        diverged.
    """
    splits = split_folds(group, INNER_FOLDS, seed)
    names = [str(who) for who in group.index]
    tried = []
    for number, factor in enumerate(FACTORS):
        candidate = replace(options, learning_rate=options.learning_rate * factor)
        losses = []
        for inner, split in enumerate(splits):
            rows = {
                part: [names.index(who) for who in who_all]
                for part, who_all in (("fit", split.train + split.val), ("stop", split.test))
            }
            try:
                fitted = fit(
                    config,
                    data.take(rows["fit"]),
                    data.take(rows["stop"]),
                    seed=seed + inner,
                    options=candidate,
                    device=device,
                )
                losses.append(fitted.val_loss)
            except DepformerError:  # a candidate that diverges loses; the search goes on
                losses.append(math.inf)
            on_fit(number * INNER_FOLDS + inner + 1)
        tried.append({"learning_rate": candidate.learning_rate, "val_loss": float(np.mean(losses))})
    best = min(tried, key=lambda each: each["val_loss"])
    said: list[dict[str, float | None]] = [
        {**each, "val_loss": each["val_loss"] if math.isfinite(each["val_loss"]) else None}
        for each in tried
    ]
    return replace(options, learning_rate=best["learning_rate"]), said
