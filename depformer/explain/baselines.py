"""What an absent word is: the baselines by name, and their z."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depformer.errors import DepformerError
from depformer.labels import BASELINES
from depformer.model import Checkpoint, CheckpointSet
from depformer.study import Study
from depformer.validate import one_of

LEAST_PEOPLE = 10  # the mean face of fewer would show somebody
OF_A_STUDY = "study_mean"
OF_THE_PERSON = "participant_mean"


def offered(checkpoint: CheckpointSet) -> tuple[str, ...]:
    """Return the baselines that a checkpoint offers without a study that is named for them."""
    stored = [{key.split(".")[0] for key in fold.baselines} for fold in checkpoint.folds]
    always = ("zero", OF_THE_PERSON)
    return tuple(
        name for name in BASELINES if name in always or all(name in each for each in stored)
    )


def check_baseline(name: str, source: Study | None) -> None:
    """Raise unless the name is known, and a study is named for `study_mean` and for no other."""
    one_of("baseline", name, BASELINES)
    if (name == OF_A_STUDY) != (source is not None):
        raise DepformerError(
            f"The baseline '{OF_A_STUDY}' is the mean of a study that is named for it: got "
            f"baseline '{name}' and {'no' if source is None else 'a'} study. Give both "
            f"(--baseline {OF_A_STUDY} --baseline-from STUDY), or neither."
        )


def baseline_z(
    name: str, fold: Checkpoint, z: Tensor, mask: NDArray[np.bool_], of_study: Tensor | None
) -> Tensor:
    """Return the z of a baseline, shape (word, modality, hidden).

    Parameters
    ----------
    name : str
        One of `depformer.labels.BASELINES`.
    fold : Checkpoint
        The fold that speaks for the participant.
    z : Tensor
        The participant's, shape (word, modality, hidden).
    mask : ndarray
        True where a recording is missing, shape (word, modality).
    of_study : Tensor or None
        From `study_mean`.
    """
    if name == OF_THE_PERSON:
        there = torch.from_numpy(~mask)[..., None]
        mean = (z * there).sum(dim=0) / there.sum(dim=0).clamp(min=1)
        return mean.expand_as(z)
    if name == OF_A_STUDY and of_study is not None:
        return of_study
    return fold.baseline(name)


def study_mean(study: Study, fold: Checkpoint) -> Tensor:
    """Return the mean z of each word over the participants of a study, missing cells left out.

    Returns
    -------
    Tensor
        Shape (word, modality, hidden).

    Raises
    ------
    DepformerError
        If the study does not fit the model, or a cell is known of fewer than 10 participants.
    """
    fold.check(study)
    total, count = torch.zeros(()), torch.zeros(())
    for who in study.ids:
        f = study.features(who)
        there = torch.from_numpy(~f.mask)[None, ..., None]
        face = np.where(f.mask[:, 0, None, None], 0, f.face) / np.float32(255)
        audio = np.where(f.mask[:, 1, None], np.float32(0), f.audio)
        z = fold.z(face[None], audio[None])
        total, count = total + (z * there)[0], count + there[0]
    fewest = int(count.min())
    if fewest < LEAST_PEOPLE:
        raise DepformerError(
            f"{study.root} cannot be a baseline: a word is recorded of {fewest} participants, at "
            f"least {LEAST_PEOPLE} are needed, so that the mean shows nobody.",
            kind="study",
        )
    return total / count
