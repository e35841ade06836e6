"""Sound of any container, rate and number of channels comes as one channel, at its time."""

from __future__ import annotations

import os
import wave
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from depformer.errors import DepformerError
from depformer.recordings import samples
from depformer.recordings.media import look_at_media
from depformer.recordings.sound import RATE, Sound, read_sound, sound_blocks
from tests.recordings.spoken import FloatArray, write_media

SECONDS = 3
TONE = (1.0, 2.0)


def tone(rate: int, gain: float = 0.4) -> FloatArray:
    """Return three seconds with a tone in the second one."""
    at = np.arange(SECONDS * rate) / rate
    inside = (at >= TONE[0]) & (at < TONE[1])
    return np.where(inside, gain * np.sin(2 * np.pi * 440 * at), 0.0).astype(np.float32)


def whole(path: Path, seconds: float = 1.0) -> Sound:
    """Return all blocks as one, and hold that they follow each other."""
    blocks = list(sound_blocks(path, seconds))
    for before, after in pairwise(blocks):
        assert after.start == pytest.approx(before.stop, abs=1e-9)
        assert before.cut == 0
    samples = np.concatenate([block.samples for block in blocks])
    return Sound(samples, RATE, 0.0, sum(b.lost for b in blocks), blocks[-1].cut)


def heard_from_to(read: Sound) -> tuple[float, float]:
    loud = np.flatnonzero(np.abs(read.samples) > 0.1)
    return loud[0] / read.rate, loud[-1] / read.rate


WAVES = {
    "8 bits": (22_050, 1, "PCM_U8"),
    "8 kHz": (8_000, 1, "PCM_16"),
    "24 bits, 96 kHz, stereo": (96_000, 2, "PCM_24"),
    "floats, five channels": (44_100, 5, "FLOAT"),
    "doubles": (16_000, 1, "DOUBLE"),
}


@pytest.mark.parametrize("name", WAVES)
def test_any_wave_is_read_as_the_mean_of_its_channels(name: str, tmp_path: Path) -> None:
    rate, channels, form = WAVES[name]
    path = tmp_path / f"名 {name}.wav"
    samples = np.zeros((SECONDS * rate, channels), np.float32)
    samples[:, 0] = channels * tone(rate, 0.16)  # in one channel alone
    soundfile.write(path, samples, rate, subtype=form)
    seen, read = look_at_media(path), whole(path)
    assert (seen.rate, seen.channels, seen.has_video) == (rate, channels, False)
    assert seen.duration == pytest.approx(SECONDS, abs=0.001)
    assert read.samples.dtype == np.float32
    assert read.stop == pytest.approx(SECONDS, abs=0.001)
    assert heard_from_to(read) == pytest.approx(TONE, abs=0.002)
    assert np.abs(read.samples).max() == pytest.approx(0.16, abs=0.02)
    assert (read.lost, read.cut) == (0, 0)


@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [("a.mp3", "libmp3lame", 44_100), ("a.m4a", "aac", 48_000), ("a.mov", "aac", 22_050)],
)
def test_coded_sound_is_where_it_was_recorded(
    name: str, codec: str, rate: int, tmp_path: Path
) -> None:
    form = "fltp"
    path = write_media(tmp_path / name, [tone(rate)], rate=rate, codec=codec, form=form)
    read = whole(path)
    assert heard_from_to(read) == pytest.approx(TONE, abs=0.01)
    assert read.stop == pytest.approx(SECONDS, abs=0.1)


def test_sound_that_begins_later_than_the_picture_stays_there(tmp_path: Path) -> None:
    path = write_media(tmp_path / "a.mp4", [tone(16_000)], rate=16_000, codec="aac", late=0.5)
    seen = look_at_media(path)
    assert seen.has_video
    assert seen.video_start == 0
    assert seen.sound_start == pytest.approx(0.5, abs=0.07)  # a codec's first frame is silence
    assert heard_from_to(whole(path)) == pytest.approx((1.5, 2.5), abs=0.01)


def test_a_stretch_is_what_lies_there(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(8_000), 8_000)
    read = read_sound(tmp_path / "a.wav", start=0.75, stop=1.25)
    assert (read.rate, read.samples.size, read.start) == (8_000, 4_000, 0.75)
    assert heard_from_to(read)[0] == pytest.approx(0.25, abs=0.002)
    assert read_sound(tmp_path / "a.wav", start=3.5, stop=4.0).samples.size == 0


@given(size=st.integers(1, 50), sizes=st.lists(st.integers(1, 40), max_size=12))
def test_pieces_of_any_size_come_as_pieces_of_one_size(size: int, sizes: list[int]) -> None:
    pieces = [np.arange(n, dtype=np.float32) for n in sizes]
    cut = list(samples.cut_to(size, iter(pieces)))
    assert all(piece.size == size for piece in cut[:-1])
    joined = np.concatenate([np.zeros(0), *cut])
    np.testing.assert_array_equal(joined, np.concatenate([np.zeros(0), *pieces]))


def test_a_wave_that_ends_early_is_read_to_its_end_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(8_000), 8_000)
    path.write_bytes(path.read_bytes()[: 44 + 2 * 12_000])
    read = whole(path)
    assert read.stop == pytest.approx(1.5, abs=0.01)
    assert read.cut == pytest.approx(1.5, abs=0.01)


def test_what_cannot_be_decoded_is_counted_and_shifts_nothing(tmp_path: Path) -> None:
    damaged = {}
    for name in ("a.mov", "a.mkv"):
        path = write_media(tmp_path / name, [tone(16_000)], rate=16_000, codec="aac")
        content = bytearray(path.read_bytes())
        content[3_500:3_900] = b"\xff" * 400
        path.write_bytes(content)
        damaged[name] = whole(path)
    assert damaged["a.mov"].lost / 0.064 == pytest.approx(2, abs=1.1)  # frames of 1,024 samples
    assert heard_from_to(damaged["a.mov"]) == pytest.approx(TONE, abs=0.01)
    # Behind the damage no packet is found there: what was read, and how much is missing.
    assert damaged["a.mkv"].stop + damaged["a.mkv"].cut == pytest.approx(SECONDS, abs=0.1)
    assert damaged["a.mkv"].cut > 1


def silent_video(path: Path) -> None:
    import av

    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def wave_without_samples(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))


FAULTS = {
    "text.wav": (lambda path: path.write_text("onset\tduration\n1\t2\n"), "no sound or video file"),
    "list.m3u8": (
        lambda path: path.write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n"),
        "no sound or video file",
    ),
    "empty.mp4": (lambda path: path.write_bytes(b""), "is empty, expected is a recording"),
    "pipe.wav": (os.mkfifo, "is a pipe, expected is a recording"),
    "folder.wav": (os.mkdir, "is a folder, expected is a recording"),
    "nowhere.wav": (lambda path: None, "is missing"),
    "silent.mp4": (silent_video, "has no sound; name the file that holds it"),
    "none.wav": (wave_without_samples, "holds none that can be decoded"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_no_sound_gets_a_sentence(name: str, tmp_path: Path) -> None:
    make, says = FAULTS[name]
    make(tmp_path / name)
    with pytest.raises(DepformerError, match=says) as caught:
        list(sound_blocks(tmp_path / name))
    assert "\n" not in str(caught.value)


def test_a_video_that_lost_its_end_gets_a_sentence(tmp_path: Path) -> None:
    path = write_media(tmp_path / "a.mp4", [tone(16_000)], rate=16_000, codec="aac")
    content = path.read_bytes()
    path.write_bytes(content[: content.find(b"moov")])
    with pytest.raises(DepformerError, match="cut off before it was finished"):
        list(sound_blocks(path))


def test_a_file_that_changes_while_it_is_read_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(8_000), 8_000)
    blocks = sound_blocks(path, 1.0)
    next(blocks)
    with path.open("ab") as file:
        file.write(b"\0\0")
    with pytest.raises(DepformerError, match="was changed while it was read"):
        list(blocks)


def test_a_name_with_a_colon_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "concat:take 1.wav"
    soundfile.write(path, tone(8_000), 8_000)
    assert whole(path).stop == pytest.approx(SECONDS, abs=0.01)


def bursts(path: Path, codec: str, rate: int, *, first: int = 0, gap: range = range(0)) -> Path:
    """Write half a minute with noise in every other second, as loud as the second's number."""
    rng = np.random.default_rng(1)
    with av.open(str(path), "w", options={"avoid_negative_ts": "disabled"}) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        for second in (each for each in range(first, 30) if each not in gap):
            loud = 0.02 * (second % 15 + 1) * (second % 2)
            samples = (loud * rng.uniform(-1, 1, rate)).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = rate, second * rate, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


ENTERED = {
    "wav": ("pcm_s16le", 16_000),
    "w64": ("pcm_s16le", 22_050),
    "aiff": ("pcm_s16be", 16_000),
    "au": ("pcm_s16be", 16_000),
    "caf": ("pcm_s16le", 16_000),
    "flac": ("flac", 16_000),
    "mp3": ("libmp3lame", 44_100),
    "ogg": ("libopus", 48_000),
    "webm": ("libopus", 48_000),
    "mkv": ("aac", 44_100),
    "m4a": ("aac", 16_000),
    "mov": ("pcm_s16le", 48_000),
    "avi": ("pcm_s16le", 16_000),
    "ts": ("aac", 48_000),
}


@pytest.mark.parametrize("ending", [*ENTERED, "mpg", "ac3"])
def test_a_late_stretch_is_the_same_without_what_lies_before(ending: str, tmp_path: Path) -> None:
    codec, rate = ENTERED.get(ending, ({"mpg": "mp2"}.get(ending, ending), 48_000))
    path = bursts(tmp_path / f"a.{ending}", codec, rate)
    (begin, *_) = (block.start for block in sound_blocks(path, rate=None, start=20.0))
    assert begin == 0 if ending not in ENTERED else 10 < begin < 20, begin
    want = read_sound(path).samples[round(20.4 * rate) : round(22.2 * rate)]
    got = read_sound(path, start=20.4, stop=22.2).samples
    assert got.size == want.size
    late = np.correlate(got, want[200:-200], "valid").argmax() - 200
    assert abs(late) / rate <= 0.001  # as exact as the times that a container gives
    pair = got[200 + late : got.size - 200 + late], want[200:-200]
    assert np.corrcoef(*pair)[0, 1] > 0.99  # some codecs replace noise by their own, drawn anew


@pytest.mark.parametrize(("ending", "codec"), [("mkv", "pcm_s16le"), ("ts", "aac")])
def test_a_stretch_behind_a_gap_lies_where_it_was_recorded(
    ending: str, codec: str, tmp_path: Path
) -> None:
    """And time 0 is the beginning of the file, though its own clock begins below 0."""
    path = bursts(tmp_path / f"a.{ending}", codec, 48_000, first=-3, gap=range(6, 19))
    early = {"mkv": 0.0, "ts": 1024 / 48_000}[ending]  # a codec begins with silence
    for second in (3, 5, 19, 23):
        at = second + 3 + early
        read = read_sound(path, start=at - 0.5, stop=at + 1.5)
        loud = np.flatnonzero(np.abs(read.samples) > 0.2 * np.abs(read.samples).max())
        assert (loud[0] / 48_000, loud[-1] / 48_000) == pytest.approx((0.5, 1.5), abs=0.01)
        level = 0.02 * (second % 15 + 1) / np.sqrt(3)
        assert read.samples[24_000:72_000].std() == pytest.approx(level, rel=0.25)
    assert not read_sound(path, start=11.0, stop=20.0).samples.any()
