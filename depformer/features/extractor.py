"""What an extractor declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ExtractorSpec:
    """Describe one way from a word's recording to its numbers.

    Parameters
    ----------
    id : str
        Stable, short name; stands in ``features.json``.
    modality : str
        ``face`` or ``audio``.
    title : str
        Name for people.
    version : str
        Raised whenever the numbers change.
    size : int
        Numbers of a vector.
    extract : callable
        ``extract(signal, rate)`` -> array, shape (feature,), for audio.
    options : mapping
        The settings that the numbers depend on.
    """

    id: str
    modality: str
    title: str
    version: str
    size: int
    extract: Callable[[NDArray[np.float32], int], NDArray[np.float32]]
    options: dict[str, float | int | str]

    @property
    def described(self) -> dict[str, object]:
        """What stands in ``features.json``: by this, features are known to be of one kind."""
        return {"id": self.id, "version": self.version, "options": dict(self.options)}
