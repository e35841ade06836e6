"""Copies of a model with fresh weights: all of them, or those from the output down to a stage."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from depformer.files import digest
from depformer.model import Checkpoint, CheckpointSet, DEPFormer, fresh_model

STAGES = ("heads", "sharing", "stack_2", "stack_1", "stack_0", "embedding", "adapter")
"""The parts of a model from the output down: the order of cascading randomisation."""

APART = 20_260_101  # any number: beside it, a seed says another draw than alone

ADAPTER_INPUTS = ("adapter.face.", "adapter.audio.")
"""The adapter's first maps, which the preset `compact` never trains."""


def untrained(checkpoint: Checkpoint, seed: int, *, keep: tuple[str, ...] = ()) -> Checkpoint:
    """Return a copy that has learned nothing.

    The standardisation of the input is kept: it holds the scale of the recordings, and no label.

    Parameters
    ----------
    checkpoint : Checkpoint
        Any; it stays as it is.
    seed : int
        Of the fresh weights: two folds with the same seed get the same ones.
    keep : tuple of str
        Beginnings of names of weights that stay as they are, for example `ADAPTER_INPUTS`.

    Returns
    -------
    Checkpoint
        In evaluation mode, with the z of its baselines computed anew.
    """
    return randomised(checkpoint, seed, STAGES, keep=keep)


def randomised(
    checkpoint: Checkpoint, seed: int, stages: tuple[str, ...], *, keep: tuple[str, ...] = ()
) -> Checkpoint:
    """Return a copy in which the weights of some `STAGES` are fresh; see `untrained`."""
    fresh = fresh_model(checkpoint.config, apart_from_training(seed))
    drawn = fresh.state_dict()
    for name, trained in checkpoint.model.state_dict().items():
        standardisation = name.startswith("adapter.") and name.endswith(("_shift", "_scale"))
        if standardisation or name.startswith(keep) or stage_of(name) not in stages:
            drawn[name].copy_(trained)
    fresh.eval().requires_grad_(False)
    name = digest(checkpoint.digest, str(seed), *stages, "keep", *keep)
    means = _baselines(fresh, checkpoint.baselines)
    return replace(checkpoint, model=fresh.to(checkpoint.device), baselines=means, digest=name)


def each_fold(
    checkpoint: CheckpointSet,
    seed: int,
    stages: tuple[str, ...],
    *,
    only: Collection[int] | None = None,
) -> CheckpointSet:
    """Return the same set with `randomised` folds, all of which draw the same weights.

    `only` are the numbers of the folds that will be asked; the others stay as they are.
    """
    folds = tuple(
        randomised(fold, seed, stages) if only is None or number in only else fold
        for number, fold in enumerate(checkpoint.folds)
    )
    return replace(checkpoint, folds=folds)


def apart_from_training(seed: int) -> int:
    """Return a seed that no training takes.

    With the seed of a training the fresh weights would be those that the training began with, and
    what is trained for long still resembles them.
    """
    return int(np.random.SeedSequence([APART, seed]).generate_state(1, np.uint64)[0])


def stage_of(name: str) -> str:
    """Return the stage that a weight belongs to.

    The norm behind the stacks and the cross-attention count as heads.
    """
    parts = name.split(".")
    if parts[0] == "adapter":
        return "adapter"
    inside = parts[1] if parts[0] in ("multimodal", "unimodal") else ""
    if inside == "stacks":
        return f"stack_{parts[2]}"
    return inside if inside in ("embedding", "sharing") else "heads"


def _baselines(model: DEPFormer, trained: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the baselines with their z as the model has it: z is affine, so it keeps means."""
    found = dict(trained)
    for name in {key.split(".")[0] for key in trained}:
        with torch.no_grad():
            face, audio = trained[f"{name}.face"], trained[f"{name}.audio"]
            found[f"{name}.z"] = model.adapt(face[None], audio[None])[0]
    return found
