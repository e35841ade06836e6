"""What an extractor declares, and what it has to give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.wording import say


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
        Numbers of a vector; of a face 0, since its picture keeps its size.
    extract : callable
        ``extract(signal, rate)`` -> float32 array, shape (feature,), for audio; the signal is one
        word's stretch of sound, float32, shape (sample,), at `rate` [Hz]. Raises a
        `DepformerError` for one that is too short. For a face ``extract(crop, size)`` -> uint8
        array, shape (size, size), of an aligned grey crop of the same shape.
    options : mapping
        The settings that the numbers depend on.
    shortest : float
        From which length on it takes a voice [s]; 0 where it takes any.
    """

    id: str
    modality: str
    title: str
    version: str
    size: int
    extract: Callable[[NDArray[Any], int], NDArray[Any]]
    options: dict[str, float | int | str]
    shortest: float = 0.0

    @property
    def described(self) -> dict[str, object]:
        """What stands in ``features.json``: by this, features are known to be of one kind."""
        return {"id": self.id, "version": self.version, "options": dict(self.options)}

    def vector(self, signal: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
        """Return the vector of one word's sound, if it is what the declaration says.

        Raises
        ------
        ValueError
            If the signal is too short: what the extractor itself refuses.
        DepformerError
            If the extractor fails, or gives another shape or numbers that are not finite.
        """
        got = self._run(signal, rate)
        fits = getattr(got, "shape", None) == (self.size,) and got.dtype == np.float32
        if not fits or not np.isfinite(got).all():
            raise self._not_as_declared(got, say("extractors.vector", size=self.size))
        return got

    def picture(self, crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the picture of one word's face, if it is what the declaration says.

        Raises
        ------
        DepformerError
            If the extractor fails, or gives another shape or type, or one grey value throughout.
        """
        got = self._run(crop, len(crop))
        fits = getattr(got, "shape", None) == crop.shape and got.dtype == np.uint8
        if not fits or got.min() == got.max():
            raise self._not_as_declared(got, say("extractors.picture", size=len(crop)))
        return got

    def _run(self, given: NDArray[Any], of: int) -> NDArray[Any]:
        try:
            return self.extract(given, of)
        except DepformerError as fault:
            raise ValueError(str(fault)) from fault
        except Exception as fault:  # the code of a stranger
            why = str(fault) or type(fault).__name__
            raise DepformerError(say("extractors.failed", id=self.id, why=why)) from fault

    def _not_as_declared(self, got: Any, allowed: str) -> DepformerError:
        known = {"dtype": getattr(got, "dtype", type(got).__name__)}
        known["shape"] = getattr(got, "shape", "-")
        return DepformerError(say("extractors.declared", id=self.id, allowed=allowed, **known))
