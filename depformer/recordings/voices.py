"""The voice of every word: stretches of sound cut out in one pass, and reduced to vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depformer.features import find_extractor
from depformer.recordings.sound import RATE, FloatArray, sound_blocks
from depformer.recordings.trials import Stretch, by_recording

LEVELS = ("none", "rms")
RMS_DBFS = -26.0  # that the rule `rms` brings a participant to [dB re full scale]
_BLOCK_S = 10.0
_SHORT_S = 0.05  # that a stretch may end before its time


@dataclass(frozen=True)
class Voices:
    """Hold the voices of one participant's words.

    Attributes
    ----------
    audio : ndarray
        float32, shape (word, feature); NaN where there is none.
    lacking : dict
        Why there is none, by row: ``absent``, ``short`` or ``silent``.
    made_by : dict
        For ``features.json``: extractor, options, version.
    """

    audio: NDArray[np.float32]
    lacking: dict[int, str]
    made_by: dict[str, Any]


def stretches(path: Path, spans: Sequence[tuple[float, float]]) -> list[FloatArray | None]:
    """Cut stretches out of a recording at 16 kHz, in one pass and bounded memory.

    Parameters
    ----------
    path : Path
        Any media file with sound.
    spans : sequence of (float, float)
        Begin and end of each stretch [s], in any order; they may overlap.

    Returns
    -------
    list of ndarray or None
        Samples of each stretch; None where the recording ends before it does.

    Raises
    ------
    DepformerError
        If it is no recording, or has no sound.
    """
    pieces: list[list[FloatArray]] = [[] for _ in spans]
    latest = max((stop for _, stop in spans), default=0.0)
    for block in sound_blocks(path, _BLOCK_S, rate=RATE):
        for own, (start, stop) in zip(pieces, spans, strict=True):
            first = max(0, round((start - block.start) * RATE))
            last = min(block.samples.size, round((stop - block.start) * RATE))
            if first < last:
                own.append(block.samples[first:last].copy())  # a view would hold its whole block
        if block.stop >= latest:
            break
    found = []
    for own, (start, stop) in zip(pieces, spans, strict=True):
        size = sum(piece.size for piece in own)
        whole = size and size / RATE >= stop - start - _SHORT_S
        found.append(np.concatenate(own) if whole else None)
    return found


def sounds_of_stretches(words: Sequence[Stretch | None]) -> list[FloatArray | None]:
    """Cut the sound of every word out of its recording; every recording is gone through once."""
    sounds: list[FloatArray | None] = [None] * len(words)
    for path, spans in by_recording(words).items():
        for row, sound in zip(spans, stretches(path, list(spans.values())), strict=True):
            sounds[row] = sound
    return sounds


def voices_of_words(
    sounds: Sequence[FloatArray | None], *, extractor: str = "log_mel", level: str = "none"
) -> Voices:
    """Reduce the sounds of one participant's words to vectors.

    Parameters
    ----------
    sounds : sequence of ndarray or None
        One a word, at 16 kHz; None where there is none.
    extractor : str
        Id of an extractor of voices.
    level : str
        ``none``: as recorded. ``rms``: all words of the participant by one factor, so that their
        samples together have a root mean square of -26 dB re full scale; what differs between the
        words stays, what lies between participants and microphones goes.
    """
    spec = find_extractor(extractor, "audio")
    factor = _factor(sounds) if level == "rms" else 1.0
    vectors: dict[int, NDArray[np.float32]] = {}
    lacking: dict[int, str] = {}
    for row, sound in enumerate(sounds):
        if sound is None:
            lacking[row] = "absent"
            continue
        try:
            vector = spec.vector(sound * np.float32(factor), RATE)
        except ValueError:  # samples at 16 kHz are finite numbers, so that it is too short
            lacking[row] = "short"
            continue
        if vector.min() == vector.max() and vector.size > 1:
            lacking[row] = "silent"
        else:
            vectors[row] = vector
    audio = np.full((len(sounds), spec.size), np.nan, dtype=np.float32)
    for row, vector in vectors.items():
        audio[row] = vector
    made_by = spec.described
    if level != "none":
        made_by["options"] = {**spec.options, "level": level, "level_dbfs": RMS_DBFS}
    return Voices(audio, lacking, made_by)


def _factor(sounds: Sequence[FloatArray | None]) -> float:
    """Return what brings all samples together to the level of the rule `rms`."""
    there = [sound for sound in sounds if sound is not None]
    power = sum(float(np.sum(np.square(sound, dtype=np.float64))) for sound in there)
    count = sum(sound.size for sound in there)
    return float(10.0 ** (RMS_DBFS / 20.0) * np.sqrt(count / power)) if power else 1.0
