"""From recordings to a checked study: what comes through, what is flagged, what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest

from depformer.errors import DepformerError
from depformer.features import EXTRACTORS
from depformer.files import read_json, read_table, write_table, write_text
from depformer.recordings.ingest import IngestOptions, Session, ingest, read_sessions
from depformer.recordings.ingest.timing import syllables
from depformer.study import layout, load_study
from tests.cli.asked import ask
from tests.recordings.filmed import MEDIA, needs_media, scene, write_video
from tests.recordings.recorded import N_WORDS, Recorded, record, word_list

OPTIONS = IngestOptions(image_size=40)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Somebody who reads the list from its beginning to its end. Read only."""
    return record(tmp_path_factory.mktemp("她 的 录音"), "王 1")


def given(recorded: Recorded, who: str = "1", **more: object) -> Session:
    """Return a session with times and boxes, which is fast."""
    return Session(who, "healthy", recorded.video, recorded.audio, recorded.events, **more)


def events_of(out: Path, who: str = "sub-1") -> pd.DataFrame:
    return read_table(layout.events_path(out, who), kind="study")


def about(out: Path, who: str = "sub-1") -> dict:
    return read_json(layout.features_path(out, who), kind="study")


@pytest.fixture
def words_file(tmp_path: Path) -> Path:
    write_table(tmp_path / "words.tsv", word_list())
    return tmp_path / "words.tsv"


def test_times_and_boxes_that_are_given_bring_back_what_was_recorded(
    recorded: Recorded, tmp_path: Path
) -> None:
    """The features are those of the words themselves, and everything says how it was made."""
    out = tmp_path / "study"
    session = given(recorded, about={"age": "30", "sex": "F"})
    done = ingest([session], out, words=word_list(), options=OPTIONS)
    assert (done.through, done.failed) == (("sub-1",), {})
    study = load_study(out)
    features = study.features("sub-1")
    assert not study.mask.any()
    assert study.participants.loc["sub-1", ["group", "age", "sex"]].tolist() == ["healthy", 30, "F"]
    extract = EXTRACTORS["log_mel"].extract
    for row, waveform in enumerate(recorded.waveforms):
        assert np.corrcoef(features.audio[row], extract(waveform, 16_000))[0, 1] > 0.98
        drawn = cv2.resize(recorded.faces[row], (40, 40), interpolation=cv2.INTER_AREA)
        assert np.abs(features.face[row].astype(float) - drawn).mean() < 4
    events = events_of(out)
    assert events["onset"].astype(float).tolist() == pytest.approx(recorded.onsets - 0.5, abs=1e-3)
    assert events["voice_onset"].astype(float).tolist() == pytest.approx(recorded.onsets, abs=1e-3)
    assert (events["reading_ok"] == "1").all()
    assert (events["face_width"].astype(float) == 120).all()
    assert (events["snr_db"].astype(float) > 20).all()
    made_by = about(out)
    assert made_by["audio"]["options"]["cut_before_onset_s"] == 0.06
    assert made_by["audio"]["options"]["cut_length_s"] == 1.2
    assert made_by["words"] == {
        "source": "events",
        "finder": "silero",
        "finder_version": "6.2",
        "face_boxes": "given",
    }
    assert {len(each) for each in made_by["source_digests"].values()} == {64}
    assert made_by["quality"]["voice"]["clipped"] == [0.0] * N_WORDS
    assert made_by["quality"]["face"]["found"] == [1.0] * N_WORDS
    beh = out / "sub-1" / "beh"
    for kind, source in (("video.mp4", recorded.video), ("audio.wav", recorded.audio)):
        assert (beh / f"sub-1_task-ewre_{kind}").read_bytes() == source.read_bytes()
    assert not (tmp_path / "study.unfinished").exists()


def test_words_are_found_in_the_video_s_own_sound(tmp_path: Path, words_file: Path) -> None:
    """In the participant's own order; a word that is left out is missing, and shifts nothing."""
    order = [3, 0, 1, 2, 7, 6, None, 4]  # 5 is not said
    her = record(tmp_path, order=order)
    ids = word_list()["word_id"].to_numpy()
    own = [*ids[[3, 0, 1, 2, 7, 6]], ids[5], ids[4]]
    write_table(tmp_path / "order.tsv", pd.DataFrame({"word_id": own}))
    out = tmp_path / "study"
    said = ask("ingest", out, "--id", "sub-1", "--group", "depressed", "--video", her.video,
               "--order", tmp_path / "order.tsv", "--word-list", words_file, "--image-size", 40,
               "--recordings", "none")  # fmt: skip
    assert said.code == 0
    assert said.out == f"{out}: 1 participant came through: sub-1.\n"
    assert f"1 word has no voice: {ids[5]} (Nothing was found for it between" in said.err
    study = load_study(out)
    missing = np.zeros((N_WORDS, 2), dtype=bool)
    missing[5] = True
    assert (study.mask[0] == missing).all()
    events = events_of(out).set_index("word_id")
    assert events.index.tolist() == own
    found = events["voice_onset"].astype(float)[ids].to_numpy()
    assert found == pytest.approx(her.onsets, abs=0.04, nan_ok=True)
    assert events["reading_ok"][ids[5]] == "0"
    assert events["onset"].isna().all()  # nobody knows when words were shown
    assert not list((out / "sub-1" / "beh").glob("*.mp4"))


def test_a_sound_that_begins_later_than_the_video(tmp_path: Path) -> None:
    late = record(tmp_path, late=0.4)
    options = replace(OPTIONS, recordings="none")
    ingest([given(late, offset=0.4)], tmp_path / "a", words=word_list(), options=options)
    features = load_study(tmp_path / "a").features("sub-1")
    drawn = np.stack([cv2.resize(face, (40, 40), interpolation=cv2.INTER_AREA)
                      for face in late.faces])  # fmt: skip
    assert np.abs(features.face.astype(float) - drawn).mean() < 4
    assert about(tmp_path / "a")["sound_offset_s"] == 0.4


def test_one_bad_recording_does_not_stop_the_others(
    recorded: Recorded, tmp_path: Path, words_file: Path
) -> None:
    """The table is of another program; each who does not come through is named with the reason."""
    write_text(tmp_path / "text.mp4", "no film " * 50)
    write_video(tmp_path / "tone.mp4", [scene()] * 5, np.arange(5) / 5, sound=(0.0, 9.0))
    silent = write_video(tmp_path / "无声.mp4", [scene()] * 5, np.arange(5) / 5)
    rows = [("good", recorded.video, recorded.audio, recorded.events)]
    rows += [("text", "text.mp4", "", ""), ("gone", "gone.mp4", "", ""), ("mute", silent, "", "")]
    rows += [("tone", "tone.mp4", "", "")]
    rows += [("heard", recorded.audio, "", recorded.events)]
    lines = ["Participant ID;group;video;audio;events;age;name"]
    lines += [f"{who};健康;{video};{audio};{events};30;x" for who, video, audio, events in rows]
    (tmp_path / "sessions.csv").write_bytes("\n".join(lines).encode("gb18030"))
    out = tmp_path / "study"
    asked = ("ingest", out, "--table", tmp_path / "sessions.csv", "--word-list", words_file)
    said = ask(*asked, "--image-size", 40, "--json")
    assert said.code == 0
    answer = json.loads(said.out)
    assert answer["through"] == ["sub-good"]
    assert "text.mp4 cannot be read as a recording" in answer["failed"]["sub-text"]
    assert "gone.mp4 is missing" in answer["failed"]["sub-gone"]
    assert "无声.mp4 has no sound" in answer["failed"]["sub-mute"]
    assert "100 % of the words' faces and voices are missing" in answer["failed"]["sub-tone"]
    assert "holds no moving picture" in answer["failed"]["sub-heard"]
    assert "Columns of the table that are left out: name." in answer["notes"]
    assert any("健康 is neither healthy nor depressed" in note for note in answer["notes"])
    assert load_study(out).ids == ["sub-good"]
    again = ask(*asked)
    assert again.code == 2
    assert "Nobody came through:" in again.err
    assert "sub-good: " in again.err
    assert "has this participant already; --replace" in again.err
    assert load_study(out).ids == ["sub-good"]


def test_what_is_missing_is_declared_and_said(recorded: Recorded, tmp_path: Path) -> None:
    """Times behind the end, a table without a word, and a video without a face."""
    table = read_table(recorded.events, kind="study").drop(columns=["onset", "duration"])
    table.loc[7, ["voice_onset", "voice_offset"]] = ["90.0", "90.5"]
    write_table(tmp_path / "events.tsv", table.drop(index=2))
    blank = record(tmp_path, face=False)
    session = replace(given(recorded), events=tmp_path / "events.tsv")
    nobody = replace(session, participant_id="sub-2", video=blank.video)
    write_table(tmp_path / "faceless.tsv", table[["word_id", "voice_onset", "voice_offset"]])
    nobody = replace(nobody, events=tmp_path / "faceless.tsv")
    done = ingest([session, nobody], tmp_path / "a", words=word_list(), options=OPTIONS)
    study = load_study(tmp_path / "a")
    ids = study.words["word_id"].tolist()
    assert [ids[row] for row in np.flatnonzero(study.mask[0].all(axis=1))] == [ids[2], ids[7]]
    assert study.mask[1, :, 0].all()
    assert study.too_incomplete == ["sub-2"]
    notes = "\n".join(done.notes)
    assert f"{ids[7]} (It ends at 90.500 s, after the end of the sound at 17.000 s)" in notes
    assert f"{ids[2]} (The table of events has no time for it)" in notes
    assert "sub-2: 56 % of the words' faces and voices are missing; above 25 %" in notes
    assert "(no face was found)" in notes
    assert events_of(tmp_path / "a")["word_id"].tolist()[-1] == ids[2]


def test_a_sound_that_ends_early_loses_its_last_words(recorded: Recorded, tmp_path: Path) -> None:
    import soundfile

    samples, rate = soundfile.read(recorded.audio)
    soundfile.write(tmp_path / "short.wav", samples[: 12 * rate], rate)
    session = replace(given(recorded), audio=tmp_path / "short.wav")
    done = ingest([session], tmp_path / "a", words=word_list(), options=OPTIONS)
    assert load_study(tmp_path / "a").mask[0, :, 1].tolist() == [False] * 6 + [True] * 2
    assert "sub-1: The sound ends at 12.0 s, the video at 17.0 s." in done.notes


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"word_id": "w99"}, "names words that are not in the list: w99"),
        ({"voice_onset": "soon"}, "line 2 has 'soon' in voice_onset"),
        ({"face_x": None}, "line 2 has no box"),
    ],
)
def test_an_events_table_that_cannot_be_is_refused(
    change: dict[str, str], sentence: str, recorded: Recorded, tmp_path: Path
) -> None:
    table = read_table(recorded.events, kind="study")
    for column, cell in change.items():
        table.loc[0, column] = cell
    write_table(tmp_path / "events.tsv", table)
    session = replace(given(recorded), events=tmp_path / "events.tsv")
    with pytest.raises(DepformerError, match="Nobody came through") as fault:
        ingest([session], tmp_path / "a", words=word_list(), options=OPTIONS)
    assert sentence in str(fault.value)
    assert not list(tmp_path.glob("a*"))


def test_words_are_looked_for_within_trials(recorded: Recorded, tmp_path: Path) -> None:
    table = read_table(recorded.events, kind="study")[["onset", "duration", "word_id"]]
    table[["onset", "duration"]] = 1000 * table[["onset", "duration"]].astype(float)
    write_table(tmp_path / "events.tsv", table.rename(columns={"onset": "shown"}))
    options = replace(OPTIONS, times="trials", unit="ms", columns={"onset": "shown"})
    session = replace(given(recorded), events=tmp_path / "events.tsv")
    ingest([session], tmp_path / "a", words=word_list(), options=options)
    events = events_of(tmp_path / "a").astype({"onset": float, "voice_onset": float})
    assert events["onset"].tolist() == pytest.approx(recorded.onsets - 0.5, abs=1e-3)
    assert events["voice_onset"].tolist() == pytest.approx(recorded.onsets, abs=0.04)


@pytest.mark.parametrize("ending", ["tsv", "txt"])
def test_a_person_corrects_the_words(
    ending: str, recorded: Recorded, tmp_path: Path, words_file: Path
) -> None:
    out, looked = tmp_path / "study", tmp_path / "review"
    who = ("--id", "1", "--group", "healthy", "--video", recorded.video, "--image-size", 40)
    said = ask("ingest", out, *who, "--word-list", words_file, "--review", looked)
    assert said.code == 0
    assert f"--events {looked}" in said.out
    assert not out.exists()
    again = ask("ingest", out, *who, "--word-list", words_file, "--review", looked)
    assert (again.code, "may have been corrected" in again.err) == (2, True)
    table, labels = looked / "sub-1_words.tsv", looked / "sub-1_labels.txt"
    if ending == "tsv":
        labels.unlink()
        words = read_table(table, kind="study")
        words.loc[0, ["onset", "offset"]] = ["0.5", "0.9"]
        write_table(table, words)
    else:
        table.unlink()
        first, *others = labels.read_text().splitlines(keepends=True)
        write_text(labels, "".join(["0.5\t0.9\t" + first.split("\t")[2], *others]))
    said = ask("ingest", out, *who, "--word-list", words_file, "--events", looked)
    assert said.code == 0
    assert events_of(out)["voice_onset"].astype(float)[0] == 0.5


def test_a_table_of_sessions_is_checked_as_a_whole(tmp_path: Path) -> None:
    rows = "participant_id\tgroup\tvideo\tage\toffset\n"
    rows += "1\thealthy\ta.mp4\t300\t0\n王\thealthy\tb.mp4\t30\tn/a\n"
    rows += "2\tn/a\tc.mp4\t30\tn/a\nsub-1\thealthy\tn/a\t30\tn/a\nsub-1\thealthy\td.mp4\t3\tx\n"
    rows += "7\thealthy\ta.mp4\tn/a\tn/a\nsub-7\thealthy\ta.mp4\tn/a\t0\n"
    write_text(tmp_path / "sessions.tsv", rows)
    with pytest.raises(DepformerError) as fault:
        read_sessions(tmp_path / "sessions.tsv")
    said = str(fault.value)
    assert "line 2: Invalid age: got 300" in said
    assert "line 3: Invalid participant id: got '王'" in said
    assert "line 4: sub-2 has no group" in said
    assert "line 5: 'sub-1' has no video" in said
    assert "line 6: Invalid offset: got x" in said
    assert "line 8: sub-7 stands in line 7 already" in said
    assert len(fault.value.faults) == 6


def test_what_is_asked_has_to_be_whole(tmp_path: Path, recorded: Recorded) -> None:
    """Each is one sentence and exit code 2, before any work."""
    who = ("--id", "1", "--group", "healthy", "--video", recorded.video)
    asked = {
        ("--id", "1"): "Name a participant by --id, --group and --video",
        (*who, "--table", "t.tsv"): "not both",
        who: "Say which words were read",
        (*who, "--words", "24", "--window", "90"): "Invalid window",
        (*who, "--words", "24", "--age", "999"): "Invalid age",
        (*who, "--words", "24", "--offset", "0.4"): "sub-1 has an offset",
        (*who, "--words", "24", "--frame", "sharp"): "Did you mean 'sharpest'",
        (*who, "--words", "24", "--word-list", "w.tsv"): "a list says itself",
    }
    for options, sentence in asked.items():
        said = ask("ingest", tmp_path / "a", *options)
        assert (said.code, sentence in said.err) == (2, True), said.err
    assert not list(tmp_path.iterdir())


def test_syllables_tell_how_long_a_word_is() -> None:
    assert [syllables(text) for text in ("快乐", "s", "bin blue at", "xiàoróng")] == [2, 1, 3, 2]


@needs_media
@pytest.mark.parametrize("name", ["grid_s1", "dsp_spk01"])
def test_real_people_go_the_whole_way(name: str, tmp_path: Path) -> None:
    source = MEDIA / name
    texts = read_table(source / "events.tsv", kind="study")["word"]
    words = word_list().head(1).loc[[0] * 24].reset_index(drop=True).assign(text=texts)
    words["word_id"] = [f"w{number:02d}" for number in range(1, 25)]
    words["position"] = range(1, 25)
    write_table(tmp_path / "words.tsv", words)
    out = tmp_path / "study"
    said = ask("ingest", out, "--id", "1", "--group", "healthy", "--image-size", 64,
               "--video", source / "session.mp4", "--audio", source / "audio.wav",
               "--word-list", tmp_path / "words.tsv")  # fmt: skip
    assert said.code == 0, said.err
    assert ask("validate", out).code == 0
    truth = read_table(source / "events.tsv", kind="study")["onset"].astype(float)
    found = events_of(out)["voice_onset"].astype(float)
    assert (found - truth).abs().median() < 0.05
    assert load_study(out).mask.sum() == 0
    refused = ask("explain", out, Path(__file__).parents[2] / "checkpoints" / "demo")
    assert refused.code == 2
    assert "word list: not those that it was trained on" in refused.err
