"""Words of real speakers, with only their number given; where the recordings are not, it is said.

Nothing was set by these recordings: they are turned over in level, noise, rate and pauses, too, and
one word is taken out or doubled.
"""

from __future__ import annotations

import csv
import os
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import resample_poly

from depformer.recordings.sound import RATE, sound_blocks
from depformer.recordings.words import FINDERS, Aligned, align, align_windows, hear
from depformer.recordings.words.spans import Span
from tests.recordings.spoken import heard

MEDIA = Path(os.environ.get("DEPFORMER_MEDIA", Path(__file__).parents[3] / "shared" / "media"))
pytestmark = pytest.mark.skipif(
    not (MEDIA / "score_words.py").is_file(), reason="the real recordings are not here"
)
COUNT = 24
IDS = tuple(f"w{number:02d}" for number in range(1, COUNT + 1))
SPEAKERS = ("mandarin_f01", "grid_s1", "dsp_spk01", "fsdd_jackson")
Times = list[tuple[float, float]]
FloatArray = NDArray[np.float32]


def rows(speaker: str) -> list[dict[str, str]]:
    with (MEDIA / speaker / "events.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def truth(speaker: str, prefix: str = "") -> Times:
    """Return where each word is [s], or the clip that it lies in."""
    onset, duration = f"{prefix}onset", f"{prefix}duration"
    return [(float(row[onset]), float(row[onset]) + float(row[duration])) for row in rows(speaker)]


@cache
def samples(speaker: str) -> FloatArray:
    blocks = sound_blocks(MEDIA / speaker / "audio.wav")
    return np.concatenate([block.samples for block in blocks])


def found(aligned: Aligned) -> Times:
    return [(word.onset, word.offset) for word in aligned.words if not word.missing]


def score(expected: Times, got: Times) -> dict[str, float]:
    """Return what the recordings' own script says."""
    sys.path.insert(0, str(MEDIA))
    try:
        scored: dict[str, float] = import_module("score_words").score(expected, got)
        return scored
    finally:
        sys.path.remove(str(MEDIA))


def overlap(a: tuple[float, float], b: tuple[float, float]) -> float:
    return (min(a[1], b[1]) - max(a[0], b[0])) / (max(a[1], b[1]) - min(a[0], b[0]))


@pytest.mark.parametrize(
    ("speaker", "file", "most_ms"),
    [
        ("mandarin_f01", "audio.wav", 30),
        ("mandarin_f01", "audio_noise15db.wav", 60),
        ("grid_s1", "session.mp4", 60),
        ("dsp_spk01", "audio.wav", 60),
        ("fsdd_jackson", "audio.wav", 60),
    ],
)
def test_all_words_are_found_by_their_number(speaker: str, file: str, most_ms: int) -> None:
    known = hear(sound_blocks(MEDIA / speaker / file), FINDERS["silero"])
    scored = score(truth(speaker), found(align(known, IDS)))
    assert (scored["hits"], scored["false"]) == (COUNT, 0)
    assert abs(scored["median_onset_error_ms"]) <= most_ms


def test_every_word_lies_in_its_window() -> None:
    clips = truth("dsp_spk01", "clip_")
    windows = [Span(n, word, *clip) for n, (word, clip) in enumerate(zip(IDS, clips, strict=True))]
    known = heard(samples("dsp_spk01"))
    for aligned in (align(known, IDS), align_windows(known, windows)):
        assert len(found(aligned)) == COUNT
        for (start, stop), (onset, offset) in zip(clips, found(aligned), strict=True):
            assert start <= onset < offset <= stop


def with_noise(sound: FloatArray, spans: Times) -> FloatArray:
    """Add noise 12 dB below the words."""
    voice = np.concatenate([sound[round(a * RATE) : round(b * RATE)] for a, b in spans])
    noise = np.random.default_rng(1).standard_normal(sound.size)
    return sound + (noise * np.sqrt(np.mean(voice**2)) * 10 ** (-12 / 20)).astype(np.float32)


TURNED = {
    "30 dB quieter": lambda sound, spans: sound * np.float32(10**-1.5),
    "6 dB louder": lambda sound, spans: np.clip(2 * sound, -1, 1),
    "noise": with_noise,
    "8 kHz": lambda sound, spans: resample_poly(resample_poly(sound, 1, 2), 2, 1),
}


@pytest.mark.parametrize("name", TURNED)
def test_most_words_keep_their_identity_in(name: str) -> None:
    right = 0
    for speaker in SPEAKERS:
        spans = truth(speaker)
        turned = np.asarray(TURNED[name](samples(speaker), spans), np.float32)
        aligned = align(heard(turned), IDS)
        right += kept(aligned, dict(zip(IDS, spans, strict=True)))
    assert right >= 0.95 * COUNT * len(SPEAKERS)


def kept(aligned: Aligned, spans: dict[str, tuple[float, float]]) -> int:
    """Return how many words are where they were said."""
    return sum(
        overlap((word.onset, word.offset), spans[word.word_id]) >= 0.3
        for word in aligned.words
        if not word.missing and word.word_id in spans
    )


def spliced(
    speaker: str, order: list[int], pause: float | None = None, factor: float = 1.0
) -> tuple[FloatArray, Times]:
    """Return the words in another order, each with the pause before it, and where each is then."""
    sound, spans = samples(speaker), truth(speaker)
    pieces, times, at = [], [], 0
    for place, number in enumerate(order):
        start = round((spans[number - 1][1] if number else 0.0) * RATE)
        onset, offset = (round(time * RATE) for time in spans[number])
        again = place > 0 and order[place - 1] == number
        length = round((pause if again and pause else factor * (onset - start) / RATE) * RATE)
        silence = sound[start:onset]
        half = min(length, silence.size) // 2
        middle = np.resize(silence[silence.size // 3 : 2 * silence.size // 3], length - 2 * half)
        pieces += [silence[:half], middle, silence[silence.size - half :], sound[onset:offset]]
        at += length
        times.append((at / RATE, (at + offset - onset) / RATE))
        at += offset - onset
    return np.concatenate([*pieces, np.zeros(RATE, np.float32)]), times


@pytest.mark.parametrize("factor", [0.6, 1.7])
def test_pauses_of_any_length_are_no_matter(factor: float) -> None:
    right = 0
    for speaker in SPEAKERS:
        sound, times = spliced(speaker, list(range(COUNT)), factor=factor)
        right += kept(align(heard(sound), IDS), dict(zip(IDS, times, strict=True)))
    assert right >= 0.95 * COUNT * len(SPEAKERS)


@pytest.mark.parametrize("speaker", SPEAKERS)
@pytest.mark.parametrize("pause", [0.45, None], ids=["at once", "as a trial of its own"])
def test_a_doubled_word_is_named_and_the_others_stay(speaker: str, pause: float | None) -> None:
    double = 9
    order = [*range(double + 1), *range(double, COUNT)]
    sound, times = spliced(speaker, order, pause)
    del times[double + 1]
    aligned = align(heard(sound), IDS)
    assert kept(aligned, dict(zip(IDS, times, strict=True))) == COUNT
    assert ("repeated", IDS[double]) in [(extra.kind, extra.word_id) for extra in aligned.extras]
    assert "said twice" in aligned.words[double].reason


@pytest.mark.parametrize("speaker", SPEAKERS[:3])
def test_a_word_that_was_cut_out_is_named_and_the_others_stay(speaker: str) -> None:
    lost = 13
    sound, spans = samples(speaker).copy(), truth(speaker)
    first, last = (round(time * RATE) for time in (spans[lost][0] - 0.1, spans[lost][1] + 0.1))
    quiet = sound[last : last + round(0.15 * RATE)]
    sound[first:last] = np.resize(np.concatenate([quiet, quiet[::-1]]), last - first)
    aligned = align(heard(sound), IDS)
    assert [word.word_id for word in aligned.words if word.missing] == [IDS[lost]]
    there = {word: span for word, span in zip(IDS, spans, strict=True) if word != IDS[lost]}
    assert kept(aligned, there) == COUNT - 1
    assert (
        aligned.words[lost].reason == f"Nothing was found for it between {IDS[12]} and {IDS[14]}."
    )
