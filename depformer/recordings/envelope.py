"""How loud a recording is along its time: the lowest and highest sample of every short step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from depformer.recordings.sound import RATE, FloatArray, sound_blocks

STEP_S = 0.005
MOST = 1_500_000  # steps that are kept, two hours; of longer recordings a step is longer
_BLOCK_S = 30.0


@dataclass(frozen=True, eq=False)
class Envelope:
    """Hold the envelope of a recording.

    Parameters
    ----------
    low, high : ndarray
        Lowest and highest sample of each step, full scale 1, float32, shape (step,).
    step : float
        Length of one [s].
    """

    low: FloatArray
    high: FloatArray
    step: float

    @property
    def stop(self) -> float:
        """Where the recording ends [s]."""
        return self.low.size * self.step

    @property
    def peak(self) -> float:
        """The largest absolute sample of the whole recording."""
        return float(max(self.high.max(), -self.low.min()))

    def columns(
        self, start: float, stop: float, most: int
    ) -> tuple[NDArray[np.float64], FloatArray, FloatArray]:
        """Return the middle [s], lowest and highest sample of at most so many columns.

        Parameters
        ----------
        start, stop : float
            Of the stretch [s]; what lies beyond the recording has no column.
        most : int
            Columns.
        """
        first = max(0, int(np.floor(start / self.step + 1e-6)))
        last = min(self.low.size, int(np.ceil(stop / self.step - 1e-6)))
        if last <= first:
            empty = np.empty(0, np.float32)
            return np.empty(0), empty, empty
        each = -(-(last - first) // most)
        begins = np.arange(first, last, each)
        ends = np.minimum(begins + each, last)
        low, high = (
            fold.reduceat(values[:last], begins)
            for fold, values in ((np.minimum, self.low), (np.maximum, self.high))
        )
        return (begins + ends) / 2 * self.step, low, high


def envelope(path: Path, *, step: float = STEP_S, most: int = MOST) -> Envelope:
    """Return the envelope of a media file's sound, in one pass and bounded memory.

    Parameters
    ----------
    path : Path
        Any media file with sound.
    step : float
        Length of a step [s]; a multiple of that where there would be too many.
    most : int
        Steps that are kept.

    Raises
    ------
    DepformerError
        If it is no media file, or has no sound.
    """
    size = round(step * RATE)
    held = np.empty(0, np.float32)
    lows, highs = [held], [held]  # of a whole day 140 MB, of two hours 12 MB
    for block in sound_blocks(path, _BLOCK_S):
        samples = np.concatenate([held, block.samples])
        whole = samples.size // size * size
        steps = samples[:whole].reshape(-1, size)
        lows.append(steps.min(axis=1))
        highs.append(steps.max(axis=1))
        held = samples[whole:]
    if held.size:
        lows.append(held.min(keepdims=True))
        highs.append(held.max(keepdims=True))
    low, high = np.concatenate(lows), np.concatenate(highs)
    each = -(-low.size // most)
    begins = np.arange(0, low.size, each)
    low, high = np.minimum.reduceat(low, begins), np.maximum.reduceat(high, begins)
    return Envelope(low, high, step * each)
