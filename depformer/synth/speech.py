"""Synthesise a spoken word: glottal pulses and noise through moving formants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from depformer.synth.articulation import FRAME_S, RELEASE_S, FloatArray, Score, score_word
from depformer.synth.pinyin import Syllable

RATE = 16000
WINDOW_S = 1.2
LEAD_S = 0.06
LONGEST_S = WINDOW_S - LEAD_S - 0.02 - RELEASE_S
NORMAL_LEVEL_DB = -32.0
# One standard deviation between people: loudness [dB] and spectral tilt [dB/octave].
LOUDNESS_DB = 5.0
TILT_DB = 2.2
_FRAME = round(FRAME_S * RATE)
_HOP = 2 * _FRAME
_ANSWER = 1024
_DELAY = np.exp(-2j * np.pi * np.arange(_ANSWER // 2 + 1) / _ANSWER)
# The formants above F4 hardly move [Hz], and all of them have these bandwidths [Hz].
UPPER_FORMANTS = np.array([4300.0, 5200.0, 6150.0, 7100.0])
FORMANT_WIDTHS = np.array([70.0, 90.0, 140.0, 220.0, 320.0, 400.0, 500.0, 600.0])


@dataclass(frozen=True)
class Voice:
    """Hold what stays with a speaker.

    Parameters
    ----------
    f0 : float
        Middle of the pitch range [Hz].
    tract : float
        Factor on all formants; 1 is a long, male vocal tract.
    breathiness : float
        Level of breath noise in the vowels against the pulses [dB].
    jitter, shimmer : float
        Spread of period and of amplitude from pulse to pulse, as shares.
    room_level : float
        Level of the microphone's and the room's noise [dB re full scale].
    """

    f0: float
    tract: float
    breathiness: float
    jitter: float
    shimmer: float
    room_level: float


@dataclass(frozen=True)
class Delivery:
    """Hold how one word is said.

    Parameters
    ----------
    loudness : float
        Gain over the normal level [dB].
    tilt : float
        Fall of the voice's spectrum above 500 Hz, beyond the normal one [dB/octave].
    f0_range : float
        Factor on the pitch movements.
    rate : float
        Factor on the speaking rate; 1 gives about 3.3 syllables a second.
    """

    loudness: float = 0.0
    tilt: float = 0.0
    f0_range: float = 1.0
    rate: float = 1.0


def draw_voice(rng: np.random.Generator, sex: str, age: int) -> Voice:
    """Draw a speaker: pitch and vocal tract by sex, a breath more with age."""
    male = sex == "M"
    f0, tract, breath, shake, room = np.clip(rng.standard_normal(5), -2.2, 2.2)
    return Voice(
        f0=(118.0 if male else 208.0) * 2.0 ** (1.6 * float(f0) / 12.0),
        tract=(1.0 if male else 1.14) * (1.0 + 0.025 * float(tract)),
        breathiness=-24.0 + 1.5 * float(breath) + 0.04 * (age - 35),
        jitter=0.010 + 0.002 * float(shake),
        shimmer=0.050 + 0.010 * float(shake),
        room_level=-86.0 + 1.0 * float(room),
    )


def delivery_of(values: dict[str, float]) -> Delivery:
    """Turn standard deviations between people into the delivery of a word."""
    return Delivery(
        loudness=LOUDNESS_DB * values["loudness"],
        tilt=TILT_DB * values["tilt"],
        f0_range=float(np.exp(0.22 * values["f0_range"])),
        rate=float(np.exp(0.05 * values["rate"])),
    )


def speak(
    word: tuple[Syllable, ...], voice: Voice, delivery: Delivery, rng: np.random.Generator
) -> tuple[NDArray[np.float32], float]:
    """Say a word into a window of 1.2 s that starts 0.06 s before the voice.

    Parameters
    ----------
    word : tuple of Syllable
        From `pinyin.parse_word`.
    voice : Voice
        Who speaks.
    delivery : Delivery
        How.
    rng : Generator
        Source of all noise.

    Returns
    -------
    waveform : ndarray
        float32 at 16 kHz, full scale 1, shape (sample,).
    duration : float
        From the word's first sound to its last [s].
    """
    spoken, duration = say_word(word, voice, delivery, rng)
    waveform = room_noise(voice.room_level, round(WINDOW_S * RATE), rng)
    start = round((LEAD_S + rng.uniform(-0.01, 0.01)) * RATE)
    waveform[start : start + spoken.size] += spoken
    return np.clip(waveform, -1.0, 1.0).astype(np.float32), duration


def say_word(
    word: tuple[Syllable, ...], voice: Voice, delivery: Delivery, rng: np.random.Generator
) -> tuple[FloatArray, float]:
    """Say a word where nothing else is heard.

    Returns
    -------
    samples : ndarray
        At 16 kHz, full scale 1, shape (sample,).
    duration : float
        From the word's first sound to its last [s].
    """
    score = score_word(word, 1.0 / delivery.rate)
    if score.duration > LONGEST_S:
        score = score_word(word, LONGEST_S / score.duration / delivery.rate)
    size = len(score.voicing) * _FRAME
    pulses = _pulses(score, voice, delivery.f0_range, rng)
    breath = rng.standard_normal(size) * 10.0 ** (voice.breathiness / 20.0)
    voicing = _at_samples(score.voicing)
    breath *= voicing + 2.5 * _at_samples(score.aspiration)
    source = _tilted(pulses * voicing + breath, delivery.tilt)
    voiced = _through_tract(score, voice.tract, source)
    voiced /= np.sqrt(np.mean(voiced[voicing > 0.5] ** 2))
    spoken = voiced + _frication(score, rng)
    return 10.0 ** ((NORMAL_LEVEL_DB + delivery.loudness) / 20.0) * spoken, score.duration


def _at_samples(track: FloatArray) -> FloatArray:
    places = (np.arange(len(track) * _FRAME) + 0.5) / _FRAME - 0.5
    return np.asarray(np.interp(places, np.arange(len(track)), track))


def _pulses(score: Score, voice: Voice, f0_range: float, rng: np.random.Generator) -> FloatArray:
    """Return the derivative of Rosenberg's glottal flow, mean square about 1."""
    f0 = voice.f0 * 2.0 ** (_at_samples(score.pitch) * f0_range / 12.0)
    phase = np.cumsum(f0) / RATE + rng.uniform()
    cycles = int(phase[-1]) + 2
    # Every cycle is a little longer or shorter, louder or softer than its neighbours.
    starts = np.arange(cycles) + voice.jitter * rng.standard_normal(cycles)
    place = np.interp(phase, starts, np.arange(cycles))
    gains = 1.0 + voice.shimmer * rng.standard_normal(cycles)
    cycle = place.astype(int)
    share = place - cycle
    opening, closing = 0.42, 0.18
    rise = np.sin(np.pi * share / opening) * (np.pi / (2.0 * opening))
    fall = -np.sin(np.pi * (share - opening) / (2.0 * closing)) * (np.pi / (2.0 * closing))
    flow = np.where(share < opening, rise, np.where(share < opening + closing, fall, 0.0))
    return np.asarray(flow * gains[cycle] / 3.0)


def _tilted(source: FloatArray, tilt: float) -> FloatArray:
    """Let the spectrum above 500 Hz fall by `tilt` [dB/octave], phases kept."""
    hz = np.fft.rfftfreq(source.size, 1.0 / RATE)
    octaves = np.log2(np.maximum(hz, 500.0) / 500.0)
    gains = 10.0 ** (-tilt * octaves / 20.0)
    return np.fft.irfft(np.fft.rfft(source) * gains, n=source.size)


def _through_tract(score: Score, tract: float, source: FloatArray) -> FloatArray:
    """Filter through a cascade of formants (after Klatt 1980) that glide without clicks.

    The source is cut into overlapping Hann frames, each is filtered by the formants of its middle,
    and the answers are added up.
    """
    middles = np.arange(0, len(score.voicing) + 1, _HOP // _FRAME)
    at = np.minimum(middles, len(score.voicing) - 1)
    nasality = score.nasality[at][:, None]
    fixed = np.broadcast_to(UPPER_FORMANTS, (len(at), len(UPPER_FORMANTS)))
    hz = np.minimum(np.concatenate([score.formants[at], fixed], axis=1) * tract, 0.46 * RATE)
    radius = np.exp(-np.pi * FORMANT_WIDTHS * (1.0 + 1.2 * nasality) / RATE)
    second = -2.0 * radius * np.cos(2.0 * np.pi * hz / RATE)
    poles = np.ones((len(at), _ANSWER // 2 + 1), dtype=np.complex128)
    for number in range(hz.shape[1]):
        b, c = second[:, number, None], radius[:, number, None] ** 2
        poles *= (1.0 + b * _DELAY + c * _DELAY**2) / (1.0 + b + c)
    answers = (1.0 - 0.55 * nasality) / poles
    padded = np.pad(source, (_HOP, 2 * _HOP))
    frames = np.lib.stride_tricks.sliding_window_view(padded, 2 * _HOP)[::_HOP][: len(at)]
    taper = np.hanning(2 * _HOP + 1)[:-1]
    rung = np.fft.irfft(np.fft.rfft(frames * taper, n=_ANSWER, axis=1) * answers, axis=1)
    out = np.zeros(_HOP * len(at) + _ANSWER)
    for number, frame in enumerate(rung):
        out[number * _HOP : number * _HOP + _ANSWER] += frame
    return np.asarray(out[_HOP : _HOP + source.size])


def _frication(score: Score, rng: np.random.Generator) -> FloatArray:
    """Return the noise of the consonants, against a vowel of mean square 1."""
    out = np.zeros(len(score.voicing) * _FRAME)
    for sound, start, end in score.noises:
        first = round(start * RATE)
        size = min(round((end - start) * RATE), out.size - first)
        noise = rng.standard_normal(size + 64)
        radius = np.exp(-np.pi * sound.width / RATE)
        pole = 2.0 * radius * np.cos(2.0 * np.pi * min(sound.centre, 0.46 * RATE) / RATE)
        shaped = lfilter([1.0, 0.0, -1.0], [1.0, -pole, radius**2], noise)[64:]
        rise = np.minimum(np.arange(size) / (0.3 * size), 1.0)
        fade = np.minimum(np.arange(size, 0, -1) / (0.2 * size), 1.0)
        shaped *= 10.0 ** (sound.level / 20.0) / np.sqrt(np.mean(shaped**2))
        out[first : first + size] += shaped * rise * fade
    return out


def room_noise(level: float, size: int, rng: np.random.Generator) -> FloatArray:
    """Return noise that falls gently to high frequencies, of a level [dB re full scale]."""
    noise = lfilter([1.0], [1.0, -0.7], rng.standard_normal(size))
    return np.asarray(noise * 10.0 ** (level / 20.0) / np.sqrt(np.mean(noise**2)))
