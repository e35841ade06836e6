"""What every registry with versions promises: the same numbers twice, and by their version.

Extractors and importers, which have files of their own, store theirs in the same place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from depformer.recordings import seen
from depformer.recordings.descriptors import (
    DESCRIPTORS,
    FRAME_TABLES,
    SpokenWord,
    describe_words,
    table_of_words,
)
from depformer.recordings.faces import RULES, WordFace, faces_of_words
from depformer.recordings.faces.align import EYE_PLACES, apply, cut, own_template, to_crop
from depformer.recordings.faces.detect import LANDMARKS
from depformer.recordings.faces.rule import Candidates
from depformer.recordings.sound import Sound
from depformer.recordings.words import FINDERS, hear
from depformer.registry import Registry
from tests.recordings.filmed import scene, write_video
from tests.recordings.fingerprint import fingerprint, hold_version, stored_numbers
from tests.recordings.test_descriptors import EGEMAPS, OPENFACE, PYFEAT
from tests.test_architecture import REGISTRIES

RATE = 16_000
SIZE = 48
# Kept as it is, since another way of drawing would be no other way of seeing.
FACE = np.load(Path(__file__).parents[1] / "data" / "drawn_face.npy")
MARKS = np.array([[0.345, 0.39], [0.69, 0.39], [0.51, 0.59], [0.37, 0.74], [0.665, 0.74]])
TABLES = {"openface": OPENFACE, "py_feat": PYFEAT, "opensmile": EGEMAPS}


def words() -> list[SpokenWord]:
    """Return a word of a voice and a face, one of a breath, and one that is missing."""
    marks = MARKS * 120
    face = WordFace(FACE, time=0.0, landmarks=marks, landmarks_in_crop=marks)
    known = {"onset": 1.0, "offset": 1.9, "shown": 0.25, "rate": RATE}
    voice = glide(0.9)
    breath = 0.02 * np.random.default_rng(0).standard_normal(voice.size)
    spoken = SpokenWord(samples=voice.astype(np.float32), face=face, **known)
    return [spoken, replace(spoken, samples=breath.astype(np.float32), face=None), SpokenWord()]


def glide(seconds: float) -> np.ndarray:
    """Return a voice of eight harmonics that rises by five semitones."""
    hertz = 140.0 * 2.0 ** (np.linspace(0, 0.4, round(seconds * RATE)))
    phase = 2 * np.pi * np.cumsum(hertz) / RATE
    return 0.1 * np.sum([np.sin(k * phase) / k for k in range(1, 9)], axis=0)


def of_descriptor(name: str, folder: Path) -> np.ndarray:
    return np.nan_to_num(describe_words(words(), [name]).to_numpy(), nan=-1.0)


def of_finder(name: str, folder: Path) -> np.ndarray:
    sound = 1e-4 * np.random.default_rng(0).standard_normal(3 * RATE)
    for start, seconds in ((0.6, 0.7), (1.9, 0.5)):
        said = glide(seconds) * np.hanning(round(seconds * RATE))
        sound[round(start * RATE) :][: said.size] += said
    heard = hear(iter([Sound(sound.astype(np.float32), RATE, 0.0)]), FINDERS[name])
    assert heard.probability.max() > 0.2
    return heard.probability


def of_table(name: str, folder: Path) -> np.ndarray:
    path = folder / "table.csv"
    path.write_text(TABLES[name], encoding="utf-8")
    windows = [(0.0, 0.15), (0.15, 0.35), (np.nan, np.nan)]
    table = table_of_words(path, windows, kind=name, fps=10.0)
    return np.nan_to_num(table.to_numpy(), nan=-1.0)


def of_rule(name: str, folder: Path) -> np.ndarray:
    taken = []
    for seed in range(6):
        wide = np.random.default_rng(seed).uniform(0.9, 1.1, 5)  # every face a little longer
        longer = [cv2.resize(FACE, None, fx=1.0, fy=each)[:108] for each in wide]
        eyes = slice(*(round((EYE_PLACES[0, 1] + side) * 108) for side in (-0.05, 0.05)))
        longer[seed % 5][eyes] = 200  # a blink
        blurs = [0.5 + (k * 7 + seed) % 5 for k in range(5)]
        crops = [cv2.GaussianBlur(f, (0, 0), s) for f, s in zip(longer, blurs, strict=True)]
        stacked = np.stack(crops)
        times = np.arange(5) / 25
        taken.append(RULES[name].choose(Candidates(times, stacked, stacked.mean(axis=0))))
    return np.array(taken, dtype=float)


MADE: dict[str, tuple[Registry[Any], Callable[[str, Path], np.ndarray]]] = {
    DESCRIPTORS.what: (DESCRIPTORS, of_descriptor),
    FINDERS.what: (FINDERS, of_finder),
    FRAME_TABLES.what: (FRAME_TABLES, of_table),
    RULES.what: (RULES, of_rule),
}
ENTRIES = [(kind, name) for kind, (registry, _) in MADE.items() for name in registry.ids]


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_other_numbers_have_another_version(kind: str, name: str, tmp_path: Path) -> None:
    registry, made = MADE[kind]
    first = made(name, tmp_path)
    np.testing.assert_array_equal(first, made(name, tmp_path))
    hold_version(kind, name, registry[name].version, first)


def test_a_face_is_cut_out_by_its_landmarks_as_its_version_says() -> None:
    """Without a video and a network: the template of one's own, the way to the crop, the crop."""
    face, marks = FACE, MARKS * 120
    assert len(marks) == len(LANDMARKS)
    crops = []
    for angle, scale in ((0.0, 1.0), (12.0, 0.9), (-7.0, 1.2)):
        moved = cv2.getRotationMatrix2D((60, 60), angle, scale)
        moved[:, 2] += (100, 60)
        room = cv2.warpAffine(face, moved, (320, 240), flags=cv2.INTER_LINEAR)
        there = apply(moved, marks)
        crops.append(cut(room, to_crop(there, own_template([there]), SIZE), SIZE))
    hold_version("face", "aligned_face by landmarks", seen.VERSION, np.stack(crops), atol=0.05)


def test_a_face_is_found_and_aligned_as_its_version_says(tmp_path: Path) -> None:
    """The whole way from a lossless film; other machines may round the network otherwise."""
    film = [scene((FACE, 90 + k, 50, 120)) for k in range(20)]
    options = {"level": "3"}
    path = write_video(tmp_path / "a.mkv", film, np.arange(20) / 10, codec="ffv1", options=options)
    found = faces_of_words(path, [(0.2, 0.9), (1.0, 1.6)], size=SIZE, rule="onset")
    again = faces_of_words(path, [(0.2, 0.9), (1.0, 1.6)], size=SIZE, rule="onset")
    crops = np.stack([each.crop for each in found])
    np.testing.assert_array_equal(crops, np.stack([each.crop for each in again]))
    hold_version("face", "aligned_face", seen.VERSION, crops, atol=1.0)


def test_all_that_has_a_version_is_held_to_it_and_nothing_else_is_stored() -> None:
    versions: dict[str, dict[str, Any]] = {
        "face": dict.fromkeys(("aligned_face", "aligned_face by landmarks"), seen.VERSION)
    }
    for dotted in REGISTRIES.values():
        package, attribute = dotted.rsplit(".", 1)
        registry = getattr(import_module(package), attribute)
        assert isinstance(registry, Registry)
        if all(hasattr(spec, "version") for spec in registry):
            versions[registry.what] = {spec.id: spec.version for spec in registry}
    stored = stored_numbers()
    held = {kind: {name: [*each] for name, each in of.items()} for kind, of in stored.items()}
    assert held == {k: {name: [v] for name, v in of.items()} for k, of in versions.items()}


def test_numbers_that_change_are_noticed_with_and_without_a_raised_version() -> None:
    numbers = of_descriptor("loudness", Path())
    version = DESCRIPTORS["loudness"].version
    hold_version("descriptor", "loudness", version, numbers)
    with pytest.raises(AssertionError, match="other numbers under the same version"):
        hold_version("descriptor", "loudness", version, numbers + 0.1)
    with pytest.raises(AssertionError, match="nobody has stored the numbers of this version"):
        hold_version("descriptor", "loudness", f"{version}.1", numbers)
    assert fingerprint(numbers) == fingerprint(of_descriptor("loudness", Path()))
