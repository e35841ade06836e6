"""The events of people whose words were not timed in one session."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


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
