"""Baselines by name: what words are compared with, as z and as a recording."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depformer.errors import DepformerError
from depformer.labels import BASELINES
from depformer.model import Checkpoint, CheckpointSet
from depformer.study import Study, layout
from depformer.study.reader import Features
from depformer.validate import one_of
from depformer.wording import say

LEAST_PEOPLE = 10  # the mean face of fewer would show somebody
OF_A_STUDY = "study_mean"
OF_THE_PERSON = "participant_mean"


class Recording(NamedTuple):
    """What one person showed and said, or the mean of several."""

    face: Tensor  # 0 to 1, (word, height, width)
    audio: Tensor  # (word, feature)

    def where(self, there: NDArray[np.bool_], other: Recording) -> Recording:
        """Return this one where it is there, shape (word, modality), and the other elsewhere."""
        known = torch.from_numpy(there)
        return Recording(
            torch.where(known[:, 0, None, None], self.face, other.face),
            torch.where(known[:, 1, None], self.audio, other.audio),
        )

    def standardised(self, fold: Checkpoint) -> list[Tensor]:
        """Return it as the adapter takes it, by modality, each of shape (word, number)."""
        with torch.no_grad():
            pair = fold.model.adapter.standardise(self.face[None], self.audio[None])
        return [each[0] for each in pair]

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


def check_baseline(name: str, source: Study | None, checkpoint: CheckpointSet) -> None:
    """Raise unless a checkpoint has that baseline, and a study is named for `study_mean` alone."""
    one_of("baseline", name, BASELINES)
    if (name == OF_A_STUDY) != (source is not None):
        raise DepformerError(
            say(
                "explaining.mean_of_no_study" if source is None else "explaining.study_unused",
                got=name,
            )
        )
    if source is None and name not in offered(checkpoint):
        for fold in checkpoint.folds:
            fold.baseline(name)  # raises where it is not stored


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


def baseline_recording(
    name: str, fold: Checkpoint, own: Recording, mask: NDArray[np.bool_], of_study: Recording | None
) -> Recording:
    """Return the recording whose z is `baseline_z`.

    Parameters
    ----------
    name, fold, mask
        As of `baseline_z`.
    own : Recording
        The participant's.
    of_study : Recording or None
        From `study_mean`.
    """
    if name == OF_THE_PERSON:
        adapter = fold.model.adapter
        shifts = adapter.face_shift.view_as(own.face), adapter.audio_shift
        # The mean is that of what the maps take: every word less the word's own shift.
        parts = [
            (each - shift)[torch.from_numpy(~mask[:, i])].mean(dim=0) + shift
            if (~mask[:, i]).any()
            else shift
            for i, (each, shift) in enumerate(zip(own, shifts, strict=True))
        ]
        return Recording(*parts)
    if name == OF_A_STUDY and of_study is not None:
        return of_study
    if name == "zero":
        return Recording(torch.zeros_like(own.face), torch.zeros_like(own.audio))
    fold.baseline(name)  # raises where it is not stored
    return Recording(fold.baselines[f"{name}.face"], fold.baselines[f"{name}.audio"])


def study_mean(study: Study) -> Recording:
    """Return the mean recording of each word over a study's participants, missing ones left out.

    Raises
    ------
    DepformerError
        If a cell is known of fewer than 10 people, whose sessions count once.
    """
    face = np.zeros((len(study.words), study.image_size, study.image_size))
    audio = np.zeros((len(study.words), study.audio_size))
    for who in study.ids:
        f = study.features(who)
        face += np.where(f.mask[:, 0, None, None], 0, f.face / 255)
        audio += np.where(f.mask[:, 1, None], 0, f.audio)
    known = ~study.mask
    count = known.sum(axis=0)  # (word, modality)
    persons = np.array([layout.person_of(who) for who in study.ids])
    of_people = [known[persons == person].any(axis=0) for person in np.unique(persons)]
    people = np.sum(of_people, axis=0)  # several sessions of one are no further people
    if people.min() < LEAST_PEOPLE:
        raise DepformerError(
            say(
                "explaining.mean_of_too_few",
                study=study.root,
                got=people.min(),
                least=LEAST_PEOPLE,
            ),
            kind="study",
        )
    means = face / count[:, 0, None, None], audio / count[:, 1, None]
    return Recording(*(torch.from_numpy(mean).float() for mean in means))
