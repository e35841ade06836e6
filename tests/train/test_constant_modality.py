"""A modality that is the same for everybody: left out, a model is trained; else one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from depformer.errors import DepformerError
from depformer.train import TrainOptions, cross_validate
from depformer.train.fit.start import directions
from tests.conftest import TINY_SIZES


def silence(study: Path) -> None:
    for path in study.rglob("*_desc-audio.npy"):
        np.save(path, np.zeros_like(np.load(path)))


def blank(study: Path) -> None:
    for path in study.rglob("*_desc-face.npy"):
        np.save(path, np.full_like(np.load(path), 7))


def alike(study: Path) -> None:
    """Everybody has the first one's voice, which does differ from word to word."""
    first, *others = sorted(study.rglob("*_desc-audio.npy"))
    for path in others:
        np.save(path, np.load(first))


@pytest.mark.parametrize(
    ("harm", "modality", "option"),
    [(silence, "voice", "audio"), (blank, "face", "face"), (alike, "voice", "audio")],
)
def test_it_is_named_or_left_out(
    harm, modality: str, option: str, own_study: Path, tmp_path: Path
) -> None:
    harm(own_study)
    ask = {"folds": 2, "options": TrainOptions(epochs=1)}
    with pytest.raises(DepformerError, match=f"in the {modality}, .*--without {option}"):
        cross_validate(own_study, tmp_path / "out", sizes=TINY_SIZES, **ask)
    assert not (tmp_path / "out.unfinished").exists()
    found = cross_validate(
        own_study, tmp_path / "out", sizes={**TINY_SIZES, "without": option}, **ask
    )
    assert len(found.folds) == 2


@pytest.mark.parametrize("people", [1, 4])
def test_where_nothing_differs_there_are_no_directions(people: int) -> None:
    same = torch.randn(4, 6).expand(people, 4, 6)
    assert directions(same, 3, torch.Generator().manual_seed(0)).shape == (0, 6)
