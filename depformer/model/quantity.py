"""The number that a model predicts of each participant, and that is explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depformer.schema.target import GROUPS, Target

if TYPE_CHECKING:
    from depformer.model.checkpoint import Checkpoint

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Quantity:
    """What of the outputs is explained.

    Attributes
    ----------
    target : Target
        The difference of two logits, or a score, with its unit.
    mean, sd : float
        Of the scores of the training part [points]: outputs are in `sd` from `mean`.
    scale : str
        Name of that of the scores, if it is known.
    lowest, highest : float or None
        Scores of the scale, if they are known [points].
    """

    target: Target = GROUPS
    mean: float = 0.0
    sd: float = 1.0
    scale: str = ""
    lowest: float | None = None
    highest: float | None = None

    @classmethod
    def of_training(cls, training: Mapping[str, Any]) -> Quantity:
        """Return what a ``training.json`` says that the model predicts; groups without scores."""
        known = training.get("severity")
        if known is None:
            return LOGITS
        target = Target.of_scale(known.get("scale", ""))
        own = ("mean", "sd", "scale", "lowest", "highest")
        return cls(target, **{name: known[name] for name in own if name in known})

    def difference(self, outputs: Tensor) -> Tensor:
        """Return what is explained, shape (row,): a logit difference, or points from `mean`.

        The mean is left out: it takes part in no attribution, and would cost digits.
        """
        if self.target.is_score:
            return outputs[:, 0] * self.sd
        return outputs[:, 1] - outputs[:, 0]

    def columns(self, difference: Array) -> dict[str, Array]:
        """Return what a table says of `difference`, by column.

        ``logit`` (depressed minus healthy [logit]) and ``probability`` of depressed [1]; or
        ``predicted``, the score [points].
        """
        if self.target.is_score:
            return {"predicted": difference + self.mean}
        return {"logit": difference, "probability": 1 / (1 + np.exp(-difference))}

    def predictions(self, outputs: Tensor) -> dict[str, Array]:
        """Return what is said of rows that were not seen, by column, as of `columns`.

        Of scores also ``floor``, the mean of the training part, which needs no model [points].
        """
        found = self.columns(self.difference(outputs).numpy())
        if self.target.is_score:
            return {**found, "floor": np.full(len(outputs), self.mean)}
        return {**found, "probability": torch.softmax(outputs, dim=1)[:, 1].numpy()}


LOGITS = Quantity()


def quantity_of(checkpoint: Checkpoint) -> Quantity:
    """Return what a checkpoint predicts."""
    scored = Target(checkpoint.config.target).is_score
    return Quantity.of_training(checkpoint.training) if scored else LOGITS


def predicted_variables(
    branches: Sequence[Array], quantities: Sequence[Quantity]
) -> dict[str, Array]:
    """Return the variables of a run that say what is predicted.

    Parameters
    ----------
    branches : sequence of ndarray
        Of each participant, shape (branch, output); the last branch is the bias.
    quantities : sequence of Quantity
        Of the model that speaks for each.

    Returns
    -------
    dict of ndarray
        By name, see `depformer.schema`; the branches sum to the whole exactly.
    """
    stacked = np.stack(branches)  # (participant, branch, output)
    if quantities[0].target.is_score:
        shares = stacked[..., 0] * np.array([[each.sd] for each in quantities])
        shares[:, -1] += [each.mean for each in quantities]
        return {"predicted": shares.sum(axis=1), "branch_predicted": shares}
    logit = stacked.sum(axis=1)
    shifted = np.exp(logit - logit.max(axis=1, keepdims=True))
    return {
        "logit": logit,
        "probability": shifted / shifted.sum(axis=1, keepdims=True),
        "branch_logit": stacked[..., 1] - stacked[..., 0],
    }
