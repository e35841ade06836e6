"""Score of one spoken word: how voicing, noise, formants and pitch move over its time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from depformer.synth.pinyin import NEUTRAL, Syllable

FRAME_S = 0.005
RELEASE_S = 0.04
FloatArray = NDArray[np.float64]

# Formants F1 to F4 [Hz] of a grown man's vocal tract, one row a target of `pinyin.FINALS`.
FORMANTS = {
    **{"a": (820, 1280, 2600, 3500), "o": (540, 880, 2500, 3400), "e": (500, 1180, 2480, 3450)},
    **{"E": (540, 1840, 2560, 3550), "i": (290, 2270, 3020, 3650), "u": (330, 720, 2400, 3350)},
    **{"v": (290, 1990, 2420, 3500), "Z": (380, 1380, 2600, 3600), "R": (380, 1620, 2050, 3200)},
    **{"N": (270, 1500, 2500, 3500), "G": (290, 980, 2300, 3400)},
}
NASALS = "NG"


@dataclass(frozen=True)
class Consonant:
    """Say how one initial is made.

    Parameters
    ----------
    closure : float
        Silence before the release [s], heard inside a word only.
    noise : float
        Length of burst and frication [s].
    level : float
        Level of that noise against the vowel [dB].
    centre, width : float
        Peak of the noise and its bandwidth [Hz].
    aspiration : float
        Length of the breath behind the release [s].
    voiced : float
        Length of a voiced murmur [s], for m n l r.
    locus : float
        Second formant [Hz] that the vowel starts from.
    """

    closure: float = 0.0
    noise: float = 0.0
    level: float = -99.0
    centre: float = 3000.0
    width: float = 2000.0
    aspiration: float = 0.0
    voiced: float = 0.0
    locus: float = 1500.0


CONSONANTS = {
    "": Consonant(),
    "b": Consonant(0.05, 0.010, -16, 900, 1200, 0.008, 0, 900),
    "p": Consonant(0.05, 0.014, -15, 1000, 1400, 0.065, 0, 900),
    "d": Consonant(0.05, 0.010, -13, 4200, 2600, 0.010, 0, 1750),
    "t": Consonant(0.05, 0.016, -12, 4400, 2800, 0.065, 0, 1750),
    "g": Consonant(0.05, 0.016, -13, 1900, 1000, 0.016, 0, 1900),
    "k": Consonant(0.05, 0.022, -12, 2000, 1100, 0.070, 0, 1900),
    "z": Consonant(0.04, 0.055, -13, 6300, 1800, 0.005, 0, 1500),
    "c": Consonant(0.04, 0.095, -12, 6300, 1800, 0.040, 0, 1500),
    "zh": Consonant(0.04, 0.045, -11, 3100, 1500, 0.005, 0, 1700),
    "ch": Consonant(0.04, 0.085, -10, 3200, 1600, 0.045, 0, 1700),
    "j": Consonant(0.04, 0.050, -12, 4600, 1700, 0.005, 0, 2200),
    "q": Consonant(0.04, 0.090, -11, 4700, 1800, 0.045, 0, 2200),
    "f": Consonant(0.0, 0.105, -22, 5000, 5000, 0.010, 0, 1000),
    "s": Consonant(0.0, 0.120, -12, 6400, 1800, 0.010, 0, 1500),
    "sh": Consonant(0.0, 0.115, -10, 3200, 1600, 0.010, 0, 1700),
    "x": Consonant(0.0, 0.115, -11, 4700, 1700, 0.010, 0, 2200),
    "h": Consonant(0.0, 0.070, -24, 1500, 1200, 0.070, 0, 1300),
    "m": Consonant(voiced=0.070, locus=950),
    "n": Consonant(voiced=0.070, locus=1700),
    "l": Consonant(voiced=0.060, locus=1500),
    "r": Consonant(0.0, 0.050, -26, 2900, 1500, 0, 0.060, 1600),
}

# Pitch [semitone] around the speaker's middle at the start, the middle and the end of the voicing.
TONES = {1: (3.0, 3.0, 3.0), 2: (-2.0, -0.8, 3.5), 4: (4.5, 1.0, -5.0), NEUTRAL: (-1.5, -2.5, -3.5)}
THIRD_FINAL = (-2.5, -6.0, -2.0)
THIRD_INSIDE = (-2.5, -5.0, -5.5)
LENGTHS = {1: 1.0, 2: 1.05, 3: 1.1, 4: 0.92, NEUTRAL: 0.65}


@dataclass(frozen=True)
class Score:
    """Hold the control tracks of one word, one entry per 5 ms.

    Parameters
    ----------
    voicing, aspiration : ndarray
        Amplitude of pulses and of breath through the formants, shape (frame,).
    formants : ndarray
        F1 to F4 before scaling to the speaker [Hz], shape (frame, 4).
    nasality : ndarray
        0 to 1, shape (frame,).
    pitch : ndarray
        Around the speaker's middle [semitone], shape (frame,).
    noises : tuple of (Consonant, float, float)
        Frications with their start and end [s].
    """

    voicing: FloatArray
    aspiration: FloatArray
    formants: FloatArray
    nasality: FloatArray
    pitch: FloatArray
    noises: tuple[tuple[Consonant, float, float], ...]

    @property
    def duration(self) -> float:
        """Length of the word without its dying away [s]."""
        return len(self.voicing) * FRAME_S - RELEASE_S


def score_word(word: tuple[Syllable, ...], stretch: float) -> Score:
    """Lay out a word in time.

    Parameters
    ----------
    word : tuple of Syllable
        From `pinyin.parse_word`.
    stretch : float
        Factor on all lengths; 1 gives about 0.3 s a syllable.

    Returns
    -------
    Score
        The control tracks, smoothed so that neighbours colour each other.
    """
    knots: list[tuple[float, str, float]] = []  # time, target, locus of F2 (0: none)
    spans: list[tuple[float, float]] = []  # voiced from, to
    breaths: list[tuple[float, float]] = []
    noises: list[tuple[Consonant, float, float]] = []
    now = 0.0
    for number, syllable in enumerate(word):
        sound = CONSONANTS[syllable.initial]
        if number:
            now += sound.closure * stretch
        if sound.noise:
            noises.append((sound, now, now + sound.noise * stretch))
        if not sound.voiced:
            now += sound.noise * stretch
        if sound.aspiration:
            breaths.append((now - 0.3 * sound.noise * stretch, now + sound.aspiration * stretch))
            now += sound.aspiration * stretch
        start = now
        now += sound.voiced * stretch
        length = (0.20 if number < len(word) - 1 else 0.25) * LENGTHS[syllable.tone] * stretch
        if syllable.initial:
            knots.append((start, "N" if syllable.initial in "mn" else "e", sound.locus))
        for place, target in zip(_places(syllable.targets), syllable.targets, strict=True):
            knots.append((now + place * length, target, 0.0))
        now += length
        spans.append((start, now))
    frames = np.arange(0.0, now + RELEASE_S, FRAME_S)
    return Score(
        voicing=gaussian_filter1d(_levels(frames, spans), 2.0, mode="constant"),
        aspiration=gaussian_filter1d(_inside(frames, breaths), 1.5, mode="constant"),
        formants=_formant_tracks(frames, knots),
        nasality=gaussian_filter1d(_nasality(frames, knots), 3.0),
        pitch=_pitch(frames, spans, [syllable.tone for syllable in word]),
        noises=tuple(noises),
    )


def _places(targets: str) -> list[float]:
    """Return when each target is reached, as shares of the syllable's vowel."""
    if len(targets) == 1:
        return [0.3]
    if len(targets) == 2:
        return [0.25, 0.85]
    return [0.12, 0.5, 0.9]


def _inside(frames: FloatArray, spans: list[tuple[float, float]]) -> FloatArray:
    track = np.zeros_like(frames)
    for start, end in spans:
        track[(frames >= start) & (frames < end)] = 1.0
    return track


def _levels(frames: FloatArray, spans: list[tuple[float, float]]) -> FloatArray:
    """Return the voicing: full at once, sinking a little to the end of every syllable."""
    track = np.zeros_like(frames)
    for start, end in spans:
        inside = (frames >= start) & (frames < end)
        share = (frames[inside] - start) / max(end - start, FRAME_S)
        track[inside] = 1.0 - 0.75 * np.clip(share - 0.55, 0.0, None) / 0.45
    return track


def _formant_tracks(frames: FloatArray, knots: list[tuple[float, str, float]]) -> FloatArray:
    times = [time for time, _, _ in knots]
    rows = np.array([FORMANTS[target] for _, target, _ in knots], dtype=np.float64)
    for row, (_, _, locus) in zip(rows, knots, strict=True):
        if locus:
            row[:2] = (300.0, locus)
    tracks = np.stack([np.interp(frames, times, column) for column in rows.T], axis=1)
    return np.asarray(gaussian_filter1d(tracks, 4.0, axis=0, mode="nearest"))


def _nasality(frames: FloatArray, knots: list[tuple[float, str, float]]) -> FloatArray:
    times = [time for time, _, _ in knots]
    return np.asarray(np.interp(frames, times, [float(target in NASALS) for _, target, _ in knots]))


def _pitch(frames: FloatArray, spans: list[tuple[float, float]], tones: list[int]) -> FloatArray:
    times: list[float] = []
    heights: list[float] = []
    for number, ((start, end), tone) in enumerate(zip(spans, tones, strict=True)):
        third = THIRD_FINAL if number == len(tones) - 1 else THIRD_INSIDE
        times += [start, start + 0.5 * (end - start), end - FRAME_S]
        heights += [height - 0.5 * number for height in TONES.get(tone, third)]
    return np.asarray(gaussian_filter1d(np.interp(frames, times, heights), 5.0, mode="nearest"))
