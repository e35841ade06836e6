"""Listen to a recording once, and keep what decisions about words need of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depformer.recordings.sound import RATE, Sound
from depformer.recordings.words.finder import FinderSpec
from depformer.wording import say

STEP_S = 0.002  # of the level
BAND_S = 0.016  # of the spectrum
BANDS = 24
LOWEST_HZ = 100.0  # below lie rumble and the hum of the mains
SILENT_DB = -100.0
_STEP, _HOP = round(STEP_S * RATE), round(BAND_S * RATE)
# What is quieter than this is raised for the finder: it was not made for a closed microphone.
_LOUD_ENOUGH = 0.03
_MOST_GAIN = 100.0
FULL_SCALE = 0.999  # from which on a sample is clipped
FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class Heard:
    """Hold what is known of a recording after one pass: some 10 kB a second are left of its sound.

    Parameters
    ----------
    finder : str
        Id of the finder that listened.
    frame_s : float
        Of the probabilities [s].
    probability : ndarray
        That somebody speaks, shape (frame,).
    level : ndarray
        Mean square above 100 Hz [dB re full scale], every 2 ms, shape (step,).
    bands : ndarray
        Mel spectrum [dB re full scale], every 16 ms, shape (hop, band).
    duration : float
        Of the sound [s].
    lost, cut : float
        What could not be decoded, and what was missing at the end [s].
    clipped : float
        Share of the samples that lie at full scale.
    holes : tuple of (float, float)
        From when to when something was lost [s].
    """

    finder: str
    frame_s: float
    probability: FloatArray
    level: FloatArray
    bands: FloatArray
    duration: float
    lost: float = 0.0
    cut: float = 0.0
    clipped: float = 0.0
    holes: tuple[tuple[float, float], ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """One sentence for each thing that is wrong with the sound as a whole."""
        said = []
        if self.lost:
            said.append(say("recordings.lost", seconds=self.lost))
        if self.cut:
            said.append(say("recordings.cut", seconds=self.cut, end=self.duration))
        return tuple(said)


def hear(blocks: Iterable[Sound], finder: FinderSpec) -> Heard:
    """Listen to a recording.

    Parameters
    ----------
    blocks : iterable of Sound
        At 16 kHz, one behind the other, from `sound.sound_blocks`.
    finder : FinderSpec
        Who tells voices from other sounds.

    Returns
    -------
    Heard
        Thresholds are decided afterwards.
    """
    listen, levels, bands = finder.start(), _Levels(), _Bands()
    probability: list[FloatArray] = []
    level: list[FloatArray] = []
    spectrum: list[FloatArray] = []
    ended: dict[str, Any] = {"duration": 0.0, "lost": 0.0, "cut": 0.0, "holes": ()}
    clipped = 0
    loudest = _LOUD_ENOUGH / _MOST_GAIN
    for samples in _whole_frames(_noting(blocks, ended), finder.frame):
        frames = samples.reshape(-1, finder.frame)
        clipped += int(np.count_nonzero(np.abs(samples) >= FULL_SCALE))
        loudest = max(loudest, float(np.sqrt((frames**2).mean(axis=1)).max()))
        gain = np.float32(max(1.0, _LOUD_ENOUGH / loudest))
        probability.append(listen(np.clip(samples * gain, -1.0, 1.0)))
        level.append(levels(samples))
        spectrum.append(bands(samples))
    return Heard(
        finder=finder.id,
        frame_s=finder.frame / RATE,
        probability=_joined(probability, (0,)),
        level=_joined(level, (0,)),
        bands=_joined(spectrum, (0, BANDS)),
        clipped=clipped / max(1.0, ended["duration"] * RATE),
        **ended,
    )


def _noting(blocks: Iterable[Sound], ended: dict[str, Any]) -> Iterator[FloatArray]:
    """Yield the samples of all blocks, and add up what the blocks say."""
    for block in blocks:
        if block.rate != RATE:
            raise ValueError(f"words are looked for at {RATE} Hz, got {block.rate}")
        ended["duration"] = block.stop
        ended["lost"] += block.lost
        ended["cut"] += block.cut
        ended["holes"] += block.holes
        yield block.samples


def _whole_frames(pieces: Iterable[FloatArray], frame: int) -> Iterator[FloatArray]:
    """Yield the same samples in whole frames; the last one is filled up with silence."""
    held = np.zeros(0, np.float32)
    for piece in pieces:
        held = np.concatenate([held, piece])
        size = held.size // frame * frame
        if size:
            yield held[:size]
            held = held[size:]
    if held.size:
        yield np.pad(held, (0, frame - held.size))


def _joined(pieces: list[FloatArray], empty: tuple[int, ...]) -> FloatArray:
    return np.concatenate(pieces) if pieces else np.zeros(empty, np.float32)


class _Levels:
    """Measure the level above the rumble, block after block."""

    def __init__(self) -> None:
        from scipy.signal import butter

        self.filter = butter(4, LOWEST_HZ, "highpass", fs=RATE, output="sos")
        self.state = np.zeros((len(self.filter), 2))

    def __call__(self, samples: FloatArray) -> FloatArray:
        from scipy.signal import sosfilt

        passed, self.state = sosfilt(self.filter, samples.astype(np.float64), zi=self.state)
        return _decibels((passed.reshape(-1, _STEP) ** 2).mean(axis=1))


class _Bands:
    """Measure the spectrum in windows that overlap by half, block after block."""

    def __init__(self) -> None:
        from librosa.filters import mel

        self.before = np.zeros(_HOP, np.float32)
        self.taper = np.hanning(2 * _HOP).astype(np.float32)
        scale = 2.0 / (2 * _HOP * float(np.sum(self.taper**2)))
        self.filters = scale * mel(
            sr=RATE, n_fft=2 * _HOP, n_mels=BANDS, fmin=LOWEST_HZ, htk=True, norm=None
        )

    def __call__(self, samples: FloatArray) -> FloatArray:
        whole = np.concatenate([self.before, samples])
        self.before = whole[-_HOP:].copy()
        windows = np.lib.stride_tricks.sliding_window_view(whole, 2 * _HOP)[::_HOP]
        power = np.abs(np.fft.rfft(windows * self.taper, axis=1)) ** 2
        return _decibels(power @ self.filters.T)


def _decibels(power: NDArray[np.float64]) -> FloatArray:
    floor = 10.0 ** (SILENT_DB / 10.0)
    return np.asarray(10.0 * np.log10(np.maximum(power, floor)), dtype=np.float32)
