"""What a drawn face is made of: a person's looks and one moment's expression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

HAIR_STYLES = ("short", "parted", "fringe", "tied", "long")


@dataclass(frozen=True)
class Looks:
    """Hold what stays with a person; lengths in half image widths.

    Parameters
    ----------
    width, jaw, chin : float
        Half width of the head, taper of the jaw (share), height of the chin.
    eye_spacing, eye_width, eye_tilt, lid_fold : float
        Half distance and half width of the eyes, rise of the outer corner, strength of the crease.
    brow_weight, brow_arch : float
        Thickness and bend of the brows.
    nose_length, nose_width, nose_bridge : float
        Place of the tip, width at the wings, height of the bridge.
    mouth_width, lip_fullness : float
        Half width and thickness of the lips.
    skin, hair, cloth, wall : float
        Reflectance of skin, hair, clothing and background, 0 to 1.
    style : str
        One of `HAIR_STYLES`.
    hairline : float
        Height of the hairline above the eyes.
    beard : float
        Shadow of a shaved beard, 0 to 1.
    lines : float
        Depth of the lines of age, 0 to 1.
    light : tuple of float
        Direction towards the light: right, down.
    ambient : float
        Share of light from everywhere.
    texture : int
        Seed of skin and hair grain.
    """

    width: float
    jaw: float
    chin: float
    eye_spacing: float
    eye_width: float
    eye_tilt: float
    lid_fold: float
    brow_weight: float
    brow_arch: float
    nose_length: float
    nose_width: float
    nose_bridge: float
    mouth_width: float
    lip_fullness: float
    skin: float
    hair: float
    cloth: float
    wall: float
    style: str
    hairline: float
    beard: float
    lines: float
    light: tuple[float, float]
    ambient: float
    texture: int


@dataclass(frozen=True)
class Pose:
    """Hold what the alignment of a crop leaves over.

    Parameters
    ----------
    shift : tuple of float
        Right and down [half image width].
    roll : float
        [rad]
    scale : float
        Factor on the size.
    gaze : tuple of float
        Where the eyes look, right and down, as shares of the eye's width.
    exposure : float
        Factor on the brightness.
    """

    shift: tuple[float, float] = (0.0, 0.0)
    roll: float = 0.0
    scale: float = 1.0
    gaze: tuple[float, float] = (0.0, 0.0)
    exposure: float = 1.0


STILL = Pose()


@dataclass(frozen=True)
class Moment:
    """Hold one face's expression, in standard deviations between people, and its pose.

    Parameters
    ----------
    brow_raise, brow_lower, lid_opening, lip_corner, jaw_drop : float
        Like action units 1, 4, 5 minus 43, 12 minus 15, and 26.
    pose : Pose
        Where the head stands in the crop.
    """

    brow_raise: float = 0.0
    brow_lower: float = 0.0
    lid_opening: float = 0.0
    lip_corner: float = 0.0
    jaw_drop: float = 0.0
    pose: Pose = STILL


def draw_looks(rng: np.random.Generator, sex: str, age: int) -> Looks:
    """Draw a person's looks.

    Parameters
    ----------
    rng : Generator
        Source of chance.
    sex : str
        ``F`` or ``M``; shifts jaw, brows, lips, beard and hair style.
    age : int
        [year]; deepens lines and greys hair.
    """
    male = sex == "M"

    def near(centre: float, spread: float) -> float:
        return float(centre + spread * np.clip(rng.standard_normal(), -2.2, 2.2))

    grey = float(np.clip((age - 42) / 40.0, 0.0, 0.5)) * float(rng.uniform(0.2, 1.0))
    styles = ("short", "short", "parted", "fringe") if male else ("tied", "long", "long", "fringe")
    return Looks(
        width=near(0.735 if male else 0.71, 0.022),
        jaw=near(0.20 if male else 0.27, 0.025),
        chin=near(0.93 if male else 0.90, 0.015),
        eye_spacing=near(0.335, 0.008),
        eye_width=near(0.165, 0.006),
        eye_tilt=near(0.012, 0.008),
        lid_fold=float(rng.uniform(0.1, 1.0)),
        brow_weight=near(0.036 if male else 0.027, 0.003),
        brow_arch=near(0.020 if male else 0.030, 0.006),
        nose_length=near(0.20, 0.014),
        nose_width=near(0.128 if male else 0.117, 0.006),
        nose_bridge=near(1.0, 0.12),
        mouth_width=near(0.225, 0.010),
        lip_fullness=near(0.058 if male else 0.066, 0.005),
        skin=near(0.66 if male else 0.70, 0.025),
        hair=near(0.10, 0.02) + 0.5 * grey,
        cloth=float(rng.uniform(0.15, 0.4)),
        wall=near(0.36, 0.025),
        style=styles[int(rng.integers(len(styles)))],
        hairline=near(0.55 if male else 0.54, 0.02),
        beard=float(rng.uniform(0.1, 0.7)) if male else 0.0,
        lines=float(np.clip((age - 20) / 45.0, 0.0, 1.0)) * float(rng.uniform(0.6, 1.0)),
        light=(near(0.0, 0.10), near(-0.42, 0.05)),
        ambient=near(0.46, 0.03),
        texture=int(rng.integers(2**31)),
    )


def draw_pose(rng: np.random.Generator) -> Pose:
    """Draw the small errors of an aligned crop, and where the eyes look."""
    shift = rng.normal(0.0, 0.008, 2)
    gaze = rng.normal(0.0, 0.07, 2)
    return Pose(
        shift=(float(shift[0]), float(shift[1])),
        roll=float(rng.normal(0.0, 0.010)),
        scale=float(1.0 + rng.normal(0.0, 0.006)),
        gaze=(float(gaze[0]), float(0.6 * gaze[1])),
        exposure=float(1.0 + rng.normal(0.0, 0.015)),
    )
