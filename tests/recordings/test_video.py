"""Pictures come upright, at their own times, and what is wrong with a video is one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depformer.errors import DepformerError
from depformer.recordings.video import opened_video, upright
from tests.recordings.filmed import (
    QUARTER_CLOCKWISE,
    counting,
    number_of,
    tone,
    turn,
    write_video,
)


def numbers_at(path: Path, times: list[float]) -> list[int | None]:
    with opened_video(path) as video:
        return [frame and number_of(frame.pixels) for frame in video.at(times)]


def test_the_picture_on_the_screen_is_found_by_its_time(tmp_path: Path) -> None:
    film = write_video(tmp_path / "a.mp4", counting(50), [i / 25 for i in range(50)])
    assert numbers_at(film, [0.0, 0.039, 0.04, 1.0, 1.979, 1.999]) == [0, 0, 1, 25, 49, 49]
    assert numbers_at(film, [-0.1, 2.05, 10.0]) == [None, None, None]


def test_a_variable_frame_rate_is_read_by_its_times(tmp_path: Path) -> None:
    times = [0.0, 0.1, 0.15, 0.5, 0.51, 2.6, 2.7]
    film = write_video(tmp_path / "a.mp4", counting(7), times)
    assert numbers_at(film, [0.14, 0.3, 0.505, 0.6, 2.65]) == [1, 2, 3, 4, 5]
    # The camera had stopped: a picture of more than a second ago is nobody's face now.
    assert numbers_at(film, [1.4, 1.6, 2.5]) == [4, None, None]


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts"])
def test_any_order_of_times_gives_the_same_pictures(
    ending: str, codec: str, tmp_path: Path
) -> None:
    """Key pictures are rare here: every way through the file has to end at the same picture."""
    pictures, times = counting(56), [i / 2 for i in range(56)]
    rare = {"g": "18", "bf": "2"}
    film = write_video(tmp_path / f"a.{ending}", pictures, times, codec=codec, options=rare)
    wanted = np.random.default_rng(0).uniform(0.0, 27.4, size=12)
    assert numbers_at(film, list(wanted)) == [int(time * 2) for time in wanted]
    assert numbers_at(film, [27.1, 0.2, 22.3]) == [54, 0, 44]


def test_every_picture_of_a_stretch(tmp_path: Path) -> None:
    film = write_video(tmp_path / "a.mp4", counting(50), [i / 25 for i in range(50)])
    with opened_video(film, threads=1) as video:
        frames = list(video.within(0.99, 1.2))
        assert [number_of(frame.pixels) for frame in frames] == [25, 26, 27, 28, 29]
        assert [frame.time for frame in frames] == pytest.approx([1.0, 1.04, 1.08, 1.12, 1.16])
        assert [number_of(frame.pixels) for frame in video.within(0.0, 0.1)] == [0, 1, 2]


def test_time_0_is_where_the_first_stream_begins(tmp_path: Path) -> None:
    times = [2.0 + i / 25 for i in range(25)]
    film = write_video(tmp_path / "a.mkv", counting(25), times, sound=(0.5, 3.0))
    with opened_video(film) as video:
        first, later = video.at([1.0, 1.6])
    assert first is None
    assert later is not None
    assert later.time == pytest.approx(1.6, abs=0.03)  # the sound began at 0.5 s
    assert number_of(later.pixels) == 2


def test_a_phone_held_upright_is_shown_upright(tmp_path: Path) -> None:
    picture = np.full((48, 64, 3), 40, dtype=np.uint8)
    picture[:24, :32] = 220  # top left as stored: top right once it is turned clockwise
    film = write_video(tmp_path / "手机 video.mp4", [picture] * 3, [0.0, 0.04, 0.08])
    turn(film, QUARTER_CLOCKWISE)
    with opened_video(film) as video:
        (frame,) = video.at([0.0])
        (small,) = video.at([0.0], colour="rgb", longest=32)
    assert frame.pixels.shape == frame.full_size == (64, 48)
    assert frame.pixels[:30, 26:].mean() > 200
    assert frame.pixels[34:, :].mean() < 60
    assert small.pixels.shape == (32, 24, 3)
    assert small.full_size == (64, 48)


POINTS = st.sampled_from([(1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0)])


@given(POINTS, st.booleans(), st.integers(2, 5), st.integers(2, 5))
def test_upright_puts_every_pixel_where_the_matrix_does(
    turned: tuple[int, int, int, int], mirrored: bool, height: int, width: int
) -> None:
    matrix = np.array([[turned[0], turned[1], 0], [turned[2], turned[3], 0], [0, 0, 1]]) << 16
    if mirrored:
        matrix = np.diag([-1, 1, 1]) @ matrix
    pixels = np.arange(height * width, dtype=np.uint8).reshape(height, width)
    shown = upright(pixels, matrix.astype(np.int32))
    y, x = np.mgrid[:height, :width]
    places = np.stack([x.ravel(), y.ravel()], axis=1) @ (matrix[:2, :2] >> 16)
    places -= places.min(axis=0)
    assert (shown[places[:, 1], places[:, 0]] == pixels.ravel()).all()


def test_pixels_that_are_not_square_become_square(tmp_path: Path) -> None:
    film = write_video(
        tmp_path / "a.mp4",
        counting(3, (48, 64)),
        [0.0, 0.04, 0.08],
        options={"x264-params": "sar=3/2"},
    )
    with opened_video(film) as video:
        (frame,) = video.at([0.0])
    assert frame.pixels.shape == frame.full_size == (48, 96)


def test_what_is_left_of_a_cut_off_video_is_read(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    pictures = [rng.integers(0, 255, (48, 64), dtype=np.uint8) for _ in range(50)]
    options = {"movflags": "faststart"}
    film = write_video(tmp_path / "a.mkv", pictures, [i / 25 for i in range(50)], options=options)
    film.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    with opened_video(film) as video:
        early, late = video.at([0.2, 1.9])
    assert early is not None
    assert late is None


def sound_only(path: Path) -> None:
    import av

    with av.open(str(path), "w", format="mp4") as container:
        voice = container.add_stream("aac", rate=16000, layout="mono")
        container.mux(voice.encode(tone(0.0, 0.5)))
        container.mux(voice.encode(None))


def headless(path: Path) -> None:
    write_video(path.with_suffix(".mp4"), counting(9), [i / 25 for i in range(9)])
    whole = path.with_suffix(".mp4").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])  # what tells where the pictures are stands last


def hollow(path: Path) -> None:
    film = write_video(path.with_suffix(".mp4"), counting(9), [i / 25 for i in range(9)])
    whole = film.read_bytes()
    start, stop = whole.index(b"mdat") + 4, whole.index(b"moov") - 4
    path.write_bytes(whole[:start] + bytes(stop - start) + whole[stop:])


WRONG = {
    "damaged": (hollow, "No picture of .* can be read"),
    "only sound": (sound_only, "holds no moving picture"),
    "no media": (lambda path: path.write_text("onset\tduration\n" * 99), "is no sound or video"),
    "cut off": (headless, "cut off"),
    "a pointer": (
        lambda path: path.write_text("version https://git-lfs.github.com/spec/v1\n"),
        "git lfs pull",
    ),
    "a folder": (lambda path: path.mkdir(), "is a folder"),
    "missing": (lambda path: None, "is missing"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_video_is_one_sentence(name: str, tmp_path: Path) -> None:
    make, says = WRONG[name]
    make(tmp_path / "被试 1.mp4x")
    with (
        pytest.raises(DepformerError, match=says) as caught,
        opened_video(tmp_path / "被试 1.mp4x") as video,
    ):
        list(video.at([0.0]))
    assert "\n" not in str(caught.value)
    assert "被试 1" in str(caught.value)


def test_a_video_that_is_written_to_meanwhile_is_refused(tmp_path: Path) -> None:
    film = write_video(tmp_path / "a.mp4", counting(9), [i / 25 for i in range(9)])

    def read_while_written_to() -> None:
        with opened_video(film) as video, film.open("ab") as file:
            list(video.at([0.0]))
            file.write(b"more")

    with pytest.raises(DepformerError, match="was changed while it was read"):
        read_while_written_to()
