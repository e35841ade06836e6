"""What the explanations of several people are computed from together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from depformer.errors import DepformerError
from depformer.explain.baselines import Recording, study_mean
from depformer.explain.methods import METHODS
from depformer.model import CheckpointSet
from depformer.study import Study
from depformer.wording import say


@dataclass(frozen=True)
class SharedInputs:
    """What the explanations of several people are computed from together, by fold.

    Attributes
    ----------
    references : mapping of Tensor
        z of the training people, shape (person, word, modality, hidden), if a method needs them.
    means : mapping of Tensor
        z of the mean of the study that is named as baseline, shape (word, modality, hidden).
    mean : Recording or None
        That mean itself.
    """

    references: Mapping[int, Tensor] = field(default_factory=dict)
    means: Mapping[int, Tensor] = field(default_factory=dict)
    mean: Recording | None = None


NO_INPUTS = SharedInputs()


def shared_inputs(
    study: Study,
    checkpoint: CheckpointSet,
    people: pd.DataFrame,
    chosen: Mapping[str, Any],
    source: Study | None,
) -> SharedInputs:
    """Make what some methods and baselines need of other people."""
    numbers = sorted(set(people["fold"]))
    means, mean = {}, None
    if source is not None:
        checkpoint.check(source)
        mean = study_mean(source)
        means = {n: checkpoint.folds[n].z(mean.face[None], mean.audio[None])[0] for n in numbers}
    return SharedInputs(_references(study, checkpoint, numbers, chosen), means, mean)


def _references(
    study: Study, checkpoint: CheckpointSet, numbers: Sequence[int], chosen: Mapping[str, Any]
) -> dict[int, Tensor]:
    """Return z of each fold's training people, if a method needs them.

    Raises
    ------
    DepformerError
        If the study holds none of them: a checkpoint keeps nobody's recordings.
    """
    needing = [name for name in chosen if "references" in METHODS[name].needs]
    if not needing:
        return {}
    found = {}
    for number in numbers:
        fold = checkpoint.folds[number]
        rows = []
        for who, known in study.participant_digests.items():
            if fold.roles.get(known) == "train":
                f = study.features(who)
                rows.append(fold.z(f.face[None] / np.float32(255), f.audio[None], f.mask[None])[0])
        if not rows:
            named = ", ".join(needing)
            raise DepformerError(
                say("explaining.no_training_people", methods=named, study=study.root)
            )
        found[number] = torch.stack(rows)
    return found
