"""A study in memory as tensors, and the mean inputs of its training part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import torch
from pandas.api.types import is_numeric_dtype
from torch import Tensor

from depformer.labels import OUTCOMES
from depformer.model import DEPFormer
from depformer.study import Study

SMALLEST_MEAN = 10  # people; a mean of fewer would show single faces


@dataclass(frozen=True)
class Tensors:
    """Features and labels of several participants.

    Attributes
    ----------
    face : Tensor
        uint8, shape (participant, word, height, width).
    audio : Tensor
        float32, shape (participant, word, feature).
    label : Tensor
        Position in `OUTCOMES`, or the severity, shape (participant,).
    persons : tuple of str
        Whose each row is, where people have several; empty where each is somebody else's.
    grid : tuple of int or None
        Bands and time bins of an audio vector, if it is made of them.
    """

    face: Tensor
    audio: Tensor
    label: Tensor
    persons: tuple[str, ...] = ()
    grid: tuple[int, int] | None = None

    def __len__(self) -> int:
        return len(self.label)

    def take(self, rows: Sequence[int]) -> Tensors:
        """Return some rows."""
        at = torch.tensor(rows, dtype=torch.long)
        own = tuple(self.persons[row] for row in rows) if self.persons else ()
        taken = replace(self, face=self.face[at], audio=self.audio[at], label=self.label[at])
        return replace(taken, persons=own)

    @property
    def people(self) -> int:
        """How many people these are: several sessions of one are no further people."""
        return len(set(self.persons)) or len(self)

    def relabelled(self, label: Tensor) -> Tensors:
        """Return the same features with other labels, shape (participant,)."""
        return replace(self, label=label)

    def inputs(self) -> tuple[Tensor, Tensor]:
        """Return faces from 0 to 1 and audio vectors."""
        return self.face.float() / 255, self.audio


def load_tensors(study: Study, label: pd.Series) -> Tensors:
    """Read the features of the participants in the index of `label`: a group, or a severity."""
    features = [study.features(str(participant)) for participant in label.index]
    values = (
        torch.tensor(label.to_numpy(dtype=np.float32))
        if is_numeric_dtype(label)
        else torch.tensor([OUTCOMES.index(group) for group in label])
    )
    return Tensors(
        face=torch.from_numpy(np.stack([each.face for each in features])),
        audio=torch.from_numpy(np.stack([each.audio for each in features])),
        label=values,
        persons=tuple(study.persons.loc[label.index]),
        grid=study.audio_grid,
    )


def mean_inputs(model: DEPFormer, data: Tensors, healthy: Tensor) -> dict[str, Tensor]:
    """Return the baselines of the training part, per word: the mean of all and of the healthy.

    Parameters
    ----------
    model : DEPFormer
        Whose z is asked for.
    data : Tensors
        The training part.
    healthy : Tensor
        Who of it is healthy, bool, shape (participant,).

    Returns
    -------
    dict of Tensor
        ``training_mean.face`` (word, height, width), ``.audio`` (word, feature) and ``.z``
        (word, modality, hidden), the same for ``healthy_mean``. A mean of fewer than 10 people is
        left out.
    """
    parts = {
        "training_mean": torch.ones(len(data), dtype=torch.bool),
        "healthy_mean": healthy,
    }
    baselines: dict[str, Tensor] = {}
    for name, chosen in parts.items():
        own = data.take(torch.nonzero(chosen).flatten().tolist())
        if own.people < SMALLEST_MEAN:
            continue
        face = own.face.float().mean(dim=0) / 255
        audio = own.audio.mean(dim=0)
        with torch.no_grad():
            z = model.adapt(face[None], audio[None])[0]
        baselines |= {f"{name}.face": face, f"{name}.audio": audio, f"{name}.z": z}
    return baselines
