"""The words of one participant in time: where they lie in recordings, and their events."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

Stretch = tuple[Path, float, float]  # a recording, begin and end of a word in it [s]


def by_recording(words: Sequence[Stretch | None]) -> dict[Path, dict[int, tuple[float, float]]]:
    """Return begin and end of each word that is there [s] by its row, one recording at a time."""
    found: dict[Path, dict[int, tuple[float, float]]] = {}
    for row, word in enumerate(words):
        if word is not None:
            path, start, stop = word
            found.setdefault(path, {})[row] = (start, stop)
    return found


def in_list_order(
    words: pd.DataFrame,
    onset: Sequence[float] | None = None,
    duration: Sequence[float] | None = None,
) -> pd.DataFrame:
    """Return one event a word, in the order of the list.

    Parameters
    ----------
    words : DataFrame
        As ``stimuli/words.tsv``.
    onset, duration : sequence of float, optional
        Of each word [s]; NaN, which is written as n/a, where it is not known.
    """
    unknown = np.full(len(words), np.nan)
    return pd.DataFrame(
        {
            "onset": unknown if onset is None else onset,
            "duration": unknown if duration is None else duration,
            "trial_type": words["valence"],
            "word_id": words["word_id"],
            "position": words["position"],
        }
    )
