"""One participant before one model: what every method asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depformer.explain.baselines import Recording
from depformer.explain.method import Array
from depformer.model import Checkpoint, Taps
from depformer.model.quantity import LOGITS, Quantity

ROWS = 64  # rows of z that pass the network at once, at most


@dataclass(frozen=True)
class Case:
    """One participant before one model.

    z is affine in the input, so whatever replaces faces and voices by a baseline, or walks straight
    from one to the other, is done on z: the adapter's first layers run once per participant.
    `difference` is the one function of z that Captum is handed.

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
    study_mean : Recording or None
        The mean that `baseline` is the z of, where it is that of a named study.
    rows : int
        Rows of z that pass the network at once.
    participant : str
        Who it is.
    quantity : Quantity
        What is explained.
    through : callable or None
        What answers `difference` in the place of the model, where people share its passes.
    """

    checkpoint: Checkpoint
    z: Tensor
    baseline: Tensor
    taps: Taps
    seed: int
    valence: tuple[str, ...] = ()
    references: Tensor | None = None
    study_mean: Recording | None = None
    rows: int = ROWS
    participant: str = ""
    quantity: Quantity = LOGITS
    through: Callable[[Tensor], Tensor] | None = None

    def difference(self, z: Tensor) -> Tensor:
        """Return what is explained of rows of z, shape (row,): see `Quantity.difference`."""
        if self.through is not None:
            return self.through(z)
        return self.quantity.difference(self.checkpoint.classify(z).logits)

    @property
    def threshold(self) -> float:
        """Where one side of a prediction ends: logits are equal, or the score of the baseline."""
        is_score = self.quantity.target.is_score
        return float(self.values(self.baseline[None])) if is_score else 0.0

    @property
    def differs(self) -> Tensor:
        """Which cells differ from the baseline, bool, shape (word, modality)."""
        return (self.z != self.baseline).any(dim=-1)

    def players(self) -> Tensor:
        """Return the number of the cell that each entry of z belongs to, as Captum takes it.

        A cell that holds the baseline anyway, as what was not recorded does, moves nothing and is
        no player of its own: it goes along with the first.

        Returns
        -------
        Tensor
            Shape (1, word, modality, hidden), whole numbers from 0.
        """
        differs = self.differs
        ids = (differs.flatten().cumsum(dim=0) - 1).clamp(min=0).where(differs.flatten(), 0)
        return ids.view(*differs.shape, 1).expand_as(self.z)[None].contiguous()

    @property
    def n_players(self) -> int:
        """How many players there are; one where no cell differs from the baseline."""
        return max(1, int(self.differs.sum()))

    def of_players(self, found: Tensor) -> Array:
        """Return what Captum says of each cell, float64, shape (word, modality).

        Parameters
        ----------
        found : Tensor
            Attributions by `players`, shape (1, word, modality, hidden).
        """
        cells: Array = found[0, :, :, 0].double().where(self.differs, 0.0).numpy()
        return cells

    def values(self, z: Tensor) -> Tensor:
        """Return `difference` without gradients, some rows at a time, as float64, shape (row,)."""
        with torch.no_grad():
            return torch.cat([self.difference(part) for part in torch.split(z, self.rows)]).double()

    def shown(self, keep: NDArray[np.bool_]) -> Array:
        """Return `difference` where only some cells are shown, shape (row,).

        Parameters
        ----------
        keep : ndarray of bool
            Shape (row, word, modality); where it is False the cell holds the baseline.
        """
        parts = [
            self.values(torch.where(some[..., None], self.z, self.baseline))
            for some in torch.split(torch.from_numpy(keep), self.rows)
        ]
        shown: Array = torch.cat(parts).numpy()
        return shown

    def gap(self, cells: Array | Tensor) -> float:
        """Return the sum of attributions minus the difference of predictions to the baseline."""
        ends = self.values(torch.stack([self.z, self.baseline]))
        return float(cells.sum() - (ends[0] - ends[1]))
