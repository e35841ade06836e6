"""How good a face is: size, sharpness, and how the head is turned."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from depformer.recordings.faces.detect import Points

COMPARED = 96  # height and width at which sharpness is measured, whatever the size of the crop


class Pose(NamedTuple):
    """Hold how a head is turned, as far as five landmarks tell.

    Parameters
    ----------
    roll : float
        Of the line through the eyes [degree]; positive is clockwise on the picture.
    yaw : float
        Place of the nose between the eyes: 0 in the middle, 1 below the right, -1 below the left.
    pitch : float
        Place of the nose between eyes (0) and mouth (1): small looks up, large looks down.
    """

    roll: float
    yaw: float
    pitch: float


def pose(landmarks: Points) -> Pose:
    """Return how a head is turned; see `Pose`.

    Parameters
    ----------
    landmarks : ndarray
        Shape (landmark, 2).
    """
    left, right, nose, mouth_left, mouth_right = landmarks
    across = right - left
    between = float(np.linalg.norm(across))
    along = across / between
    down = np.array([-along[1], along[0]])
    eyes, mouth = (left + right) / 2.0, (mouth_left + mouth_right) / 2.0
    height = float((mouth - eyes) @ down)
    return Pose(
        roll=float(np.degrees(np.arctan2(across[1], across[0]))),
        yaw=float((nose - eyes) @ along) / (between / 2.0),
        pitch=float((nose - eyes) @ down) / height if height > 0 else float("nan"),
    )


def sharpness(crop: NDArray[np.uint8]) -> float:
    """Return the variance of the Laplacian of a crop [squared grey level].

    Measured at one size, so that crops of several sizes compare; a blurred or a far-away face has
    little.

    Parameters
    ----------
    crop : ndarray
        uint8, shape (size, size).
    """
    seen = cv2.resize(crop, (COMPARED, COMPARED), interpolation=cv2.INTER_AREA)
    return float(cv2.Laplacian(seen, cv2.CV_64F).var())
