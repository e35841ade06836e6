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

from depformer.recordings.words.evidence import Pieces, against_extra, against_words
from depformer.recordings.words.find import Found
from depformer.recordings.words.rhythm import Rhythm

MOST_MISSING = 23  # words in a row, between two that are there
MISSING = 7.0  # [nat] against a word that is not there
_TWICE = 7.0  # [nat] against two words that follow each other and sound the same
FloatArray = NDArray[np.float64]


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


def best_path(
    found: tuple[Found, ...],
    pieces: tuple[Pieces, ...],
    durations: FloatArray,
    same: FloatArray,
    rhythm: Rhythm,
    duration: float | None = None,
) -> Path:
    """Return the heaviest of all paths through the words, and how certain each of its steps is.

    Parameters
    ----------
    found : tuple of Found
        In order.
    pieces : tuple of Pieces
        From `evidence.pieces_of`.
    durations : ndarray
        Expected of each word [s], shape (word,).
    same : ndarray
        From `evidence.same_of`, shape (sound, sound).
    rhythm : Rhythm
        Of the words.
    duration : float, optional
        Of the recording [s]: words are missing at its beginning or end where there is room.
    """
    count = len(durations)
    if not pieces:
        return Path((None,) * count, np.zeros((count, 0)))
    # What speaks against all sounds before each: a difference of two is a stretch's.
    before = np.concatenate([[0.0], np.cumsum(against_extra(found, same))])
    first = np.array([each.first for each in pieces], dtype=int)
    last = np.array([each.last for each in pieces], dtype=int)
    own = -against_words(pieces, durations)
    steps = _steps(found, pieces, same, rhythm, before)
    onset = np.array([each.onset for each in pieces])
    missing = np.arange(count, dtype=np.float64)
    begin = -before[first][None] - MISSING * missing[:, None]
    end = -(before[-1] - before[last + 1])[None] - MISSING * missing[:, None]
    if duration is not None:
        begin = begin - rhythm.against_room(onset, missing)
        end = end - rhythm.against_room(duration - onset, missing)
    nothing = -before[-1] - MISSING * count
    heaviest, back = _heaviest(own, steps, begin)
    for table in steps:  # in place: of 30 minutes, all tables together take 100 MB
        np.exp(table, out=table)
    sums = _sums(own, steps, begin)
    after = _sums(own[::-1], [table.T for table in steps], end)[::-1]
    finals = heaviest + end[::-1]
    total = np.logaddexp(np.logaddexp.reduce((sums + end[::-1]).ravel()), nothing)
    share = np.exp(np.minimum(sums + after - own - total, 0.0))  # (word, piece)
    words: list[int | None] = [None] * count
    word, piece = np.unravel_index(int(np.argmax(finals)), finals.shape)
    if finals[word, piece] >= nothing:
        while word >= 0:
            words[word] = int(piece)
            word, piece = back[word, piece]
    return Path(tuple(words), share)


def _steps(
    found: tuple[Found, ...],
    pieces: tuple[Pieces, ...],
    same: FloatArray,
    rhythm: Rhythm,
    before: FloatArray,
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
    anchor = np.array([each.anchor for each in pieces], dtype=int)
    tables[0] -= _TWICE * same[np.ix_(anchor, anchor)]
    return tables


def _heaviest(
    own: FloatArray, steps: list[FloatArray], begin: FloatArray
) -> tuple[FloatArray, NDArray[np.intp]]:
    """Return the weight of the best way to each word as each piece, and where it comes from.

    Returns
    -------
    weight : ndarray
        Shape (word, piece).
    back : ndarray
        The word and the piece before, -1 at the beginning, shape (word, piece, 2).
    """
    weight = np.full(own.shape, -np.inf)
    back = np.full((*own.shape, 2), -1)
    pieces = np.arange(own.shape[1])
    for word in range(len(own)):
        best = begin[word]
        for further, table in enumerate(steps[:word], 1):
            ways = weight[word - further][:, None] + table
            chosen = ways.argmax(axis=0)
            better = ways[chosen, pieces] > best
            best = np.where(better, ways[chosen, pieces], best)
            back[word, better, 0] = word - further
            back[word, better, 1] = chosen[better]
        weight[word] = best + own[word]
    return weight, back


def _sums(own: FloatArray, steps: list[FloatArray], begin: FloatArray) -> FloatArray:
    """Return the weight of all ways together to each word as each piece, shape (word, piece)."""
    weight = np.full(own.shape, -np.inf)
    for word in range(len(own)):
        every = begin[word]
        for further, table in enumerate(steps[:word], 1):
            before = weight[word - further]
            top = before.max()  # every table is at most 1, so that nothing overflows
            with np.errstate(divide="ignore"):
                every = np.logaddexp(every, top + np.log(np.exp(before - top) @ table))
        weight[word] = every + own[word]
    return weight
