"""Draw a grey face: a shaded relief with painted eyes, brows, lips and hair."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from depformer.synth.face_identity import Looks, Moment, Pose
from depformer.synth.face_paint import paint_behind, paint_brows, paint_eyes, paint_hair, paint_lips
from depformer.synth.face_relief import Plane, clip01, head_outline, hill, mouth_of, relief

SENSOR_NOISE = 2.2  # [grey level]
FINER = 2


@dataclass(frozen=True)
class View:
    """Hold what of the drawing is seen; lengths in half widths of an aligned crop's drawing.

    Parameters
    ----------
    reach : float
        Half the width of what is seen.
    low : float
        How far its middle lies below the middle of the drawing.
    """

    reach: float
    low: float


CROP = View(reach=0.89, low=0.10)
CAMERA = View(reach=1.2, low=0.14)  # with hair, neck and shoulders


def draw_face(
    who: Looks, now: Moment, size: int, rng: np.random.Generator, view: View = CROP
) -> NDArray[np.uint8]:
    """Draw one face as an aligned, grey crop, or as a camera sees it.

    Parameters
    ----------
    who : Looks
        The person.
    now : Moment
        Expression and pose.
    size : int
        Height and width [pixel].
    rng : Generator
        Source of the camera's noise.
    view : View
        How much is seen.

    Returns
    -------
    ndarray
        uint8, shape (size, size).
    """
    u, v, pixel = _grid(size * FINER, now.pose, view)
    grain = _grain(u, v, who)
    image = _light_skin(u, v, who, now, pixel, grain)
    image = paint_lips(image, u, v, who, now, pixel)
    image = paint_brows(image, u, v, who, now, pixel, grain)
    image = paint_eyes(image, u, v, who, now, pixel)
    outline = head_outline(u, v, who, mouth_of(who, now).drop)
    head = clip01(0.5 + outline / np.float32(6.0 * pixel))
    image = paint_behind(u, v, who, pixel, grain) * (1.0 - head) + image * head
    image = paint_hair(image, u, v, who, pixel, grain)
    small = cv2.resize(image * now.pose.exposure, (size, size), interpolation=cv2.INTER_AREA)
    seen = np.asarray(cv2.GaussianBlur(small, (0, 0), 0.35 + size / 400.0), dtype=np.float32)
    grey = 255.0 * clip01(seen) ** np.float32(0.85)
    grey += SENSOR_NOISE * rng.standard_normal((size, size), dtype=np.float32)
    return np.asarray(np.clip(np.rint(grey), 1, 255), dtype=np.uint8)


def _grid(side: int, pose: Pose, view: View) -> tuple[Plane, Plane, float]:
    """Return every pixel's place on the unmoved head, and the pixel's width."""
    places = (np.arange(side, dtype=np.float32) + 0.5) * np.float32(2.0 / side) - np.float32(1.0)
    x = view.reach * places[None, :] - pose.shift[0]
    y = view.reach * places[:, None] + view.low - pose.shift[1]
    cosine, sine = np.cos(pose.roll) / pose.scale, np.sin(pose.roll) / pose.scale
    u = np.asarray(cosine * x + sine * y, dtype=np.float32)
    v = np.asarray(cosine * y - sine * x, dtype=np.float32)
    return u, v, 2.0 * view.reach / side


def _grain(u: Plane, v: Plane, who: Looks) -> Plane:
    """Return a person's fine texture, fixed to the head, mean 0."""
    rng = np.random.default_rng(who.texture)
    coarse = rng.standard_normal((48, 48)).astype(np.float32)
    at_u = np.asarray((u + 1.2) * 20.0, dtype=np.float32)
    at_v = np.asarray((v + 1.2) * 20.0, dtype=np.float32)
    return np.asarray(
        cv2.remap(coarse, at_u, at_v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101),
        dtype=np.float32,
    )


def _light_skin(u: Plane, v: Plane, who: Looks, now: Moment, pixel: float, grain: Plane) -> Plane:
    """Light the relief: soft Lambert, hollows darker, a faint shine."""
    height = relief(u, v, who, now)
    down, right = np.gradient(height, np.float32(pixel))
    length = np.sqrt(1.0 + right**2 + down**2)
    light = np.array([who.light[0], who.light[1], 0.9])
    light /= np.linalg.norm(light)
    facing = (-light[0] * right - light[1] * down + light[2]) / length
    diffuse = clip01((facing + 0.18) / 1.18)
    hollow = cv2.GaussianBlur(height, (0, 0), 0.07 / pixel) - height
    shade = who.ambient + (1.06 - who.ambient) * diffuse
    shade *= np.clip(1.0 - 3.2 * hollow, 0.55, 1.15)
    half = light + np.array([0.0, 0.0, 1.0])
    half /= np.linalg.norm(half)
    shine = clip01((-half[0] * right - half[1] * down + half[2]) / length) ** 24
    side = np.abs(u)
    tone = who.skin * (1.0 + 0.012 * grain)
    beard = hill(side * 0.75, v - 0.72, 0.32, 0.26) - 0.35 * hill(u, v - 0.42, 0.22, 0.06)
    tone *= 1.0 - 0.14 * who.beard * clip01(beard)
    tone *= 1.0 - (0.08 + 0.06 * who.lines) * hill(side - who.eye_spacing, v + 0.02, 0.13, 0.035)
    nostril = hill(side - 0.055, v - (who.nose_length + 0.078), 0.026, 0.013)
    tone *= 1.0 - 0.62 * nostril
    tone *= 1.0 - 0.16 * hill(u, v - (who.nose_length + 0.115), 0.10, 0.022)
    return np.asarray(tone * shade + 0.07 * shine, dtype=np.float32)
