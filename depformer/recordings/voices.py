"""The voice of every word: stretches of sound cut out in one pass, and reduced to vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depformer.features import find_extractor
from depformer.recordings.sound import RATE, FloatArray, sound_blocks
from depformer.recordings.trials import Stretch, by_recording
from depformer.recordings.words.hearing import FULL_SCALE

Sounds = Iterator[tuple[int, FloatArray]]  # the row of a word, and its samples

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
    clipped : mapping
        Share of a word's samples that lie at full scale, by row, where there is a sound [1].
    """

    audio: NDArray[np.float32]
    lacking: dict[int, str]
    made_by: dict[str, Any]
    clipped: Mapping[int, float] = field(default_factory=dict)


def stretches(path: Path, spans: Sequence[tuple[float, float]]) -> Sounds:
    """Cut stretches out of a recording at 16 kHz, in one pass and bounded memory.

    Parameters
    ----------
    path : Path
        Any media file with sound.
    spans : sequence of (float, float)
        Begin and end of each stretch [s], in any order; they may overlap.

    Yields
    ------
    row : int
        Which stretch, as soon as all of it was read; one that the recording ends before, never.
    samples : ndarray
        Of it, float32.

    Raises
    ------
    DepformerError
        If it is no recording, or has no sound.
    """
    waiting = list(range(len(spans)))
    pieces: dict[int, list[FloatArray]] = {row: [] for row in waiting}
    for block in sound_blocks(path, _BLOCK_S, rate=RATE):
        for row in waiting:
            start, stop = spans[row]
            first = max(0, round((start - block.start) * RATE))
            last = min(block.samples.size, round((stop - block.start) * RATE))
            if first < last:  # a view would hold its whole block
                pieces[row].append(block.samples[first:last].copy())
        for row in [row for row in waiting if spans[row][1] <= block.stop]:
            yield from _whole(row, pieces.pop(row), spans[row])
        waiting = list(pieces)
        if not waiting:
            return
    for row in waiting:
        yield from _whole(row, pieces.pop(row), spans[row])


def _whole(row: int, pieces: list[FloatArray], span: tuple[float, float]) -> Sounds:
    size = sum(piece.size for piece in pieces)
    if size and size / RATE >= span[1] - span[0] - _SHORT_S:
        yield row, np.concatenate(pieces)


def sounds_of_stretches(words: Sequence[Stretch | None]) -> list[FloatArray | None]:
    """Cut the sound of every word out of its recording; every recording is gone through once."""
    sounds: list[FloatArray | None] = [None] * len(words)
    for path, spans in by_recording(words).items():
        rows = list(spans)
        for place, sound in stretches(path, list(spans.values())):
            sounds[rows[place]] = sound
    return sounds


def voices_of_words(
    sounds: Sequence[FloatArray | None], *, extractor: str = "log_mel", level: str = "none"
) -> Voices:
    """Reduce the sounds of one participant's words to vectors.

    Parameters
    ----------
    sounds : sequence of ndarray or None
        One a word, at 16 kHz; None where there is none.
    extractor, level : str
        As of `voices_heard`.
    """
    there = [(row, sound) for row, sound in enumerate(sounds) if sound is not None]
    return voices_heard(lambda: iter(there), len(sounds), extractor=extractor, level=level)


def voices_heard(
    sounds: Callable[[], Sounds], n: int, *, extractor: str = "log_mel", level: str = "none"
) -> Voices:
    """Reduce the sounds of one participant's words to vectors, one sound in memory at a time.

    Parameters
    ----------
    sounds : callable
        Yields the row and the samples of every word that there is a sound of, at 16 kHz and in any
        order; for the level they are gone through twice.
    n : int
        Words.
    extractor : str
        Id of an extractor of voices.
    level : str
        ``none``: as recorded. ``rms``: all words of the participant by one factor, so that their
        samples together have a root mean square of -26 dB re full scale; what differs between the
        words stays, what lies between participants and microphones goes.
    """
    spec = find_extractor(extractor, "audio")
    factor = _factor(sounds()) if level == "rms" else 1.0
    audio = np.full((n, spec.size), np.nan, dtype=np.float32)
    lacking = dict.fromkeys(range(n), "absent")
    clipped: dict[int, float] = {}
    for row, sound in sounds():
        clipped[row] = share_clipped(sound)
        try:
            vector = spec.vector(sound * np.float32(factor), RATE)
        except ValueError:  # samples at 16 kHz are finite numbers, so that it is too short
            lacking[row] = "short"
            continue
        if vector.min() == vector.max() and vector.size > 1:
            lacking[row] = "silent"
        else:
            audio[row] = vector
            del lacking[row]
    made_by = spec.described
    if level != "none":
        made_by["options"] = {**spec.options, "level": level, "level_dbfs": RMS_DBFS}
    return Voices(audio, lacking, made_by, clipped)


def shortest_voice(extractor: str = "log_mel") -> float:
    """Return from which length on an extractor describes a voice [s]."""
    return find_extractor(extractor, "audio").shortest


def share_clipped(sound: FloatArray) -> float:
    """Return the share of a sound's samples that lie at full scale."""
    return float((np.abs(sound) >= FULL_SCALE).mean())


def _factor(sounds: Sounds) -> float:
    """Return what brings all samples together to the level of the rule `rms`."""
    sums = {
        row: (float(np.sum(np.square(sound, dtype=np.float64))), sound.size)
        for row, sound in sounds
    }
    in_order = [sums[row] for row in sorted(sums)]  # whatever order they were heard in
    power, count = (sum(each) for each in zip(*in_order, strict=True)) if sums else (0.0, 0)
    return float(10.0 ** (RMS_DBFS / 20.0) * np.sqrt(count / power)) if power else 1.0
