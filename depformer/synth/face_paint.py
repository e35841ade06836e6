"""Paint what is not skin: eyes, brows, lips, hair, and what stands behind the head."""

from __future__ import annotations

import numpy as np

from depformer.synth.face_identity import Looks, Moment
from depformer.synth.face_relief import (
    BROW_LEVEL,
    EYE_LEVEL,
    MOUTH_LEVEL,
    Plane,
    clip01,
    hill,
    mouth_of,
)


def _over(image: Plane, paint: Plane | float, cover: Plane) -> Plane:
    return np.asarray(image + (paint - image) * cover)


def _edge(distance: Plane, softness: float) -> Plane:
    """Return 1 inside (positive distance), 0 outside, with a soft border."""
    return clip01(0.5 + distance / np.float32(softness))


def paint_eyes(image: Plane, u: Plane, v: Plane, who: Looks, now: Moment, pixel: float) -> Plane:
    """Paint the white, iris, pupil, highlight, lashes and crease of both eyes."""
    soft = 1.5 * pixel
    opening = float(np.clip(1.0 + 0.25 * now.lid_opening, 0.04, 2.0))
    for sign in (-1.0, 1.0):
        x = (u - sign * who.eye_spacing) * sign  # outwards
        across = x / who.eye_width
        bow = np.maximum(1.0 - np.abs(across) ** 2.1, 0.0)
        axis = v - EYE_LEVEL + who.eye_tilt * across
        upper = -0.078 * opening * bow * (1.0 - 0.10 * across) + 0.022 * (1.0 - min(opening, 1.0))
        lower = 0.042 * bow
        inside = _edge(np.minimum(axis - upper, lower - axis), soft)
        inside = inside * _edge((1.0 - np.abs(across)) * 0.1, soft)
        white = 0.80 - 0.20 * across**2 - 0.30 * np.exp(-np.maximum(axis - upper, 0.0) / 0.022)
        gaze_x = x - now.pose.gaze[0] * sign * who.eye_width
        gaze_y = axis + 0.012 - now.pose.gaze[1] * who.eye_width
        radius = np.hypot(gaze_x, gaze_y)
        iris = 0.17 + 0.10 * clip01(radius / 0.075) - 0.12 * _edge(radius - 0.066, 0.02)
        eye = _over(np.asarray(white, dtype=np.float32), iris, _edge(0.078 - radius, soft))
        eye = _over(eye, 0.05, _edge(0.034 - radius, soft))
        spark = np.hypot(gaze_x * sign - 0.025, gaze_y + 0.028)
        eye = _over(eye, 0.92, _edge(0.017 - spark, soft))
        lid = hill(x, np.minimum(axis - upper, 0.0) + 0.03, 0.8 * who.eye_width, 0.05)
        image = np.asarray(image * (1.0 - 0.10 * lid), dtype=np.float32)
        image = _over(image, eye, inside)
        ends = clip01((1.12 - np.abs(across)) / 0.25)
        lash = np.exp(-0.5 * ((axis - upper + 0.004) / 0.0125) ** 2) * ends
        image = _over(image, 0.09, 0.92 * lash * (0.75 + 0.25 * clip01(across + 0.5)))
        rim = np.exp(-0.5 * ((axis - lower) / 0.009) ** 2) * ends
        image = np.asarray(image * (1.0 - 0.30 * rim), dtype=np.float32)
        crease = np.exp(-0.5 * ((axis - 0.86 * upper + 0.052) / 0.010) ** 2) * ends
        image = np.asarray(image * (1.0 - 0.28 * who.lid_fold * crease), dtype=np.float32)
    return image


def paint_brows(
    image: Plane, u: Plane, v: Plane, who: Looks, now: Moment, pixel: float, grain: Plane
) -> Plane:
    """Paint both brows: lowering draws them down and together, raising lifts the inner end."""
    side = np.abs(u)
    start = 0.135 - 0.012 * now.brow_lower
    across = (side - start) / (0.60 - start)  # 0 at the inner, 1 at the outer end
    inner = np.exp(-0.5 * (np.clip(across, 0.0, None) / 0.38) ** 2)
    arch = who.brow_arch * 4.0 * across * (1.0 - across) - 0.030 * clip01(across - 0.5) * 2.0
    lowered = now.brow_lower * (0.017 + 0.017 * inner)
    middle = BROW_LEVEL - arch + lowered - 0.034 * now.brow_raise * inner
    thick = who.brow_weight * (1.0 - 0.62 * clip01(across) ** 1.5)
    body = _edge(thick - np.abs(v - middle), 1.2 * who.brow_weight)
    ends = _edge(across + 0.02, 0.10) * _edge(1.0 - across, 0.18)
    cover = body * ends * (0.84 + 0.10 * grain)
    return _over(image, 0.6 * who.hair + 0.07, clip01(np.asarray(cover, dtype=np.float32)))


def paint_lips(image: Plane, u: Plane, v: Plane, who: Looks, now: Moment, pixel: float) -> Plane:
    """Paint the lips, and between them teeth and the dark of the mouth."""
    mouth = mouth_of(who, now)
    soft = 2.0 * pixel
    across = np.abs(u) / mouth.width
    bow = np.maximum(1.0 - across**2, 0.0)
    line = v - MOUTH_LEVEL + mouth.corner * across**2
    half = 0.5 * mouth.gap * bow
    cupid = 1.0 - 0.16 * np.exp(-0.5 * (u / 0.030) ** 2)
    top = -half - who.lip_fullness * cupid * (1.0 - across**1.6).clip(0.0)
    bottom = half + 1.20 * who.lip_fullness * np.sqrt(bow) * (0.35 + 0.65 * bow)
    lips = _edge(np.minimum(line - top, bottom - line), soft) * _edge((1.0 - across) * 0.2, soft)
    shade = 0.75 + 0.08 * clip01((line + 0.02) / 0.04)
    image = _over(image, image * shade, np.asarray(0.95 * lips, dtype=np.float32))
    shine = hill(u, line - half - 0.6 * who.lip_fullness, 0.5 * mouth.width, 0.014)
    image = np.asarray(image + 0.05 * shine * lips, dtype=np.float32)
    inside = _edge(half - np.abs(line), soft) * _edge((1.0 - across) * 0.2, soft)
    teeth = _edge(-half + 0.042 - line, 0.02) * clip01(1.4 - 1.5 * across)
    teeth = teeth * clip01(np.float32((mouth.gap - 0.03) / 0.05) + 0.0 * u)
    image = _over(image, 0.10 + 0.42 * teeth, inside)
    seam = np.exp(-0.5 * ((np.abs(line) - half) / 0.010) ** 2) * clip01((1.06 - across) / 0.12)
    seam = seam * np.where(line > 0.004, 0.35, 1.0)
    image = np.asarray(image * (1.0 - 0.42 * seam), dtype=np.float32)
    corner = hill(np.abs(u) - mouth.width, v - MOUTH_LEVEL + mouth.corner, 0.022, 0.016)
    return np.asarray(image * (1.0 - 0.38 * corner), dtype=np.float32)


def paint_behind(u: Plane, v: Plane, who: Looks, pixel: float, grain: Plane) -> Plane:
    """Paint wall, long hair, neck, clothing and ears."""
    soft = 3.0 * pixel
    side = np.abs(u)
    image = np.asarray(who.wall * (1.0 - 0.10 * v + 0.08 * u * np.sign(who.light[0])))
    if who.style == "long":
        fall = 0.84 + 0.05 * v - 0.35 * clip01(-v - 0.30) ** 1.5 + 0.008 * np.sin(11.0 * v)
        image = _over(image, 0.8 * _strands(u, v, who, grain), _edge(fall - side, 4.0 * soft))
    slope = 0.36 + 0.10 * clip01((v - 0.80) / 0.3) ** 2 + 0.02 * clip01(-(v - 0.7) / 0.3)
    around = clip01(side / slope)
    under_chin = 0.62 + 0.38 * clip01((v - 0.86 - 0.35 * side) / 0.16)
    neck = who.skin * (0.74 - 0.30 * around**2.5) * under_chin
    image = _over(image, neck, _edge(slope - side, soft) * clip01((v - 0.3) / 0.01))
    shoulder = 0.985 - 0.10 * clip01((0.75 - side) / 0.45)
    cloth = who.cloth * (1.0 - 0.25 * side)
    image = _over(image, cloth, _edge(v - shoulder, 2.0 * soft) * _edge(side - 0.40, 4.0 * soft))
    ear_x, ear_y = side - (who.width + 0.015), v - 0.0
    ear = 1.0 - (ear_x / 0.075) ** 2 - (ear_y / 0.175) ** 2
    shade = who.skin * (0.64 - 0.24 * hill(ear_x - 0.016, ear_y + 0.02, 0.026, 0.09) + ear_x)
    hidden = 0.0 if who.style == "long" else 1.0
    return _over(image, shade, hidden * _edge(ear, 12.0 * soft))


def paint_hair(image: Plane, u: Plane, v: Plane, who: Looks, pixel: float, grain: Plane) -> Plane:
    """Paint the hair over forehead and temples, and its shadow on the skin."""
    side = np.abs(u)
    ragged = 0.005 * np.sin(31.0 * u + 1.7 * grain) + 0.004 * grain
    line = EYE_LEVEL - who.hairline + ragged + _hairline_bend(u, side, who)
    burns = {"short": 0.44, "parted": 0.48, "fringe": 0.50, "tied": 0.30, "long": 0.45}
    temple = clip01((side - 0.80 * who.width) / (0.22 * who.width))
    line = line + burns[who.style] * temple**1.4
    thick = {"short": 0.035, "parted": 0.055, "fringe": 0.055, "tied": 0.015, "long": 0.09}
    reach = thick[who.style]
    tall = np.where(v < EYE_LEVEL, np.abs(v - EYE_LEVEL) / (1.02 + reach), 0.0)
    crown = 1.0 - (side / (who.width + reach)) ** 2.4 - tall**2.3
    on_head = _edge(crown + 0.015 * grain * (reach > 0.02), 0.07)
    mass = on_head * _edge(line - v, 0.035)
    shadow = on_head * _edge(line + 0.05 - v, 0.14)
    if who.style == "long":
        inner = 0.625 + 0.10 * clip01((v + 0.35) / 0.5) - 0.07 * clip01((v - 0.35) / 0.5) ** 1.5
        inner = inner + 0.010 * np.sin(9.0 * v + 0.3 * grain)
        low = clip01((v + 0.60) / 0.1)
        mass = np.maximum(mass, low * _edge(side - inner, 0.035) * _edge(0.86 - side, 0.05))
        shadow = np.maximum(shadow, low * _edge(side - inner + 0.05, 0.13) * on_head)
    image = image * (1.0 - 0.26 * shadow)
    return _over(image, _strands(u, v, who, grain), mass)


def _hairline_bend(u: Plane, side: Plane, who: Looks) -> Plane:
    """Return how far each style's hairline comes down over the forehead."""
    turn = 1.0 if who.texture % 2 else -1.0
    if who.style == "fringe":
        comb = 0.012 * np.sin(11.0 * u + who.texture % 7) + 0.010 * np.sin(43.0 * u)
        return np.asarray(0.20 + comb - 0.06 * u**2)
    if who.style == "parted":
        away = np.clip(turn * u + 0.28, -0.5, None)
        return np.asarray(np.where(away > 0.0, 0.21 * clip01(away / 0.8) ** 0.8, 0.35 * -away))
    if who.style == "long":
        return np.asarray(0.62 * np.abs(u - 0.06 * turn) ** 1.25 - 0.03)
    if who.style == "tied":
        return np.asarray(0.42 * side**2.2 - 0.01)
    return np.asarray(0.02 + 0.30 * side**2.4)


def _strands(u: Plane, v: Plane, who: Looks, grain: Plane) -> Plane:
    """Return hair with a soft shine and fine strands."""
    fine = 0.5 * np.sin(60.0 * u + 9.0 * v + 2.5 * grain) + 0.3 * np.sin(97.0 * u - 5.0 * v)
    lit = float(np.sign(who.light[0]))
    shine = hill(u - 0.25 * lit, v + 0.82 - 0.35 * u**2, 0.45, 0.07)
    shine = shine + 0.5 * hill(np.abs(u) - 0.78, v - 0.1, 0.03, 0.35)
    return np.asarray(
        who.hair * (1.0 + 0.12 * fine + 0.05 * grain) + (0.09 + 0.2 * who.hair) * shine
    )
