"""How even the intervals between words are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Spread of the logarithm of intervals: a clock and a reader's latency; a free conversation.
_STEADIEST, _LOOSEST = 0.08, 0.7
# A late word makes two intervals odd, which must not make it missing and its sound extra.
_CEILING = 4.0
_OWN_TRIAL = 1.0  # [nat] against a sound too many that took an interval of its own
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Rhythm:
    """Hold when the next word comes.

    Absolute times are not used, even of trials on a clock: a word that is given once more, or a
    pause, would put all words behind it at odds with the clock.

    Parameters
    ----------
    interval : float
        The usual one between the onsets of two words [s].
    spread : float
        Of its logarithm.
    """

    interval: float
    spread: float

    def against(self, after: FloatArray, words: int) -> FloatArray:
        """Return what speaks against intervals for so many words further [nat]."""
        off = np.log(after / (words * self.interval)) / self.spread
        return np.asarray(np.minimum(0.5 * off**2, _CEILING))

    def against_room(self, room: FloatArray, words: FloatArray) -> FloatArray:
        """Return what speaks against so many words in what is left of a recording [s].

        Returns
        -------
        ndarray
            0 where there is room for them, shape (word, room).
        """
        share = np.maximum(room, 1e-3)[None] / (np.maximum(words, 1)[:, None] * self.interval)
        off = np.where(words[:, None] > 0, np.minimum(np.log(share), 0.0), 0.0) / self.spread
        return np.asarray(np.minimum(0.5 * off**2, _CEILING))

    def against_either(self, word: FloatArray, sound: FloatArray, words: int) -> FloatArray:
        """Return the same where the interval may count from the last word or the sound behind it.

        Parameters
        ----------
        word, sound : ndarray
            Intervals from the onset of either [s]; those of the sound are 0 where there is none.
        words : int
            How many words further.
        """
        none = sound <= 0.0
        own = self.against(np.where(none, 1.0, sound), words) + _OWN_TRIAL
        return np.minimum(self.against(word, words), np.where(none, np.inf, own))


def rhythm_of(
    onsets: Sequence[float], steps: Sequence[int], interval: float | None = None
) -> Rhythm:
    """Return the rhythm of words.

    Parameters
    ----------
    onsets : sequence of float
        Of words [s].
    steps : sequence of int
        How many words on each of them is from the one before it.
    interval : float, optional
        If it is known [s].
    """
    if len(onsets) < 3:
        return Rhythm(interval or 1.0, _LOOSEST)
    each = np.log(np.diff(onsets) / np.asarray(steps))
    middle = float(np.median(each)) if interval is None else math.log(interval)
    spread = 1.4826 * float(np.median(np.abs(each - middle)))
    return Rhythm(math.exp(middle), min(max(spread, _STEADIEST), _LOOSEST))
