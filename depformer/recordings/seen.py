"""The face of every word of one participant, over all the recordings that the words lie in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depformer.recordings.faces import RULES, WordFace, faces_of_words
from depformer.recordings.media import look_at_media
from depformer.recordings.trials import Stretch, by_recording

VERSION = "1"
NO_FACE_SIZE = 32  # of the black images that stand where nobody's face was recorded


@dataclass(frozen=True)
class Seen:
    """Hold the faces of one participant's words.

    Attributes
    ----------
    face : ndarray
        uint8, shape (word, height, width); zeros where there is none.
    lacking : dict
        Why there is none, by row: ``absent``, ``no_picture``, ``unseen``.
    made_by : dict
        For ``features.json``.
    words : tuple of WordFace
        How good the face of each word is; empty where nobody's was recorded.
    """

    face: NDArray[np.uint8]
    lacking: dict[int, str]
    made_by: dict[str, Any]
    words: tuple[WordFace, ...] = ()


def no_faces(n_words: int) -> Seen:
    """Return the black images of a study in which no face was recorded.

    They are not declared as missing: a modality that nobody has is left out as a whole, by
    training without it, while everybody with half of their recordings missing would be refused.
    """
    black = np.zeros((n_words, NO_FACE_SIZE, NO_FACE_SIZE), dtype=np.uint8)
    made_by = {"id": "none", "version": VERSION, "options": {"image_size": NO_FACE_SIZE}}
    return Seen(black, {}, made_by)


def described(size: int | None, frame: str) -> dict[str, Any]:
    """Return how faces are made, for ``features.json``."""
    options = {"image_size": size, **RULES[frame].described}
    return {"id": "aligned_face", "version": VERSION, "options": options}


def faces_of_stretches(
    words: Sequence[Stretch | None], *, size: int, frame: str, threads: int = 0
) -> Seen:
    """Take one face a word; every recording is gone through once.

    Parameters
    ----------
    words : sequence of (Path, float, float) or None
        Where each word is; None where it is missing.
    size : int
        Height and width of a face [pixel].
    frame : str
        Id of the rule by which a picture stands for a word.
    threads : int
        As of `faces_of_words`.
    """
    none = WordFace(np.zeros((size, size), dtype=np.uint8), flag="no_window")
    seen = [none] * len(words)
    lacking = {row: "absent" for row, word in enumerate(words) if word is None}
    for path, windows in by_recording(words).items():
        if not look_at_media(path).has_video:
            lacking.update(dict.fromkeys(windows, "no_picture"))
            continue
        spans = list(windows.values())
        found = faces_of_words(path, spans, size=size, rule=frame, threads=threads)
        for row, each in zip(windows, found, strict=True):
            seen[row] = each
            if each.missing:
                lacking[row] = "no_picture" if each.flag == "no_picture" else "unseen"
    return Seen(np.stack([f.crop for f in seen]), lacking, described(size, frame), tuple(seen))
