"""AVEC 2014: sessions, official parts, scores; and everything that a tree of it can get wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depformer.files import read_json
from depformer.recordings.avec_tree import Sitting
from depformer.recordings.importer import ImportOptions, import_study
from depformer.recordings.importers.avec2014 import find, people_of
from depformer.study import Study, layout, load_study
from depformer.study.events import read_events
from depformer.train import Partition
from depformer.train.folds import given_parts, split_of, trainable
from tests.cli.asked import ask
from tests.recordings.sources import AVEC, SCORES, avec_films, avec_names

KIND = "avec2014"
ROWS = ("sub-001_ses-1", "sub-001_ses-2", "sub-002_ses-1", "sub-002_ses-2")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree of short films. Read only."""
    return avec_films(tmp_path_factory.mktemp("corpus") / "avec")


@pytest.fixture(scope="module")
def imported(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, list[str]]:
    """The tree as a study of eight segments, four of either task, and the notes. Read only."""
    options = ImportOptions(words=8, image_size=32)
    return import_study(KIND, source, tmp_path_factory.mktemp("made") / "study", options)


def test_every_session_is_a_row_with_its_score_group_and_part(
    imported: tuple[Study, list[str]],
) -> None:
    table = imported[0].participants
    assert table.index[:4].tolist() == list(ROWS)
    assert table["person"].nunique() == 4
    assert table["severity"].tolist() == list(SCORES.values())
    groups = ["depressed" if score >= 14 else "healthy" for score in SCORES.values()]
    assert table["group"].tolist() == groups
    parts = {"Training": "train", "Development": "val", "Testing": "test"}
    assert table["split"].tolist() == [parts[part] for part, *_ in AVEC]


def test_words_are_equal_segments_of_both_tasks_and_have_no_valence(
    imported: tuple[Study, list[str]],
) -> None:
    study, notes = imported
    assert study.words["text"].tolist() == [
        f"{task} {number}" for task in ("Freeform", "Northwind") for number in range(1, 5)
    ]
    assert set(study.words["valence"]) == {""}
    events = read_events(study.root, ROWS[0], study.words)
    assert events["duration"].std() < 0.001
    step = events["duration"].iloc[0]
    for task in (slice(0, 4), slice(4, 8)):
        onsets = events["onset"].iloc[task].tolist()
        assert onsets == pytest.approx([number * step for number in range(4)], abs=0.002)
    assert events["position"].tolist() == list(range(1, 9))
    assert any(
        f"4 of every recording of Freeform, {step:.2f} to {step:.2f} s each" in note
        for note in notes
    )
    assert not study.mask.any()


def test_what_the_columns_mean_is_written_beside_them(imported: tuple[Study, list[str]]) -> None:
    root = imported[0].root
    described = {}
    for name in (layout.PARTICIPANTS_SIDECAR, layout.SESSIONS_SIDECAR):
        described |= read_json(root / name, kind="study")
    assert described["severity"]["LongName"] == "BDI-II"
    assert described["severity"]["Units"] == "points"
    assert described["split"]["Levels"] == {
        "train": "Training",
        "val": "Development",
        "test": "Testing",
    }


def test_who_stands_in_two_parts_is_named_and_kept_or_brought_together(
    imported: tuple[Study, list[str]], source: Path, tmp_path: Path
) -> None:
    [note] = [note for note in imported[1] if "several parts" in note]
    assert "204 = sub-002 (train, test)" in note
    asked = ("--words", 8, "--image-size", 32, "--split-by", "person")
    said = ask("import", KIND, source, tmp_path / "s", *asked)
    assert said.code == 0, said.err
    assert "is in the last of them with every session: 204 = sub-002 (train, test)" in said.err
    table = load_study(tmp_path / "s").participants
    assert table.loc[list(ROWS), "split"].tolist() == ["train", "train", "test", "test"]
    assert table["split"].groupby(table["person"]).nunique().max() == 1


def test_segments_too_short_for_a_voice_are_refused_before_any_work(
    source: Path, tmp_path: Path
) -> None:
    said = ask("import", KIND, source, tmp_path / "s", "--words", 16)
    assert said.code == 2
    assert re.search(
        r"_video.mp4 is the shortest recording, 1.60 s: --words 16 cuts it into 8 segments of "
        r"0.200 s, and a voice is described from 0.224 s on. Take at most --words 12",
        said.err,
    )
    assert find(source, ImportOptions(words=12)).words.shape[0] == 12
    said = ask("import", KIND, source, tmp_path / "s", "--words", 8, "--task", "northwind")
    assert said.code == 2
    assert "It is too short for 8 words, the fewest that a study has" in said.err
    assert not list(tmp_path.iterdir())


def test_a_film_that_cannot_be_read_leaves_its_session_out(source: Path, tmp_path: Path) -> None:
    tree = Path(shutil.copytree(source, tmp_path / "avec"))
    (tree / "Training/Freeform/203_2_Freeform_video.mp4").write_text("no film " * 100)
    said = ask("import", KIND, tree, tmp_path / "s", "--words", 8, "--image-size", 32)
    assert said.code == 0, said.err
    assert "203_2 did not come through" in said.err
    assert "sub-001_ses-2" not in load_study(tmp_path / "s").ids


def rename(old: str, new: str) -> Callable[[Path], object]:
    return lambda tree: (tree / old).rename(tree / new)


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda tree: (tree / name).write_text(text)


DL = "DepressionLabels"
LABELS = "Training_DepressionLabels/203_1_Depression.csv"
FREE = "Training/Freeform/203_1_Freeform_video"
FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a label without a number": (write(LABELS, "none\n"), "203_1_Depression.csv holds 'none'"),
    "an empty label": (write(LABELS, ""), "203_1_Depression.csv"),
    "two numbers": (write(LABELS, "3\n4\n"), "203_1_Depression.csv holds '3\\n4'"),
    "half a point": (write(LABELS, "3.5"), "one whole number from 0 to 63"),
    "a score out of the scale": (write(LABELS, "64\n"), "holds '64', expected is one whole number"),
    "a negative score": (write(LABELS, "-1\n"), "holds '-1'"),
    "not a number": (write(LABELS, "nan\n"), "holds 'nan'"),
    "a recording without label": (
        lambda tree: (tree / LABELS).unlink(),
        "203_1_Freeform_video.mp4 has no label; expected is 203_1_Depression.csv",
    ),
    "a label without recording": (
        write("Testing_DepressionLabels/299_1_Depression.csv", "7"),
        "299_1_Depression.csv is the label of a session that has no video",
    ),
    "an empty part": (
        lambda tree: [shutil.rmtree(tree / name) for name in ("Development", f"Development_{DL}")],
        "Development/Freeform has no videos, so that the part Development is empty",
    ),
    "another ending": (write(f"{FREE}.avi", ""), "are the same session and task"),
    "capital letters": (write(f"{FREE}.MP4", ""), "are the same session and task"),
    "a session in two parts": (
        lambda tree: shutil.copytree(tree / "Training", tree / "Testing", dirs_exist_ok=True),
        "the same session is there in the part",
    ),
    "a label of another part": (
        rename(LABELS, "Testing_DepressionLabels/203_1_Depression.csv"),
        "is a label of the part test, its video is",
    ),
    "two labels": (
        write("Testing_DepressionLabels/203_1_Depression.csv", "3"),
        "are labels of the same session",
    ),
    "one task": (
        lambda tree: (tree / "Training/Northwind/203_1_Northwind_video.mp4").unlink(),
        "203_1_Freeform_video.mp4: its session has no recording of Northwind",
    ),
    "another name": (write("Training/Freeform/notes.txt", ""), "notes.txt is not recognised"),
    "another task's name": (
        rename(f"{FREE}.mp4", "Training/Freeform/203_1_Northwind_video.mp4"),
        "203_1_Northwind_video.mp4 is not recognised: expected are names as "
        "PERSON_SESSION_Freeform_video.mp4",
    ),
    "another label's name": (
        write("Training_DepressionLabels/scores.csv", "1"),
        "scores.csv is not recognised",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_tree_is_a_sentence_with_the_file(name: str, tmp_path: Path) -> None:
    """Nothing has been looked into yet, so that empty files stand for the films."""
    change, says = FAULTS[name]
    tree = tmp_path / "avec"
    for path in avec_names(tree):
        path.touch()
    change(tree)
    before = sorted(tmp_path.rglob("*"))
    said = ask("import", KIND, tree, tmp_path / "out")
    assert said.code == 2
    assert says in said.err
    assert sorted(tmp_path.rglob("*")) == before


OPTIONS = {
    "--words": ("10", "any multiple of 4"),
    "--task": ("read", "allowed are both, freeform, northwind"),
    "--split-by": ("persons", "Did you mean 'person'?"),
    "--unit": ("ms", "does not take --unit"),
}


@pytest.mark.parametrize("option", OPTIONS)
def test_a_wrong_option_is_refused(option: str, tmp_path: Path) -> None:
    for path in avec_names(tmp_path / "avec"):
        path.touch()
    value, says = OPTIONS[option]
    said = ask("import", KIND, tmp_path / "avec", tmp_path / "out", option, value)
    assert said.code == 2
    assert says in said.err
    assert not (tmp_path / "out").exists()


@given(
    st.dictionaries(
        st.tuples(st.integers(200, 206), st.integers(1, 4)),
        st.tuples(st.sampled_from(("train", "val", "test")), st.integers(0, 63)),
        min_size=1,
    )
)
def test_of_any_tree_nobody_is_brought_into_two_parts(
    tree: dict[tuple[int, int], tuple[str, int]],
) -> None:
    sittings = [
        Sitting(part, str(person), str(session), {}, score)
        for (person, session), (part, score) in sorted(tree.items())
    ]
    notes: list[str] = []
    given_parts = people_of(sittings, "session", notes)
    assert given_parts["split"].tolist() == [one.part for one in sittings]
    crossed = given_parts.groupby("participant_id")["split"].nunique() > 1
    assert len(notes) == crossed.any()
    made = people_of(sittings, "person", notes)
    assert made.groupby("participant_id")["split"].nunique().max() == 1
    # Who was tested in any session is tested in all; who crossed nothing stays.
    tested = given_parts["participant_id"][given_parts["split"] == "test"]
    assert set(made["split"][made["participant_id"].isin(tested)]) <= {"test"}
    stays = ~given_parts["participant_id"].map(crossed)
    assert made["split"][stays].tolist() == given_parts["split"][stays].tolist()


def test_training_refuses_the_parts_of_who_crosses_them(imported: tuple[Study, list[str]]) -> None:
    study = imported[0]
    group = trainable(study)
    parts = given_parts(study, group, Partition("split", by_person=True))
    split = split_of(parts[group.index])
    assert set(split.test) >= set(ROWS[2:])
