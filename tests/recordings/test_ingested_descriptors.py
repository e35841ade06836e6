"""What an ingest writes about every word beside the features, and vectors that a user computed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import soundfile

from depformer.errors import DepformerError
from depformer.files import read_json, read_table, write_json, write_table, write_text
from depformer.recordings import descriptors
from depformer.recordings.descriptors import DESCRIPTORS, SpokenWord, describe_words
from depformer.recordings.ingest import (
    IngestOptions,
    Session,
    correct,
    described,
    ingest,
    read_sessions,
)
from depformer.recordings.ingest.described import imported_tables
from depformer.recordings.ingest.made import Finished, Made
from depformer.recordings.media import look_at_media
from depformer.recordings.words import WordTime
from depformer.registry import Registry
from depformer.study import check_study, layout, load_study
from depformer.study.descriptors import Column, Descriptors
from depformer.study.writer import ParticipantRecord
from depformer.synth.speech import LEAD_S, RATE
from tests.recordings.filmed import write_video
from tests.recordings.recorded import N_WORDS, Recorded, record, word_list
from tests.recordings.spoken import write_media

OPTIONS = IngestOptions(image_size=40, recordings="none")
SIZE = 5


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Somebody who reads the list. Read only."""
    return record(tmp_path_factory.mktemp("a"))


@pytest.fixture(scope="module")
def made(recorded: Recorded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of that recording with two tables of other programs. Read only."""
    folder = tmp_path_factory.mktemp("b")
    out = folder / "study"
    write_text(folder / "face.csv", openface(np.arange(0.0, 17.0, 0.1)))
    write_text(folder / "voice.csv", opensmile(np.arange(0.0, 6.0, 0.1)))
    session = given(recorded, descriptors=(folder / "face.csv", folder / "voice.csv"))
    done = ingest([session], out, words=word_list(), options=OPTIONS)
    (note,) = (each for each in done.notes if "_frames" in each)
    silent = ", ".join(word_list()["word_id"][3:])
    assert note == f"sub-1: The column opensmile_frames counts no frame in 5 words: {silent}."
    return out


def given(recorded: Recorded, who: str = "1", **more: object) -> Session:
    files = {"audio": recorded.audio, "events": recorded.events}
    return Session(who, "healthy", recorded.video, **files, **more)


def openface(times: np.ndarray) -> str:
    rows = [f"{number}, {time:.2f}, 0.98, 1, {time:.2f}" for number, time in enumerate(times)]
    return "\n".join(["frame, timestamp, confidence, success, AU12_r", *rows]) + "\n"


def opensmile(times: np.ndarray) -> str:
    rows = [f"'a';{time:.2f};{2 * time:.2f}" for time in times]
    return "\n".join(["name;frameTime;Loudness_sma3", *rows]) + "\n"


def table_of(out: Path) -> Path:
    return layout.descriptors_path(out, "sub-1")


def test_every_descriptor_of_every_word_is_in_the_study(made: Path, recorded: Recorded) -> None:
    """The numbers are those of the words themselves, not of the window that features are from."""
    study = load_study(made)
    table = study.descriptors("sub-1")
    assert table.index.tolist() == study.words["word_id"].tolist()
    own = [column for spec in DESCRIPTORS for column in spec.columns]
    assert list(table)[: len(own)] == own
    lengths = read_table(recorded.events, kind="study")[["voice_onset", "voice_offset"]]
    lengths = lengths.astype(float).diff(axis=1)["voice_offset"].to_numpy()
    assert table["duration"].to_numpy() == pytest.approx(lengths, abs=2e-3)
    assert table["onset_latency"].to_numpy() == pytest.approx(0.5, abs=2e-3)
    for row, (waveform, length) in enumerate(zip(recorded.waveforms, lengths, strict=True)):
        first = round(LEAD_S * RATE)
        said = waveform[first : first + round(length * RATE)]
        alone = describe_words([SpokenWord(samples=said)], ["loudness", "spectral_centroid"])
        got = table[list(alone)].iloc[row]
        assert got["loudness"] == pytest.approx(alone["loudness"][0], abs=0.1)
        assert got["spectral_centroid"] == pytest.approx(alone["spectral_centroid"][0], rel=0.02)
    pitch = table["f0_median"].dropna()
    assert len(pitch) >= N_WORDS - 2
    assert pitch.between(150, 350).all()  # a woman's
    columns = study.descriptor_columns("sub-1")
    assert columns["loudness"].unit == "dB(A) re full scale"
    assert columns["f0_median"] == Column(
        "Pitch, median",
        "Hz",
        DESCRIPTORS["f0"].version,
        "Median of the fundamental frequency over the voiced frames, by pYIN",
    )


def test_tables_of_other_programs_are_reduced_to_the_words(made: Path, recorded: Recorded) -> None:
    study = load_study(made)
    table, columns = study.descriptors("sub-1"), study.descriptor_columns("sub-1")
    events = study.events("sub-1")
    middle = (events["voice_onset"] + events["voice_offset"]) / 2
    assert table["openface_AU12_r"].to_numpy() == pytest.approx(middle.to_numpy(), abs=0.06)
    assert (table["openface_frames"] > 2).all()
    loud = table["opensmile_Loudness_sma3"]
    assert loud[:3].to_numpy() == pytest.approx(2 * middle[:3].to_numpy(), abs=0.12)
    assert loud[3:].isna().all()
    assert table["opensmile_frames"].tolist()[3:] == [0] * (N_WORDS - 3)
    assert columns["openface_AU12_r"].title == "OpenFace: AU12_r"
    assert columns["openface_AU12_r"].unit == "intensity 0-5"
    assert columns["opensmile_Loudness_sma3"].unit == ""
    about = read_json(layout.features_path(made, "sub-1"), kind="study")
    assert [each["program"] for each in about["descriptor_tables"]] == ["openface", "opensmile"]


def test_a_table_of_pictures_counts_on_the_clock_of_the_video(tmp_path: Path) -> None:
    late = record(tmp_path, late=0.4)
    write_text(tmp_path / "face.csv", openface(np.arange(0.0, 17.0, 0.01)))
    write_text(tmp_path / "voice.csv", opensmile(np.arange(0.0, 17.0, 0.01)))
    files = (tmp_path / "face.csv", tmp_path / "voice.csv")
    session = given(late, offset=0.4, descriptors=files)
    ingest([session], tmp_path / "study", words=word_list(), options=OPTIONS)
    table = load_study(tmp_path / "study").descriptors("sub-1")
    difference = table["openface_AU12_r"] - table["opensmile_Loudness_sma3"] / 2
    assert difference.to_numpy() == pytest.approx(0.4, abs=0.02)


def test_tables_count_from_the_first_picture_and_the_first_sample(tmp_path: Path) -> None:
    """Time 0 of a recording is its earliest stream; the programs know nothing of the other one."""
    write_text(tmp_path / "face.csv", openface(np.arange(0.0, 4.0, 0.01)))
    write_text(tmp_path / "voice.csv", opensmile(np.arange(0.0, 4.0, 0.01)))
    times, word = np.arange(20) / 10, [WordTime("w", 1.0, 1.2, 1.0)]
    black = [np.zeros((48, 64), np.uint8)] * 20
    path = write_video(tmp_path / "a.mkv", black, times + 0.4, sound=(0.0, 2.4))
    late = write_media(tmp_path / "b.mp4", [np.ones(40_000)], rate=16_000, codec="aac", late=0.5)
    sound = tmp_path / "a.wav"
    soundfile.write(sound, np.zeros(40_000), RATE)
    for more, picture, sample in (
        ({"video": path}, 0.4, 0.0),
        ({"video": late}, 0.0, 0.5),
        ({"video": path, "audio": sound, "offset": 0.3}, 0.4 - 0.3, 0.0),
        ({"video": path, "audio": late}, 0.4, 0.5),
    ):
        session = Session("1", "healthy", **more, descriptors=tuple(tmp_path.glob("*.csv")))
        row = imported_tables(session, word, look_at_media(session.video)).table.loc["w"]
        # A codec's first frame is silence, up to 64 ms long.
        assert row["openface_AU12_r"] == pytest.approx(1.1 - picture, abs=0.07)
        assert row["opensmile_Loudness_sma3"] / 2 == pytest.approx(1.1 - sample, abs=0.07)


def test_of_a_very_long_word_only_the_beginning_is_measured(
    recorded: Recorded, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory does not grow with the length of a word; that it lasts so long stays a number."""
    lengths = load_study(made).descriptors("sub-1")["duration"]
    most = round(float(lengths.median()), 3)
    monkeypatch.setattr(described, "LONGEST_S", most)
    sizes: list[int] = []
    spec = DESCRIPTORS["loudness"]
    known = replace(spec, describe=lambda w: sizes.append(w.samples.size) or spec.describe(w))
    specs = tuple(known if each is spec else each for each in DESCRIPTORS)
    monkeypatch.setattr(descriptors, "DESCRIPTORS", Registry("descriptor", specs))
    done = ingest([given(recorded)], tmp_path / "study", words=word_list(), options=OPTIONS)
    table = load_study(tmp_path / "study").descriptors("sub-1")
    long = lengths.index[lengths > most + 1e-6]
    assert 0 < len(long) < N_WORDS
    assert max(sizes) == round(most * RATE)
    assert table["duration"].tolist() == lengths.tolist()
    assert (
        f"sub-1: {len(long)} words last longer than {most:g} s; pitch, loudness and spectral "
        f"centroid are of their first {most:g} s: {', '.join(long)}."
    ) in done.notes
    short = lengths.index.difference(long)
    own = load_study(made).descriptors("sub-1")
    assert own.loc[short, "loudness"].equals(table.loc[short, "loudness"])
    assert (own.loc[long, "loudness"] != table.loc[long, "loudness"]).all()


def test_a_table_of_sessions_names_several_files(tmp_path: Path) -> None:
    rows = "participant_id\tgroup\tvideo\tdescriptors\tvectors\n"
    rows += "1\thealthy\ta.mp4\tau 1.csv | 声.csv\tv.npy\n2\thealthy\tb.mp4\tn/a\tn/a\n"
    write_text(tmp_path / "sessions.tsv", rows)
    (first, second), notes = read_sessions(tmp_path / "sessions.tsv")
    assert first.descriptors == (tmp_path / "au 1.csv", tmp_path / "声.csv")
    assert first.vectors == tmp_path / "v.npy"
    assert (second.descriptors, second.vectors, notes) == ((), None, [])


WRONG = {
    "outside": ([opensmile(np.arange(500.0, 510.0))], "Nothing of .*0.csv lies inside a word"),
    "twice": ([opensmile(np.arange(0.0, 9.0, 0.1))] * 2, "1.csv is a second table of openSMILE"),
    "unknown": (["a,b\n1,2\n"], "0.csv is no table that is known here"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_table_that_cannot_be_of_this_recording_names_itself(
    name: str, recorded: Recorded, tmp_path: Path
) -> None:
    texts, sentence = WRONG[name]
    for number, text in enumerate(texts):
        write_text(tmp_path / f"{number}.csv", text)
    session = given(recorded, descriptors=tuple(sorted(tmp_path.glob("*.csv"))))
    with pytest.raises(DepformerError, match=sentence):
        ingest([session], tmp_path / "study", words=word_list(), options=OPTIONS)
    assert not (tmp_path / "study").exists()


def test_a_participant_who_was_made_before_a_cancellation_keeps_the_numbers(
    tmp_path: Path, made: Path
) -> None:
    study = load_study(made)
    table, columns = study.descriptors("sub-1"), study.descriptor_columns("sub-1")
    features = study.features("sub-1")
    events = read_table(layout.events_path(made, "sub-1"), kind="study").astype({"position": int})
    record = ParticipantRecord("sub-1", features.face, features.audio, events, {})
    keep = Finished(tmp_path)
    keep.put("a", Made("sub-1", replace(record, descriptors=Descriptors(table, columns))))
    keep.put("b", Made("sub-1", record))
    back = keep.get("a").record.descriptors
    pd.testing.assert_frame_equal(back.table, table, check_names=False)
    assert back.columns == columns
    assert keep.get("b").record.descriptors is None


# -- what a study holds of them --------------------------------------------------------------


def copied(made: Path, out: Path) -> Path:
    from shutil import copytree

    return Path(copytree(made, out))


FAULTS = {
    "number": ("soon", "is 'soon', allowed is a number from"),
    "endless": ("inf", "is 'inf', allowed is a number from"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_cell_that_is_no_number_is_a_fault(name: str, made: Path, tmp_path: Path) -> None:
    out = copied(made, tmp_path / "study")
    table = read_table(table_of(out), kind="study")
    table.loc[2, "loudness"] = FAULTS[name][0]
    write_table(table_of(out), table)
    (fault,) = check_study(out)[1]
    assert "sub-1_desc-descriptors.tsv line 4: loudness" in fault
    assert FAULTS[name][1] in fault


def test_descriptors_that_do_not_fit_the_study_are_faults(made: Path, tmp_path: Path) -> None:
    out = copied(made, tmp_path / "study")
    table = read_table(table_of(out), kind="study")
    described = read_json(table_of(out).with_suffix(".json"), kind="study")
    write_table(table_of(out), table.iloc[::-1])
    (fault,) = check_study(out)[1]
    assert "word_id has to hold the 8 words of stimuli/words.tsv" in fault
    write_table(table_of(out), table.drop(columns="f0_range"))
    (fault,) = check_study(out)[1]
    assert fault.endswith("only one of them has f0_range")
    write_table(table_of(out), table)
    write_json(table_of(out).with_suffix(".json"), {**described, "loudness": "loud"})
    (fault,) = check_study(out)[1]
    assert "loudness is loud, allowed is an object with the texts LongName" in fault
    table_of(out).with_suffix(".json").unlink()
    (fault,) = check_study(out)[1]
    assert "sub-1_desc-descriptors.tsv has no sub-1_desc-descriptors.json" in fault
    table_of(out).unlink()
    assert check_study(out)[1] == []
    assert load_study(out).descriptors("sub-1") is None
    assert load_study(out).descriptor_columns("sub-1") == {}


def test_descriptors_are_no_part_of_what_a_run_is_from(made: Path, tmp_path: Path) -> None:
    out = copied(made, tmp_path / "study")
    table_of(out).unlink()
    table_of(out).with_suffix(".json").unlink()
    assert load_study(out).digest == load_study(made).digest


# -- corrections -----------------------------------------------------------------------------


def test_a_corrected_word_is_described_anew_and_others_keep_what_was_imported(
    recorded: Recorded, tmp_path: Path
) -> None:
    """Other programs' tables are not kept: of the corrected word, their numbers are missing."""
    write_text(tmp_path / "face.csv", openface(np.arange(0.0, 17.0, 0.1)))
    session = given(recorded, descriptors=(tmp_path / "face.csv",))
    kept = replace(OPTIONS, recordings="copy")
    ingest([session], tmp_path / "study", words=word_list(), options=kept)
    before = load_study(tmp_path / "study")
    word, *others = before.words["word_id"].tolist()
    voice = before.events("sub-1").loc[word]
    was, columns = before.descriptors("sub-1"), before.descriptor_columns("sub-1")
    edges = voice["voice_onset"] + 0.05, voice["voice_offset"] - 0.05
    after = correct(tmp_path / "study", "sub-1", word, *edges).study
    now = after.descriptors("sub-1")
    assert now.loc[word, "duration"] == pytest.approx(was.loc[word, "duration"] - 0.1, abs=2e-3)
    assert now.loc[word, "onset_latency"] == pytest.approx(0.55, abs=2e-3)
    imported = [name for name in now if name.startswith("openface_")]
    assert now.loc[word, imported].isna().all()
    pd.testing.assert_frame_equal(now.loc[others], was.loc[others])
    assert after.descriptor_columns("sub-1") == columns
    about = read_json(layout.features_path(after.root, "sub-1"), kind="study")
    assert about["descriptor_tables"][0]["program"] == "openface"
