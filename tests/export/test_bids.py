"""A copy of a study for others: a BIDS validator accepts it, and nobody is in it unasked."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from depformer.recordings.importer import import_study
from depformer.study import layout, load_study
from tests.cli.asked import ask
from tests.of_sessions import in_sessions
from tests.recordings.sources import MAKERS
from tests.running_app import required

SAMPLE = Path(__file__).parents[2] / "sample_data"


def validated(folder: Path) -> list[str]:
    """Return the codes of all errors that the validator finds; none where it exits with 0."""
    beside = Path(sys.executable).with_name("bids-validator-deno")
    program = str(beside) if beside.exists() else shutil.which("bids-validator-deno")
    command = [required(program, "bids-validator-deno"), "--format", "json", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    issues = json.loads(done.stdout)["issues"]["issues"]
    errors = [each["code"] for each in issues if each["severity"] == "error"]
    assert (done.returncode == 0) == (not errors)
    return errors


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_the_sample_study_and_its_copy_are_bids(tmp_path: Path) -> None:
    answer = ask("export-bids", SAMPLE, tmp_path / "bids")
    assert answer.code == 0, answer.err
    assert validated(SAMPLE) == []
    assert validated(tmp_path / "bids") == []
    assert {path.suffix for path in (tmp_path / "bids").rglob("*") if path.is_file()} == {
        "",
        ".json",
        ".tsv",
    }
    study = load_study(SAMPLE)
    table = pd.read_csv(tmp_path / "bids" / "participants.tsv", sep="\t")
    assert table["participant_id"].tolist() == study.ids
    pd.testing.assert_frame_equal(table, pd.read_csv(SAMPLE / "participants.tsv", sep="\t"))


@pytest.mark.parametrize("kind", MAKERS)
def test_an_imported_study_is_bids(kind: str, tmp_path: Path) -> None:
    source, options = MAKERS[kind](tmp_path)
    import_study(kind, source, tmp_path / "study", options)
    assert ask("export-bids", tmp_path / "study", tmp_path / "bids").code == 0
    assert validated(tmp_path / "bids") == []


def test_a_study_with_sessions_and_its_copy_are_bids(tiny_study: Path, tmp_path: Path) -> None:
    study = in_sessions(tiny_study, tmp_path / "study")
    people = pd.read_csv(study / "participants.tsv", sep="\t", dtype=str)
    people.assign(consent_publish_face="yes").to_csv(
        study / "participants.tsv", sep="\t", index=False
    )
    layout.recording_path(study, load_study(study).ids[1], "video", Path("a.mp4")).touch()
    assert validated(study) == []
    assert ask("export-bids", study, tmp_path / "bids", "--with-recordings").code == 0
    assert validated(tmp_path / "bids") == []
    copy, before = load_study(tmp_path / "bids"), load_study(study)
    assert copy.has_sessions
    assert copy.participant_digests == before.participant_digests
    pd.testing.assert_frame_equal(copy.participants, before.participants, check_like=True)


def test_what_a_person_wrote_becomes_what_the_standard_wants(
    own_study: Path, tmp_path: Path
) -> None:
    people = pd.read_csv(own_study / "participants.tsv", sep="\t", dtype=str)
    sexes = ["女", "male", "x", *people["sex"][3:]]
    people.assign(sex=sexes)[people.columns[::-1]].to_csv(
        own_study / "participants.tsv", sep="\t", index=False, encoding="utf-8-sig"
    )
    (own_study / "notes.docx").write_text("mine")
    (own_study / "README").unlink()
    (own_study / "stimuli" / "words.json").unlink()
    answer = ask("export-bids", own_study, tmp_path / "bids")
    assert answer.code == 0
    assert "BIDS knows the sexes F, M and O; what is called x here is n/a" in answer.err
    assert "Left out, since BIDS does not define it: notes.docx" in answer.err
    assert validated(tmp_path / "bids") == []
    table = pd.read_csv(tmp_path / "bids" / "participants.tsv", sep="\t")
    assert table.columns[0] == "participant_id"
    assert table["sex"].tolist()[:2] == ["F", "M"]


def test_recordings_come_along_when_asked_for_and_consented_to(
    own_study: Path, tmp_path: Path
) -> None:
    people = pd.read_csv(own_study / "participants.tsv", sep="\t", dtype=str)
    consent = ["yes", "no", None, *people["consent_publish_face"][3:]]
    people.assign(consent_publish_face=consent).to_csv(
        own_study / "participants.tsv", sep="\t", index=False, na_rep="n/a"
    )
    for who in people["participant_id"][:3]:
        (own_study / who / "beh" / f"{who}_task-ewre_video.mp4").write_text("a film")
    assert ask("export-bids", own_study, tmp_path / "without").code == 0
    assert not {name for name in names(tmp_path / "without") if name.endswith((".npy", ".mp4"))}
    answer = ask("export-bids", own_study, tmp_path / "with", "--with-recordings")
    assert answer.code == 0
    assert "Recordings of 2 people are left out: consent_publish_face does not" in answer.err
    there = {name for name in names(tmp_path / "with") if name.endswith((".npy", ".mp4"))}
    assert {"sub-001_desc-face.npy", "sub-001_task-ewre_video.mp4"} <= there
    assert not {name for name in there if name.startswith(("sub-002", "sub-003"))}
    assert validated(tmp_path / "with") == []
    assert validated(tmp_path / "with" / "derivatives" / "depformer-features") == []


def test_a_copy_is_not_written_into_the_study(own_study: Path) -> None:
    answer = ask("export-bids", own_study, own_study / "bids")
    assert answer.code == 2
    assert f"lies inside {own_study}, which is only read" in answer.err
    assert not (own_study / "bids").exists()
