"""Where the words of a recording are: what every step from the sound to a study hands on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Candidate:
    """Hold another sound that a word may be.

    Parameters
    ----------
    onset, offset : float
        Its edges [s].
    taken_by : tuple of str
        The words that it is taken for; none where the sound is free.
    """

    onset: float
    offset: float
    taken_by: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As a person reads it: ``12.300-12.900``, with the word that it is taken for behind."""
        edges = f"{self.onset:.3f}-{self.offset:.3f}"
        return f"{edges} ({' '.join(self.taken_by)})" if self.taken_by else edges


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
    candidates : tuple of Candidate
        Other sounds that it may be, the free ones first.
    """

    word_id: str
    onset: float
    offset: float
    certainty: float
    probability: float = math.nan
    snr_db: float = math.nan
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()

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

        Times are in seconds to the millisecond, `flag` is ``missing``, ``doubtful`` or ``ok``, and
        a candidate that is taken for another word names it.
        """
        rows = [
            {
                "word_id": word.word_id,
                "onset": round(word.onset, 3),
                "offset": round(word.offset, 3),
                "flag": "missing" if word.missing else "doubtful" if word.reason else "ok",
                "reason": word.reason or None,
                "candidates": "; ".join(each.text for each in word.candidates) or None,
            }
            for word in self.words
        ]
        return pd.DataFrame(rows)
