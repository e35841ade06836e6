"""What a method of explanation declares, gets and returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from depformer.model import Checkpoint, Taps

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """One participant before one model.

    Attributes
    ----------
    checkpoint : Checkpoint
        The fold that speaks for this participant.
    z : Tensor
        Shape (word, modality, hidden); missing cells hold the training mean.
    baseline : Tensor
        z of the baseline, the same shape.
    taps : Taps
        What the forward pass attended to.
    seed : int
        For methods that draw.
    """

    checkpoint: Checkpoint
    z: Tensor
    baseline: Tensor
    taps: Taps
    seed: int

    def difference(self, z: Tensor) -> Tensor:
        """Return depressed minus healthy logit of rows of z, shape (row,)."""
        logits = self.checkpoint.model.classify(z).logits
        return logits[:, 1] - logits[:, 0]


@dataclass(frozen=True)
class Attributed:
    """What a method says of one participant.

    Attributes
    ----------
    attribution : ndarray
        Shape (word, modality), in the method's unit.
    gap : float
        Sum of attributions minus the difference of logits to the baseline [logit]; NaN where the
        method claims no such sum.
    """

    attribution: Array
    gap: float = float("nan")


@dataclass(frozen=True)
class MethodSpec:
    """Declare one method; menus, colour scales, legends and contract tests follow from it.

    Attributes
    ----------
    id, title : str
        Short and stable; for people.
    says : str
        One sentence: what a value means.
    unit : str
        ``logit``, or ``1`` for attention methods.
    signed, complete, stochastic : bool
        Whether values have a direction, sum to the logit difference, hang on a seed.
    reference : str
        Where the method comes from.
    options : type
        A frozen dataclass of its settings, all with defaults.
    attribute : callable
        ``attribute(case, options) -> Attributed``.
    """

    id: str
    title: str
    says: str
    unit: str
    signed: bool
    complete: bool
    stochastic: bool
    reference: str
    options: type[Any]
    attribute: Callable[[Case, Any], Attributed]
