"""How wide the mouth is, and how far it is open, as far as landmarks and a grey crop tell."""

from __future__ import annotations

import numpy as np

from depformer.recordings.descriptors.dark_run import dark_run
from depformer.recordings.descriptors.descriptor import DescriptorSpec, SpokenWord

WINDOW = (0.14, 0.32)  # half width and half height [distance of the eyes]


def mouth_opening(word: SpokenWord) -> tuple[float, float]:
    """Return width between the corners and height of the dark between the lips.

    Both in distances of the eyes. Teeth are bright, so that a laugh is wide, but hardly open; where
    OpenFace was run, AU25 and AU26 are better.
    """
    if word.face is None or word.face.missing or np.isnan(word.face.landmarks).any():
        return float("nan"), float("nan")
    left_eye, right_eye, _, left, right = word.face.landmarks_in_crop
    between = np.linalg.norm(right_eye - left_eye)
    width = float(np.linalg.norm(right - left) / between)
    return width, dark_run(word.face, (left + right) / 2.0, WINDOW)


SPEC = DescriptorSpec(
    "mouth_opening",
    "Mouth",
    {"mouth_width": "eye distance", "mouth_opening": "eye distance"},
    mouth_opening,
)
