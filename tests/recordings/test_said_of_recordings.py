"""What is wrong with a recording or a command about it is said where it is, and at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from depformer.files import read_table, write_table
from depformer.recordings.ingest import IngestOptions, Session, ingest
from depformer.study import load_study
from depformer.study.quality import words_quality
from tests.cli.asked import ask
from tests.recordings.recorded import Recorded, record, word_list

OPTIONS = IngestOptions(image_size=32, recordings="none")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Somebody who reads the list. Read only."""
    return record(tmp_path_factory.mktemp("said"))


def made(out: Path, session: Session) -> tuple[str, ...]:
    """Return what is noted of one recording."""
    return ingest([session], out, words=word_list(), options=OPTIONS).notes


def test_a_hole_in_a_word_is_a_doubt_of_that_word_alone(recorded: Recorded, tmp_path: Path) -> None:
    samples, rate = soundfile.read(recorded.audio)
    first = round((recorded.onsets[1] + 0.05) * rate)
    samples[first : first + rate // 10] = np.nan
    soundfile.write(tmp_path / "a.wav", samples, rate, subtype="FLOAT")
    session = Session("1", "healthy", recorded.video, tmp_path / "a.wav", recorded.events)
    notes = made(tmp_path / "s", session)
    assert any("100 ms of its sound cannot be read and are silence" in note for note in notes)
    words = words_quality(load_study(tmp_path / "s"), "sub-1")
    assert list(np.flatnonzero(words["doubt"].fillna("").str.contains("cannot be read"))) == [1]


@pytest.mark.parametrize(("rate", "told"), [(8_000, True), (16_000, False), (48_000, False)])
def test_a_low_rate_is_told_of(rate: int, told: bool, recorded: Recorded, tmp_path: Path) -> None:
    samples, own = soundfile.read(recorded.audio)
    at = np.arange(round(samples.size * rate / own)) * own / rate
    slower = np.interp(at, np.arange(samples.size), samples)
    soundfile.write(tmp_path / "a.wav", slower, rate)
    session = Session("1", "healthy", recorded.video, tmp_path / "a.wav", recorded.events)
    notes = made(tmp_path / "s", session)
    assert any("nothing above 4000 Hz is in its voices" in note for note in notes) == told


def test_an_order_beside_times_is_held_against_them(recorded: Recorded, tmp_path: Path) -> None:
    events = read_table(recorded.events, kind="study")
    write_table(tmp_path / "same.tsv", events[["word_id"]])
    write_table(tmp_path / "other.tsv", events[["word_id"]].iloc[::-1])
    for name, told in (("same.tsv", False), ("other.tsv", True)):
        who = Session(
            "1", "healthy", recorded.video, recorded.audio, recorded.events, tmp_path / name
        )
        notes = made(tmp_path / f"s-{told}", who)
        assert any(f"which is not that of {name}" in note for note in notes) == told
    lacking = ("--events", recorded.events, "--order", tmp_path / "nowhere.tsv")
    who = ("--id", "1", "--group", "healthy", "--video", recorded.video, "--words", "24")
    answer = ask("ingest", tmp_path / "t", *who, *lacking)
    assert answer.code == 2
    assert "nowhere.tsv is missing" in answer.err
    assert not (tmp_path / "t").exists()


def test_an_id_that_no_file_can_be_called_is_refused_with_its_line(tmp_path: Path) -> None:
    rows = ["participant_id\tgroup\tvideo", "001\thealthy\ta.mp4", f"{'a' * 65}\thealthy\ta.mp4"]
    (tmp_path / "t.tsv").write_text("\n".join(rows) + "\n")
    answer = ask("ingest", tmp_path / "s", "--table", tmp_path / "t.tsv")
    assert answer.code == 2
    assert "line 3" in answer.err
    assert "up to 64 letters and digits" in answer.err
    assert not list(tmp_path.glob("s*"))


@pytest.mark.parametrize("edge", ["nan", "inf", "-inf"])
def test_a_time_that_is_none_is_refused(edge: str, tmp_path: Path) -> None:
    who = ("--id", "001", "--word", "w04")
    answer = ask("correct", "sample_data", *who, "--onset", edge, "--offset", edge)
    assert answer.code == 2
    assert f"got {edge}" in answer.err
    assert "from 15.5" in answer.err


@pytest.mark.parametrize(("option", "allowed"), [("--age", "0 to 120"), ("--offset", "-86400")])
def test_a_number_that_is_none_is_told_what_is_allowed(
    option: str, allowed: str, tmp_path: Path
) -> None:
    who = ("--id", "1", "--group", "healthy", "--video", "a.mp4")
    answer = ask("ingest", tmp_path / "s", *who, option, "nan")
    assert answer.code == 2
    assert allowed in answer.err


@pytest.mark.parametrize(
    "command",
    [
        ("synth", "OUT"),
        ("train", "sample_data", "OUT"),
        ("untrained", "sample_data", "OUT"),
        ("explain", "sample_data", "checkpoints/demo"),
        ("evaluate", "sample_data", "checkpoints/demo"),
    ],
)
def test_a_seed_that_no_generator_takes_is_refused(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    asked = [str(tmp_path / "out") if each == "OUT" else each for each in command]
    answer = ask(*asked, "--seed", 2**63)
    assert answer.code == 2
    assert "2147483647" in answer.err
    assert not list(tmp_path.iterdir())


def test_jobs_of_what_is_no_study_are_not_just_none(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        answer = ask("jobs", place)
        assert answer.code == 2
        assert "is no valid study" in answer.err
