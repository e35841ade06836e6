"""The participant's face of each word: found, followed, level, chosen by a rule, and judged."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depformer.errors import DepformerError
from depformer.recordings.faces import RULES, faces_of_words
from depformer.recordings.faces.align import (
    EYE_PLACES,
    apply,
    box_to_crop,
    cut,
    similarity,
    steadied,
)
from depformer.recordings.faces.detect import Face
from depformer.recordings.faces.quality import pose, sharpness
from depformer.recordings.faces.track import participant
from tests.recordings.filmed import QUARTER_CLOCKWISE, person, scene, turn, write_video

HER, HIM = person(1), person(4)
NAN = float("nan")


def film(path: Path, pictures: list[np.ndarray], rate: float = 10.0) -> Path:
    return write_video(path, pictures, [i / rate for i in range(len(pictures))])


def away(crop: np.ndarray, face: np.ndarray) -> float:
    """Return how little two faces are alike, 0 to 2."""
    return 1.0 - float(np.corrcoef(crop[8:56, 8:56].ravel(), face[8:56, 8:56].ravel())[0, 1])


def test_a_face_is_found_level_and_in_its_place(tmp_path: Path) -> None:
    """Wherever she sits and however large she is, her crop is the same."""
    places = [(40, 60, 120), (130, 70, 120), (180, 100, 90), (20, 30, 160)]
    pictures = [scene((HER, *place)) for place in places for _ in range(4)]
    path = film(tmp_path / "她 1.mp4", pictures)
    words = faces_of_words(path, [(0.1, 0.3), (0.5, 0.7), (0.9, 1.1), (1.3, 1.5)], size=64)
    for word, (_, _, width) in zip(words, places, strict=True):
        assert word.flag == word.doubt == ""
        assert word.found == 1.0
        assert word.others == 0
        assert word.crop.shape == (64, 64)
        assert word.landmarks_in_crop[:2] == pytest.approx(EYE_PLACES * 64 - 0.5, abs=64 * 0.02)
        assert word.height == pytest.approx(0.85 * width, rel=0.15)
        assert abs(word.roll) < 3
        assert abs(word.yaw) < 0.2
        assert away(word.crop, words[0].crop) < 0.08


@pytest.mark.parametrize("roll", [-20.0, 0.0, 15.0])
def test_a_drawn_face_is_in_the_middle_of_its_crop_and_upright(roll: float, tmp_path: Path) -> None:
    """Her two halves are alike, and more so than a pixel and a half to the side."""
    leaning = cv2.warpAffine(
        scene((HER, 100, 60, 120)), cv2.getRotationMatrix2D((160, 120), roll, 1.0), (320, 240)
    )
    path = film(tmp_path / "a.mp4", [leaning] * 4)
    (word,) = faces_of_words(path, [(0.1, 0.3)], size=64)
    assert word.roll == pytest.approx(-roll, abs=3)
    inner = word.crop[18:56].astype(float)
    unlike = {
        shift: np.abs(np.roll(inner, shift, axis=1) - inner[:, ::-1])[:, 12:52].mean()
        for shift in range(-6, 7)
    }
    assert abs(min(unlike, key=unlike.__getitem__)) <= 1  # a shift moves both halves


def test_the_picture_at_the_onset_is_taken(tmp_path: Path) -> None:
    pictures = [scene((HER, 100 + 2 * i, 60, 120)) for i in range(12)]
    path = film(tmp_path / "a.mp4", pictures)
    (word,) = faces_of_words(path, [(0.55, 1.0)], size=32)
    assert word.time == pytest.approx(0.5)
    # She moves evenly, so that steadied eyes lie where they are: 0.345 and 0.695 of her width.
    assert word.landmarks[:2, 0] == pytest.approx([110 + 0.345 * 120, 110 + 0.695 * 120], abs=2.5)


@pytest.mark.parametrize(
    ("quarters", "matrix"),
    [(1, QUARTER_CLOCKWISE), (2, (-1, 0, 0, -1)), (3, (0, -1, 1, 0))],
)
def test_a_phone_held_in_any_way_shows_a_level_face(
    quarters: int, matrix: tuple[int, int, int, int], tmp_path: Path
) -> None:
    lying = np.rot90(scene((HER, 100, 60, 120)), quarters)  # as its sensor sees her
    path = turn(film(tmp_path / "a.mp4", [lying] * 5), matrix)
    (word,) = faces_of_words(path, [(0.1, 0.3)], size=32)
    assert word.flag == ""
    assert abs(word.roll) < 3


def test_words_without_a_face_are_missing_and_say_why(tmp_path: Path) -> None:
    with_her, empty = scene((HER, 100, 60, 120)), scene()
    path = film(tmp_path / "a.mp4", [with_her] * 5 + [empty] * 5)
    windows = [(0.6, 0.9), (NAN, NAN), (9.0, 9.5), (0.3, 0.9), (0.0, 0.3)]
    words = faces_of_words(path, windows, size=32)
    assert [word.flag for word in words] == ["no_face", "no_window", "no_picture", "seldom", ""]
    assert [word.missing for word in words] == [True, True, True, False, False]
    assert words[0].doubt == "no face was found"
    assert words[2].doubt == "the video has no picture there"
    assert words[0].found == 0.0
    assert not words[0].crop.any()
    assert np.isnan(words[0].sharpness)
    assert words[3].found == pytest.approx(2 / 7)


def test_the_larger_and_steadier_face_is_the_participant(tmp_path: Path) -> None:
    """Somebody smaller looks over her shoulder, and stays when she leaves the picture."""
    both = scene((HER, 20, 60, 130), (HIM, 220, 20, 80))
    alone = scene((HIM, 220, 20, 80))
    path = film(tmp_path / "a.mp4", [both] * 8 + [alone] * 6)
    first, second = faces_of_words(path, [(0.1, 0.6), (0.9, 1.2)], size=64)
    assert first.others == 1
    assert first.landmarks[0, 0] < 150
    assert second.flag == "no_face"
    assert second.others == 1


def test_a_video_that_shows_nothing_at_the_words_is_refused(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", [scene((HER, 100, 60, 120))] * 5)
    with pytest.raises(DepformerError, match=r"nothing at any of the 2 words: .* 60\.000 and"):
        faces_of_words(path, [(60.0, 61.0), (63.0, 64.0)], size=32)
    with pytest.raises(DepformerError, match="Did you mean 'sharpest'"):
        faces_of_words(path, [(0.0, 0.3)], rule="sharp")


def test_no_word_at_all_has_a_window(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", [scene()] * 3)
    assert [word.flag for word in faces_of_words(path, [(NAN, NAN)] * 2)] == ["no_window"] * 2


def test_a_given_box_is_cut_out_as_it_is(tmp_path: Path) -> None:
    pictures = [scene((HER, 100, 60, 64))] * 5
    path = film(tmp_path / "a.mp4", pictures)
    drawn = pictures[0][60:124, 100:164]
    boxes = np.array([[100.0, 60.0, 64.0, 64.0], [NAN] * 4])
    word, none = faces_of_words(path, [(0.1, 0.3), (0.2, 0.4)], size=64, boxes=boxes)
    assert np.abs(word.crop.astype(float) - drawn).mean() < 4
    assert np.isnan(word.landmarks).all()
    assert none.flag == "no_face"
    smaller, _ = faces_of_words(path, [(0.1, 0.3), (0.2, 0.4)], size=32, boxes=boxes)
    means = drawn.reshape(32, 2, 32, 2).mean(axis=(1, 3))
    assert np.abs(smaller.crop.astype(float) - means).mean() < 3


def test_a_given_box_beyond_the_end_takes_what_is_there(tmp_path: Path) -> None:
    sharp = scene((HER, 100, 60, 64))
    path = film(tmp_path / "a.mp4", [cv2.GaussianBlur(sharp, (0, 0), 3)] * 2 + [sharp] * 3)
    boxes = np.array([[100.0, 60.0, 64.0, 64.0]] * 2)
    windows = [(0.1, 0.9), (3.0, 3.4)]
    word, none = faces_of_words(path, windows, size=64, rule="sharpest", boxes=boxes)
    assert word.time >= 0.2
    assert none.flag == "no_picture"


def test_the_sharpest_picture_is_taken(tmp_path: Path) -> None:
    sharp = scene((HER, 100, 60, 120))
    blurred = cv2.GaussianBlur(sharp, (0, 0), 3)
    path = film(tmp_path / "a.mp4", [blurred] * 4 + [sharp] + [blurred] * 4)
    (word,) = faces_of_words(path, [(0.0, 0.8)], size=64, rule="sharpest")
    assert word.time == pytest.approx(0.4)


def test_the_most_expressive_picture_is_taken(tmp_path: Path) -> None:
    calm = scene((HER, 100, 60, 120))
    moved = scene((person(1, jaw_drop=2.0, brow_raise=2.0, lip_corner=2.0), 100, 60, 120))
    path = film(tmp_path / "a.mp4", [calm] * 12 + [moved] * 2 + [calm] * 4)
    words = faces_of_words(path, [(0.0, 0.4), (1.0, 1.6)], size=64, rule="expressive")
    assert words[1].time in (pytest.approx(1.2), pytest.approx(1.3))


def test_a_blink_is_no_expression(tmp_path: Path) -> None:
    calm, closed, smile = (
        scene((person(1, **moment), 100, 60, 120))
        for moment in ({}, {"lid_opening": -3.0}, {"lip_corner": 2.0, "jaw_drop": 1.0})
    )
    assert np.abs(closed.astype(float) - calm).sum() > 100
    path = film(tmp_path / "a.mp4", [calm] * 4 + [closed] * 3 + [calm] + [smile] * 3 + [calm] * 4)
    (word,) = faces_of_words(path, [(0.0, 1.4)], size=64, rule="expressive")
    assert 0.8 <= word.time < 1.1


@pytest.mark.parametrize("rule", RULES.ids)
def test_every_rule_takes_the_only_picture_and_gives_the_same_twice(
    rule: str, tmp_path: Path
) -> None:
    path = film(tmp_path / "a.mp4", [scene((HER, 100, 60, 120))])
    first, second = (faces_of_words(path, [(0.0, 0.0)], size=32, rule=rule)[0] for _ in range(2))
    assert first.time == 0.0
    assert (first.crop == second.crop).all()


def test_progress_is_told_and_may_stop_the_work(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", [scene((HER, 100, 60, 120))] * 8)
    told: list[tuple[int, int]] = []
    faces_of_words(path, [(0.0, 0.5)], size=32, progress=lambda *now: told.append(now))
    shares = [done / total for done, total in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        faces_of_words(path, [(0.0, 0.5)], size=32, progress=stop)


# -- laws ------------------------------------------------------------------------------------

POINTS = st.lists(
    st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=5, max_size=5, unique=True
).map(np.array)


@given(POINTS, st.floats(-3, 3), st.floats(0.1, 10), st.floats(-99, 99))
def test_a_similarity_is_found_again(
    points: np.ndarray, turned: float, scale: float, shift: float
) -> None:
    if np.ptp(points, axis=0).max() < 1:
        return
    cosine, sine = scale * np.cos(turned), scale * np.sin(turned)
    matrix = np.array([[cosine, -sine, shift], [sine, cosine, -shift]])
    weights = np.array([1.0, 2.0, 0.5, 1.0, 0.1])
    found = similarity(points, apply(matrix, points), weights)
    np.testing.assert_allclose(found, matrix, atol=1e-6 * max(1.0, scale * 100))


@given(st.lists(st.floats(0.01, 0.2), min_size=1, max_size=8), st.floats(-50, 50))
def test_a_head_that_moves_evenly_stays_where_it_is(gaps: list[float], speed: float) -> None:
    times = np.cumsum(gaps)
    marks = [np.full((5, 2), speed * time) for time in times]
    np.testing.assert_allclose(steadied(list(times), marks), marks, atol=1e-6)


@given(st.integers(1, 6), st.integers(8, 20))
def test_a_crop_made_smaller_is_the_mean_of_areas(factor: int, size: int) -> None:
    picture = np.random.default_rng(size).integers(0, 255, (140, 140), dtype=np.uint8)
    side = factor * size
    box = np.array([7.0, 3.0, side, side])
    crop = cut(picture, box_to_crop(box, size), size)
    area = picture[3 : 3 + side, 7 : 7 + side].reshape(size, factor, size, factor)
    assert np.abs(crop - area.mean(axis=(1, 3))).max() <= 1.0


@given(st.floats(-40, 40), st.floats(10, 200))
def test_roll_is_the_angle_of_the_eyes(degrees: float, scale: float) -> None:
    face = np.array([[-0.5, 0.0], [0.5, 0.0], [0.1, 0.6], [-0.4, 1.1], [0.4, 1.1]]) * scale
    angle = np.radians(degrees)
    turned = face @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    found = pose(turned)
    assert found.roll == pytest.approx(degrees, abs=1e-6)
    assert found.yaw == pytest.approx(0.2)
    assert found.pitch == pytest.approx(0.6 / 1.1)


def test_sharpness_falls_with_blur_and_not_with_the_size_of_the_crop() -> None:
    large = cv2.resize(HER, (240, 240), interpolation=cv2.INTER_CUBIC)
    assert sharpness(large) == pytest.approx(sharpness(HER), rel=0.25)
    assert sharpness(cv2.GaussianBlur(HER, (0, 0), 2)) < 0.5 * sharpness(HER)


def face_at(left: float, top: float = 10.0, width: float = 40.0) -> Face:
    return Face(np.array([left, top, width, width]), None)


def test_who_is_seen_beside_the_participant_is_somebody_else() -> None:
    her, moved, him = face_at(10), face_at(150), face_at(90, width=28)
    pictures = [[her, him]] * 5 + [[him]] * 5 + [[moved, him]] * 5
    faces, others = participant(pictures)
    assert faces == [her] * 5 + [None] * 5 + [moved] * 5
    assert others == [1] * 15


def test_what_flickers_up_is_nobody() -> None:
    her = face_at(10)
    _, others = participant([[her], [her, face_at(200)], [her], [her]])
    assert others == [0, 0, 0, 0]
    assert participant([]) == ([], [])
