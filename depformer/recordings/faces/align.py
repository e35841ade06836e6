"""From a face in a picture to a crop in which the eyes are level and in their place."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

from depformer.recordings.faces.detect import EYES, LEAN, Points

# Where the detector sees the eyes in a crop [its width and height], so that they lie at 0.335 and
# 0.665. It then shows a face from the hair to the chin: 63 mm between the pupils make 190 mm.
EYE_PLACES = np.array([[0.335 + 0.33 * LEAN, 0.38], [0.665 + 0.33 * LEAN, 0.38]])
# The eyes are what a crop is aligned to. Nose and mouth hold it where a head that turns brings the
# eyes together, and move when somebody speaks, so they count less.
WEIGHTS = np.array([1.0, 1.0, 0.05, 0.05, 0.05])
NEAR = 0.15  # [s]; landmarks are steadied over pictures up to this far away


def steadied(times: Sequence[float], landmarks: Sequence[Points]) -> list[Points]:
    """Smooth landmarks over time by a straight line through each one's neighbours.

    A line, not a mean: a head that moves evenly stays where it is, also at either end.

    Parameters
    ----------
    times : sequence of float
        Of one face, ascending [s].
    landmarks : sequence of ndarray
        Each of shape (landmark, 2).

    Returns
    -------
    list of ndarray
        Of the same shapes.
    """
    at, marks = np.asarray(times, dtype=float), np.asarray(landmarks, dtype=float)
    return [_line_at(time, at, marks) for time in at]


def _line_at(time: float, at: NDArray[np.float64], marks: NDArray[np.float64]) -> Points:
    """Return the value at a time of the line fitted to what is near, weighted by nearness."""
    near = np.abs(at - time) < NEAR
    offset, values = at[near] - time, marks[near]
    weight = 1.0 - (np.abs(offset) / NEAR) ** 2
    mean = weight @ offset / weight.sum()
    spread = weight @ (offset - mean) ** 2
    level = np.tensordot(weight, values, 1) / weight.sum()
    if spread == 0.0:
        return np.asarray(level)
    slope = np.tensordot(weight * (offset - mean), values, 1) / spread
    return np.asarray(level - slope * mean)


def own_template(landmarks: Sequence[Points]) -> Points:
    """Return where a person's landmarks lie in a crop: eyes in their place, the rest as they are.

    With one template for everybody, a long nose would lift somebody's eyes.

    Parameters
    ----------
    landmarks : sequence of ndarray
        Of all faces of one person.

    Returns
    -------
    ndarray
        Shape (landmark, 2) [width of the crop].
    """
    level = [apply(similarity(marks[EYES], EYE_PLACES), marks) for marks in landmarks]
    return np.asarray(np.median(level, axis=0))


def similarity(
    points: Points, places: Points, weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return the turn, scale and shift that bring points nearest to places, by least squares.

    Parameters
    ----------
    points, places : ndarray
        Shape (point, 2).
    weights : ndarray, optional
        How much each point counts, shape (point,).

    Returns
    -------
    ndarray
        Shape (2, 3), as OpenCV has it.
    """
    weight = np.ones(len(points)) if weights is None else weights
    weight = weight / weight.sum()
    source, target = points @ [1.0, 1.0j], places @ [1.0, 1.0j]
    source_mean, target_mean = weight @ source, weight @ target
    apart = source - source_mean
    turn = weight @ (apart.conj() * (target - target_mean)) / (weight @ np.abs(apart) ** 2)
    shift = target_mean - turn * source_mean
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


def apply(matrix: NDArray[np.float64], points: Points) -> Points:
    """Return points as a matrix of shape (2, 3) moves them."""
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2])


def to_crop(landmarks: Points, template: Points, size: int) -> NDArray[np.float64]:
    """Return the matrix from a picture to its crop, shape (2, 3), middles of pixels at wholes."""
    return similarity(landmarks, template * size - 0.5, WEIGHTS)


def box_to_crop(box: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return the matrix that brings a box (left, top, width, height) to a whole crop."""
    scale = size / box[2:]
    shift = (0.5 - box[:2]) * scale - 0.5
    return np.array([[scale[0], 0.0, shift[0]], [0.0, scale[1], shift[1]]])


def cut(grey: NDArray[np.uint8], matrix: NDArray[np.float64], size: int) -> NDArray[np.uint8]:
    """Return the crop that a matrix makes of a picture.

    Made smaller, each pixel is the mean of the area that it stands for; what lies outside of the
    picture repeats its edge.

    Parameters
    ----------
    grey : ndarray
        uint8, shape (height, width).
    matrix : ndarray
        Shape (2, 3), from the picture to the crop.
    size : int
        Height and width of the crop [pixel].

    Returns
    -------
    ndarray
        uint8, shape (size, size).
    """
    finer = max(1, ceil(1.0 / float(np.linalg.norm(matrix[:, :2], axis=0).min()) - 1e-6))
    fine = matrix * finer
    fine[:, 2] += (finer - 1) / 2.0
    crop = cv2.warpAffine(
        grey,
        fine,
        (size * finer, size * finer),
        flags=cv2.INTER_CUBIC if finer == 1 else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if finer > 1:
        crop = cv2.resize(crop, (size, size), interpolation=cv2.INTER_AREA)
    return np.asarray(crop, dtype=np.uint8)
