"""What a matching of sounds with words means for each of them, and what is doubtful about it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from depformer.recordings.words.evidence import Pieces
from depformer.recordings.words.find import Found
from depformer.recordings.words.lattice import Path
from depformer.recordings.words.times import Candidate, Extra, WordTime
from depformer.wording import say

CERTAIN = 0.9  # below, a decision is doubtful
ALIKE = 0.5  # cosine of two sounds that seem to be the same word
_THE_SAME = 0.8  # two words that follow each other should not
POSSIBLE = 0.02  # share of all ways that makes a sound a candidate
SURELY = 0.5  # probability of a sound that is named where it is no word
_VOICE = 0.8  # probability of what is certainly a voice
_LEAST_SNR_DB = 6.0
_ODD = 2.2  # times longer or shorter than expected
FloatArray = NDArray[np.float64]


class Matching:
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
            word = WordTime(self.ids[number], math.nan, math.nan, sure, candidates=others)
            if piece is None:
                out.append(replace(word, reason=self._why_missing(number)))
                continue
            sounds = self.found[piece.first : piece.last + 1]
            out.append(
                replace(
                    word,
                    onset=piece.onset,
                    offset=piece.offset,
                    probability=max(each.probability for each in sounds),
                    snr_db=max(each.snr_db for each in sounds),
                    reason=" ".join(self._doubts(number, piece, sure)),
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
                voiced = each.probability > _VOICE
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

    def _candidates(self, number: int) -> tuple[Candidate, ...]:
        """Return other sounds that a word may be: the free ones first, then by likelihood."""
        row = self.path.share[number]
        order = [p for p in np.argsort(-row).tolist() if row[p] >= POSSIBLE]
        others = [self.pieces[p] for p in order if p != self.path.words[number]]
        found = [
            Candidate(piece.onset, piece.offset, self._taken_by(piece, number)) for piece in others
        ]
        return tuple(sorted(found, key=lambda each: bool(each.taken_by)))

    def _taken_by(self, piece: Pieces, number: int) -> tuple[str, ...]:
        """Return the other words that sounds of a piece are taken for."""
        sounds = range(piece.first, piece.last + 1)
        words = dict.fromkeys(self.of[sound] for sound in sounds if sound in self.of)
        return tuple(self.ids[word] for word in words if word != number)

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
        before = self.taken[number - 1] if number else None
        if before and self.alike[before.anchor, piece.anchor] >= _THE_SAME:
            doubts.append(say("words_in_time.like_before", word=self.ids[number - 1]))
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
