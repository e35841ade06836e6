"""What if? The prediction where words are muted, or come from somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.explain.baselines import Recording
from depformer.explain.engine import one_person
from depformer.labels import MODALITIES
from depformer.model import CheckpointSet, load_checkpoint
from depformer.model.one_thread import one_thread
from depformer.study import Study, load_study
from depformer.validate import allowed_list, one_of
from depformer.wording import say


def what_if(
    study: Study | Path | str,
    checkpoint: CheckpointSet | Path | str,
    participant: str,
    words: Sequence[str],
    *,
    modalities: Sequence[str] = MODALITIES,
    donor: str | None = None,
    baseline: str = "training_mean",
    baseline_from: Study | Path | str | None = None,
) -> pd.DataFrame:
    """Predict one participant as recorded, and with some words replaced.

    Parameters
    ----------
    study, checkpoint
        As in `depformer.explain.explain`.
    participant : str
        Id of the person.
    words : sequence of str
        Word ids whose recordings are replaced.
    modalities : sequence of str
        Which recordings: ``face``, ``audio`` or both.
    donor : str, optional
        The participant whose recordings of the same words are taken; without one, the words are
        muted: they take the baseline.
    baseline, baseline_from
        As in `depformer.explain.explain`.

    Returns
    -------
    DataFrame
        Columns ``state`` (recorded, replaced) and those of `Quantity.columns`.

    Raises
    ------
    DepformerError
        If a name is unknown, or the donor lacks a recording that is asked for.
    """
    study, checkpoint = load_study(study), load_checkpoint(checkpoint)
    ids = study.words["word_id"].astype(str).tolist()
    for name, allowed, asked in (
        ("donor", [who for who in study.ids if who != participant], [donor] if donor else []),
        ("word", ids, words),
        ("modality", MODALITIES, modalities),
    ):
        for each in asked:
            one_of(name, each, allowed)
    source = None if baseline_from is None else load_study(baseline_from)
    replaced = np.zeros((len(ids), len(MODALITIES)), dtype=bool)
    columns = [MODALITIES.index(name) for name in modalities]
    replaced[np.ix_([ids.index(word) for word in words], columns)] = True
    with one_thread:
        case, _ = one_person(study, checkpoint, participant, baseline, source)
        other = case.baseline
        if donor is not None:
            given = study.features(donor)
            _refuse_gaps(donor, replaced & given.mask, ids)
            own = Recording.of(given)  # of what is missing nothing is taken
            other = case.checkpoint.z(own.face[None], own.audio[None])[0]
        edited = torch.where(torch.from_numpy(replaced)[..., None], other, case.z)
        with case.checkpoint.lock:
            found = case.values(torch.stack([case.z, edited])).numpy()
    return pd.DataFrame({"state": ["recorded", "replaced"], **case.quantity.columns(found)})


def _refuse_gaps(donor: str, missing: NDArray[np.bool_], words: Sequence[str]) -> None:
    """Raise if the donor has no recording of what is asked for."""
    if missing.any():
        gone = [
            f"{words[row]} ({MODALITIES[column]})"
            for row, column in zip(*missing.nonzero(), strict=True)
        ]
        raise DepformerError(
            say("explaining.donor_lacks", donor=donor, words=allowed_list(gone)), kind="study"
        )
