"""What describes a word beside its attributions: one descriptor a file, one line here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from depformer.recordings.descriptors.descriptor import DescriptorSpec, SpokenWord
from depformer.recordings.descriptors.imported import FRAME_TABLES, program_of, table_of_words
from depformer.recordings.descriptors.measures import (
    duration,
    eye_opening,
    f0,
    loudness,
    mouth_opening,
    onset_latency,
    spectral_centroid,
)
from depformer.registry import Registry

DESCRIPTORS: Registry[DescriptorSpec] = Registry(
    "descriptor",
    (
        duration.SPEC,
        onset_latency.SPEC,
        f0.SPEC,
        loudness.SPEC,
        spectral_centroid.SPEC,
        eye_opening.SPEC,
        mouth_opening.SPEC,
    ),
)


def describe_words(words: Iterable[SpokenWord], ids: Sequence[str] | None = None) -> pd.DataFrame:
    """Tabulate the descriptors of words.

    Parameters
    ----------
    words : iterable of SpokenWord
        One at a time, so that the sound of one is held at once.
    ids : sequence of str, optional
        Which descriptors; without it all of them.

    Returns
    -------
    DataFrame
        One row a word, in their order; one column a number, NaN where it cannot be told.
    """
    chosen = [DESCRIPTORS[each] for each in (DESCRIPTORS.ids if ids is None else ids)]
    columns = [column for spec in chosen for column in spec.columns]
    rows = [[value for spec in chosen for value in spec.describe(word)] for word in words]
    return pd.DataFrame(rows, columns=columns, dtype=float)


__all__ = [
    "DESCRIPTORS",
    "FRAME_TABLES",
    "DescriptorSpec",
    "SpokenWord",
    "describe_words",
    "program_of",
    "table_of_words",
]
