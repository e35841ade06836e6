"""What speaks for and against sounds being words, before their order is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depformer.recordings.words.find import Found

MOST_PIECES = 3  # sounds that one word may come as
# What speaks against, in nats: 5 is about one in a hundred and fifty.
EXTRA = 5.0  # a sound that is certainly a voice, beside the words
_REPEATED = 1.5  # the same, where it repeats the voice before it
_UNSURE = 6.0  # against a word that is certainly no voice
_CEILING = 9.0  # no single measure decides alone
_CLOSURE_S = 0.1  # silence inside a word that is nothing unusual
_LONGEST_CLOSURE_S = 0.4
_DURATION = 0.45  # spread of the logarithm of durations around what is expected
_LOUDER_DB, _QUIETER_DB = 10.0, 7.0  # spread of levels
_VOICE = 0.8  # probability of a sound that others may repeat
_ALIKE, _THE_SAME = 0.5, 0.9  # likeness that begins to show a repetition, and that shows it
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Pieces:
    """Hold a word that could be: sounds `first` to `last` of those that were found."""

    first: int
    last: int
    onset: float
    offset: float
    against: float  # [nat], whatever the word
    anchor: int  # the sound that is most surely a voice


def same_of(alike: FloatArray) -> FloatArray:
    """Return how surely two sounds are the same word, from 0 to 1, shape (sound, sound).

    Parameters
    ----------
    alike : ndarray
        From `find.likeness`.
    """
    return np.asarray(np.clip((alike - _ALIKE) / (_THE_SAME - _ALIKE), 0.0, 1.0))


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
            anchor = max(range(first, last + 1), key=lambda number: found[number].probability)
            sure = found[anchor].probability
            above = max(each.level_db for each in group) - level_db
            spread = _LOUDER_DB if above > 0 else _QUIETER_DB
            # A piece that is hardly a voice, as a click before the word, is no part of it.
            beside = sum(1.0 - each.probability for each in group) - (1.0 - sure)
            own = _UNSURE * (1.0 - sure) + EXTRA * beside + float(_squared(above / spread))
            times = (begin.onset, found[last].offset)
            out.append(Pieces(first, last, *times, against + own, anchor))
    return tuple(out)


def against_extra(found: tuple[Found, ...], same: FloatArray) -> FloatArray:
    """Return what speaks against each sound beside the words [nat], shape (sound,).

    The less it is a voice and the more it is like the voice before it, the less: of a word that is
    said twice, the first is the word, unless the rhythm says otherwise.

    Parameters
    ----------
    found : tuple of Found
        In order.
    same : ndarray
        From `same_of`.
    """
    against = np.zeros(len(found))
    before: int | None = None
    for number, each in enumerate(found):
        repeats = 0.0 if before is None else same[before, number]
        against[number] = each.probability * (EXTRA - repeats * (EXTRA - _REPEATED))
        if each.probability >= _VOICE:
            before = number
    return against


def against_words(pieces: tuple[Pieces, ...], durations: FloatArray) -> FloatArray:
    """Return what speaks against each piece as each word [nat], shape (word, piece).

    Parameters
    ----------
    pieces : tuple of Pieces
        From `pieces_of`.
    durations : ndarray
        Expected of each word [s], shape (word,).
    """
    long = np.log([each.offset - each.onset for each in pieces])
    against = np.array([each.against for each in pieces])
    off = (long[None] - np.log(durations)[:, None]) / _DURATION
    return np.asarray(_squared(off) + against)


def _squared(off: FloatArray | float) -> FloatArray:
    """Return what a measure that is off by so many standard deviations weighs, up to a ceiling."""
    return np.asarray(np.minimum(0.5 * np.square(off), _CEILING))
