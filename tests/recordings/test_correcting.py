"""A word that a person sets: the numbers are those of a whole ingest with the corrected table."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import numpy as np
import pandas as pd
import pytest

from depformer.errors import DepformerError
from depformer.files import read_json, read_table, write_json, write_table
from depformer.jobs.job import read_job
from depformer.jobs.submit import follow, submit
from depformer.recordings.ingest import IngestOptions, Session, correct, ingest, review, room_of
from depformer.recordings.ingest.session import review_names
from depformer.study import layout, load_study
from depformer.study.quality import people_quality, words_quality
from tests.cli.asked import ask
from tests.recordings.recorded import Recorded, record, word_list

OPTIONS = IngestOptions(image_size=32, level="rms")
WORD = 3  # that is corrected


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return record(tmp_path_factory.mktemp("她 的"), "录")


@pytest.fixture(scope="module")
def made(recorded: Recorded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study whose words and faces were found, with two people in it. Read only."""
    out = tmp_path_factory.mktemp("made") / "study"
    found = Session("1", "healthy", recorded.video, recorded.audio)
    given = Session("2", "depressed", recorded.video, recorded.audio, recorded.events)
    ingest([found, given], out, words=word_list(), options=OPTIONS)
    return out


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Path:
    return copytree(made, tmp_path / "study")


def features(root: Path, who: str = "sub-1") -> tuple[np.ndarray, np.ndarray]:
    found = load_study(root).features(who)
    return found.face, found.audio


def row(root: Path, word: str, who: str = "sub-1") -> dict[str, str]:
    events = read_table(layout.events_path(root, who), kind="study")
    return events.set_index("word_id").loc[word].fillna("").to_dict()


def everything(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_the_numbers_are_those_of_an_ingest_with_the_corrected_review(
    recorded: Recorded, study: Path, tmp_path: Path
) -> None:
    """Faces too, which are aligned to one template, and voices, which have one level."""
    word = word_list()["word_id"][WORD]
    found = Session("1", "healthy", recorded.video, recorded.audio)
    review([found], tmp_path / "again", tmp_path / "review", words=word_list(), options=OPTIONS)
    table = tmp_path / "review" / review_names("sub-1")[0]
    rows = read_table(table, kind="study").astype(object)
    onset = round(float(rows.loc[WORD, "onset"]) + 0.21, 3)
    offset = round(onset + 0.3, 3)
    rows.loc[WORD, ["onset", "offset"]] = onset, offset
    write_table(table, rows)
    told = replace(found, events=table)
    ingest([told], tmp_path / "again", words=word_list(), options=OPTIONS)

    before, others = features(study), features(study, "sub-2")
    done = correct(study, "sub-1", word, onset, offset)
    assert done.doubt == ""
    for own, want, old in zip(features(study), features(tmp_path / "again"), before, strict=True):
        np.testing.assert_array_equal(own, want)
        assert (own != old).any()
    for own, want in zip(features(study, "sub-2"), others, strict=True):
        np.testing.assert_array_equal(own, want)
    assert row(study, word) == row(tmp_path / "again", word)
    assert float(row(study, word)["voice_onset"]) == onset
    made_by, again = (
        read_json(layout.features_path(root, "sub-1"), kind="study")
        for root in (study, tmp_path / "again")
    )
    for modality in ("face", "voice"):
        for name, values in again["quality"][modality].items():
            assert made_by["quality"][modality][name][WORD] == values[WORD], name
    assert made_by["words"]["corrected"] == [word]
    assert made_by["words"]["source"] == "silero"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".", "study."))] == []


def test_what_is_known_of_the_others_stays(study: Path) -> None:
    """A doubt of another word is still there; that of the corrected one is gone."""
    ids = word_list()["word_id"].tolist()
    path = layout.features_path(study, "sub-1")
    about = read_json(path, kind="study")
    doubts: list[str | None] = [None] * len(ids)
    doubts[WORD], doubts[5] = "It is long.", "It is short."
    about["quality"]["voice"]["doubt"] = doubts
    write_json(path, about)
    events = read_table(layout.events_path(study, "sub-1"), kind="study").astype(object)
    events.loc[[WORD, 5], "reading_ok"] = None
    write_table(layout.events_path(study, "sub-1"), events.assign(remark="seen"))
    copies = [each.read_bytes() for each in layout.recordings_of(study, "sub-1")]

    low, high = room_of(load_study(study), "sub-1", ids[WORD])
    assert (low, high) == (float(events["voice_offset"][2]), float(events["voice_onset"][4]))
    now = events["voice_onset"].astype(float)[WORD]
    digest = load_study(study).digest
    done = correct(study, "sub-1", ids[WORD], now - 0.05, now + 0.4)
    assert done.study.digest != digest
    words = words_quality(done.study, "sub-1").set_index("word")
    assert words["doubt"].tolist() == [*[""] * 5, "It is short.", "", ""]
    assert row(study, ids[WORD])["reading_ok"] == "1"
    assert row(study, ids[5])["reading_ok"] == ""
    assert row(study, ids[5])["remark"] == "seen"
    same = [w for w in ids if w != ids[WORD]]
    kept = events.set_index("word_id").loc[same, ["voice_onset", "snr_db", "onset"]]
    after = read_table(layout.events_path(study, "sub-1"), kind="study").set_index("word_id")
    pd.testing.assert_frame_equal(after.loc[same, kept.columns], kept, check_dtype=False)
    assert [each.read_bytes() for each in layout.recordings_of(study, "sub-1")] == copies
    assert load_study(study).ids == ["sub-1", "sub-2"]


def test_a_word_that_was_not_said_and_is_said_again(study: Path) -> None:
    word = word_list()["word_id"][WORD]
    before = row(study, word, "sub-2")
    said = ask("correct", study, "--id", "2", "--word", word, "--not-said")
    assert said.code == 0
    assert f"sub-2 now does not say {word}" in said.out
    assert load_study(study).mask[1, WORD].all()
    assert row(study, word, "sub-2")["reading_ok"] == "0"
    assert "not found" not in said.out + said.err
    words = words_quality(load_study(study), "sub-2")
    assert words["doubt"].tolist()[WORD] == "A person has marked it as not said."
    assert words["marked"].tolist() == [place == WORD for place in range(len(words))]
    quality = read_json(layout.features_path(study, "sub-2"), kind="study")["quality"]
    assert quality["face"]["doubt"][WORD] is None
    people = people_quality(load_study(study)).set_index("participant")
    assert people.loc["sub-2", ["doubt", "doubtful"]].tolist() == [0, ""]  # somebody has looked
    edges = before["voice_onset"], before["voice_offset"]
    said = ask("correct", study, "--id", "sub-2", "--word", word, "--onset", edges[0],
               "--offset", edges[1], "--json")  # fmt: skip
    assert json.loads(said.out)["doubt"] == ""
    assert not load_study(study).mask.any()
    assert row(study, word, "sub-2") == before


def test_silence_in_the_place_of_a_word_is_told(study: Path) -> None:
    word = word_list()["word_id"][WORD]
    low, _ = room_of(load_study(study), "sub-2", word)
    said = ask("correct", study, "--id", "sub-2", "--word", word, "--onset", low + 0.3,
               "--offset", low + 0.5)  # fmt: skip
    assert said.code == 0
    assert f"{word}: No voice is heard at its time." in said.err


def test_what_cannot_be_changes_nothing(study: Path) -> None:
    before = everything(study)
    word = word_list()["word_id"][WORD]
    low, high = room_of(load_study(study), "sub-1", word)
    for onset, offset, said in (
        (low - 0.1, low + 0.2, "onset"),
        (low, high + 0.1, "offset"),
        (low + 0.3, low + 0.2, "offset"),
        (low, None, "Give both ends"),
    ):
        with pytest.raises(DepformerError, match=said):
            correct(study, "sub-1", word, onset, offset)
    with pytest.raises(DepformerError, match="Did you mean 'sub-1'"):
        correct(study, "sub-11", word, None, None)
    assert ask("correct", study, "--id", "1", "--word", word, "--onset", 1).code == 2
    assert everything(study) == before
    for path in layout.recordings_of(study, "sub-1"):
        path.unlink()
    with pytest.raises(DepformerError, match="keeps no video of sub-1"):
        correct(study, "sub-1", word, None, None)


def test_features_of_another_way_are_left_alone(study: Path) -> None:
    word = word_list()["word_id"][WORD]
    for who in ("sub-1", "sub-2"):
        path = layout.features_path(study, who)
        about = read_json(path, kind="study")
        about["audio"]["version"] = "0"
        write_json(path, about)
    with pytest.raises(DepformerError, match="not made from recordings by this version"):
        correct(study, "sub-1", word, None, None)


def test_another_recording_in_the_place_of_the_kept_one(study: Path) -> None:
    word = word_list()["word_id"][WORD]
    path = next(p for p in layout.recordings_of(study, "sub-2") if p.suffix == ".wav")
    content = bytearray(path.read_bytes())
    content[-2] ^= 1
    path.write_bytes(content)
    with pytest.raises(DepformerError, match="are not those that the features were made from"):
        correct(study, "sub-2", word, None, None)


def test_two_at_once_both_come_through(study: Path) -> None:
    """The second waits, and begins with what the first has set."""
    ids = word_list()["word_id"]
    events = read_table(layout.events_path(study, "sub-2"), kind="study").set_index("word_id")
    starts = events["voice_onset"].astype(float)
    threads = [
        threading.Thread(
            target=correct, args=(study, "sub-2", word, starts[word] + 0.02, starts[word] + 0.3)
        )
        for word in ids[:2]
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    for word in ids[:2]:
        assert float(row(study, word, "sub-2")["voice_onset"]) == round(starts[word] + 0.02, 3)
    about = read_json(layout.features_path(study, "sub-2"), kind="study")
    assert about["words"]["corrected"] == ids[:2].tolist()


def test_as_a_job_it_tells_how_far_it_is_and_what_is_in_doubt(study: Path, homes: Path) -> None:
    word = word_list()["word_id"][WORD]
    asked = {"study": str(study), "participant": "sub-2", "word": word}
    job = submit("correct", {**asked, "onset": None, "offset": None}, study=study)
    assert follow(job, lambda done, total: None) == study
    assert load_study(study).mask[1, WORD].all()
    low, _ = room_of(load_study(study), "sub-2", word)
    silent = {"onset": low + 0.3, "offset": low + 0.5}
    job = submit("correct", {**asked, **silent}, study=study)
    told: list[tuple[int, int]] = []
    follow(job, lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    ended = read_job(job.folder)
    assert 0 < ended.done == ended.total
    assert ended.notes == [f"{word}: No voice is heard at its time."]
