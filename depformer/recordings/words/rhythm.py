"""When words come: on a clock, or at intervals that are more or less even."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_STEADIEST, _LOOSEST = 0.08, 0.7  # spread of the logarithm of intervals
_ON_A_CLOCK = 0.12  # spread of the times around a clock, in intervals, that shows there is one
_LEAST_S = 0.08  # that a reader's latency varies
_LEAST_SHARE = 0.03  # of an interval
_FEWEST = 5  # sounds that show a clock
_PULL = 0.3  # of a sound's distance by which the clock is set after it
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Intervals:
    """Hold the usual interval between two words [s], and the spread of its logarithm."""

    interval: float
    spread: float


@dataclass(frozen=True)
class Clock:
    """Hold when the words of trials on a clock begin.

    Parameters
    ----------
    first : float
        Usual onset of the first word [s].
    interval : float
        Between two trials [s].
    spread : float
        How much a word comes earlier or later [s].
    """

    first: float
    interval: float
    spread: float

    def later(self, trials: int) -> Clock:
        """Return the same clock that began some trials later."""
        return Clock(self.first + trials * self.interval, self.interval, self.spread)


def intervals(
    onsets: Sequence[float], steps: Sequence[int], interval: float | None = None
) -> Intervals:
    """Return the usual interval and how even it is.

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
        return Intervals(interval or 1.0, _LOOSEST)
    each = np.log(np.diff(onsets) / np.asarray(steps))
    middle = float(np.median(each)) if interval is None else math.log(interval)
    spread = 1.4826 * float(np.median(np.abs(each - middle)))
    return Intervals(math.exp(middle), min(max(spread, _STEADIEST), _LOOSEST))


def clock(onsets: Sequence[float], interval: float | None = None) -> Clock | None:
    """Return the clock that most sounds follow, whatever words they are, if they follow one.

    Parameters
    ----------
    onsets : sequence of float
        Of all sounds [s].
    interval : float, optional
        If it is known [s]: then there is a clock.
    """
    if len(onsets) < _FEWEST:
        return None
    times = np.asarray(onsets, dtype=np.float64)
    usual = interval or float(np.median(np.diff(times)))
    trials = _trials(times, usual)
    for _ in range(3):  # a line through most of them, then through those that lie near it
        if interval is None:
            usual = _slope(trials, times)
        first = float(np.median(times - trials * usual))
        trials = np.round((times - first) / usual)
    off = times - first - trials * usual
    spread = 1.4826 * float(np.median(np.abs(off)))
    if interval is None and spread > _ON_A_CLOCK * usual:
        return None
    return Clock(first, usual, max(spread, _LEAST_S, _LEAST_SHARE * usual))


def _trials(times: FloatArray, interval: float) -> FloatArray:
    """Return the trial of each sound, by a clock that is set after every sound that is near it."""
    trials = np.zeros(times.size)
    zero = times[0]
    for number, time in enumerate(times):
        trials[number] = round((time - zero) / interval)
        off = time - zero - trials[number] * interval
        if abs(off) < 0.25 * interval:
            zero += _PULL * off
    return trials


def _slope(trials: FloatArray, times: FloatArray) -> float:
    """Return the median interval over all pairs that lie far apart (after Theil and Sen)."""
    far = max(1.0, (trials[-1] - trials[0]) / 3)
    apart = trials[None] - trials[:, None]
    pairs = apart >= far
    return float(np.median((times[None] - times[:, None])[pairs] / apart[pairs]))
