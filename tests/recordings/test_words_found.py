"""Words are found whatever the level, the noise and the place of the blocks."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch

from depformer.recordings.sound import RATE, Sound
from depformer.recordings.words import FINDERS, Found, find, hear
from depformer.recordings.words.find import likeness
from depformer.recordings.words.refine import Levels
from tests.recordings.spoken import (
    WORDS,
    FloatArray,
    Spans,
    cough,
    heard,
    put,
    reading,
    room,
    word,
)

ONSETS = [1.5 + 1.6 * number for number in range(len(WORDS))]
SECONDS = ONSETS[-1] + 2.0


@pytest.fixture(scope="module")
def read() -> tuple[FloatArray, Spans]:
    return reading(range(len(WORDS)), ONSETS, seconds=SECONDS)


def errors(found: tuple[Found, ...], spans: Spans) -> tuple[list[float], list[float]]:
    """Return how far the edges are off [s], of words of which each was found once."""
    assert len(found) == len(spans)
    pairs = list(zip(found, spans, strict=True))
    return [f.onset - s[0] for f, s in pairs], [f.offset - s[1] for f, s in pairs]


def test_the_finder_hears_what_the_packages_own_model_hears() -> None:
    said = np.resize(word(0)[0], 60 * 512)
    package = Path(str(find_spec("silero_vad").origin)).parent  # type: ignore[union-attr]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        model = torch.jit.load(str(package / "data" / "silero_vad.jit")).eval()
    with torch.inference_mode():
        frames = torch.from_numpy(said).split(512)
        expected = [float(model(frame, RATE)) for frame in frames]
    listen = FINDERS["silero"].start()
    got = np.concatenate([listen(said[: 25 * 512]), listen(said[25 * 512 :])])
    np.testing.assert_allclose(got, expected, atol=1e-5)


def test_edges_lie_within_some_milliseconds(read: tuple[FloatArray, Spans]) -> None:
    onsets, offsets = errors(find(heard(read[0])), read[1])
    assert np.median(np.abs(onsets)) < 0.012  # the voice itself begins up to 10 ms off
    assert max(map(abs, onsets)) < 0.03
    assert max(map(abs, offsets)) < 0.05


HARD = {
    "very quiet": lambda sound: sound * np.float32(0.006),
    "clipped": lambda sound: np.clip(sound * 12, -1, 1),
    "a room with 20 dB": lambda sound: sound + room(SECONDS, -45.0),
    "hum and rumble": lambda sound: (
        sound
        + 0.1 * np.sin(2 * np.pi * 50 * np.arange(sound.size) / RATE)
        + 0.1 * np.sin(2 * np.pi * 23 * np.arange(sound.size) / RATE)
    ),
}


@pytest.mark.parametrize("name", HARD)
def test_words_are_found_in(name: str, read: tuple[FloatArray, Spans]) -> None:
    sound = HARD[name](read[0]).astype(np.float32)
    onsets, offsets = errors(find(heard(sound)), read[1])
    assert np.median(np.abs(onsets)) < 0.03
    assert np.median(np.abs(offsets)) < 0.08


def test_nothing_is_found_where_nobody_speaks() -> None:
    sound = put(room(6.0, -50.0), cough(), 2.0)
    sound[4 * RATE : 4 * RATE + 20] = 0.9  # a click
    assert find(heard(sound)) == ()
    assert find(heard(np.zeros(0, np.float32))) == ()


def test_what_is_wrong_with_the_sound_is_said() -> None:
    blocks = [Sound(room(1.0), RATE, 0.0, lost=0.25), Sound(room(1.0), RATE, 1.0, cut=3.0)]
    assert hear(blocks, FINDERS["silero"]).notes == (
        "0.25 s of the sound could not be decoded and are silence.",
        "The sound ends at 2.00 s, 3.00 s before its file says so.",
    )


def test_thresholds_are_decided_after_the_sound_was_heard(read: tuple[FloatArray, Spans]) -> None:
    known = heard(read[0])
    assert len(find(known, threshold=0.2)) >= len(find(known)) >= len(find(known, threshold=0.9999))


def test_the_same_word_is_alike_and_others_are_not(read: tuple[FloatArray, Spans]) -> None:
    sound, spans = reading([0, 1, 2, 0, 3, 1], ONSETS[:6], seconds=12.0)
    alike = likeness(heard(sound), find(heard(sound)))
    same = [alike[0, 3], alike[1, 5]]
    others = [alike[a, b] for a in range(6) for b in range(a) if (b, a) not in ((0, 3), (1, 5))]
    assert len(spans) == len(alike)
    assert min(same) > 0.6 > max(others)


def test_what_follows_a_word_closely_is_no_part_of_it(read: tuple[FloatArray, Spans]) -> None:
    sound, spans = reading([0], [1.5], seconds=4.0)
    levels = Levels(heard(put(sound, cough(0.15), spans[0][1] + 0.25)))
    assert levels.edges(1.45, spans[0][1] + 0.06).offset == pytest.approx(spans[0][1], abs=0.05)
