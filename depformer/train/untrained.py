"""A checkpoint that nobody has trained, to go the whole way with before there is a training."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

import depformer
from depformer.config import preset
from depformer.files import new_folder, refuse_existing, user_path
from depformer.model import CheckpointSet, fresh_model, load_checkpoint, write_checkpoint
from depformer.study import Study, load_study
from depformer.train.card import untrained_card


def write_untrained(
    study: Study | Path | str, out: Path | str, *, preset_name: str = "compact", seed: int = 7
) -> CheckpointSet:
    """Write a checkpoint of the sizes of a study, with fresh weights.

    No group is looked at. The input is standardised by one mean and one spread a modality, over all
    recordings of the study; no mean of its people is stored.

    Parameters
    ----------
    study : Study, Path or str
        Whose word list, features and sizes it takes.
    out : Path or str
        The folder to come; it must not be there.
    preset_name : str
        Sizes of the model: ``compact`` or ``published``.
    seed : int
        The same seed gives the same weights.

    Returns
    -------
    CheckpointSet
        As read back from the folder.

    Raises
    ------
    DepformerError
        If the study cannot be read, the preset is unknown, or something is at `out`.
    """
    study, out = load_study(study), user_path(out)
    refuse_existing(out)
    config = preset(
        preset_name,
        n_words=len(study.words),
        image_size=study.image_size,
        audio_size=study.audio_size,
        word_list_digest=study.word_list_digest,
        feature_digest=study.feature_digest,
    )
    model = fresh_model(config, seed)
    _standardise(model.adapter, study)
    weights = sum(each.numel() for each in model.parameters())
    notes = {
        "untrained": True,
        "splits": {},
        "seed": seed,
        "weights": weights,
        "study": {"name": study.name, "word_list_digest": study.word_list_digest},
        "synthetic": study.synthetic,
        "versions": {"depformer": depformer.__version__, "torch": torch.__version__},
    }
    with new_folder(out) as folder:
        write_checkpoint(folder, model.eval(), {}, notes, untrained_card(study, config, notes))
    return load_checkpoint(out)


def _standardise(adapter: torch.nn.Module, study: Study) -> None:
    """Bring faces and voices to a mean of 0 and a spread of 1, as far as any were recorded."""
    recorded = {"face": _faces(study), "audio": _voices(study)}
    for modality, parts in recorded.items():
        mean, spread = _mean_and_spread(parts)
        getattr(adapter, f"{modality}_shift").fill_(mean)
        getattr(adapter, f"{modality}_scale").fill_(1.0 / spread if spread else 1.0)


def _faces(study: Study) -> Iterator[NDArray[np.float64]]:
    for who in study.ids:
        one = study.features(who)
        yield one.face[~one.mask[:, 0]].astype(np.float64) / 255


def _voices(study: Study) -> Iterator[NDArray[np.float64]]:
    for who in study.ids:
        one = study.features(who)
        yield one.audio[~one.mask[:, 1]].astype(np.float64)


def _mean_and_spread(parts: Iterable[NDArray[np.float64]]) -> tuple[float, float]:
    """Return mean and standard deviation of all numbers; 0 and 0 where there are none."""
    n, total, squares = 0, 0.0, 0.0
    for part in parts:
        n, total, squares = n + part.size, total + part.sum(), squares + np.square(part).sum()
    if not n:
        return 0.0, 0.0
    mean = float(total / n)
    return mean, float(np.sqrt(max(0.0, squares / n - mean**2)))
