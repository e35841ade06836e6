"""The arrays of the published code: what is taken how, and what is refused by name."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from depformer.errors import DepformerError
from depformer.recordings.importer import import_study
from tests.cli.asked import ask
from tests.recordings.sources import N_WORDS, published_npy

KIND = "published-npy"


def change(source: Path, name: str, by: Callable[[np.ndarray], np.ndarray]) -> None:
    array = np.load(source / name)
    np.save(source / name, by(array), allow_pickle=True)


def test_faces_and_voices_are_those_of_the_files_and_groups_those_of_the_letter(
    tmp_path: Path,
) -> None:
    source, options = published_npy(tmp_path)
    made, notes = import_study(KIND, source, tmp_path / "study", options)
    assert made.participants["group"].tolist() == ["depressed"] * 2 + ["healthy"] * 2
    features = made.features("sub-003")
    face = np.load(source / "face" / "c_H001.npy")
    np.testing.assert_array_equal(features.face[5], face[:, :, 5])
    voice = np.load(source / "audio" / "c_H001.npy")
    np.testing.assert_array_equal(features.audio, voice.astype(np.float32))
    assert notes == ["The letter H is taken for healthy"]


def test_fractions_become_grey_values_and_more_words_give_the_first(tmp_path: Path) -> None:
    source, options = published_npy(tmp_path)
    whole = np.load(source / "face" / "a_D001.npy")
    for path in (source / "face").iterdir():
        change(source, f"face/{path.name}", lambda a: np.concatenate([a, a], axis=2) / 255)
    made, notes = import_study(KIND, source, tmp_path / "study", options)
    np.testing.assert_array_equal(made.features("sub-001").face, np.moveaxis(whole, 2, 0))
    assert "Only the first 8 words are taken, of more in a_D001.npy" in notes[0]


def test_what_is_empty_is_missing_and_named(tmp_path: Path) -> None:
    source, options = published_npy(tmp_path)
    change(source, "face/a_D001.npy", lambda a: a * (np.arange(N_WORDS) != 2).astype(np.uint8))
    rows = np.arange(N_WORDS)[:, None]
    change(source, "audio/a_D001.npy", lambda a: np.where(rows == 4, np.nan, a))
    made, notes = import_study(KIND, source, tmp_path / "study", options)
    assert np.argwhere(made.mask).tolist() == [[0, 2, 0], [0, 4, 1]]
    assert "sub-001 has no recording of some words: x3 (the face is empty)" in notes
    assert "sub-001 has no recording of some words: x5 (the voice is empty)" in notes


def test_other_letters_are_said_by_the_user(tmp_path: Path) -> None:
    source, options = published_npy(tmp_path)
    for kind in ("face", "audio"):
        (source / kind / "d_H002.npy").rename(source / kind / "d_N002.npy")
    with pytest.raises(DepformerError, match="names with the letters D, H, N: D is depressed, but"):
        import_study(KIND, source, tmp_path / "study", options)
    groups = {"D": "depressed", "H": "healthy", "N": "bipolar"}
    made, _ = import_study(KIND, source, tmp_path / "study", replace(options, groups=groups))
    assert made.participants["group"].tolist()[2:] == ["healthy", "bipolar"]


class Canary:
    """Would touch a file if it were unpickled."""

    def __reduce__(self) -> tuple[Callable[..., None], tuple[Path]]:
        return Path.touch, (Path("canary"),)


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "objects": (
        lambda s: change(s, "face/a_D001.npy", lambda a: a.astype(object)),
        "a_D001.npy cannot be read as an array: it holds Python objects, which are never unpickled",
    ),
    "a pickle": (
        lambda s: (s / "face" / "a_D001.npy").write_bytes(pickle.dumps(Canary())),
        "pickled Python objects, which are never unpickled",
    ),
    "another file": (
        lambda s: (s / "face" / "notes.txt").write_text("mine"),
        "notes.txt is not recognised: expected are .npy files only",
    ),
    "another shape": (
        lambda s: change(s, "face/a_D001.npy", lambda a: a[:, :200]),
        "a_D001.npy is not recognised: it has shape (224, 200, 8), expected is (224, 224, word)",
    ),
    "too few words": (
        lambda s: change(s, "audio/b_D002.npy", lambda a: a[:6]),
        "b_D002.npy has 6 words, expected are at least 8",
    ),
    "no partner": (
        lambda s: (s / "audio" / "b_D002.npy").unlink(),
        "b_D002.npy has faces, but there is no file of voices of that name",
    ),
    "two of a name": (
        lambda s: ((s / "more").mkdir(), np.save(s / "more" / "a_D001", np.zeros((8, 1000)))),
        "a_D001.npy have the same name",
    ),
    "no letter": (
        lambda s: [(s / k / "a_D001.npy").rename(s / k / "a_1001.npy") for k in ("face", "audio")],
        "a_1001.npy is not recognised: the 8th character from the end of the name has to be",
    ),
    "beyond grey values": (
        lambda s: change(s, "face/c_H001.npy", lambda a: a * 2.0 - 9),
        "c_H001.npy has values from -9 to 491; faces are taken from 0 to 255, or from 0 to 1",
    ),
    "two scales": (
        lambda s: change(s, "face/c_H001.npy", lambda a: a / 255),
        "have different scales: one goes to 1, the other to 255",
    ),
    "half a gap": (
        lambda s: change(s, "audio/c_H001.npy", lambda a: np.where(a > 0.99, np.nan, a)),
        "c_H001.npy, word 1: some of its numbers are NaN",
    ),
    "text": (
        lambda s: change(s, "audio/c_H001.npy", lambda a: a.astype(str)),
        "expected are numbers",
    ),
    "rounded faces": (
        lambda s: change(s, "face/d_H002.npy", lambda a: a % 2),
        "sub-004_desc-face.npy holds no grey value but 0 and 1: faces from 0 to 1 were rounded",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_names_the_file_and_nothing_is_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, options = published_npy(tmp_path)
    monkeypatch.chdir(tmp_path)
    spoil, says = FAULTS[name]
    spoil(source)
    before = sorted(tmp_path.rglob("*"))
    answer = ask("import", KIND, source, tmp_path / "out", "--word-list", options.word_list)
    assert answer.code == 2
    assert says in answer.err
    assert sorted(tmp_path.rglob("*")) == before
