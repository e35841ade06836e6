"""Segments of any recordings: which become words, whose they are, and what a table gets wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import soundfile

from depformer.errors import DepformerError
from depformer.features.extractors.log_mel import log_mel
from depformer.recordings.descriptors import SpokenWord, describe_words
from depformer.recordings.importer import ImportOptions, import_study
from depformer.study import load_study
from depformer.study.layout import events_path
from depformer.study.quality import words_quality
from tests.cli.asked import ask
from tests.recordings.filmed import person, scene, write_video
from tests.recordings.sources import N_WORDS, segments, tone

KIND = "segments"
LABELS = [f"picture {number}" for number in range(N_WORDS)]


def reading(folder: Path, **changed: object) -> Path:
    """Write a sound of eight tones for one person and a table of them; some columns changed."""
    parts = [np.concatenate([tone(seed), np.zeros(1600)]) for seed in range(N_WORDS)]
    soundfile.write(folder / "all.wav", np.concatenate(parts), 16_000)
    table = pd.DataFrame(
        {
            "participant": "P 1 王",
            "file": "all.wav",
            "onset": np.arange(N_WORDS) * 0.5,
            "duration": 0.4,
            "label": LABELS,
            "group": "depressed",
        }
    )
    table.assign(**changed).to_csv(folder / "table.csv", index=False)
    return folder / "table.csv"


def events(study: Path, who: str = "sub-001") -> pd.DataFrame:
    return pd.read_csv(events_path(study, who), sep="\t")


def test_a_stretch_of_sound_becomes_a_word_at_its_time(tmp_path: Path) -> None:
    made, notes = import_study(KIND, reading(tmp_path), tmp_path / "s", ImportOptions(words=8))
    audio = made.features("sub-001").audio
    for word in range(N_WORDS):
        np.testing.assert_allclose(
            audio[word], log_mel(tone(word).astype(np.float32), 16_000), atol=3
        )
    assert events(tmp_path / "s")["onset"].tolist() == [word * 0.5 for word in range(N_WORDS)]
    assert made.words["text"].tolist()[:2] == ["segment 1", "segment 2"]
    assert "No valence is known: nothing is compared by it" in notes
    assert set(made.words["valence"]) == {""}
    assert set(events(tmp_path / "s")["trial_type"].isna()) == {True}


def test_columns_of_other_names_milliseconds_and_people_with_too_few(tmp_path: Path) -> None:
    source, options = segments(tmp_path)
    made, notes = import_study(KIND, source, tmp_path / "first", options)
    assert made.participants["group"].tolist() == ["depressed", "healthy"]
    assert "P3 has 5 segments of 8 and is left out" in notes
    assert events(tmp_path / "first")["onset"].max() == 3.5
    import_study(KIND, source, tmp_path / "spaced", replace(options, choose="spaced"))
    spaced = [0, 1, 1.5, 2.5, 3, 4, 4.5, 5.5]  # of twelve that begin every 0.5 s
    assert events(tmp_path / "spaced")["onset"].tolist() == spaced


def test_labels_are_words_in_each_persons_own_order(tmp_path: Path) -> None:
    order = [LABELS[number] for number in (3, 0, 1, 2, 4, 5, 6, 7)]
    table = pd.read_csv(reading(tmp_path))
    second = table.assign(participant="P2", group="healthy", label=order)
    second.loc[7, "label"] = order[6]  # once more; the last picture was not named
    pd.concat([table, second]).to_csv(tmp_path / "table.csv", index=False)
    options = ImportOptions(choose="label")
    made, notes = import_study(KIND, tmp_path / "table.csv", tmp_path / "s", options)
    assert made.words["text"].tolist() == LABELS
    assert made.presentation.loc["sub-002"].tolist() == [2, 3, 4, 1, 5, 6, 7, 8]
    assert made.mask[1, :, 1].tolist() == [False] * 7 + [True]
    assert "P2 has several segments of picture 6; the first one counts" in notes
    assert "sub-002 has no recording of some words: w08 (not there)" in notes


@pytest.mark.parametrize("unit", ["samples", "frames", "s"])
def test_who_has_a_recording_that_cannot_be_read_is_named_and_left_out(
    unit: str, tmp_path: Path
) -> None:
    film = [scene((person(1), 90, 50, 120))] * 24
    sound = np.concatenate([tone(seed, 0.5) for seed in range(N_WORDS)]).astype(np.float32)
    write_video(tmp_path / "film.mp4", film, np.arange(24) / 6, sound=sound)
    (tmp_path / "broken.mp4").write_text("no film " * 50)
    per_second = {"samples": 16_000, "frames": 6, "s": 1}[unit]
    known = {"onset": np.arange(N_WORDS) * 0.5 * per_second, "duration": 0.4 * per_second}
    table = pd.read_csv(reading(tmp_path)).assign(**known, file="film.mp4")
    lost = table.assign(participant="P2", group="healthy", file=["film.mp4"] * 7 + ["broken.mp4"])
    pd.concat([lost, table]).to_csv(tmp_path / "table.csv", index=False)
    said = ask("import", KIND, tmp_path / "table.csv", tmp_path / "s", "--words", 8, "--unit", unit)
    assert said.code == 0, said.err
    assert "P2 did not come through" in said.err
    assert "broken.mp4" in said.err
    assert load_study(tmp_path / "s").participants["group"].tolist() == ["depressed"]


def test_a_segment_is_described_as_by_ingest(tmp_path: Path) -> None:
    """By the program's own descriptors, of the sound that is there; a face needs a film."""
    onset = np.arange(N_WORDS) * 0.5
    source = reading(tmp_path, onset=[*onset[:7], 99.0])
    made, notes = import_study(KIND, source, tmp_path / "s", ImportOptions(words=8))
    table = made.descriptors("sub-001")
    assert table["duration"].tolist() == pytest.approx([0.4] * 8, abs=1e-6)
    heard = [SpokenWord(0.0, 0.4, samples=tone(word).astype(np.float32)) for word in range(7)]
    own = describe_words(heard)
    for name in ("loudness", "f0_median", "spectral_centroid"):
        np.testing.assert_allclose(table[name][:7], own[name], rtol=0.01, atol=0.2)
        assert np.isnan(table[name].iloc[7])
    assert table[["eye_opening", "onset_latency"]].isna().all(axis=None)
    units = {name: column.unit for name, column in made.descriptor_columns("sub-001").items()}
    assert units["f0_median"] == "Hz"
    assert "sub-001 has no recording of some words: w08 (beyond the end of the recording)" in notes


def test_of_a_very_long_segment_the_beginning_is_described_and_said(tmp_path: Path) -> None:
    source = reading(tmp_path)
    long = np.concatenate([tone(1, 31.0), *(tone(2),) * 7])
    soundfile.write(tmp_path / "all.wav", long, 16_000)
    table = pd.read_csv(source).assign(
        onset=[0.0, *(31 + 0.4 * n for n in range(7))], duration=[31.0] + [0.4] * 7
    )
    table.to_csv(source, index=False)
    made, notes = import_study(KIND, source, tmp_path / "s", ImportOptions(words=8))
    assert made.descriptors("sub-001")["duration"].iloc[0] == 31.0
    assert [each for each in notes if "1 word lasts longer than 30 s" in each]


def test_samples_and_frames_are_counted_by_the_recording(tmp_path: Path) -> None:
    onset = np.arange(N_WORDS) * 8000
    source = reading(tmp_path, onset=onset, duration=6400)
    in_samples = ImportOptions(words=8, unit="samples")
    made, _ = import_study(KIND, source, tmp_path / "s", in_samples)
    again, _ = import_study(KIND, reading(tmp_path), tmp_path / "again", ImportOptions(words=8))
    assert made.digest == again.digest
    with pytest.raises(DepformerError, match=r"all.wav has no frames to count time by"):
        import_study(KIND, source, tmp_path / "t", ImportOptions(words=8, unit="frames"))


def test_a_video_brings_the_face_of_every_word_along(tmp_path: Path) -> None:
    table = pd.read_csv(reading(tmp_path))
    her = person(1)
    rooms = [scene((her, 60 + 10 * (i // 5), 60, 120)) for i in range(35)] + [scene()] * 5
    times = [i / 10 for i in range(len(rooms))]
    write_video(tmp_path / "her.mp4", rooms, times, sound=(0.0, 4.0))
    filmed = table.assign(participant="P2", file="her.mp4", group="healthy")
    pd.concat([table, filmed]).to_csv(tmp_path / "table.csv", index=False)
    options = ImportOptions(words=8, image_size=32)
    made, notes = import_study(KIND, tmp_path / "table.csv", tmp_path / "s", options)
    assert made.mask[0, :, 0].all()
    assert made.mask[1, :, 0].tolist() == [False] * 7 + [True]
    assert not made.mask[..., 1].any()
    faces = made.features("sub-002").face
    assert faces.shape == (8, 32, 32)
    assert np.corrcoef(faces[0].ravel(), faces[6].ravel())[0, 1] > 0.9  # wherever she sits
    all_words = ", ".join(f"w{number:02d}" for number in range(1, 9))
    assert f"sub-001 has no recording of some words: {all_words} (no picture there)" in notes
    assert "sub-002 has no recording of some words: w08 (no face found)" in notes
    assert not [note for note in notes if "No faces are imported" in note]


def test_who_cannot_be_read_is_named_and_left_out(tmp_path: Path) -> None:
    """A silent film, a file that is none: the others come through, with how good they are."""
    table = pd.read_csv(reading(tmp_path))
    rooms = [scene((person(1), 80, 60, 120))] * 40
    times = [i / 10 for i in range(40)]
    write_video(tmp_path / "her.mp4", rooms, times, sound=(0.0, 4.0))
    write_video(tmp_path / "silent.mp4", rooms[:3], times[:3])
    (tmp_path / "text.mp4").write_text("no film " * 100)
    others = [
        table.assign(participant=who, file=f"{name}.mp4", group="healthy")
        for who, name in (("P2", "silent"), ("P3", "her"), ("P4", "text"))
    ]
    pd.concat([table, *others]).to_csv(tmp_path / "table.csv", index=False)
    said = ask("import", KIND, tmp_path / "table.csv", tmp_path / "s", *WORDS)
    assert said.code == 0, said.err
    assert "2 participants, 8 words" in said.out
    assert "P2 did not come through" in said.err
    assert "silent.mp4 has no sound" in said.err
    assert "P4 did not come through" in said.err
    study = load_study(tmp_path / "s")
    assert study.ids == ["sub-001", "sub-003"]
    quality = words_quality(study, "sub-003")
    assert (quality["face_height"] > 50).all()
    assert (quality["clipped"] == 0).all()
    pd.concat([others[0], others[2]]).to_csv(tmp_path / "table.csv", index=False)
    said = ask("import", KIND, tmp_path / "table.csv", tmp_path / "none", *WORDS)
    assert said.code == 2
    assert "Nobody came through" in said.err
    assert not (tmp_path / "none").exists()


def test_beyond_the_end_is_declared_missing(tmp_path: Path) -> None:
    source = reading(tmp_path, onset=[*np.arange(7) * 0.5, 99])
    made, notes = import_study(KIND, source, tmp_path / "s", ImportOptions(words=8))
    assert made.mask[0, :, 1].tolist() == [False] * 7 + [True]
    assert "w08 (beyond the end of the recording)" in notes[-1]


def test_people_may_stand_in_a_table_of_their_own(tmp_path: Path) -> None:
    source = reading(tmp_path, group="?")
    people = tmp_path / "people.tsv"
    people.write_text("ID\tBDI\tarm\nP 1 王\t14\tcase\nsomebody else\t3\tcontrol\n", "utf-8")
    asked = ("import", KIND, source, tmp_path / "s", "--words", 8, "--people", people)
    columns = [f"--columns={pair}" for pair in ("severity=BDI", "group=arm")]
    answer = ask(*asked, *columns, "--groups", "case=depressed", "--groups", "control=healthy")
    assert answer.code == 2
    assert "people.tsv does not say who is in which group" in answer.err
    named = people.read_text("utf-8").replace("ID", "Participant")
    people.write_text(named, "utf-8")
    answer = ask(*asked, *columns, "--groups", "case=depressed", "--groups", "control=healthy")
    assert answer.code == 0, answer.err
    table = pd.read_csv(tmp_path / "s" / "participants.tsv", sep="\t")
    assert table.to_dict("records") == [
        {"participant_id": "sub-001", "group": "depressed", "severity": 14}
    ]


WORDS = ("--words", "8")
FAULTS: dict[str, tuple[dict[str, object], tuple[str, ...], str]] = {
    "a column that is not there": (
        {},
        (*WORDS, "--columns", "onset=start"),
        "Invalid column of table.csv: got 'start', allowed are participant, file, onset",
    ),
    "an unknown role": ({}, (*WORDS, "--columns", "onst=onset"), "Did you mean 'onset'?"),
    "no pair": ({}, (*WORDS, "--columns", "onset"), "allowed is NAME=VALUE, for example onset="),
    "a unit": ({}, (*WORDS, "--unit", "min"), "Invalid unit: got 'min', allowed are s, ms"),
    "no number of words": ({}, (), "--choose first needs --words"),
    "ten words": ({}, ("--words", "10"), "allowed is any multiple of 4"),
    "too many words": ({}, ("--words", "12"), "nobody has 12 segments, the most are 8"),
    "no file": ({"file": "gone.wav"}, WORDS, "gone.wav is missing"),
    "no recording": ({"file": "table.csv"}, WORDS, "table.csv"),
    "times": (
        {"duration": ["x", -1, 0, 1e9, *[0.4] * 4]},
        WORDS,
        "line 2: onset '0.0' and duration 'x' make no segment",
    ),
    "nobody": ({"participant": ""}, WORDS, "line 2: participant is empty"),
    "two groups": ({"group": ["a", "b"] * 4}, WORDS, "P 1 王 stands there with different groups"),
    "another group": (
        {},
        (*WORDS, "--groups", "1=depressed"),
        "the group 'depressed' is not among those of --groups (1)",
    ),
    "a valence": (
        {"valence": "good"},
        ("--choose", "label"),
        "line 2: valence is 'good', allowed are positive, neutral, negative",
    ),
    "no label": ({"label": ""}, ("--choose", "label"), "a segment has no label"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_a_sentence_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    changed, options, says = FAULTS[name]
    source = reading(tmp_path, **changed)
    before = sorted(tmp_path.rglob("*"))
    answer = ask("import", KIND, source, tmp_path / "out", *options)
    assert answer.code == 2
    assert says in answer.err
    assert sorted(tmp_path.rglob("*")) == before
