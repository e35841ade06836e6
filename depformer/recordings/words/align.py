"""Decide which of the sounds of a recording are the words that were to be said, in their order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.recordings.words.find import Found, find, likeness
from depformer.recordings.words.hearing import Heard
from depformer.recordings.words.lattice import Path, Pieces, against_extra, best_path, pieces_of
from depformer.recordings.words.rhythm import rhythm_of
from depformer.wording import say

THRESHOLD = 0.35  # probability of a sound that may be a word; lower than where nothing is known
SURELY = 0.5  # probability of a sound that is named where it is no word
CERTAIN = 0.9  # below, a decision is doubtful
ALIKE = 0.5  # cosine of two sounds that seem to be the same word
POSSIBLE = 0.02  # share of all ways that makes a sound a candidate
_LEAST_SNR_DB = 6.0
_ODD = 2.2  # times longer or shorter than expected
_MOST_SOUNDS = 6  # a word; what holds more is a conversation
_ROUNDS = 4  # of aligning and measuring the rhythm anew

Span = tuple[float, float]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class WordTime:
    """Hold where one word was said.

    Parameters
    ----------
    word_id : str
        Of the word list.
    onset, offset : float
        Its edges [s]; NaN where it is missing.
    certainty : float
        How likely it is these sounds, among all ways to match sounds with words.
    probability, snr_db : float
        Of the voice in it, and its level over the noise [dB]; NaN where it is missing.
    reason : str
        Why a person should look at it; empty where there is no doubt.
    candidates : tuple of (float, float)
        Edges of other sounds that it may be [s].
    """

    word_id: str
    onset: float
    offset: float
    certainty: float
    probability: float = math.nan
    snr_db: float = math.nan
    reason: str = ""
    candidates: tuple[Span, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether no sound was found for it."""
        return math.isnan(self.onset)


@dataclass(frozen=True)
class Extra:
    """Hold a sound that is no word of the list, or one of them once more.

    Parameters
    ----------
    onset, offset : float
        Its edges [s].
    kind : str
        ``repeated`` or ``extra``.
    word_id : str
        The word that is repeated; else the one before it, empty before the first.
    reason : str
        What it seems to be.
    """

    onset: float
    offset: float
    kind: str
    word_id: str
    reason: str


@dataclass(frozen=True)
class Aligned:
    """Hold the words of a recording in their order, and the sounds beside them."""

    words: tuple[WordTime, ...]
    extras: tuple[Extra, ...] = ()

    def to_table(self) -> pd.DataFrame:
        """Return one row a word: word_id, onset, offset, flag, reason, candidates.

        Times are in seconds to the millisecond, `flag` is ``missing``, ``doubtful`` or ``ok``.
        """
        rows = [
            {
                "word_id": word.word_id,
                "onset": round(word.onset, 3),
                "offset": round(word.offset, 3),
                "flag": "missing" if word.missing else "doubtful" if word.reason else "ok",
                "reason": word.reason or None,
                "candidates": "; ".join(f"{a:.3f}-{b:.3f}" for a, b in word.candidates) or None,
            }
            for word in self.words
        ]
        return pd.DataFrame(rows)


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
    pieces, path, usual = _settled(found, alike, relative / np.median(relative), interval)
    matching = _Matching(found, alike, pieces, path, tuple(words), usual)
    return Aligned(matching.words(), matching.extras())


def _usual(values: Sequence[float], found: tuple[Found, ...]) -> float:
    """Return the median of what is certainly spoken."""
    sure = [value for value, each in zip(values, found, strict=True) if each.probability > 0.8]
    return float(np.median(sure or list(values) or [0.0]))


def _settled(
    found: tuple[Found, ...],
    alike: FloatArray,
    relative: FloatArray,
    interval: float | None,
) -> tuple[tuple[Pieces, ...], Path, FloatArray]:
    """Align, measure rhythm and durations of the words, and align anew until nothing changes."""
    pieces = pieces_of(found, _usual([each.level_db for each in found], found))
    passed = against_extra(found, alike)
    long = _usual([each.duration for each in found], found) or 1.0
    onsets = [each.onset for each in found]
    rhythm = rhythm_of(onsets, [1] * (len(onsets) - 1), interval)
    path = best_path(found, pieces, long * relative, passed, rhythm)
    for _ in range(_ROUNDS):
        there = [(n, pieces[p]) for n, p in enumerate(path.words) if p is not None]
        if len(there) < 3:
            break
        steps = np.diff([n for n, _ in there]).tolist()
        rhythm = rhythm_of([each.onset for _, each in there], steps, interval)
        long = float(np.median([(p.offset - p.onset) / relative[n] for n, p in there]))
        before, path = path, best_path(found, pieces, long * relative, passed, rhythm)
        if path.words == before.words:
            break
    return pieces, path, long * relative


class _Matching:
    """Say what a path means for each word and each sound."""

    def __init__(
        self,
        found: tuple[Found, ...],
        alike: FloatArray,
        pieces: tuple[Pieces, ...],
        path: Path,
        ids: tuple[str, ...],
        usual: FloatArray,
    ) -> None:
        self.found, self.pieces, self.path, self.ids, self.usual = found, pieces, path, ids, usual
        self.alike = alike
        self.taken = [None if p is None else pieces[p] for p in path.words]
        self.of = {
            sound: number
            for number, piece in enumerate(self.taken)
            if piece
            for sound in range(piece.first, piece.last + 1)
        }
        self.again = {
            sound: word
            for sound in range(len(found))
            if sound not in self.of and (word := self._repeats(sound)) is not None
        }

    def words(self) -> tuple[WordTime, ...]:
        """Return every word with its time and its doubts."""
        out = []
        for number, (piece, sure) in enumerate(zip(self.taken, self.path.certain, strict=True)):
            others = self._candidates(number)
            if piece is None:
                reason = self._why_missing(number)
                out.append(
                    WordTime(
                        self.ids[number], math.nan, math.nan, sure, reason=reason, candidates=others
                    )
                )
                continue
            sounds = self.found[piece.first : piece.last + 1]
            out.append(
                WordTime(
                    self.ids[number],
                    piece.onset,
                    piece.offset,
                    sure,
                    max(each.probability for each in sounds),
                    max(each.snr_db for each in sounds),
                    " ".join(self._doubts(number, piece, sure)),
                    others,
                )
            )
        return tuple(out)

    def extras(self) -> tuple[Extra, ...]:
        """Return every sound that is no word, and what it seems to be."""
        out = []
        for sound, each in enumerate(self.found):
            if sound in self.again:
                word = self.ids[self.again[sound]]
                reason = say("words_in_time.repeated", word=word)
                out.append(Extra(each.onset, each.offset, "repeated", word, reason))
            elif sound not in self.of and each.probability >= SURELY:
                before = [number for other, number in self.of.items() if other < sound]
                word = self.ids[max(before)] if before else ""
                voiced = each.probability > 0.8
                reason = say("words_in_time.a_voice" if voiced else "words_in_time.a_noise")
                out.append(Extra(each.onset, each.offset, "extra", word, reason))
        return tuple(out)

    def _repeats(self, sound: int) -> int | None:
        """Return the neighbouring word that a sound seems to repeat."""
        beside = {
            self.of[other]: self.alike[sound, other]
            for other in (*range(sound - 2, sound), *range(sound + 1, sound + 3))
            if other in self.of
        }
        best = max(beside, key=lambda word: beside[word], default=None)
        return best if best is not None and beside[best] >= ALIKE else None

    def _candidates(self, number: int) -> tuple[Span, ...]:
        """Return other sounds that a word may be, the likeliest first."""
        row = self.path.share[number]
        order = [p for p in np.argsort(-row).tolist() if row[p] >= POSSIBLE]
        others = [self.pieces[p] for p in order if p != self.path.words[number]]
        return tuple((piece.onset, piece.offset) for piece in others)

    def _doubts(self, number: int, piece: Pieces, sure: float) -> list[str]:
        """Return why a person should look at a word."""
        doubts = []
        sounds = self.found[piece.first : piece.last + 1]
        times = (piece.offset - piece.onset) / self.usual[number]
        if sure < CERTAIN:
            doubts.append(say("words_in_time.uncertain", share=100 * sure))
        for sound, word in self.again.items():
            if word == number:
                at = self.found[sound].onset
                doubts.append(say("words_in_time.said_again", at=at))
        if not 1 / _ODD < times < _ODD:
            longer = times > 1
            doubts.append(say("words_in_time.long" if longer else "words_in_time.short"))
        if max(each.snr_db for each in sounds) < _LEAST_SNR_DB:
            doubts.append(say("words_in_time.faint"))
        return doubts

    def _why_missing(self, number: int) -> str:
        """Return between which words nothing was found."""
        before = [n for n in range(number) if self.taken[n]]
        after = [n for n in range(number + 1, len(self.ids)) if self.taken[n]]
        if before and after:
            known = {"before": self.ids[before[-1]], "after": self.ids[after[0]]}
            return say("words_in_time.missing_between", **known)
        if before:
            return say("words_in_time.missing_after", before=self.ids[before[-1]])
        if after:
            return say("words_in_time.missing_before", after=self.ids[after[0]])
        return say("words_in_time.missing")
