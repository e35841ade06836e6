"""Voices as vectors that a user computed: read in place of what an extractor makes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.files import array_shape, read_array
from depformer.recordings.ingest.options import IngestOptions
from depformer.recordings.ingest.session import Session
from depformer.recordings.voices import Voices
from depformer.study import Study
from depformer.study.arrays import LARGEST
from depformer.validate import allowed_list
from depformer.wording import say


def check_vectors(
    sessions: Sequence[Session], there: Study | None, n_words: int, options: IngestOptions
) -> None:
    """Raise where sessions, options and study disagree on the vectors; only headers are read.

    Raises
    ------
    DepformerError
        If only some have vectors, they have no name, or sizes differ.
    """
    given = {each.participant_id: each.vectors for each in sessions if each.vectors is not None}
    if bool(given) != bool(options.vectors_name):
        raise DepformerError(say("ingest.vectors_unnamed" if given else "ingest.vectors_none"))
    if not given:
        return
    if lacking := [s.participant_id for s in sessions if s.vectors is None]:
        raise DepformerError(say("ingest.vectors_some", who=allowed_list(lacking)))
    size, source = (there.audio_size, str(there.root)) if there else (0, "")
    for path in given.values():
        shape = array_shape(path, kind="study")
        if len(shape) != 2 or shape[0] != n_words or not shape[1]:
            known = {"path": path, "got": shape, "n": n_words}
            raise DepformerError(say("ingest.vectors_shape", **known), kind="study")
        size, source = size or shape[1], source or str(path)
        if shape[1] != size:
            known = {"path": path, "got": shape[1], "size": size, "source": source}
            raise DepformerError(say("ingest.vectors_size", **known), kind="study")


def given_voices(path: Path, ids: Sequence[str], options: IngestOptions) -> Voices:
    """Read the vectors of one participant's words.

    Parameters
    ----------
    path : Path
        Numbers, shape (word, feature), rows in the order of the list; a row of NaN: no voice.
    ids : sequence of str
        Of the words.
    options : IngestOptions
        With their name.

    Raises
    ------
    DepformerError
        If the array is none of such vectors, naming the words.
    """
    array = read_array(path, kind="study")
    if array.ndim != 2 or array.shape[0] != len(ids) or not array.size:
        known = {"path": path, "got": array.shape, "n": len(ids)}
        raise DepformerError(say("ingest.vectors_shape", **known), kind="study")
    if array.dtype.kind not in "fiu":
        said = say("ingest.vectors_dtype", path=path, got=array.dtype)
        raise DepformerError(said, kind="study")
    wide = array.astype(np.float64)
    nothing = np.isnan(wide).all(axis=1)
    fits = np.isfinite(wide) & (np.abs(wide) <= LARGEST)
    bad = np.logical_not(fits.all(axis=1) | nothing)
    if bad.any():
        known = {"path": path, "words": _named(ids, bad), "most": LARGEST}
        raise DepformerError(say("ingest.vectors_numbers", **known), kind="study")
    audio = wide.astype(np.float32)
    same: NDArray[np.bool_] = np.asarray(audio.min(axis=1) == audio.max(axis=1))
    if same.any() and audio.shape[1] > 1:
        said = say("ingest.vectors_constant", path=path, words=_named(ids, same))
        raise DepformerError(said, kind="study")
    lacking = dict.fromkeys((int(row) for row in np.flatnonzero(nothing)), "not_given")
    return Voices(audio, lacking, options.audio)


def _named(ids: Sequence[str], rows: NDArray[np.bool_]) -> str:
    return allowed_list(ids[int(row)] for row in np.flatnonzero(rows))
