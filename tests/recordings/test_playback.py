"""A word is heard as it was recorded, from its own place in the recording."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.recordings.playback import MARGIN_S, stretch_sound, word_picture, word_sound
from depformer.report.recordings import of_word
from depformer.study import layout, load_study
from tests.recordings.filmed import counting, write_video

RATE = 8_000


def tones(times: dict[str, tuple[float, float]], pitch: dict[str, float]) -> NDArray[np.float32]:
    """Return a recording in which every word is a tone of its own."""
    sound = np.zeros(round((max(stop for _, stop in times.values()) + 2) * RATE), np.float32)
    for word, (start, stop) in times.items():
        at = np.arange(round(start * RATE), round(stop * RATE))
        sound[at] = 0.5 * np.sin(2 * np.pi * pitch[word] * at / RATE)
    return sound


@pytest.mark.parametrize("container", ["wav", "flac", "ogg", "mp3"])
def test_every_word_is_heard_and_nothing_else(own_study: Path, container: str) -> None:
    study = load_study(own_study)
    events = study.events("sub-002")
    times = {str(w): (e["voice_onset"], e["voice_offset"]) for w, e in events.iterrows()}
    pitch = {word: 200.0 + 60 * number for number, word in enumerate(times)}
    path = layout.recording_path(own_study, "sub-002", "audio", Path(f"any.{container}"))
    soundfile.write(path, tones(times, pitch), RATE)
    for word in ("w01", "w07", "w24"):
        heard, rate = soundfile.read(io.BytesIO(word_sound(study, "sub-002", word) or b""))
        length = times[word][1] - times[word][0]
        assert rate == RATE
        assert heard.size / rate == pytest.approx(length + 2 * MARGIN_S, abs=0.03)
        loudest = np.abs(np.fft.rfft(heard)).argmax() * rate / heard.size
        assert loudest == pytest.approx(pitch[word], abs=6)
        loud = np.flatnonzero(np.abs(heard) > 0.2) / rate
        assert (loud[0], loud[-1]) == pytest.approx((MARGIN_S, MARGIN_S + length), abs=0.05)
    assert word_sound(study, "sub-001", "w01") is None  # nothing is kept of them
    assert word_picture(study, "sub-002", "w01") is None


def kept(root: Path, name: str) -> Path:
    """Where a recording of sub-002 of that ending is kept."""
    return layout.recording_path(root, "sub-002", "video", Path(name))


def heard(root: Path, start: float, stop: float) -> NDArray[np.float64]:
    found = stretch_sound(load_study(root), "sub-002", start, stop)
    return np.zeros(0) if found is None else soundfile.read(io.BytesIO(found))[0]


def test_a_stretch_behind_the_end_is_none(own_study: Path) -> None:
    soundfile.write(kept(own_study, "短.wav"), np.zeros(RATE, np.float32), RATE)
    assert heard(own_study, 0.5, 6.0).size == RATE / 2
    assert stretch_sound(load_study(own_study), "sub-002", 5.0, 6.0) is None


@pytest.mark.parametrize("damage", range(12))
@pytest.mark.parametrize("container", ["mp4", "mkv"])
def test_a_damaged_recording_is_heard_as_far_as_it_can_be(
    own_study: Path, container: str, damage: int
) -> None:
    """Or it is said in a sentence that it cannot be."""
    pictures = counting(40)
    times = [number / 5 for number in range(40)]
    path = write_video(kept(own_study, f"a.{container}"), pictures, times, sound=(0.0, 8.0))
    content, rng = bytearray(path.read_bytes()), np.random.default_rng(damage)
    for place in rng.integers(40, len(content), 20 if damage else 0):
        content[place] ^= 0xFF
    path.write_bytes(content)
    try:
        sound = heard(own_study, 3.0, 4.0)
    except DepformerError as fault:
        assert str(path) in str(fault)  # noqa: PT017
    else:
        assert sound.size <= 16_000
        assert damage or np.abs(sound).max() > 0.2


def test_what_is_said_of_a_word(own_study: Path) -> None:
    event = load_study(own_study).events("sub-001").loc["w01"].copy()
    event[["onset", "duration", "voice_onset", "voice_offset"]] = 5.0, 4.5, 5.7, 6.31
    event[["snr_db", "reading_ok", "face_ok"]] = 41.6, 1, 0
    assert of_word(event) == (
        "shown at 5.0 s for 4.5 s · said from 5.70 to 6.31 s (0.61 s long) · 42 dB above the noise"
        " · no face found"
    )
    event[:] = np.nan
    assert of_word(event) == "time of the voice not known"
