"""Edges of a word to the millisecond: where the level leaves the noise around it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from depformer.recordings.words.hearing import STEP_S, Heard

_SMOOTH = 5  # steps of the level: 10 ms
_AROUND_S = 3.0  # where the noise is measured, on either side
_UNVOICED = 0.1  # probability below which a frame is noise
_LEAST_RISE_DB = 7.0  # over the noise
_BELOW_PEAK_DB = 35.0  # what is quieter than the word by this is room or breath
_REACH_S = 0.2  # how far an edge may lie from that of the voice activity
_LATE_S = 0.064  # that voice activity lasts beyond a word
_CLOSURE_S = 0.12  # silence before the release of a plosive
_SHORTEST_S = 0.012  # of a sound; a click is shorter
FloatArray = NDArray[np.float64]


class Edges(NamedTuple):
    """Where a word begins and ends [s], its level [dB] and how far that is over the noise [dB]."""

    onset: float
    offset: float
    level_db: float
    snr_db: float


class Levels:
    """Hold the smoothed level of a recording, and tell edges in it.

    Parameters
    ----------
    heard : Heard
        From `hearing.hear`.
    """

    def __init__(self, heard: Heard) -> None:
        power = 10.0 ** (heard.level.astype(np.float64) / 10.0)
        even = np.ones(_SMOOTH) / _SMOOTH
        smooth = np.convolve(power, even, "same") if power.size else power
        self.level: FloatArray = 10.0 * np.log10(np.maximum(smooth, 1e-10))
        times = (np.arange(self.level.size) * STEP_S / heard.frame_s).astype(int)
        self.spoken = heard.probability[np.minimum(times, heard.probability.size - 1)]

    def edges(self, start: float, stop: float) -> Edges:
        """Return the edges of what voice activity found between two times [s].

        The threshold lies over the noise around the word, by more where that is uneven, and not
        further below the word's own peak than its reverberation is. Where the level says nothing
        near an edge, as in loud noise, voice activity's own edge stands.
        """
        first, last = self._step(start), max(self._step(stop), self._step(start) + 1)
        noise, spread = self._noise(first, last)
        peak = float(np.percentile(self.level[first:last], 95))
        rise = max(_LEAST_RISE_DB, 2.0 * spread)
        threshold = min(max(noise + rise, peak - _BELOW_PEAK_DB), peak - 3.0)
        reach = self._step(_REACH_S)
        low, high = max(0, first - reach), min(self.level.size, last + reach)
        runs = _runs(self.level[low:high] > threshold, self._step(_SHORTEST_S))
        begun, ended = _around(runs + low, first, last, self._step(_CLOSURE_S))
        if not first - reach <= begun <= first + reach:
            begun = first
        if not last - reach <= ended <= last + reach or ended <= begun:
            ended = max(last - self._step(_LATE_S), begun + 1)
        return Edges(begun * STEP_S, ended * STEP_S, peak, peak - noise)

    def _step(self, time: float) -> int:
        return min(round(time / STEP_S), max(self.level.size - 1, 0))

    def _noise(self, first: int, last: int) -> tuple[float, float]:
        """Return the level of the noise around, and how much it varies [dB]."""
        around = self._step(_AROUND_S)
        low, high = max(0, first - around), last + around
        level, quiet = self.level[low:high], self.spoken[low:high] < _UNVOICED
        if quiet.sum() * STEP_S < 0.1:  # words follow each other closely
            return float(np.percentile(level, 10)), 0.0
        middle, upper = np.percentile(level[quiet], [50, 84])
        return float(middle), float(upper - middle)


def _runs(loud: NDArray[np.bool_], shortest: int) -> NDArray[np.intp]:
    """Return where it is loud for long enough, shape (run, 2)."""
    change = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(np.int8)))
    runs = change.reshape(-1, 2)
    return runs[runs[:, 1] - runs[:, 0] >= shortest]


def _around(runs: NDArray[np.intp], first: int, last: int, closure: int) -> tuple[int, int]:
    """Return the span of all runs inside a stretch, and of those that follow it closely."""
    inside = np.flatnonzero((runs[:, 1] > first) & (runs[:, 0] < last))
    if not inside.size:
        return -1, -1
    begin, end = int(inside[0]), int(inside[-1])
    while begin and runs[begin, 0] - runs[begin - 1, 1] < closure // 2:
        begin -= 1
    while end + 1 < len(runs) and runs[end + 1, 0] - runs[end, 1] < closure // 2:
        end += 1
    return int(runs[begin, 0]), int(runs[end, 1])
