"""What a method of explanation declares, gets and returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depformer.model import Checkpoint, StraightPath, Taps

Array = NDArray[np.float64]

ROWS = 64  # rows of z that pass the network at once where no budget of memory is named


@dataclass(frozen=True)
class Case:
    """One participant before one model.

    z is affine in the input, so whatever replaces faces and voices by a baseline, or walks straight
    from one to the other, is done on z: the adapter's first layers run once per participant.

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
    valence : tuple of str
        Of each word.
    references : Tensor or None
        z of the people whom this fold was trained with, shape (person, word, modality, hidden);
        None unless a method needs them.
    rows : int
        Rows of z that pass the network at once.
    """

    checkpoint: Checkpoint
    z: Tensor
    baseline: Tensor
    taps: Taps
    seed: int
    valence: tuple[str, ...] = ()
    references: Tensor | None = None
    rows: int = ROWS

    def difference(self, z: Tensor) -> Tensor:
        """Return depressed minus healthy logit of rows of z, shape (row,)."""
        logits = self.checkpoint.model.classify(z).logits
        return logits[:, 1] - logits[:, 0]

    def values(self, z: Tensor) -> Tensor:
        """Return `difference` without gradients, some rows at a time, as float64, shape (row,)."""
        with torch.no_grad():
            return torch.cat([self.difference(part) for part in torch.split(z, self.rows)]).double()

    def shown(self, keep: Tensor) -> Tensor:
        """Return the logit difference where only some cells are shown, shape (row,).

        Parameters
        ----------
        keep : Tensor of bool
            Shape (row, word, modality); where it is False the cell holds the baseline.
        """
        parts = [
            self.values(torch.where(some[..., None], self.z, self.baseline))
            for some in torch.split(keep, self.rows)
        ]
        return torch.cat(parts)

    def gradient(self, z: Tensor) -> Tensor:
        """Return the gradient of `difference` at rows of z, shape (row, word, modality, hidden)."""
        parts = []
        for part in torch.split(z, self.rows):
            point = part.detach().requires_grad_()
            parts.append(torch.autograd.grad(self.difference(point).sum(), point)[0])
        return torch.cat(parts)

    def mean_gradient(self, at: Tensor, weights: Tensor) -> Tensor:
        """Return the weighted sum of gradients on the straight path from the baseline to z.

        Parameters
        ----------
        at, weights : Tensor
            Places on the path, 0 to 1, and their weights, shape (point,).

        Returns
        -------
        Tensor
            Shape (word, modality, hidden).
        """
        path = StraightPath(self.checkpoint.model, self.baseline, self.z)
        return path.mean_gradient(at, weights, self.rows)


@dataclass(frozen=True)
class Coalitions:
    """Exact Shapley values of players that bear a meaning.

    Attributes
    ----------
    players : tuple of str
        Valence and modality, for example ``negative_face``.
    value : ndarray
        Shape (player,) [logit]; they sum to the difference of logits to the baseline.
    interaction : ndarray
        Shapley interaction index, shape (player, player_2) [logit]; NaN on the diagonal.
    """

    players: tuple[str, ...]
    value: Array
    interaction: Array


@dataclass(frozen=True)
class Attributed:
    """What a method says of one participant.

    Attributes
    ----------
    attribution : ndarray
        Shape (word, modality), in the method's unit; NaN where the method says nothing of cells.
    gap : float
        Sum of attributions minus the difference of logits to the baseline [logit]; NaN where the
        method claims no such sum.
    error : ndarray or None
        Standard error of a method that samples, the shape and unit of `attribution`.
    coalitions : Coalitions or None
        Of a method whose players are valence x modality.
    """

    attribution: Array
    gap: float = float("nan")
    error: Array | None = None
    coalitions: Coalitions | None = None


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
    players : str
        ``cells`` (word x modality), or ``valence`` (valence x modality), which has no place among
        the attributions of single words.
    needs : tuple of str
        Fields of `Case` that are only made for those who need them: ``references``.
    default : bool
        Whether it is computed where no methods are named; those that draw many samples are not.
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
    players: str = "cells"
    needs: tuple[str, ...] = ()
    default: bool = True
