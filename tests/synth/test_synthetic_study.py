"""The synthetic study folder: complete, repeatable, and refused where it must be."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from depformer.errors import DepformerError
from depformer.files import digest_file
from depformer.study import load_study
from depformer.study.writer import ParticipantRecord, StudyTables, write_study_folder
from depformer.synth import write_study


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): digest_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return write_study(tmp_path_factory.mktemp("synth") / "small", participants=4, image_size=32)


def test_folder_is_a_valid_study(small):
    study = load_study(small)
    assert study.synthetic
    assert study.ids == ["sub-001", "sub-002", "sub-003", "sub-004"]
    assert (study.image_size, study.audio_size, len(study.words)) == (32, 1000, 24)
    assert all(np.isfinite(study.features(name).audio).all() for name in study.ids)
    assert study.participants["group"].value_counts().to_dict() == {"healthy": 2, "depressed": 2}
    planted = study.planted()
    assert list(planted.columns) == ["word_id", "modality", "feature", "effect_d"]
    assert len(planted) == 8
    orders = study.presentation.to_numpy()
    assert len({tuple(order) for order in orders}) == 4
    files = digests(small)
    for name in (
        *(
            "README",
            ".bidsignore",
            "participants.json",
            "phenotype/hamd.tsv",
            "phenotype/hamd.json",
        ),
        *("stimuli/words.json", "task-ewre_events.json", "planted.tsv"),
        "derivatives/depformer-features/dataset_description.json",
    ):
        assert name in files
    described = json.loads((small / "dataset_description.json").read_text())
    assert described["Synthetic"] is True
    assert described["DatasetType"] == "raw"
    assert described["GeneratedBy"]


def test_same_seed_same_bytes(small, tmp_path):
    again = write_study(tmp_path / "again", participants=4, image_size=32)
    assert digests(again) == digests(small)
    other = write_study(tmp_path / "other", participants=4, image_size=32, seed=8)
    same = [name for name, value in digests(other).items() if digests(small)[name] == value]
    assert not [name for name in same if name.endswith(".npy")]


def test_participants_do_not_depend_on_their_number(small, tmp_path):
    seen = []
    larger = write_study(
        tmp_path / "larger",
        participants=6,
        image_size=32,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(done, 6) for done in range(1, 7)]
    before, after = digests(small), digests(larger)
    own = [name for name in before if "sub-00" in name]
    assert len(own) == 16
    assert all(after[name] == before[name] for name in own)


def test_effect_touches_the_planted_cells_only(small, tmp_path):
    null = load_study(write_study(tmp_path / "null", participants=4, image_size=32, effect=0.0))
    assert len(null.planted()) == 0
    study = load_study(small)
    cells = {(row.word_id, row.modality) for row in study.planted().itertuples()}
    for name in study.ids:
        with_effect, without = study.features(name), null.features(name)
        for row, word in enumerate(study.words["word_id"]):
            for modality in ("face", "audio"):
                a, b = getattr(with_effect, modality)[row], getattr(without, modality)[row]
                assert np.array_equal(a, b) != ((word, modality) in cells)


def test_seventy_two_words(tmp_path):
    study = load_study(write_study(tmp_path / "long", participants=4, words=72, image_size=32))
    assert len(study.words) == 72
    assert len(study.planted()) == 16


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"words": 30}, "allowed are 24, 72"),
        ({"participants": 7}, "even number"),
        ({"participants": 2}, "at least 4|from 4"),
        ({"effect": -1.0}, "from 0 to 2"),
        ({"effect": float("nan")}, "from 0 to 2"),
        ({"image_size": 8}, "from 32 to 512"),
        ({"seed": -1}, "at least 0"),
    ],
)
def test_wrong_values_leave_nothing_behind(tmp_path, wrong, message):
    with pytest.raises(DepformerError, match=message):
        write_study(tmp_path / "out", **wrong)
    assert list(tmp_path.iterdir()) == []


def test_existing_folder_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(DepformerError, match="not empty"):
        write_study(tmp_path, participants=4)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_writer_checks_shapes(tmp_path):
    table = pd.DataFrame({"participant_id": ["sub-1"], "group": ["healthy"]})
    words = pd.DataFrame({"word_id": ["a", "b"]})
    record = ParticipantRecord(
        participant_id="sub-1",
        face=np.ones((3, 8, 8), dtype=np.uint8),
        audio=np.ones((2, 5), dtype=np.float32),
        events=words,
        features={},
    )
    tables = StudyTables({"Name": "tiny"}, "tiny", table, {}, words, {}, {})
    with pytest.raises(DepformerError, match=r"face of sub-1 has shape \(3, 8, 8\)"):
        write_study_folder(tmp_path / "out", tables, [record])
    assert list(tmp_path.iterdir()) == []
