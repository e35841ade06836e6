"""How far a dark opening of the face reaches, up and down: between the lids, between the lips."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from depformer.recordings.faces import WordFace
from depformer.recordings.faces.detect import LEAN

FINE = 4  # the crop is made finer by this factor, so that heights are not whole pixels
DARK = 0.5  # between the darkest and the skin


def dark_run(face: WordFace, middle: NDArray[np.float64], half: tuple[float, float]) -> float:
    """Return the longest vertical run of dark pixels in a small window [distance of the eyes].

    Dark is what is nearer to the darkest tenth of the window than to its bright half: iris, pupil
    and lashes, or the space between the lips.

    Parameters
    ----------
    face : WordFace
        With landmarks.
    middle : ndarray
        Of the window by the landmarks, on the crop, shape (2,) [pixel].
    half : tuple of float
        Half width and half height of the window [distance of the eyes].

    Returns
    -------
    float
        NaN where the window does not lie in the crop.
    """
    left, right = face.landmarks_in_crop[:2]
    between = float(np.linalg.norm(right - left))
    (width, height), size = np.array(half) * between, len(face.crop)
    middle = middle - np.array([LEAN * between, 0.0])
    if not (width <= middle[0] <= size - width and height <= middle[1] <= size - height):
        return float("nan")
    shape = (round(2 * width * FINE), round(2 * height * FINE))
    shift = np.array([[1, 0, middle[0] - width], [0, 1, middle[1] - height]]) / [[FINE, FINE, 1]]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    window = cv2.warpAffine(face.crop, shift, shape, flags=flags).astype(np.float64)
    dark, bright = np.percentile(window, (5, 75))
    is_dark = window < dark + DARK * (bright - dark)
    run, longest = np.zeros(shape[0]), 0.0
    for row in is_dark:
        run = (run + 1.0) * row
        longest = max(longest, float(run.max()))
    return longest / FINE / between
