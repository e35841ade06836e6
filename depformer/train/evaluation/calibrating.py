"""Calibrated probabilities of a checkpoint: a map for each fold, blind to whom it is applied to.

A network that has learnt a few dozen people by heart is too sure of others. How much so is told by
the validation people that its training was stopped by. Those of one fold are too few for a map,
those of all folds together are not; whoever is in the validation part of one fold is tested by
another, and is left out of that one's map.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import torch

from depformer import labels
from depformer.files import TRAINING, write_json
from depformer.model import Checkpoint, CheckpointSet
from depformer.stats.inference.platt import (
    LEAST_PEOPLE,
    C,
    FoldMaps,
    PlattMap,
    fit_platt,
    read_maps,
)
from depformer.study import Study
from depformer.wording import say

STORED = "calibration"


def z_of(model: Checkpoint, study: Study, ids: list[str]) -> torch.Tensor:
    """Return z of some participants, shape (participant, word, modality, hidden)."""
    features = [study.features(who) for who in ids]
    face = np.stack([each.face for each in features]) / np.float32(255)
    audio = np.stack([each.audio for each in features])
    return model.z(face, audio, np.stack([each.mask for each in features]))


def validation_logits(study: Study, checkpoint: CheckpointSet) -> pd.DataFrame:
    """Return the logits of every fold's validation people with a diagnosis.

    Returns
    -------
    DataFrame
        One row a sitting and fold: ``person`` (digest of their features, of all sessions), ``row``
        (of this sitting's), ``fold``, ``logit`` (depressed minus healthy), ``depressed``. People of
        whom the study holds nothing are absent.
    """
    who = {known: each for each, known in study.participant_digests.items()}
    groups = study.participants["group"]
    rows = []
    for number, fold in enumerate(checkpoint.folds):
        for known, role in fold.roles.items():
            if role == "val" and known in who and groups[who[known]] in labels.OUTCOMES:
                z = z_of(fold, study, [who[known]])
                logits = fold.output(z, [who[known]]).logits.double()[0]
                person = study.person_digests[study.persons[who[known]]]
                depressed = groups[who[known]] == "depressed"
                rows.append((person, known, number, float(logits[1] - logits[0]), depressed))
    return pd.DataFrame(rows, columns=["person", "row", "fold", "logit", "depressed"])


def fit_maps(validated: pd.DataFrame, checkpoint: CheckpointSet) -> list[FoldMaps]:
    """Return the maps of every fold, none of which knows the people whom that fold tests.

    Parameters
    ----------
    validated : DataFrame
        From `validation_logits`.
    checkpoint : CheckpointSet
        Its folds say who is tested.
    """
    everybody = _fitted(validated)
    maps = []
    for fold in checkpoint.folds:
        tested = [known for known, role in fold.roles.items() if role == "test"]
        seen = validated["person"][validated["row"].isin(tested)]
        maps.append(FoldMaps(_fitted(validated[~validated["person"].isin(seen)]), everybody))
    return maps


def _fitted(rows: pd.DataFrame) -> PlattMap:
    return fit_platt(rows["logit"], rows["depressed"].astype(bool), rows["person"])


def store_maps(study: Study, checkpoint: CheckpointSet) -> None:
    """Write the maps beside the folds: a later study needs no recordings of these people."""
    maps = fit_maps(validation_logits(study, checkpoint), checkpoint)
    for fold, own in zip(checkpoint.folds, maps, strict=True):
        write_json(fold.folder / TRAINING, {**fold.training, STORED: own.to_dict()})


def maps_of(study: Study, checkpoint: CheckpointSet) -> list[FoldMaps]:
    """Return the maps that were stored with the folds; of an older checkpoint, fitted now."""
    stored = [read_maps(fold.training.get(STORED)) for fold in checkpoint.folds]
    known = [each for each in stored if each is not None]
    if len(known) == len(stored):
        return known
    return fit_maps(validation_logits(study, checkpoint), checkpoint)


def what_maps_rest_on(maps: list[PlattMap]) -> str:
    """Say whom calibrated probabilities rest on, or why there are none."""
    counts = [each.people for each in maps]
    if min(counts) < LEAST_PEOPLE:
        return say("train.not_calibrated", n=min(counts), least=LEAST_PEOPLE)
    slopes = [each.slope for each in maps if each.slope is not None]
    if len(slopes) < len(maps):
        return say("train.one_group_to_calibrate")
    return say(
        "train.calibrated",
        least=min(counts),
        most=max(counts),
        low=min(slopes),
        high=max(slopes),
        c=C,
    )
