"""The baselines that a checkpoint offers."""

from __future__ import annotations

from depformer.labels import BASELINES
from depformer.model import CheckpointSet


def offered(checkpoint: CheckpointSet) -> tuple[str, ...]:
    """Return the baselines that every fold of a checkpoint holds, and those that need none."""
    stored = [{key.split(".")[0] for key in fold.baselines} for fold in checkpoint.folds]
    return tuple(
        name for name in BASELINES if name == "zero" or all(name in each for each in stored)
    )
