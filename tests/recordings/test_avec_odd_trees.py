"""AVEC 2014 trees with less, more or otherwise named than expected; nothing is a film here."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from depformer.recordings.importer import ImportOptions
from depformer.recordings.importers.avec2014 import find
from tests.cli.asked import ask
from tests.recordings.sources import avec_names


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Every file of another content; none can be read as a film."""
    for number, path in enumerate(avec_names(tmp_path / "avec")):
        path.write_text(f"no film {number:02d}")
    return tmp_path / "avec"


def notes_of(tree: Path, **options: str) -> str:
    return "\n".join(find(tree, ImportOptions(words=8, **options)).notes)


def refused(tree: Path, *options: str) -> str:
    said = ask("import", "avec2014", tree, tree.parent / "out", "--words", 8, *options)
    assert said.code == 2
    assert not (tree.parent / "out").exists()
    return said.err


def test_one_task_has_its_words_alone(tree: Path) -> None:
    found = find(tree, ImportOptions(words=8, task="northwind"))
    assert found.words["text"].tolist() == [f"Northwind {number}" for number in range(1, 9)]


def test_the_advice_where_a_task_is_missing_can_be_followed(tree: Path) -> None:
    (tree / "Training/Northwind/203_1_Northwind_video.mp4").unlink()
    for options in ((), ("--task", "northwind")):
        said = refused(tree, *options)
        assert "203_1_Freeform_video.mp4: its session has no recording of Northwind" in said
        assert "(--task freeform)" in said
        assert "is the label of" not in said
    assert len(find(tree, ImportOptions(words=8, task="freeform")).people) == 6
    (tree / "Testing/Freeform/206_1_Freeform_video.mp4").unlink()
    said = refused(tree)
    assert "206_1_Northwind_video.mp4: its session has no recording of Freeform; add it" in said
    assert "--task" not in said


def test_a_folder_or_file_that_is_not_recognised_is_named(tree: Path) -> None:
    assert "left out" not in notes_of(tree)
    (tree / "Training/Interview").mkdir()
    (tree / "Training/Interview/203_1_Interview_video.mp4").touch()
    shutil.copytree(tree / "Testing", tree / "Testing2")
    (tree / "readme.txt").touch()
    (tree / ".hidden").touch()
    said = "3 files or folders that are not recognised and left out: "
    assert f"{said}Testing2/, Training/Interview/, readme.txt" in notes_of(tree)
    (tree / "Training/Northwind").rename(tree / "Training/Nordwind")
    assert "left out: Testing2/, Training/Interview/, Training/Nordwind/, readme.txt" in (
        refused(tree)
    )


def test_names_are_known_in_any_case(tree: Path) -> None:
    folder = tree / "Training/Freeform"
    (folder / "203_1_Freeform_video.mp4").rename(folder / "203_1_FREEFORM_VIDEO.MP4")
    labels = tree / "Training_DepressionLabels"
    (labels / "203_1_Depression.csv").rename(labels / "203_1_DEPRESSION.CSV")
    labels.rename(tree / "training_depressionlabels")
    folder.rename(tree / "Training/freeform")
    (tree / "Testing").rename(tree / "TESTING")
    found = find(tree, ImportOptions(words=8))
    assert len(found.people) == 6
    assert not [note for note in found.notes if "left out" in note]


def test_the_same_recording_under_two_names_is_named(tree: Path) -> None:
    assert "byte for byte" not in notes_of(tree)
    first, second = (
        tree / f"{part}_video.mp4"
        for part in ("Testing/Freeform/206_1_Freeform", "Training/Freeform/203_1_Freeform")
    )
    shutil.copy(first, second)
    [said] = [note for note in notes_of(tree).splitlines() if "byte for byte" in note]
    assert said.startswith(f"{first}, {second} hold the same recording")


def test_a_study_is_not_written_into_its_source(tree: Path) -> None:
    before = sorted(tree.rglob("*"))
    (tree.parent / "link").symlink_to(tree)
    for out in (tree / "study", tree.parent / "link" / "deep" / "study"):
        said = ask("import", "avec2014", tree, out)
        assert said.code == 2
        assert f"lies inside {tree}, which is only read" in said.err
    assert sorted(tree.rglob("*")) == before
