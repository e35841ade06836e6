"""What an absent word is: the baselines by name, and their z."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depformer.errors import DepformerError
from depformer.labels import BASELINES
from depformer.model import Checkpoint, CheckpointSet
from depformer.study import Study
from depformer.study.reader import Features
from depformer.validate import one_of

LEAST_PEOPLE = 10  # the mean face of fewer would show somebody
OF_A_STUDY = "study_mean"
OF_THE_PERSON = "participant_mean"


class Recording(NamedTuple):
    """What one person showed and said, or the mean of several."""

    face: Tensor  # 0 to 1, (word, height, width)
    audio: Tensor  # (word, feature)

    @classmethod
    def of(cls, features: Features) -> Recording:
        """Return one participant's, 0 where a recording is missing."""
        mask = features.mask
        face = np.where(mask[:, 0, None, None], 0, features.face) / np.float32(255)
        audio = np.where(mask[:, 1, None], np.float32(0), features.audio)
        return cls(torch.from_numpy(face), torch.from_numpy(audio))


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
        z of the recording from `study_mean`.
    """
    if name == OF_THE_PERSON:
        there = torch.from_numpy(~mask)[..., None]
        mean = (z * there).sum(dim=0) / there.sum(dim=0).clamp(min=1)
        return mean.expand_as(z)
    if name == OF_A_STUDY and of_study is not None:
        return of_study
    return fold.baseline(name)


def baseline_input(
    name: str,
    fold: Checkpoint,
    person: Sequence[Tensor],
    mask: NDArray[np.bool_],
    of_study: Recording | None,
) -> list[Tensor]:
    """Return the input whose z is `baseline_z`, standardised as the adapter takes it.

    Parameters
    ----------
    name, fold, mask
        As of `baseline_z`.
    person : sequence of Tensor
        The participant's own input by modality, standardised, each of shape (word, number).
    of_study : Recording or None
        From `study_mean`.

    Returns
    -------
    list of Tensor
        By modality, each of shape (word, number).
    """
    if name == OF_THE_PERSON:
        there = torch.from_numpy(~mask)[..., None]
        kept = [own * there[:, i] for i, own in enumerate(person)]
        return [
            (own.sum(dim=0) / there[:, i].sum().clamp(min=1)).expand_as(own)
            for i, own in enumerate(kept)
        ]
    if name == OF_A_STUDY and of_study is not None:
        mean = of_study
    elif name == "zero":
        c = fold.config
        size = (c.n_words, c.image_size, c.image_size)
        mean = Recording(torch.zeros(size), torch.zeros(c.n_words, c.audio_size))
    else:
        fold.baseline(name)
        mean = Recording(fold.baselines[f"{name}.face"], fold.baselines[f"{name}.audio"])
    with torch.no_grad():
        pair = fold.model.adapter.standardise(mean.face[None], mean.audio[None])
    return [each[0] for each in pair]


def study_mean(study: Study) -> Recording:
    """Return the mean recording of each word over a study's participants, missing ones left out.

    Raises
    ------
    DepformerError
        If a cell is known of fewer than 10 participants.
    """
    face = np.zeros((len(study.words), study.image_size, study.image_size))
    audio = np.zeros((len(study.words), study.audio_size))
    for who in study.ids:
        f = study.features(who)
        face += np.where(f.mask[:, 0, None, None], 0, f.face / 255)
        audio += np.where(f.mask[:, 1, None], 0, f.audio)
    count = (~study.mask).sum(axis=0)  # (word, modality)
    if count.min() < LEAST_PEOPLE:
        raise DepformerError(
            f"{study.root} cannot be a baseline: a word is recorded of {count.min()} participants, "
            f"at least {LEAST_PEOPLE} are needed, so that the mean shows nobody.",
            kind="study",
        )
    means = face / count[:, 0, None, None], audio / count[:, 1, None]
    return Recording(*(torch.from_numpy(mean).float() for mean in means))
