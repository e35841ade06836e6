"""Readings of a word list as the tests need them: drawn voices, pauses, noises and media files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from depformer.recordings.sound import RATE, Sound
from depformer.recordings.words import FINDERS, Heard, hear
from depformer.synth.pinyin import parse_word
from depformer.synth.speech import LEAD_S, Delivery, draw_voice, speak

WORDS = ("rèqíng", "jiěgù", "chúnjié", "bēijù", "dàolù", "shènglì", "kǔnàn", "fāngfǎ")
IDS = tuple(f"w{number:02d}" for number in range(1, len(WORDS) + 1))
ROOM_DB = -75.0
FloatArray = NDArray[np.float32]
Spans = list[tuple[float, float]]


@cache
def word(number: int, seed: int = 0, loudness: float = 8.0) -> tuple[FloatArray, float]:
    """Return one word as the same voice says it each time, and how long it takes [s]."""
    rng = np.random.default_rng([seed, number])
    voice = draw_voice(np.random.default_rng(7), "F", 30)
    said, duration = speak(parse_word(WORDS[number]), voice, Delivery(loudness=loudness), rng)
    return said[: round((LEAD_S + duration + 0.06) * RATE)], duration


def room(seconds: float, level: float = ROOM_DB, seed: int = 5) -> FloatArray:
    """Return the noise of a room."""
    noise = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    return (noise * 10.0 ** (level / 20.0)).astype(np.float32)


def reading(
    order: Sequence[int], onsets: Sequence[float], *, seconds: float, level: float = ROOM_DB
) -> tuple[FloatArray, Spans]:
    """Return a recording of words at their onsets [s], and where each is."""
    sound = room(seconds, level)
    spans = []
    for place, (number, onset) in enumerate(zip(order, onsets, strict=True)):
        said, duration = word(number, seed=order[:place].count(number))
        first = round((onset - LEAD_S) * RATE)
        sound[first : first + said.size] += said
        spans.append((onset, onset + duration))
    return sound, spans


def cough(seconds: float = 0.25, level: float = -18.0) -> FloatArray:
    """Return a burst of noise that dies away."""
    size = round(seconds * RATE)
    noise = np.random.default_rng(3).standard_normal(size)
    fading = np.exp(-np.arange(size) / (0.3 * size))
    return (noise * fading * 10.0 ** (level / 20.0)).astype(np.float32)


def put(sound: FloatArray, what: FloatArray, at: float) -> FloatArray:
    """Return a recording with something more in it."""
    out = sound.copy()
    first = round(at * RATE)
    out[first : first + what.size] += what[: out.size - first]
    return out


def heard(sound: FloatArray, **said: float) -> Heard:
    """Return what the finder hears in samples at 16 kHz."""
    size = 7 * RATE + 11  # no whole number of frames
    starts = range(0, sound.size, size)
    blocks = (Sound(sound[at : at + size], RATE, at / RATE) for at in starts)
    return hear(blocks, FINDERS["silero"])


def write_media(
    path: Path,
    channels: Sequence[FloatArray],
    *,
    rate: int,
    codec: str,
    form: str = "fltp",
    layout: str = "mono",
    late: float = 0.0,
) -> Path:
    """Write sound, and where it is late [s] a picture that begins before it."""
    samples = np.stack(channels)
    with av.open(str(path), "w") as container:
        voice = container.add_stream(codec, rate=rate, layout=layout)
        voice.codec_context.format = form
        picture = None
        if late:
            picture = container.add_stream("mpeg4", rate=25)
            picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
            for number in range(25):
                frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
                frame.pts = number
                container.mux(picture.encode(frame))
        resampler = av.AudioResampler(form, layout, rate)
        for first in range(0, samples.shape[1], 1024):
            piece = np.ascontiguousarray(samples[:, first : first + 1024], dtype=np.float32)
            frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = rate, first + round(late * rate)
            for ready in resampler.resample(frame):
                container.mux(voice.encode(ready))
        container.mux(voice.encode(None))
        if picture:
            container.mux(picture.encode(None))
    return path
