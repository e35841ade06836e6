"""What a rule declares that picks the picture of a word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


def _no_crops() -> NDArray[np.uint8]:
    return np.empty((0, 0, 0), dtype=np.uint8)


def _no_mean() -> NDArray[np.float64]:
    return np.empty((0, 0))


@dataclass(frozen=True, eq=False)
class Candidates:
    """Hold the pictures of one word in which the participant's face was found; at least one.

    Parameters
    ----------
    times : ndarray
        Shape (candidate,), ascending from the onset of the voice to its end [s].
    crops : ndarray
        uint8, shape (candidate, size, size); none of them for a rule that does not need them.
    mean : ndarray
        The participant's mean over all candidates of all words, shape (size, size), or empty.
    """

    times: NDArray[np.float64]
    crops: NDArray[np.uint8] = field(default_factory=_no_crops)
    mean: NDArray[np.float64] = field(default_factory=_no_mean)


@dataclass(frozen=True)
class RuleSpec:
    """Describe one rule.

    Parameters
    ----------
    id : str
        Stable, short name.
    title : str
        Name for people.
    choose : callable
        ``choose(candidates)`` -> place of the one that is taken.
    needs_crops : bool
        Whether it looks at the faces, so that all of them have to be cut out.
    version : str
        Raised whenever it takes another picture of the same candidates.
    """

    id: str
    title: str
    choose: Callable[[Candidates], int]
    needs_crops: bool = False
    version: str = "1"

    @property
    def described(self) -> dict[str, str]:
        """For ``features.json``; a first version is not named."""
        named = {"frame": self.id}
        return named if self.version == "1" else {**named, "frame_version": self.version}
