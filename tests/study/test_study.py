"""Reading a study folder: what is right is read as written, what is wrong is named, all at once."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from depformer.errors import DepformerError
from depformer.study import check_study, default_words, load_study, notes, word_list_digest
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
    "NaN": (save(with_nan, audio_path), r"word w04 \(.*, row 4\) has NaN.*missing_audio"),
    "blank face": (
        save(lambda a: a * (np.arange(24) != 2)[:, None, None].astype(np.uint8), face_path),
        r"word w03 \(.*, row 3\): every pixel is 0, and missing_face",
    ),
    "duplicate participant": (
        table_fault("participants.tsv", lambda t: pd.concat([t, t.iloc[[0]]])),
        r"participant sub-001 stands in more than one row",
    ),
    "unknown group": (
        table_fault("participants.tsv", lambda t: t.assign(group=["sad", *t["group"][1:]])),
        r"participants.tsv line 2: unknown group 'sad', allowed are",
    ),
    "no group": (
        table_fault("participants.tsv", lambda t: t.assign(group=["n/a", *t["group"][1:]])),
        r"participants.tsv line 2: the group is missing, allowed are",
    ),
    "age in words": (
        table_fault("participants.tsv", lambda t: t.assign(age=["old", *t["age"][1:]])),
        r"line 2: age is 'old', allowed is a number from 0 to 120, or n/a",
    ),
    "unknown valence": (
        table_fault("stimuli/words.tsv", lambda t: t.assign(valence=["good", *t["valence"][1:]])),
        r"words.tsv line 2: valence is 'good'",
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
    "a silent voice": (
        save(lambda a: np.where(np.arange(24)[:, None] == 5, np.float32(-4), a), audio_path),
        r"sub-001_desc-audio.npy, word w06 \(.*, row 6\) is silent: all its numbers are -4",
    ),
    "a constant face": (
        save(lambda a: np.where(np.arange(24)[:, None, None] == 5, np.uint8(7), a), face_path),
        r"sub-001_desc-face.npy, word w06 \(.*, row 6\): every pixel is 7",
    ),
    "rounded faces": (
        save(lambda a: (a > 127).astype(np.uint8), face_path),
        r"no grey value but 0 and 1: faces from 0 to 1 were rounded",
    ),
    "voices without a number": (save(lambda a: a[:, :0], audio_path), r"at least one feature"),
    "faces without a pixel": (save(lambda a: a[:, :0, :0], face_path), r"has images of 0 pixels"),
    "a number beyond any voice": (
        save(
            lambda a: np.where(
                np.arange(24)[:, None] == 5, np.float32(-1e30) * (a > a.min()), a
            ).astype(np.float32),
            audio_path,
        ),
        r"word w06 .* holds 1e\+30, allowed are numbers up to 1e\+09",
    ),
    "an age of 999": (
        table_fault("participants.tsv", lambda t: t.assign(age=["999", *t["age"][1:]])),
        r"line 2: age is '999', allowed is a number from 0 to 120, or n/a where it is missing",
    ),
    "a severity of -9": (
        table_fault("participants.tsv", lambda t: t.assign(severity=[*t["severity"][:-1], "-9"])),
        r"line 25: severity is '-9'",
    ),
    "a score beyond its scale": (
        lambda root: (
            edit_json(root / "participants.json", severity={"LongName": "BDI-II"}),
            table_fault("participants.tsv", lambda t: t.assign(severity="64"))(root),
        ),
        r"line 2: severity is '64', allowed is a number from 0 to 63",
    ),
    "an endless severity": (
        table_fault("participants.tsv", lambda t: t.assign(severity=["inf", *t["severity"][1:]])),
        r"line 2: severity is 'inf'",
    ),
    "an onset of -1": (
        lambda root: edit_table(
            events_path(root, FIRST), lambda t: t.assign(onset=["-1", *t["onset"][1:]])
        ),
        r"events.tsv line 2: onset is '-1', allowed is a number from 0 to 86400",
    ),
    "a planted word of another list": (
        table_fault("planted.tsv", lambda t: t.assign(word_id=["w99", *t["word_id"][1:]])),
        r"planted.tsv line 2: word_id is 'w99', allowed are w01",
    ),
    "an endless effect": (
        table_fault("planted.tsv", lambda t: t.assign(effect_d=["1e999", *t["effect_d"][1:]])),
        r"planted.tsv line 2: effect_d is '1e999'",
    ),
    "more people than are read": (
        table_fault(
            "participants.tsv",
            lambda t: pd.concat([t] * 500).assign(
                participant_id=[f"sub-{number}" for number in range(500 * len(t))]
            ),
        ),
        r"has 12000 participants, at most 10000 are read",
    ),
    "a name that is no text": (
        lambda root: edit_json(root / "dataset_description.json", Name={"a": [1]}),
        r"Name is \{'a': \[1\]\}, allowed is a text of at most 200 characters",
    ),
    "a name as long as a book": (
        lambda root: edit_json(root / "dataset_description.json", Name="long " * 1000),
        r"Name is long .*, allowed is a text of at most 200 characters",
    ),
    "an extractor in one word": (
        lambda root: edit_json(features_path(root, FIRST), audio="log_mel"),
        r"features.json: audio is log_mel, allowed is an object that says by which extractor",
    ),
    "options in a list": (
        lambda root: edit_json(features_path(root, FIRST), audio={"options": [1, 2]}),
        r"features.json: audio is \{'options': \[1, 2\]\}, allowed is an object",
    ),
    "a pipe of planted cells": (
        lambda root: (root / "planted.tsv").unlink() or os.mkfifo(root / "planted.tsv"),
        r"planted.tsv is a pipe",
    ),
    "planted cells that are elsewhere": (
        lambda root: (
            (root / "planted.tsv").unlink() or (root / "planted.tsv").symlink_to("nowhere.tsv")
        ),
        r"planted.tsv is missing",
    ),
    "a folder of groups": (
        lambda root: (root / "participants.json").unlink() or (root / "participants.json").mkdir(),
        r"participants.json is a folder, expected is JSON",
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
    with pytest.raises(DepformerError, match="is no valid study"):
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
    assert f"words.tsv line 2: word_id is '{word}', allowed are letters" in str(caught.value)


def edit_text(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


TABLES = (
    "participants.tsv",
    "stimuli/words.tsv",
    "planted.tsv",
    f"{FIRST}/beh/{FIRST}_task-ewre_events.tsv",
)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_counted_cell_by_cell(table: str, study: Path) -> None:
    edit_text(study / table, lambda text: text.replace("\n", "\t\n").replace("\t\n", "\n", 1))
    with pytest.raises(DepformerError, match=r"line 2 has \d+ cells, the header \d+: a tab is too"):
        load_study(study)


def test_a_quote_is_a_letter_like_any_other(study: Path) -> None:
    path = study / "participants.tsv"
    edit_table(path, lambda table: table.assign(note=['5" tall', *["n/a"] * 22, 'says "no']))
    edit_text(
        path, lambda text: text.replace('"5"" tall"', '5" tall').replace('"says ""no"', 'says "no')
    )
    read = load_study(study)
    assert len(read.ids) == 24
    assert read.participants["note"].iloc[[0, -1]].tolist() == ['5" tall', 'says "no']


def test_columns_are_known_whatever_their_case_and_blanks(study: Path) -> None:
    before = load_study(study).participants
    edit_text(
        study / "participants.tsv",
        lambda text: (
            text.replace("\tage\t", "\tAge\t")
            .replace("\tsex", "\t Sex")
            .replace("participant_id", "Participant ID", 1)
        ),
    )
    pd.testing.assert_frame_equal(load_study(study).participants, before)


def test_line_ends_a_byte_order_mark_and_a_column_without_name_change_nothing(study: Path) -> None:
    before = load_study(study).participants
    path = study / "participants.tsv"
    text = path.read_text().replace("\n", "\t\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode() + b"\r\n")
    pd.testing.assert_frame_equal(load_study(study).participants, before)


def all_silent(root: Path) -> None:
    for path in root.rglob("*_desc-audio.npy"):
        np.save(path, np.zeros_like(np.load(path)))


NOTES = {
    "groups of other names": (
        lambda root: (
            edit_table(
                root / "participants.tsv",
                lambda t: t.assign(group=t["group"].map({"healthy": "HC", "depressed": "MDD"})),
            ),
            edit_json(root / "participants.json", group={"Levels": {"HC": "", "MDD": ""}}),
        ),
        "Nobody is in the group healthy (there are: 12 HC, 12 MDD)",
    ),
    "a person twice": (
        lambda root: [
            shutil.copy(place(root, "sub-001"), place(root, "sub-002"))
            for place in (face_path, audio_path)
        ],
        "sub-001 and sub-002 have the same recordings",
    ),
    "a silent modality": (all_silent, "Nothing differs between the participants in the voice"),
    "few of a group": (
        lambda root: edit_table(
            root / "participants.tsv", lambda t: t.assign(group=["depressed", *["healthy"] * 23])
        ),
        "1 participant of the group depressed has every recording",
    ),
}


@pytest.mark.parametrize("name", NOTES)
def test_what_training_would_refuse_is_a_note_and_no_fault(name: str, study: Path) -> None:
    spoil, says = NOTES[name]
    assert notes(load_study(study)) == []
    spoil(study)
    said = notes(load_study(study))
    assert len(said) == 1
    assert says in said[0]


def test_a_fault_is_short_and_shows_what_nobody_would_see(own_study: Path) -> None:
    path = own_study / "stimuli" / "words.tsv"
    path.write_text(path.read_text().replace("w24\t", "x" * 100_000 + "\u202e\t"))
    faults = check_study(own_study)[1]
    assert all(fault.isprintable() and len(fault) < 1_100 for fault in faults)
    assert any("x\\u202e', allowed are letters, digits" in fault for fault in faults)
