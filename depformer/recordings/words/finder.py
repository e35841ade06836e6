"""What a finder of words declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Listener = Callable[[NDArray[np.float32]], NDArray[np.float32]]


@dataclass(frozen=True)
class FinderSpec:
    """Describe one way from sound to the probability that somebody speaks.

    Parameters
    ----------
    id : str
        Stable, short name; stands beside the words that it found.
    title : str
        Name for people.
    version : str
        Raised whenever the numbers change.
    frame : int
        Samples at 16 kHz that one probability is for.
    start : callable
        Returns a listener for one recording. It is given the sound from its beginning, in pieces of
        whole frames, shape (frame * samples,), and returns their probabilities, shape (frame,).
    """

    id: str
    title: str
    version: str
    frame: int
    start: Callable[[], Listener]
