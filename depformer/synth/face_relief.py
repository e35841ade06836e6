"""The head as a landscape: how far every point stands out towards the camera."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depformer.synth.face_identity import Looks, Moment

Plane = NDArray[np.floating[Any]]

EYE_LEVEL = -0.12
BROW_LEVEL = -0.315
MOUTH_LEVEL = 0.49
SKULL_LEVEL = -0.16


def clip01(values: Plane) -> Plane:
    """Return values cut to 0 to 1."""
    return np.clip(values, np.float32(0.0), np.float32(1.0))


def hill(x: Plane, y: Plane, width: float, height: float) -> Plane:
    """Return a round or oval hill of height 1 over the offsets `x` and `y`."""
    return np.asarray(np.exp(-0.5 * ((x / width) ** 2 + (y / height) ** 2)), dtype=np.float32)


def away_from(x: Plane, y: Plane, start: tuple[float, float], end: tuple[float, float]) -> Plane:
    """Return the distance from every point to the line from `start` to `end`."""
    along = (end[0] - start[0], end[1] - start[1])
    share = (x - start[0]) * along[0] + (y - start[1]) * along[1]
    share = clip01(share / np.float32(along[0] ** 2 + along[1] ** 2))
    return np.asarray(np.hypot(x - start[0] - share * along[0], y - start[1] - share * along[1]))


@dataclass(frozen=True)
class Mouth:
    """Hold where the lips are at one moment, lengths in half image widths.

    Parameters
    ----------
    width : float
        Half width from corner to corner.
    corner : float
        How far the corners stand above the middle.
    gap : float
        Opening between the lips in the middle.
    drop : float
        How far the chin goes down.
    """

    width: float
    corner: float
    gap: float
    drop: float


def mouth_of(who: Looks, now: Moment) -> Mouth:
    """Return the mouth's shape for an expression."""
    open_by = 0.085 + 0.028 * now.jaw_drop
    gap = 0.03 * float(np.logaddexp(0.0, open_by / 0.03))
    corner = 0.004 + 0.024 * now.lip_corner
    width = who.mouth_width + 0.010 * now.lip_corner - 0.10 * (gap - 0.085)
    return Mouth(width=width, corner=corner, gap=gap, drop=0.55 * (gap - 0.085))


def head_outline(u: Plane, v: Plane, who: Looks, drop: float) -> Plane:
    """Return how far inside the head's outline each point is: 1 in the middle, 0 at the edge."""
    y = v - np.float32(SKULL_LEVEL)
    below = y > 0
    reach = np.where(below, who.chin + drop - SKULL_LEVEL, 1.0).astype(np.float32)
    far = np.abs(y) / reach
    taper = np.where(below, 1.0 - who.jaw * far**2.6, 1.0)
    return np.asarray(1.0 - (np.abs(u) / (who.width * taper)) ** 2.4 - far**2.5, dtype=np.float32)


def relief(u: Plane, v: Plane, who: Looks, now: Moment) -> Plane:
    """Return the head's height towards the camera, shape (row, column).

    Parameters
    ----------
    u, v : ndarray
        Right and down from the image's middle [half image width].
    who : Looks
        The person.
    now : Moment
        The expression.
    """
    mouth = mouth_of(who, now)
    side = np.abs(u)
    inside = head_outline(u, v, who, mouth.drop)
    height = 0.62 * np.sqrt(np.maximum(inside, 0.0) + np.float32(0.015))
    height += _eyes_and_brow(side, v, who, now)
    height += _nose(u, side, v, who)
    height += _lower_face(u, side, v, who, now, mouth)
    return np.asarray(height, dtype=np.float32)


def _eyes_and_brow(side: Plane, v: Plane, who: Looks, now: Moment) -> Plane:
    eye_x = side - who.eye_spacing
    furrow = max(0.0, 0.35 + 0.30 * now.brow_lower)
    raised = max(0.0, 0.25 + 0.25 * now.brow_raise)
    brow = BROW_LEVEL + 0.018 * now.brow_lower
    out = 0.045 * hill(eye_x + 0.03, v - brow, 0.20, 0.055)
    out -= 0.085 * hill(eye_x + 0.02, v - (EYE_LEVEL - 0.02), 0.17, 0.085)
    out += 0.050 * hill(eye_x, v - EYE_LEVEL, 0.125, 0.080)
    out -= (0.006 + 0.012 * who.lines) * hill(eye_x + 0.02, v - (EYE_LEVEL + 0.125), 0.12, 0.020)
    out -= 0.020 * furrow * hill(side - 0.055, v - (brow + 0.01), 0.016, 0.055)
    out += 0.018 * furrow * hill(side, v - brow, 0.028, 0.06)
    waves = np.sin((v - 0.12 * side**2) * np.float32(2.0 * np.pi / 0.105))
    rumple = 0.0012 + 0.0045 * raised * (0.5 + who.lines)
    out += rumple * waves * hill(side - 0.12, v + 0.50, 0.24, 0.11)
    return np.asarray(out, dtype=np.float32)


def _nose(u: Plane, side: Plane, v: Plane, who: Looks) -> Plane:
    tip = who.nose_length
    rise = clip01((v + 0.26) / (tip + 0.26))
    fall = clip01(1.0 - (v - tip) / 0.10)
    fall = fall * fall * (3.0 - 2.0 * fall)
    ridge = (0.04 * who.nose_bridge + 0.11 * rise**1.3) * fall * clip01((v + 0.34) / 0.12)
    out = ridge * hill(u, u * 0.0, 0.060, 1.0) * (1.0 - 0.25 * rise)
    out += 0.075 * hill(u, v - tip, 0.070, 0.062)
    out += 0.075 * hill(side - 0.80 * who.nose_width, v - (tip + 0.045), 0.040, 0.048)
    out -= 0.015 * hill(u, v - (tip + 0.155), 0.020, 0.05)
    return np.asarray(out, dtype=np.float32)


def _lower_face(u: Plane, side: Plane, v: Plane, who: Looks, now: Moment, mouth: Mouth) -> Plane:
    smile = float(np.logaddexp(0.0, 1.2 * now.lip_corner) / 1.2)
    frown = float(np.logaddexp(0.0, -1.2 * now.lip_corner) / 1.2)
    level = MOUTH_LEVEL
    out = (0.045 + 0.014 * smile) * hill(side - 0.40, v - (0.20 - 0.012 * smile), 0.15, 0.13)
    out += 0.075 * hill(u, v - level, 0.24, 0.16)
    middle = v - level + mouth.corner * clip01(side / mouth.width) ** 2
    half = 0.5 * mouth.gap
    out += 0.030 * hill(u, middle + half + 0.030, 0.7 * mouth.width, 0.026)
    out += 0.038 * hill(u, middle - half - 0.035, 0.62 * mouth.width, 0.030)
    corner_y = level - mouth.corner
    dimple = hill(side - mouth.width - 0.02, v - corner_y, 0.030, 0.035)
    out -= (0.018 + 0.006 * smile + 0.006 * frown) * dimple
    fold = away_from(
        side,
        v,
        (who.nose_width + 0.025, who.nose_length + 0.01),
        (mouth.width + 0.070, corner_y - 0.02),
    )
    depth = 0.010 + 0.016 * who.lines + 0.010 * smile
    out -= depth * np.exp(-0.5 * (fold / 0.026) ** 2)
    below = away_from(
        side, v, (mouth.width + 0.015, corner_y + 0.03), (mouth.width + 0.05, corner_y + 0.16)
    )
    out -= (0.004 + 0.008 * who.lines + 0.009 * frown) * np.exp(-0.5 * (below / 0.026) ** 2)
    out -= 0.035 * hill(u, v - (level + 0.165 + half + 0.5 * mouth.drop), 0.15, 0.030)
    out += 0.075 * hill(u, v - (who.chin - 0.11 + mouth.drop), 0.15, 0.085)
    return np.asarray(out, dtype=np.float32)
