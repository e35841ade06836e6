"""What describes a word: measured on sounds and faces that are known, or another program's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from depformer.errors import DepformerError
from depformer.recordings.descriptors import (
    DESCRIPTORS,
    SpokenWord,
    describe_words,
    table_of_words,
)
from depformer.recordings.faces import WordFace
from tests.recordings.filmed import MEDIA, needs_media, person

RATE = 16000
NAN = float("nan")


def voice(hertz: np.ndarray, level: float = 0.1) -> np.ndarray:
    """Return a voice of eight harmonics whose pitch goes as given, one value a sample."""
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    wave = sum(np.sin(k * phase) / k for k in range(1, 9))
    return (level * wave).astype(np.float32)


def described(samples: np.ndarray, *ids: str, **known: float) -> dict[str, float]:
    word = SpokenWord(samples=np.asarray(samples, dtype=np.float32), rate=RATE, **known)
    return describe_words([word], ids or None).iloc[0].to_dict()


def test_times_are_differences() -> None:
    found = described(np.empty(0), "duration", "onset_latency", onset=2.5, offset=3.25, shown=1.75)
    assert found == {"duration": 0.75, "onset_latency": 0.75}
    assert np.isnan(described(np.empty(0), "onset_latency", onset=2.5)["onset_latency"])


def test_pitch_is_that_of_the_voice() -> None:
    steady = described(voice(np.full(RATE, 220.0)), "f0")
    assert steady["f0_median"] == pytest.approx(220, rel=0.01)
    assert steady["f0_range"] < 0.3
    # An octave, evenly in semitones: the middle 80 % of it are 9.6.
    glide = described(voice(150.0 * 2.0 ** np.linspace(0, 1, RATE)), "f0")
    assert glide["f0_median"] == pytest.approx(150 * 2**0.5, rel=0.03)
    assert glide["f0_range"] == pytest.approx(9.6, abs=0.6)


@pytest.mark.parametrize("name", ["a breath", "too short", "silence", "nothing"])
def test_pitch_is_blank_where_hardly_anything_is_voiced(name: str) -> None:
    noise = 0.05 * np.random.default_rng(0).standard_normal(RATE // 2)
    samples = {
        "a breath": noise,
        "too short": voice(np.full(RATE // 20, 220.0)),
        "silence": np.zeros(RATE // 2),
        "nothing": np.empty(0),
    }[name]
    assert np.isnan(list(described(samples, "f0").values())).all()


def test_loudness_weighs_as_an_ear_does() -> None:
    time = np.arange(RATE) / RATE
    tones = {hertz: np.sin(2 * np.pi * hertz * time) for hertz in (100, 1000)}
    level = {hertz: described(tone, "loudness")["loudness"] for hertz, tone in tones.items()}
    assert level[1000] == pytest.approx(-3.01, abs=0.05)  # a full sine; no weight at 1 kHz
    assert level[100] - level[1000] == pytest.approx(-19.1, abs=0.2)  # IEC 61672
    softer = described(0.1 * tones[1000], "loudness")["loudness"]
    assert softer == pytest.approx(level[1000] - 20.0, abs=0.01)


def test_the_centroid_lies_where_the_sound_is_and_ignores_pauses() -> None:
    time = np.arange(RATE) / RATE
    tone = np.sin(2 * np.pi * 2000 * time)
    assert described(tone, "spectral_centroid")["spectral_centroid"] == pytest.approx(2000, rel=0.1)
    hiss = 1e-4 * np.random.default_rng(0).standard_normal(RATE)
    paused = described(np.concatenate([tone, hiss]), "spectral_centroid")["spectral_centroid"]
    assert paused == pytest.approx(2000, rel=0.1)


def drawn(seed: int, **moment: float) -> SpokenWord:
    """Return a word with a drawn face, 120 pixels wide, and where its landmarks were drawn."""
    marks = np.array([[0.345, 0.39], [0.69, 0.39], [0.51, 0.59], [0.37, 0.74], [0.665, 0.74]])
    face = WordFace(
        person(seed, **moment), time=0.0, landmarks=marks * 120, landmarks_in_crop=marks * 120
    )
    return SpokenWord(face=face)


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_open_eyes_and_an_open_mouth_are_told_from_closed_ones(seed: int) -> None:
    closed, usual, wide = (drawn(seed, lid_opening=size) for size in (-2.2, 0.0, 2.2))
    eyes = describe_words([closed, usual, wide], ["eye_opening"])["eye_opening"]
    assert eyes.is_monotonic_increasing
    assert eyes[2] > 1.2 * eyes[0]
    shut, spoken = drawn(seed, jaw_drop=-2.0), drawn(seed, jaw_drop=2.5)
    mouth = describe_words([shut, spoken], ["mouth_opening"])["mouth_opening"]
    assert mouth[1] > 1.5 * mouth[0]


def test_a_word_of_which_nothing_is_known_has_blanks_and_no_zeros() -> None:
    none = WordFace(np.zeros((8, 8), dtype=np.uint8), flag="no_face")
    table = describe_words([SpokenWord(), SpokenWord(face=none)])
    assert table.isna().to_numpy().all()
    assert list(table) == [column for spec in DESCRIPTORS for column in spec.columns]


@pytest.mark.parametrize("name", DESCRIPTORS.ids)
def test_every_descriptor_gives_its_columns_and_the_same_twice(name: str) -> None:
    spec = DESCRIPTORS[name]
    word = replace(drawn(1), samples=voice(np.full(RATE, 180.0)), onset=1.0, offset=2.0, shown=0.4)
    first, second = spec.describe(word), spec.describe(word)
    assert first == second
    assert len(first) == len(spec.columns)
    assert np.isfinite(first).all()
    assert all(spec.columns.values())


# -- tables of other programs ----------------------------------------------------------------

OPENFACE = """frame, face_id, timestamp, confidence, success, gaze_0_x, x_0, pose_Rx, AU12_r, AU12_c
1, 0, 0.0, 0.98, 1, 0.1, 300, 0.2, 1.0, 0
2, 0, 0.1, 0.98, 1, 0.1, 300, 0.2, 3.0, 1
3, 0, 0.2, 0.70, 1, 0.1, 300, 0.2, 5.0, 1
4, 0, 0.3, 0.98, 0, 0.1, 300, 0.2, 5.0, 1
5, 1, 0.3, 0.90, 1, 0.1, 300, 0.2, 5.0, 1
6, 0, 0.4, 0.98, 1, 0.1, 300, 0.2, 2.0, 1
"""
PYFEAT = """,frame,FaceRectX,FaceRectY,FaceRectWidth,FaceRectHeight,FaceScore,Pitch,AU12,happiness
0,0,10,10,50,50,0.99,3,0.2,0.1
1,1,10,10,50,50,0.99,3,0.4,0.3
2,1,90,10,20,20,0.99,9,0.9,0.9
3,2,10,10,50,50,0.60,9,0.9,0.9
"""
EGEMAPS = """name;frameTime;Loudness_sma3;F0semitoneFrom27.5Hz_sma3nz;jitterLocal_sma3nz
'unknown';0.00;1.0;0.0;0.0
'unknown';0.10;2.0;30.0;0.02
'unknown';0.20;3.0;32.0;0.04
'unknown';0.30;9.0;0.0;0.0
"""
PYTHON_OPENSMILE = """file,start,end,Loudness_sma3
a.wav,0 days 00:00:00,0 days 00:00:00.100000,1
a.wav,0 days 00:00:00.100000,0 days 00:00:00.200000,2
"""


def reduced(text: str, path: Path, windows: list[tuple[float, float]], **how: object):
    path.write_text(text, encoding="utf-8")
    return table_of_words(path, windows, **how)


def test_openface_counts_sure_frames_of_one_face(tmp_path: Path) -> None:
    table = reduced(OPENFACE, tmp_path / "面部.csv", [(0.0, 0.35), (0.2, 0.35), (NAN, NAN)])
    assert list(table) == [
        "openface_gaze_0_x",
        "openface_pose_Rx",
        "openface_AU12_r",
        "openface_AU12_c",
        "openface_frames",
    ]
    assert table["openface_AU12_r"].tolist() == pytest.approx([2.0, NAN, NAN], nan_ok=True)
    assert table["openface_frames"].tolist() == [2, 0, 0]


def test_pyfeat_counts_pictures_and_takes_the_largest_face(tmp_path: Path) -> None:
    table = reduced(PYFEAT, tmp_path / "a.csv", [(0.0, 0.15)], fps=10.0)
    assert table.loc[0].to_dict() == pytest.approx(
        {
            "pyfeat_Pitch": 3.0,
            "pyfeat_AU12": 0.3,
            "pyfeat_happiness": 0.2,
            "pyfeat_frames": 2.0,
        }
    )
    with pytest.raises(DepformerError, match="how many pictures a second"):
        table_of_words(tmp_path / "a.csv", [(0.0, 0.15)])


def test_opensmile_leaves_unvoiced_frames_out_of_the_pitch(tmp_path: Path) -> None:
    table = reduced(EGEMAPS, tmp_path / "a.csv", [(0.0, 0.25)])
    assert table.loc[0].to_dict() == pytest.approx(
        {
            "opensmile_Loudness_sma3": 2.0,
            "opensmile_F0semitoneFrom27.5Hz_sma3nz": 31.0,
            "opensmile_jitterLocal_sma3nz": 0.03,
            "opensmile_frames": 3.0,
        }
    )
    of_python = reduced(PYTHON_OPENSMILE, tmp_path / "b.csv", [(0.0, 0.1), (0.1, 0.2)])
    assert of_python["opensmile_Loudness_sma3"].tolist() == [1.0, 2.0]


WRONG = {
    "unknown": ("a,b\n1,2\n", {}, "is no table that is known here: its columns begin a, b"),
    "another": (EGEMAPS, {"kind": "openface"}, "is no table of OpenFace"),
    "misspelt": (EGEMAPS, {"kind": "opensmil"}, "Did you mean 'opensmile'"),
    "cells": (OPENFACE + "7, 0, 0.5\n", {}, "line 8 has 3 cells, the header 10"),
    "no rows": (OPENFACE.split("\n")[0], {}, "a header and no rows"),
    "one row": ("\n".join(EGEMAPS.split("\n")[:2]), {}, "one row for the whole recording"),
    "no time": (EGEMAPS.replace("0.10;", "soon;"), {}, "row 3 holds no time: got 'soon'"),
    "a page": ("<html><body>Log in</body></html>", {}, "a page of HTML"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_such_table_is_one_sentence(name: str, tmp_path: Path) -> None:
    text, how, says = WRONG[name]
    with pytest.raises(DepformerError, match=says) as caught:
        reduced(text, tmp_path / "a.csv", [(0.0, 1.0)], **how)
    assert "\n" not in str(caught.value)


def test_a_table_in_another_encoding_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("文件,start,end\n".encode("gb18030"))
    with pytest.raises(DepformerError, match="is no UTF-8 text"):
        table_of_words(tmp_path / "a.csv", [(0.0, 1.0)])


def test_a_long_table_is_read_in_blocks_without_loss(tmp_path: Path) -> None:
    rows = [f"'a b';{time / 100:.2f};{time}" for time in range(12_000)]
    text = "\n".join(['"name";"frameTime";"Loudness_sma3"', *rows, ""])
    table = reduced(text, tmp_path / "a.csv", [(0.0, 120.0), (49.99, 50.02)])
    assert table["opensmile_frames"].tolist() == [12_000, 3]
    assert table["opensmile_Loudness_sma3"].tolist() == pytest.approx([5999.5, 5000])


@needs_media
def test_a_real_table_of_openface_with_blanks_in_its_header() -> None:
    table = table_of_words(MEDIA / "odd" / "OpenFace_Test.csv", [(0.0, 0.05), (0.05, 0.2)])
    assert table["openface_frames"].tolist() == [50, 50]
    assert len([name for name in table if name.startswith("openface_AU")]) == 35
    assert np.isfinite(table.to_numpy()).all()
