"""A study in memory as tensors, and the mean inputs of its training part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
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
        Position in `OUTCOMES`, shape (participant,).
    """

    face: Tensor
    audio: Tensor
    label: Tensor

    def __len__(self) -> int:
        return len(self.label)

    def inputs(self) -> tuple[Tensor, Tensor]:
        """Return faces from 0 to 1 and audio vectors."""
        return self.face.float() / 255, self.audio


def load_tensors(study: Study, ids: Sequence[str]) -> Tensors:
    """Read the features of some participants, in the order of `ids`."""
    features = [study.features(participant) for participant in ids]
    groups = study.participants["group"]
    return Tensors(
        face=torch.from_numpy(np.stack([each.face for each in features])),
        audio=torch.from_numpy(np.stack([each.audio for each in features])),
        label=torch.tensor([OUTCOMES.index(groups[participant]) for participant in ids]),
    )


def mean_inputs(model: DEPFormer, data: Tensors) -> dict[str, Tensor]:
    """Return the baselines of the training part, per word: the mean of all and of the healthy.

    Returns
    -------
    dict of Tensor
        ``training_mean.face`` (word, height, width), ``.audio`` (word, feature) and ``.z``
        (word, modality, hidden), the same for ``healthy_mean``. A mean of fewer than 10 people is
        left out.
    """
    parts = {
        "training_mean": torch.ones(len(data), dtype=torch.bool),
        "healthy_mean": data.label == OUTCOMES.index("healthy"),
    }
    baselines: dict[str, Tensor] = {}
    for name, chosen in parts.items():
        if int(chosen.sum()) < SMALLEST_MEAN:
            continue
        face = data.face[chosen].float().mean(dim=0) / 255
        audio = data.audio[chosen].mean(dim=0)
        with torch.no_grad():
            z = model.adapt(face[None], audio[None])[0]
        baselines |= {f"{name}.face": face, f"{name}.audio": audio, f"{name}.z": z}
    return baselines
