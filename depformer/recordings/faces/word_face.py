"""The face of one word, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from depformer.recordings.faces.detect import LANDMARKS, Points
from depformer.wording import say

Flag = Literal["", "no_window", "no_picture", "no_face", "blank", "seldom"]


def _unknown() -> Points:
    return np.full((len(LANDMARKS), 2), np.nan)


@dataclass(frozen=True, eq=False)
class WordFace:
    """Hold the face of one word.

    Parameters
    ----------
    crop : ndarray
        uint8, shape (height, width); zeros where there is none.
    time : float
        Of the picture that was taken [s]; NaN where there is none, as are the numbers below.
    landmarks : ndarray
        On the picture, shape (landmark, 2) [pixel]; NaN for a box that was given.
    landmarks_in_crop : ndarray
        The same on the crop [pixel].
    found : float
        Share of the word's pictures with the participant's face.
    height : float
        Of the face in the picture [pixel].
    sharpness : float
        Variance of the Laplacian.
    roll, yaw, pitch : float
        How the head is turned; see `quality.Pose`.
    others : int
        Other people in view.
    flag : str
        What is wrong: ``no_window``, ``no_picture``, ``no_face``, ``blank``, ``seldom``, or
        nothing.
    """

    crop: NDArray[np.uint8]
    time: float = float("nan")
    landmarks: Points = field(default_factory=_unknown)
    landmarks_in_crop: Points = field(default_factory=_unknown)
    found: float = float("nan")
    height: float = float("nan")
    sharpness: float = float("nan")
    roll: float = float("nan")
    yaw: float = float("nan")
    pitch: float = float("nan")
    others: int = 0
    flag: Flag = ""

    @property
    def missing(self) -> bool:
        """Whether there is no face."""
        return bool(np.isnan(self.time))

    @property
    def doubt(self) -> str:
        """What is wrong, in words; empty if nothing is."""
        return say(f"faces.flag_{self.flag}") if self.flag else ""
