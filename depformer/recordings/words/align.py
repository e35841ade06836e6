"""Decide which of the sounds of a recording are the words that were to be said, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.recordings.words.doubts import Matching
from depformer.recordings.words.evidence import Pieces, pieces_of, same_of
from depformer.recordings.words.find import Found, find, likeness
from depformer.recordings.words.hearing import Heard
from depformer.recordings.words.lattice import Path, best_path
from depformer.recordings.words.rhythm import rhythm_of
from depformer.recordings.words.spans import Span
from depformer.recordings.words.times import Aligned, Extra, WordTime
from depformer.wording import say

THRESHOLD = 0.35  # probability of a sound that may be a word; lower than where nothing is known
_MOST_SOUNDS = 3  # a word; what holds more is a conversation
_ROUNDS = 4  # of aligning and measuring the rhythm anew
FloatArray = NDArray[np.float64]


def align(
    heard: Heard,
    words: Sequence[str],
    *,
    durations: Sequence[float] | None = None,
    interval: float | None = None,
) -> Aligned:
    """Match what is spoken in a recording with the words that were to be said.

    Parameters
    ----------
    heard : Heard
        From `hearing.hear`.
    words : sequence of str
        Ids in the order in which they were to be said.
    durations : sequence of float, optional
        How long each is in comparison with the others, for example its number of syllables.
    interval : float, optional
        Between the onsets of two trials, where a clock gave them [s]; else it is measured.

    Returns
    -------
    Aligned
        A word that was not said is missing, a sound too many is extra, and neither shifts the
        words behind it. Every doubtful decision has its reason.

    Raises
    ------
    DepformerError
        If so much is spoken that it cannot be a reading of these words.
    """
    found = find(heard, threshold=THRESHOLD)
    if len(found) > _MOST_SOUNDS * len(words) + 20:
        known = {"got": len(found), "words": len(words)}
        raise DepformerError(say("words_in_time.too_many", **known), kind="study")
    relative = np.asarray(durations if durations is not None else np.ones(len(words)), np.float64)
    alike = likeness(heard, found)
    relative = relative / np.median(relative)
    pieces, path, usual = _settled(found, alike, relative, interval, heard.duration)
    matching = Matching(found, alike, pieces, path, tuple(words), usual)
    return Aligned(matching.words(), matching.extras())


def align_windows(heard: Heard, windows: Sequence[Span]) -> Aligned:
    """Find one word inside each of the windows that a table gives.

    Parameters
    ----------
    heard : Heard
        From `hearing.hear`.
    windows : sequence of Span
        Of a word each, from `given.read_given`; what is spoken outside is nobody's.

    Returns
    -------
    Aligned
        With a sound too many only where it lies inside a window.
    """
    found = find(heard, threshold=THRESHOLD)
    alike = likeness(heard, found)
    level = _usual([each.level_db for each in found], found)
    long = np.array([_usual([each.duration for each in found], found) or 1.0])
    words: list[WordTime] = []
    extras: list[Extra] = []
    for window in windows:
        middles = [(each.onset + each.offset) / 2 for each in found]
        numbers = [n for n, at in enumerate(middles) if window.onset <= at <= window.offset]
        inside = tuple(found[number] for number in numbers)
        own = alike[np.ix_(numbers, numbers)]
        pieces = pieces_of(inside, level)
        path = best_path(inside, pieces, long, same_of(own), rhythm_of([], []))
        matching = Matching(inside, own, pieces, path, (window.word_id,), long)
        (word,) = matching.words()
        if word.missing:
            known = {"start": window.onset, "stop": window.offset}
            word = replace(word, reason=say("words_in_time.missing_there", **known))
        words.append(word)
        extras += matching.extras()
    return Aligned(tuple(words), tuple(extras))


def _usual(values: Sequence[float], found: tuple[Found, ...]) -> float:
    """Return the median of what is certainly spoken."""
    sure = [value for value, each in zip(values, found, strict=True) if each.probability > 0.8]
    return float(np.median(sure or list(values) or [0.0]))


def _settled(
    found: tuple[Found, ...],
    alike: FloatArray,
    relative: FloatArray,
    interval: float | None,
    duration: float,
) -> tuple[tuple[Pieces, ...], Path, FloatArray]:
    """Align, measure rhythm and durations of the words, and align anew until nothing changes."""
    pieces = pieces_of(found, _usual([each.level_db for each in found], found))
    same = same_of(alike)
    long = _usual([each.duration for each in found], found) or 1.0
    onsets = [each.onset for each in found]
    rhythm = rhythm_of(onsets, [1] * (len(onsets) - 1), interval)
    path = best_path(found, pieces, long * relative, same, rhythm, duration)
    for _ in range(_ROUNDS):
        there = [(n, pieces[p]) for n, p in enumerate(path.words) if p is not None]
        if len(there) < 3:
            break
        steps = np.diff([n for n, _ in there]).tolist()
        rhythm = rhythm_of([each.onset for _, each in there], steps, interval)
        long = float(np.median([(p.offset - p.onset) / relative[n] for n, p in there]))
        before, path = path, best_path(found, pieces, long * relative, same, rhythm, duration)
        if path.words == before.words:
            break
    return pieces, path, long * relative
