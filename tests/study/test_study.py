"""Reading a study folder: what is right is read as written, what is wrong is named, all at once."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from depformer.errors import DepformerError
from depformer.study import check_study, default_words, load_study, word_list_digest
from depformer.study.layout import audio_path, events_path, face_path, features_path

FIRST = "sub-001"


@pytest.fixture
def study(tiny_study: Path, tmp_path: Path) -> Path:
    """A copy that a test may break."""
    return Path(shutil.copytree(tiny_study, tmp_path / "study"))


def edit_table(path: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    table = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)
    change(table).to_csv(path, sep="\t", index=False)


def edit_json(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_a_study_is_read_in_the_order_of_its_tables(tiny_study: Path) -> None:
    study = load_study(tiny_study)
    table = pd.read_csv(tiny_study / "participants.tsv", sep="\t")
    assert study.ids == table["participant_id"].tolist()
    assert study.participants["group"].tolist() == table["group"].tolist()
    assert study.words["word_id"].tolist() == default_words(24)["word_id"].tolist()
    assert study.synthetic
    assert (study.image_size, study.audio_size) == (32, 1000)
    assert study.mask.shape == (24, 24, 2)
    assert not study.mask.any()


def test_presentation_is_the_persons_own_order_and_reorders_nothing(tiny_study: Path) -> None:
    study = load_study(tiny_study)
    events = pd.read_csv(events_path(tiny_study, FIRST), sep="\t").set_index("word_id")
    for word in study.words["word_id"]:
        assert study.presentation.loc[FIRST, word] == events.loc[word, "position"]
    np.testing.assert_array_equal(
        study.features(FIRST).face, np.load(face_path(tiny_study, FIRST), allow_pickle=False)
    )


def test_missing_recordings_become_the_mask(study: Path) -> None:
    edit_json(features_path(study, FIRST), missing_face=["w02"], missing_audio=["w05"])
    face, audio = np.load(face_path(study, FIRST)), np.load(audio_path(study, FIRST))
    face[1], audio[4] = 0, np.nan
    np.save(face_path(study, FIRST), face)
    np.save(audio_path(study, FIRST), audio)
    mask = load_study(study).mask
    assert mask.sum() == 2
    assert mask[0, 1, 0]
    assert mask[0, 4, 1]


def save(array: Callable[[np.ndarray], np.ndarray], where: Callable[[Path, str], Path]):  # type: ignore[no-untyped-def]
    def spoil(root: Path) -> None:
        path = where(root, FIRST)
        np.save(path, array(np.load(path)), allow_pickle=True)

    return spoil


def with_nan(audio: np.ndarray) -> np.ndarray:
    audio[3, 7] = np.nan
    return audio


def table_fault(name: str, change: Callable[[pd.DataFrame], pd.DataFrame]):  # type: ignore[no-untyped-def]
    return lambda root: edit_table(root / name, change)


FAULTS = {
    "missing file": (
        lambda root: face_path(root, FIRST).unlink(),
        r"sub-001_desc-face.npy is missing",
    ),
    "wrong dtype": (save(lambda a: a.astype(np.float32), face_path), r"float32, allowed is uint8"),
    "wrong shape": (save(lambda a: a[:-1], face_path), r"shape \(23, 32, 32\), expected"),
    "object array": (save(lambda a: a.astype(object), audio_path), r"never unpickled"),
    "truncated": (
        lambda root: audio_path(root, FIRST).write_bytes(
            audio_path(root, FIRST).read_bytes()[:999]
        ),
        r"desc-audio.npy cannot be read as an array",
    ),
    "NaN": (save(with_nan, audio_path), r"row 4 has NaN.*missing_audio"),
    "blank face": (
        save(lambda a: a * (np.arange(24) != 2)[:, None, None].astype(np.uint8), face_path),
        r"row 3 is all zero",
    ),
    "duplicate participant": (
        table_fault("participants.tsv", lambda t: pd.concat([t, t.iloc[[0]]])),
        r"participant sub-001 stands in more than one row",
    ),
    "unknown group": (
        table_fault("participants.tsv", lambda t: t.assign(group=["sad", *t["group"][1:]])),
        r"participants.tsv row 2: unknown group 'sad', allowed are",
    ),
    "age in words": (
        table_fault("participants.tsv", lambda t: t.assign(age=["old", *t["age"][1:]])),
        r"row 2: age is 'old', allowed is a number",
    ),
    "unknown valence": (
        table_fault("stimuli/words.tsv", lambda t: t.assign(valence=["good", *t["valence"][1:]])),
        r"words.tsv row 2: valence is 'good'",
    ),
    "ten words": (
        table_fault("stimuli/words.tsv", lambda t: t[:10]),
        r"got 10, allowed is any multiple of 4",
    ),
    "events of another list": (
        lambda root: edit_table(
            events_path(root, FIRST),
            lambda t: t.assign(word_id=t["word_id"].replace("w24", "x99")),
        ),
        r"word_id 'x99' is not in stimuli/words.tsv",
    ),
    "events short": (
        lambda root: edit_table(events_path(root, FIRST), lambda t: t[:-1]),
        r"has no row for",
    ),
    "no features.json": (
        lambda root: features_path(root, FIRST).unlink(),
        r"sub-001_features.json is missing",
    ),
    "another extractor": (
        lambda root: edit_json(features_path(root, "sub-002"), audio={"id": "other"}),
        r"other extractors or options",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_one_clear_sentence(name: str, study: Path) -> None:
    spoil, pattern = FAULTS[name]
    spoil(study)
    with pytest.raises(DepformerError, match=pattern) as caught:
        load_study(study)
    assert caught.value.kind == "study"
    assert caught.value.faults


def test_several_faults_are_listed_together(study: Path) -> None:
    for name in ("wrong dtype", "NaN", "no features.json"):
        FAULTS[name][0](study)
    _, faults = check_study(study)
    assert len(faults) >= 3


def test_a_folder_that_is_no_study(tmp_path: Path) -> None:
    with pytest.raises(DepformerError, match="is no study folder"):
        load_study(tmp_path)
    with pytest.raises(DepformerError, match="does not exist"):
        load_study(tmp_path / "nowhere")


def test_word_lists_that_share_ids_have_different_digests() -> None:
    short, long = default_words(24), default_words(72)
    assert set(short["word_id"]) < set(long["word_id"])
    assert word_list_digest(short) != word_list_digest(long.iloc[:24])
    assert len(long) == 72
    assert long["valence"].value_counts().to_dict() == {
        "positive": 24,
        "neutral": 24,
        "negative": 24,
    }


@pytest.mark.parametrize("word", ["../../w01", "w 1", "w:1", "w?", "词"])
def test_a_word_s_id_can_be_part_of_a_file_s_name(study: Path, word: str) -> None:
    words = study / "stimuli" / "words.tsv"
    edit_table(words, lambda table: table.assign(word_id=[word, *table["word_id"][1:]]))
    with pytest.raises(DepformerError) as caught:
        load_study(study)
    assert f"words.tsv row 2: word_id is '{word}', allowed are letters" in str(caught.value)
