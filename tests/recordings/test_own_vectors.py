"""Vectors of the voice that a user has made: taken as they are, under their own name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from depformer.errors import DepformerError
from depformer.files import read_json, write_table
from depformer.recordings.ingest import (
    IngestOptions,
    Session,
    correct,
    ingest,
)
from depformer.study import layout, load_study
from tests.cli.asked import ask
from tests.recordings.recorded import N_WORDS, Recorded, record, word_list

OPTIONS = IngestOptions(image_size=40, recordings="none")
SIZE = 5


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Somebody who reads the list. Read only."""
    return record(tmp_path_factory.mktemp("a"))


def given(recorded: Recorded, who: str = "1", **more: object) -> Session:
    files = {"audio": recorded.audio, "events": recorded.events}
    return Session(who, "healthy", recorded.video, **files, **more)


def vectors(path: Path, seed: int = 0, size: int = SIZE) -> np.ndarray:
    array = np.random.default_rng(seed).standard_normal((N_WORDS, size))
    np.save(path, array)
    return array


def test_a_user_s_own_vectors_stand_in_place_of_the_voice(
    recorded: Recorded, tmp_path: Path
) -> None:
    array = vectors(tmp_path / "a.npy")
    array[3] = np.nan
    np.save(tmp_path / "a.npy", array)
    write_table(tmp_path / "words.tsv", word_list())
    asked = ("ingest", tmp_path / "study", "--id", "1", "--group", "healthy", "--video",
             recorded.video, "--audio", recorded.audio, "--events", recorded.events,
             "--word-list", tmp_path / "words.tsv", "--image-size", 40)  # fmt: skip
    said = ask(*asked, "--vectors", tmp_path / "a.npy")
    assert (said.code, "Say by --vectors-name" in said.err) == (2, True)
    said = ask(*asked, "--vectors", tmp_path / "a.npy", "--vectors-name", "wav2vec2-layer9")
    assert said.code == 0, said.err
    id_3 = word_list()["word_id"][3]
    assert f"1 word has no voice: {id_3} (its vector is NaN)." in said.err
    study = load_study(tmp_path / "study")
    np.testing.assert_array_equal(study.features("sub-1").audio, array.astype(np.float32))
    assert study.mask[0, :, 1].tolist() == [row == 3 for row in range(N_WORDS)]
    about = read_json(layout.features_path(study.root, "sub-1"), kind="study")
    assert about["audio"] == {"id": "wav2vec2-layer9", "version": "given", "options": {}}
    assert len(about["source_digests"]["vectors"]) == 64
    other = replace(OPTIONS, vectors_name="hubert")
    session = given(recorded, "2", vectors=tmp_path / "a.npy")
    with pytest.raises(DepformerError, match="id of audio is wav2vec2-layer9 there, hubert here"):
        ingest([session], tmp_path / "study", words=word_list(), options=other)
    with pytest.raises(DepformerError, match="id of audio is wav2vec2-layer9 there, log_mel here"):
        ingest([given(recorded, "2")], tmp_path / "study", words=word_list(), options=OPTIONS)


BAD = {
    "a row too few": (np.zeros((N_WORDS - 1, 3)), r"has shape \(7, 3\), expected is \(word 8"),
    "one dimension": (np.zeros(N_WORDS), r"has shape \(8,\)"),
    "texts": (np.full((N_WORDS, 3), "a"), "dtype <U1, allowed are real numbers"),
    "complex": (np.full((N_WORDS, 3), 1j), "dtype complex128, allowed are real numbers"),
    "endless": (np.where(np.eye(N_WORDS) > 0, np.inf, 1.0), "not finite or beyond 1e"),
    "half a gap": (np.where(np.eye(N_WORDS) > 0, np.nan, 1.0), "not finite or beyond 1e"),
    "huge": (1e30 * np.eye(N_WORDS), "not finite or beyond 1e"),
    "constant": (np.ones((N_WORDS, 3)), "the same number throughout"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_are_no_vectors_is_refused(name: str, recorded: Recorded, tmp_path: Path) -> None:
    array, sentence = BAD[name]
    np.save(tmp_path / "v.npy", array)
    options = replace(OPTIONS, vectors_name="mine")
    session = given(recorded, vectors=tmp_path / "v.npy")
    with pytest.raises(DepformerError, match=sentence) as fault:
        ingest([session], tmp_path / "study", words=word_list(), options=options)
    assert "v.npy" in str(fault.value)
    assert not (tmp_path / "study").exists()


def test_vectors_have_one_size_and_are_everybody_s(recorded: Recorded, tmp_path: Path) -> None:
    """Nothing is made before the sizes fit: one wrong file would undo the work of all."""
    vectors(tmp_path / "a.npy")
    vectors(tmp_path / "b.npy", size=SIZE + 1)
    options, out = replace(OPTIONS, vectors_name="mine"), tmp_path / "study"
    both = [given(recorded, who, vectors=tmp_path / f"{who}.npy") for who in "ab"]
    with pytest.raises(DepformerError, match=r"b\.npy has 6 numbers a word, .*a\.npy has 5"):
        ingest(both, out, words=word_list(), options=options)
    some = [both[0], given(recorded, "c")]
    with pytest.raises(DepformerError, match="for some participants only; sub-c have none"):
        ingest(some, out, words=word_list(), options=options)
    with pytest.raises(DepformerError, match="no participant has any: give --vectors"):
        ingest(some[1:], out, words=word_list(), options=options)
    for name, sentence in (("log_mel", "cannot be called log_mel"), ("a b", "got 'a b', allowed")):
        with pytest.raises(DepformerError, match=sentence):
            replace(OPTIONS, vectors_name=name)
    assert not out.exists()


def test_a_word_whose_vector_was_given_cannot_be_corrected(
    recorded: Recorded, tmp_path: Path
) -> None:
    vectors(tmp_path / "v.npy")
    session = given(recorded, vectors=tmp_path / "v.npy")
    options = replace(OPTIONS, recordings="copy", vectors_name="mine")
    ingest([session], tmp_path / "study", words=word_list(), options=options)
    word = word_list()["word_id"][0]
    with pytest.raises(DepformerError, match=r"are vectors that were given; compute them .* again"):
        correct(tmp_path / "study", "sub-1", word, 1.05, 1.3)
