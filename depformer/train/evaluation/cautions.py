"""What a reader of an evaluation must know before believing it."""

from __future__ import annotations

import pandas as pd

from depformer.model import CheckpointSet
from depformer.model.quantity import quantity_of
from depformer.wording import say

MODEL = "depformer"
FLOOR = "constant_mean"
POOLED = "pooled"


def permuted(checkpoint: CheckpointSet) -> bool:
    """Return whether the labels were shuffled before training."""
    return any(fold.training.get("permuted_labels") is True for fold in checkpoint.folds)


def cautions(table: pd.DataFrame, checkpoint: CheckpointSet) -> list[str]:
    """Return what a reader of an evaluation must know, in sentences.

    Parameters
    ----------
    table : DataFrame
        From `evaluation`.
    checkpoint : CheckpointSet
        What was evaluated.
    """
    said = []
    if any(fold.untrained for fold in checkpoint.folds):
        said.append(say("notices.untrained"))
    if permuted(checkpoint):
        said.append(say("train.permuted"))
    rows = table[(table["model"] == MODEL) & (table["scope"] == POOLED)].set_index("metric")
    for metric, chance in (("balanced_accuracy", 0.5), ("ccc", 0.0)):
        if metric not in rows.index:
            continue
        estimate, low, high = (
            round(float(str(rows.loc[metric, name])), 2) + 0.0  # no minus zero
            for name in ("estimate", "ci_low", "ci_high")
        )
        name = say("train.ccc") if metric == "ccc" else say("train.balanced_accuracy")
        found = {"metric": name, "estimate": estimate, "low": low, "high": high, "chance": chance}
        if low <= chance <= high:
            said.append(say("train.maybe_chance", **found))
        elif high < chance:
            said.append(say("train.below_chance", **found))
    floor = table[(table["model"] == FLOOR) & (table["scope"] == POOLED)].set_index("metric")
    if "mae" in floor.index:
        error, least = (float(str(each.loc["mae", "estimate"])) for each in (rows, floor))
        if error >= least:
            unit = quantity_of(checkpoint.folds[0]).target.unit
            said.append(say("train.not_below_floor", mae=error, unit=unit, floor=least))
    kept = (table.attrs.get(name) for name in ("sessions", "calibration"))
    return [*said, *(sentence for sentence in kept if sentence)]
