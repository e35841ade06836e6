"""Words read aloud, one WAV each: people, scores and sounds, and what does not fit together."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import soundfile

from depformer.recordings.descriptors import SpokenWord, describe_words
from depformer.recordings.importer import ImportOptions, import_study
from depformer.recordings.importers.ewre_wav import find
from depformer.study import Study, notes
from depformer.study.layout import events_path
from tests.cli.asked import ask
from tests.recordings.sources import PEOPLE, ewre_wav, tone

KIND = "ewre-wav"
FIRST = "21_1_007_1.wav"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, list[str]]:
    folder = tmp_path_factory.mktemp("ewre")
    source, options = ewre_wav(folder)
    return import_study(KIND, source, folder / "study", options)


@pytest.fixture(scope="module")
def made(imported: tuple[Study, list[str]]) -> Study:
    return imported[0]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return ewre_wav(tmp_path)[0]


def wav(source: Path, name: str = FIRST) -> Path:
    return source / "audio" / "wav" / name


def test_people_are_those_of_the_table_under_other_names(made: Study) -> None:
    people = made.participants
    assert people["group"].tolist() == ["healthy", "depressed", "depressed"]
    assert people["severity"].tolist() == [2, 21, 17]
    assert people["age"].tolist() == [20, 24, 31]
    assert people["sex"].tolist() == ["F", "M", "F"]
    assert people["education"].tolist() == ["student", "university", "graduate school"]


def test_a_voice_is_the_mean_of_both_channels_at_16_khz(made: Study) -> None:
    from depformer.features.extractors.log_mel import log_mel

    expected = log_mel(tone(7 + 1).astype(np.float32), 16_000)
    got = made.features("sub-002").audio[0]
    loud = expected > expected.max() - 40  # beyond, what the two resamplers leave differs
    np.testing.assert_allclose(got[loud], expected[loud], atol=0.3)
    events = pd.read_csv(events_path(made.root, "sub-002"), sep="\t")
    assert events["duration"].tolist() == pytest.approx([0.4] * 8, abs=0.01)
    assert events["onset"].isna().all()


def test_a_word_is_described_as_by_ingest_but_for_the_times_of_the_voice(made: Study) -> None:
    table = made.descriptors("sub-002")
    own = describe_words([SpokenWord(samples=tone(7 + w).astype(np.float32)) for w in range(1, 9)])
    for name in ("loudness", "f0_median", "spectral_centroid"):
        np.testing.assert_allclose(table[name], own[name], rtol=0.01, atol=0.3)
    assert table[["duration", "onset_latency", "mouth_opening"]].isna().all(axis=None)


def test_a_sound_that_two_people_share_is_named(imported: tuple[Study, list[str]]) -> None:
    named = [each for each in imported[1] if "byte for byte" in each]
    assert any("17_1_012_1.wav" in each and "21_1_007_6.wav" in each for each in named)


def test_what_lies_beside_the_sounds_is_named(source: Path) -> None:
    (source / "audio" / "mp3").mkdir()
    (source / "notes.txt").touch()
    notes = find(source, ImportOptions(words=24)).notes
    assert any("left out: audio/mp3/, notes.txt" in each for each in notes)


def test_a_study_without_faces_can_be_trained_without_them(made: Study) -> None:
    assert not made.mask.any()
    assert any("(--without face)" in note for note in notes(made))
    assert not made.too_incomplete


def test_a_level_is_one_factor_a_participant(made: Study, tmp_path: Path) -> None:
    source, options = ewre_wav(tmp_path)
    level, _ = import_study(KIND, source, tmp_path / "rms", replace(options, level="rms"))
    for who in made.ids:
        gain = level.features(who).audio - made.features(who).audio
        above = made.features(who).audio > -85  # below, the floor does not move
        assert np.ptp(gain[above]) < 0.01
    assert level.feature_digest != made.feature_digest


def test_what_is_missing_silent_or_short_is_declared_and_named(
    source: Path, tmp_path: Path
) -> None:
    wav(source, "21_1_007_2.wav").unlink()
    soundfile.write(wav(source, "21_1_007_3.wav"), np.zeros((20_000, 2)), 48_000)
    soundfile.write(wav(source, "21_1_007_4.wav"), np.ones((900, 2)) * 0.1, 48_000)
    (source / "EWRE.csv").write_bytes(
        (source / "EWRE.csv").read_bytes() + "\n99,0,20,女,高中,1\n".encode("gb18030")
    )
    answer = ask("import", KIND, source, tmp_path / "out", "--word-list", tmp_path / "list.tsv")
    assert answer.code == 0, answer.err
    said = "sub-002 has no recording of some words: x2 (not there); x3 (silent); x4 (too short)"
    assert said in answer.err
    assert "1 row has no sounds and is left out: EWRE.csv:5" in answer.err


def test_two_tables_in_chinese(source: Path, tmp_path: Path) -> None:
    (source / "EWRE.csv").unlink()
    for label, name in enumerate(("normal.csv", "depression.csv")):
        rows = ["编号,年龄,性别,教育程度,总分"]
        for (own, number), (score, sex, age, school) in PEOPLE.items():
            if own == label:
                rows.append(f"{'ND'[label]}{number:02d},{age},{sex},{school},{score}")
        (source / name).write_text("\r\n".join(rows), encoding="utf-8-sig")
    answer = ask("import", KIND, source, tmp_path / "out", "--word-list", tmp_path / "list.tsv")
    assert answer.code == 0, answer.err
    table = pd.read_csv(tmp_path / "out" / "participants.tsv", sep="\t")
    assert table["severity"].tolist() == [2, 21, 17]


def table(change: Callable[[str], str]) -> Callable[[Path], object]:
    def spoil(source: Path) -> None:
        path = source / "EWRE.csv"
        path.write_bytes(change(path.read_bytes().decode("gb18030")).encode("gb18030"))

    return spoil


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "another score": (
        lambda s: wav(s).rename(wav(s, "22_1_007_1.wav")),
        "22_1_007_1.wav has the score 22 in its name, EWRE.csv line 2 has 21: one of the two is",
    ),
    "a word twice": (
        lambda s: shutil.copy(wav(s), wav(s, "23_1_007_1.wav")),
        "21_1_007_1.wav and 23_1_007_1.wav are the same word of the same person",
    ),
    "another name": (
        lambda s: wav(s).rename(wav(s, "7_word1.wav")),
        "7_word1.wav is not recognised: expected are names as SCORE_LABEL_SUBJECT_WORD.wav",
    ),
    "word 73": (lambda s: wav(s).rename(wav(s, "21_1_007_73.wav")), "is not recognised"),
    "nobody's row": (table(lambda t: t.replace("7,1,24", "8,1,24")), "21_1_007_1.wav has no row"),
    "no sound": (lambda s: wav(s).write_bytes(b"RIFF nothing"), FIRST),
    "no folder": (lambda s: shutil.rmtree(s / "audio"), "wav is missing: the sounds are expected"),
    "no table": (lambda s: (s / "EWRE.csv").unlink(), "has neither EWRE.csv nor normal.csv"),
    "no column": (table(lambda t: t.replace("score", "points")), "EWRE.csv lacks the column score"),
    "another sex": (
        table(lambda t: t.replace("24,男", "24,x")),
        "line 2: sex is 'x', allowed are 男, 女",
    ),
    "another school": (table(lambda t: t.replace("大学", "MIT")), "line 2: education is 'MIT'"),
    "an age": (table(lambda t: t.replace(",24,", ",-9,")), "line 2: age is '-9', allowed is a"),
    "a label": (table(lambda t: t.replace("7,1,", "7,2,")), "id '7' with label '2' is not"),
    "a row twice": (
        table(lambda t: t + "\n7,1,24,男,大学,21"),
        "line 5: the id 7 stands there for the second",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_names_the_file_and_nothing_is_written(
    name: str, source: Path, tmp_path: Path
) -> None:
    spoil, says = FAULTS[name]
    spoil(source)
    before = sorted(tmp_path.rglob("*"))
    answer = ask("import", KIND, source, tmp_path / "out", "--word-list", tmp_path / "list.tsv")
    assert answer.code == 2
    assert says in answer.err
    assert sorted(tmp_path.rglob("*")) == before
