"""Drawn faces: right kind of array, and every expression shows where it should."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from depformer.synth.face_identity import HAIR_STYLES, Moment, draw_looks
from depformer.synth.faces import draw_face

REGIONS = {
    "brow_raise": slice(12, 26),
    "brow_lower": slice(12, 26),
    "lid_opening": slice(20, 30),
    "lip_corner": slice(38, 54),
    "jaw_drop": slice(38, 62),
}


def draw(seed: int = 3, size: int = 64, style: str = "short", **moment: float) -> np.ndarray:
    looks = replace(draw_looks(np.random.default_rng(seed), "F", 30), style=style)
    return draw_face(looks, Moment(**moment), size, np.random.default_rng(9))


@pytest.mark.parametrize("style", HAIR_STYLES)
@pytest.mark.parametrize("size", [32, 64, 224])
def test_faces_are_grey_images(style, size):
    face = draw(size=size, style=style)
    assert face.shape == (size, size)
    assert face.dtype == np.uint8
    assert face.min() >= 1
    assert face.std() > 20


@pytest.mark.parametrize("feature", REGIONS)
def test_expressions_move_their_region(feature):
    less, more = draw(**{feature: -1.5}).astype(float), draw(**{feature: 1.5}).astype(float)
    change = np.abs(more - less)
    inside = change[REGIONS[feature]].sum()
    assert inside > 0.75 * change.sum()
    assert change.max() > 30


def test_identity_and_noise():
    assert np.array_equal(draw(), draw())
    assert np.abs(draw(seed=3).astype(float) - draw(seed=4)).mean() > 4
