"""What a descriptor declares, and the word that it describes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from depformer.recordings.faces import WordFace


def _silence() -> NDArray[np.float32]:
    return np.empty(0, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class SpokenWord:
    """Hold what is known of one word in a recording.

    Parameters
    ----------
    onset, offset : float
        Of the voice [s]; NaN where the word is missing.
    shown : float
        When the trial began, that is, the word was shown [s]; NaN where nobody noted it.
    samples : ndarray
        float32, shape (sample,), from onset to offset; empty where there is none.
    rate : int
        Samples per second [Hz].
    face : WordFace, optional
        Its face.
    """

    onset: float = float("nan")
    offset: float = float("nan")
    shown: float = float("nan")
    samples: NDArray[np.float32] = field(default_factory=_silence)
    rate: int = 16000
    face: WordFace | None = None


@dataclass(frozen=True)
class DescriptorSpec:
    """Describe one way of describing a word; shown beside attributions, never a model's input.

    Parameters
    ----------
    id : str
        Stable, short name.
    title : str
        Name for people.
    columns : mapping of str to str
        Unit of each number, by the name of its column.
    describe : callable
        ``describe(word)`` -> one number a column, NaN where it cannot be told.
    version : str
        Raised whenever the numbers change.
    """

    id: str
    title: str
    columns: Mapping[str, str]
    describe: Callable[[SpokenWord], tuple[float, ...]]
    version: str = "1"
