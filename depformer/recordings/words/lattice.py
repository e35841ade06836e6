"""All ways to match sounds with words in order, weighed against each other.

A path goes from word to word. Each word is one sound, or a few that follow each other closely;
sounds that it passes over are extra, words that it passes over are missing. The weight of a path is
the product of what speaks for each step, in logarithms. The heaviest path is the answer, and the
share of all paths that goes through one step says how certain it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depformer.recordings.words.find import Found
from depformer.recordings.words.rhythm import Rhythm

MOST_PIECES = 3  # sounds that one word may come as
MOST_MISSING = 4  # words in a row
# What speaks against a step, in nats: about 7 is one in a thousand.
MISSING = 7.0
EXTRA = 5.0  # a sound that is certainly a voice, beside the words
_REPEATED = 1.5  # the same, where it repeats the sound before it
_ALIKE, _THE_SAME = 0.3, 0.9  # likeness that begins to show this, and that shows it
_CEILING = 9.0  # no single measure decides alone
_CLOSURE_S = 0.1  # silence inside a word that is nothing unusual
_LONGEST_CLOSURE_S = 0.4
_DURATION = 0.45  # spread of the logarithm of durations around what is expected
_LOUDER_DB, _QUIETER_DB = 10.0, 7.0  # spread of levels
_UNSURE = 6.0  # against a word that is certainly no voice
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Pieces:
    """Hold a word that could be: sounds `first` to `last` of those that were found."""

    first: int
    last: int
    onset: float
    offset: float
    against: float  # [nat], whatever the word


@dataclass(frozen=True)
class Path:
    """Hold the best way through the words.

    Parameters
    ----------
    words : tuple of int or None
        Which pieces each word is; None: it is missing.
    share : ndarray
        How likely each word is each of the pieces, shape (word, piece); a row adds up to less than
        1 where the word may be missing.
    """

    words: tuple[int | None, ...]
    share: FloatArray

    @property
    def certain(self) -> tuple[float, ...]:
        """How likely each word is what the best way says."""
        rows = zip(self.words, self.share, strict=True)
        return tuple(float(1.0 - row.sum() if n is None else row[n]) for n, row in rows)


def pieces_of(found: tuple[Found, ...], level_db: float) -> tuple[Pieces, ...]:
    """Return every sound, and every few that follow each other closely, as a word that could be.

    Parameters
    ----------
    found : tuple of Found
        In order.
    level_db : float
        Usual level of a word [dB re full scale].
    """
    out = []
    for first, begin in enumerate(found):
        against = 0.0
        for last in range(first, min(first + MOST_PIECES, len(found))):
            if last > first:
                closure = found[last].onset - found[last - 1].offset
                if closure > _LONGEST_CLOSURE_S:
                    break
                against += 0.5 * (closure / _CLOSURE_S) ** 2
            group = found[first : last + 1]
            sure = max(each.probability for each in group)
            above = max(each.level_db for each in group) - level_db
            spread = _LOUDER_DB if above > 0 else _QUIETER_DB
            # A piece that is hardly a voice, as a click before the word, is no part of it.
            beside = sum(1.0 - each.probability for each in group) - (1.0 - sure)
            own = (
                float(_squared(above / spread)) + _UNSURE * (1.0 - sure) + EXTRA * beside + against
            )
            out.append(Pieces(first, last, begin.onset, found[last].offset, own))
    return tuple(out)


def against_extra(found: tuple[Found, ...], alike: FloatArray) -> FloatArray:
    """Return what speaks against each sound beside the words [nat], shape (sound,).

    The less it is a voice and the more it is like the sound before it, the less: of a word that is
    said twice, the first is the word, unless the rhythm says otherwise.

    Parameters
    ----------
    found : tuple of Found
        In order.
    alike : ndarray
        From `find.likeness`, shape (sound, sound).
    """
    before = np.concatenate([[0.0], np.diagonal(alike, 1)])
    repeats = np.clip((before - _ALIKE) / (_THE_SAME - _ALIKE), 0.0, 1.0)
    sure = np.array([each.probability for each in found])
    return np.asarray(sure * (EXTRA - repeats * (EXTRA - _REPEATED)))


def best_path(
    found: tuple[Found, ...],
    pieces: tuple[Pieces, ...],
    durations: FloatArray,
    passed: FloatArray,
    rhythm: Rhythm,
) -> Path:
    """Return the heaviest of all paths through the words, and how certain each of its steps is.

    Parameters
    ----------
    found : tuple of Found
        In order.
    pieces : tuple of Pieces
        From `pieces_of`.
    durations : ndarray
        Expected of each word [s], shape (word,).
    passed : ndarray
        What speaks against each sound beside the words [nat], shape (sound,).
    rhythm : Rhythm
        Of the words.
    """
    count = len(durations)
    if not pieces:
        return Path((None,) * count, np.zeros((count, 0)))
    before = np.concatenate([[0.0], np.cumsum(passed)])  # a difference of two is a stretch's
    first = np.array([each.first for each in pieces], dtype=int)
    last = np.array([each.last for each in pieces], dtype=int)
    own = _own(pieces, durations)
    steps = _steps(found, pieces, rhythm, before)
    begin, end = -before[first], -(before[-1] - before[last + 1])
    nothing = -before[-1] - MISSING * count
    heaviest, back = _forward(own, steps, begin, np.maximum.reduce)
    sums, _ = _forward(own, steps, begin, np.logaddexp.reduce)
    mirrored = [step.T for step in steps]
    after, _ = _forward(own[::-1], mirrored, end, np.logaddexp.reduce)
    after = after[::-1]
    missing_after = -MISSING * np.arange(count - 1, -1, -1)[:, None]
    finals = heaviest + end + missing_after
    total = np.logaddexp(np.logaddexp.reduce((sums + end + missing_after).ravel()), nothing)
    share = np.exp(np.minimum(sums + after - own - total, 0.0))  # (word, piece)
    words: list[int | None] = [None] * count
    word, piece = np.unravel_index(int(np.argmax(finals)), finals.shape)
    if finals[word, piece] >= nothing:
        while word >= 0:
            words[word] = int(piece)
            word, piece = back[word, piece]
    return Path(tuple(words), share)


def _own(pieces: tuple[Pieces, ...], durations: FloatArray) -> FloatArray:
    """Return the weight of each piece as each word, shape (word, piece)."""
    long = np.log([each.offset - each.onset for each in pieces])
    against = np.array([each.against for each in pieces])
    own = _squared((long[None] - np.log(durations)[:, None]) / _DURATION) + against
    return np.asarray(-own)


def _steps(
    found: tuple[Found, ...], pieces: tuple[Pieces, ...], rhythm: Rhythm, before: FloatArray
) -> list[FloatArray]:
    """Return the weight of going from piece to piece, one table for 1, 2, ... words further."""
    first = np.array([each.first for each in pieces], dtype=int)
    last = np.array([each.last for each in pieces], dtype=int)
    onset = np.array([each.onset for each in pieces])
    follows = first[None] > last[:, None]
    between = first[None] > last[:, None] + 1
    extra = before[first][None] - before[last + 1][:, None]
    since_word = np.where(follows, onset[None] - onset[:, None], 1.0)
    sound = np.array([found[max(number - 1, 0)].onset for number in first])
    since_sound = np.where(between, onset - sound, 0.0)
    tables = []
    for further in range(1, MOST_MISSING + 2):
        against = rhythm.against_either(since_word, since_sound, further)
        weight = -against - extra - MISSING * (further - 1)
        tables.append(np.where(follows, weight, -np.inf))
    return tables


def _forward(
    own: FloatArray, steps: list[FloatArray], begin: FloatArray, combine: np.ufunc | object
) -> tuple[FloatArray, NDArray[np.intp]]:
    """Return the weight of what leads to each word as each piece, and where the best comes from.

    Returns
    -------
    weight : ndarray
        Shape (word, piece).
    back : ndarray
        The word and the piece before, -1 at the beginning, shape (word, piece, 2).
    """
    weight = np.full(own.shape, -np.inf)
    back = np.full((*own.shape, 2), -1)
    for word in range(len(own)):
        ways = [begin - MISSING * word]
        froms = [np.full((len(begin), 2), -1)]
        for further, table in enumerate(steps[:word], 1):
            each = weight[word - further][:, None] + table
            best = each.argmax(axis=0)
            ways.append(combine(each, axis=0))  # type: ignore[operator]
            froms.append(np.stack([np.full_like(best, word - further), best], axis=1))
        every = np.array(ways)
        weight[word] = combine(every, axis=0) + own[word]  # type: ignore[operator]
        chosen = every.argmax(axis=0)
        back[word] = np.array(froms)[chosen, np.arange(len(begin))]
    return weight, back


def _squared(off: FloatArray | float, ceiling: float = _CEILING) -> FloatArray:
    """Return what a measure that is off by so many standard deviations weighs, up to a ceiling."""
    return np.asarray(np.minimum(0.5 * np.square(off), ceiling))
