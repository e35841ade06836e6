"""Real people before a camera; runs where their recordings lie beside the repository."""

from __future__ import annotations

import csv
from functools import cache

import cv2
import numpy as np
import pytest

from depformer.recordings.faces import WordFace, faces_of_words
from depformer.recordings.faces.align import EYE_PLACES
from depformer.recordings.faces.detect import Detector
from tests.recordings.filmed import MEDIA, needs_media

pytestmark = needs_media
SIZE, ROOM = 112, 28  # of a crop, and of what is put around it, so that it can be searched


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
    """By the fit, and by the detector's word on the finished crops."""
    detect, places = Detector(), EYE_PLACES * SIZE - 0.5
    fitted, seen = [], []
    for word in words_of(name):
        fitted.append(np.linalg.norm(word.landmarks_in_crop[:2] - places, axis=1).max() / SIZE)
        wide = cv2.copyMakeBorder(word.crop, ROOM, ROOM, ROOM, ROOM, cv2.BORDER_REPLICATE)
        found = detect(cv2.cvtColor(wide, cv2.COLOR_GRAY2RGB), wide.shape)
        if found:
            eyes = found[0].landmarks[:2] - ROOM
            seen.append(np.linalg.norm(eyes - places, axis=1).max() / SIZE)
    assert np.quantile(fitted, 0.95) <= 0.02
    assert len(seen) >= 0.95 * len(fitted)
    assert np.mean(np.array(seen) <= 0.02) >= 0.95


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
