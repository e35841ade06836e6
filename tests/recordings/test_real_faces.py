"""Real people before a camera; runs where their recordings lie beside the repository."""

from __future__ import annotations

import csv
from functools import cache

import numpy as np
import pytest

from depformer.recordings.faces import WordFace, faces_of_words
from depformer.recordings.faces.align import EYE_PLACES
from depformer.recordings.faces.detect import Detector
from tests.recordings.filmed import MEDIA, needs_media, seen_eyes

pytestmark = needs_media
SIZE = 112


@cache
def words_of(name: str) -> list[WordFace]:
    with (MEDIA / name / "events.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    windows = [(float(row["onset"]), float(row["onset"]) + float(row["duration"])) for row in rows]
    return faces_of_words(MEDIA / name / "session.mp4", windows, size=SIZE, threads=1)


@pytest.mark.parametrize("name", ["mandarin_f01", "grid_s1"])
def test_the_face_is_found_in_nearly_every_picture(name: str) -> None:
    words = words_of(name)
    assert np.mean([word.found for word in words]) >= 0.98
    assert {word.others for word in words} == {0}
    assert {word.flag for word in words} == {""}


@pytest.mark.parametrize("name", ["mandarin_f01", "grid_s1"])
def test_the_eyes_lie_in_their_place(name: str) -> None:
    """By the fit, and by what the detector sees on the finished crops."""
    detect, places = Detector(), EYE_PLACES * SIZE - 0.5
    words = words_of(name)
    fitted = [word.landmarks_in_crop[:2] - places for word in words]
    seen = [eyes - places for word in words if (eyes := seen_eyes(word.crop, detect)) is not None]
    assert len(seen) >= 0.95 * len(words)
    for away in (fitted, seen):
        assert np.mean(np.linalg.norm(away, axis=2).max(axis=1) <= 0.02 * SIZE) >= 0.95


@pytest.mark.parametrize("name", ["mandarin_f01", "grid_s1"])
def test_the_face_is_in_the_middle(name: str) -> None:
    """Whatever side the detector leans to, it leans to the other one on mirrored crops."""
    detect = Detector()
    crops = [word.crop for word in words_of(name)[::3]]
    middles = [
        eyes[:, 0].mean()
        for crop in crops
        for mirrored in (False, True)
        if (eyes := seen_eyes(crop, detect, mirrored=mirrored)) is not None
    ]
    assert np.mean(middles) == pytest.approx((SIZE - 1) / 2, abs=0.01 * SIZE)


def test_nobody_is_found_where_nobody_is() -> None:
    words = faces_of_words(MEDIA / "odd" / "no_face.mp4", [(t / 5, t / 5) for t in range(19)])
    assert {word.flag for word in words} == {"no_face"}


def test_a_face_that_appears_is_found_at_once() -> None:
    """HEVC with a variable frame rate; the scene changes at 3.945 s."""
    looks = [(t / 10, t / 10) for t in range(30, 50)]
    words = faces_of_words(MEDIA / "odd" / "noface_face.mov", looks, size=SIZE)
    times = [word.time for word in words if not word.missing]
    assert 3.94 <= times[0] <= 3.945 + 0.2
    assert len(times) == 10
