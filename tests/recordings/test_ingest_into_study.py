"""What becomes of a study while recordings enter it: resumed, shared, added to, made anew."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from depformer.errors import DepformerError
from depformer.files import read_json, read_table, read_text
from depformer.jobs.job import read_job
from depformer.jobs.submit import follow, submit
from depformer.recordings.ingest import IngestOptions, Session, ingest
from depformer.recordings.ingest.participant import MakeParticipant
from depformer.study import layout, load_study
from depformer.work import Progress
from tests.cli.asked import ask
from tests.recordings.elsewhere import Elsewhere
from tests.recordings.recorded import Recorded, record, word_list

OPTIONS = IngestOptions(image_size=32)


class StoppedError(Exception):
    """Somebody has ended the work."""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return record(tmp_path_factory.mktemp("recorded"))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return record(tmp_path_factory.mktemp("other"), seed=4)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who is made, in the order in which it begins."""
    began: list[str] = []
    make = MakeParticipant.__call__

    def counted(self: MakeParticipant, session: Session, report: Progress) -> object:
        began.append(session.participant_id)
        return make(self, session, report)

    monkeypatch.setattr(MakeParticipant, "__call__", counted)
    return began


def session(recorded: Recorded, who: str, group: str = "healthy", **about: str) -> Session:
    files = recorded.video, recorded.audio, recorded.events
    return Session(who, group, *files, about=about)


def files_of(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_what_was_cut_off_goes_on_where_it_stopped(
    recorded: Recorded, tmp_path: Path, made: list[str]
) -> None:
    out, sessions = tmp_path / "s", [session(recorded, who) for who in "12"]

    def stop(done: int, total: int) -> None:
        if "sub-2" in made and 2 * done > total:
            raise StoppedError

    with pytest.raises(StoppedError):
        ingest(sessions, out, words=word_list(), options=OPTIONS, progress=stop)
    assert not out.exists()
    told: list[tuple[int, int]] = []
    ingest(sessions, out, words=word_list(), options=OPTIONS, progress=lambda *at: told.append(at))
    assert made == ["sub-1", "sub-2", "sub-2"]
    assert [done / total for done, total in (told[0], told[-1])] == [0.5, 1.0]
    whole = files_of(out)
    assert [path.name for path in tmp_path.iterdir()] == ["s"]
    ingest(sessions, tmp_path / "again", words=word_list(), options=OPTIONS)
    assert files_of(tmp_path / "again") == whole


def test_a_piece_that_was_cut_off_is_made_again(
    recorded: Recorded, tmp_path: Path, made: list[str]
) -> None:
    out, sessions = tmp_path / "s", [session(recorded, who) for who in "12"]

    def stop(done: int, total: int) -> None:
        if "sub-2" in made:
            raise StoppedError

    with pytest.raises(StoppedError):
        ingest(sessions, out, words=word_list(), options=OPTIONS, progress=stop)
    (face,) = (tmp_path / "s.unfinished").rglob("*face.npy")
    face.write_bytes(face.read_bytes()[:200])
    ingest(sessions, out, words=word_list(), options=OPTIONS)
    assert made == ["sub-1", "sub-2", "sub-1", "sub-2"]
    assert load_study(out).ids == ["sub-1", "sub-2"]


def test_people_are_added_and_the_others_stay_as_they_are(
    recorded: Recorded, other: Recorded, tmp_path: Path
) -> None:
    out = tmp_path / "s"
    ingest([session(recorded, "1", age="30")], out, words=word_list(), options=OPTIONS)
    before = files_of(out)
    done = ingest([session(other, "2", "depressed", sex="F")], out, options=OPTIONS)
    study = load_study(out)
    assert done.through == ("sub-2",)
    assert study.ids == ["sub-1", "sub-2"]
    assert study.participants["group"].tolist() == ["healthy", "depressed"]
    assert study.participants["sex"].tolist() == ["n/a", "F"]
    after = files_of(out)
    tables = {layout.PARTICIPANTS, layout.PARTICIPANTS_SIDECAR}
    assert all(after[name] == content for name, content in before.items() if name not in tables)
    levels = read_json(out / layout.PARTICIPANTS_SIDECAR, kind="study")["group"]["Levels"]
    assert set(levels) == {"healthy", "depressed"}
    assert (out / "sub-2/beh/sub-2_task-ewre_video.mp4").read_bytes() == other.video.read_bytes()


def test_the_same_id_is_refused_unless_it_is_replaced(
    recorded: Recorded, other: Recorded, tmp_path: Path
) -> None:
    out = tmp_path / "s"
    people = [session(recorded, "1", age="30"), session(other, "2")]
    ingest(people, out, words=word_list(), options=OPTIONS)
    before = files_of(out)
    with pytest.raises(DepformerError, match="has this participant already"):
        ingest([session(other, "1")], out, options=OPTIONS)
    assert files_of(out) == before
    options = replace(OPTIONS, recordings="none")
    done = ingest([session(other, "1")], out, options=options, overwrite=True)
    study = load_study(out)
    assert done.through == ("sub-1",)
    assert study.ids == ["sub-1", "sub-2"]
    assert study.participant_digests["sub-1"] == study.participant_digests["sub-2"]
    assert study.participants["age"]["sub-1"] == 30  # as was known before
    assert layout.recordings_of(out, "sub-1") == []
    assert len(layout.recordings_of(out, "sub-2")) == 2


def test_somebody_who_is_half_moved_when_it_is_cut_off_is_moved_by_the_next(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "s"
    ingest([session(recorded, "1")], out, words=word_list(), options=OPTIONS)

    def killed(path: Path, target: Path) -> Path:
        if path.is_relative_to(out) and path.name.endswith("desc-face.npy"):
            raise StoppedError
        return replaced(path, target)

    replaced = Path.replace
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(StoppedError):
            ingest([session(recorded, "2")], out, options=OPTIONS)
    assert not layout.face_path(out, "sub-2").exists()
    assert load_study(out).ids == ["sub-1", "sub-2"]
    assert layout.face_path(out, "sub-2").exists()


def test_two_at_once_write_one_study(recorded: Recorded, other: Recorded, tmp_path: Path) -> None:
    out = tmp_path / "s"
    faults: list[BaseException] = []

    def one(recording: Recorded, who: str) -> None:
        try:
            ingest([session(recording, who)], out, words=word_list(), options=OPTIONS)
        except BaseException as fault:
            faults.append(fault)

    threads = [
        threading.Thread(target=one, args=args)
        for args in ((recorded, "1"), (other, "2"), (other, "2"))
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(load_study(out).ids) == ["sub-1", "sub-2"]
    (fault,) = faults
    assert "sub-2: " in str(fault)
    assert "has this participant already" in str(fault)
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_other_words_and_other_settings_are_refused(recorded: Recorded, tmp_path: Path) -> None:
    out = tmp_path / "s"
    ingest([session(recorded, "1")], out, words=word_list(), options=OPTIONS)
    before = files_of(out)
    others = word_list().assign(text="x")
    with pytest.raises(DepformerError, match="has another word list"):
        ingest([session(recorded, "2")], out, words=others, options=OPTIONS)
    changed = replace(OPTIONS, image_size=48, window=1.5)
    with pytest.raises(DepformerError) as fault:
        ingest([session(recorded, "2")], out, options=changed)
    assert "image_size of face is 32 there, 48 here" in str(fault.value)
    assert "cut_length_s of audio is 1.2 there, 1.5 here" in str(fault.value)
    assert files_of(out) == before
    ingest([session(recorded, "2")], out)  # with the study's own size
    assert load_study(out).image_size == 32


def test_the_study_may_be_where_somebody_stands(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "s"
    ingest([session(recorded, "1")], out, words=word_list(), options=OPTIONS)
    monkeypatch.chdir(out)
    ingest([session(recorded, "2")], ".")
    monkeypatch.chdir(out / "stimuli")
    ingest([session(recorded, "3")], "..")
    assert load_study(out).ids == ["sub-1", "sub-2", "sub-3"]
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_what_is_there_and_no_study_is_left_alone(recorded: Recorded, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("mine")
    for out in (tmp_path / "notes", tmp_path / "notes" / "a.txt"):
        with pytest.raises(DepformerError):
            ingest([session(recorded, "1")], out, words=word_list(), options=OPTIONS)
    assert files_of(tmp_path) == {"notes/a.txt": b"mine"}


def test_a_recording_that_is_changed_meanwhile_does_not_come_through(
    recorded: Recorded, tmp_path: Path
) -> None:
    video = tmp_path / "v.mp4"
    video.write_bytes(recorded.video.read_bytes())
    one = replace(session(recorded, "1"), video=video)

    def change(done: int, total: int) -> None:
        if done == total:
            video.write_bytes(recorded.video.read_bytes() + b"\0")

    with pytest.raises(DepformerError, match="was changed while it was read"):
        ingest([one], tmp_path / "s", words=word_list(), options=OPTIONS, progress=change)
    assert [path.name for path in tmp_path.iterdir()] == ["v.mp4"]


def test_other_processes_make_the_same_and_say_the_same(
    recorded: Recorded, other: Recorded, tmp_path: Path
) -> None:
    (tmp_path / "text.mp4").write_text("no film " * 50)
    people = [session(recorded, "1"), session(other, "2")]
    people += [replace(session(other, "3"), video=tmp_path / "text.mp4")]
    here = ingest(people, tmp_path / "a", words=word_list(), options=OPTIONS)
    there = ingest(people, tmp_path / "b", words=word_list(), options=OPTIONS, place=Elsewhere())
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    assert (here.through, here.failed, here.notes) == (there.through, there.failed, there.notes)
    assert list(here.failed) == ["sub-3"]


@pytest.mark.usefixtures("homes")
def test_the_app_ingests_by_a_job(recorded: Recorded, tmp_path: Path) -> None:
    out, words = tmp_path / "s", tmp_path / "words.tsv"
    word_list().to_csv(words, sep="\t", index=False)
    row = {"participant_id": "1", "group": "healthy", "video": str(recorded.video)}
    row |= {"audio": str(recorded.audio), "events": str(recorded.events)}
    gone = {**row, "participant_id": "2", "video": str(tmp_path / "gone.mp4")}
    asked = {"study": str(out), "sessions": [row, gone], "word_list": str(words)}
    asked["options"] = {"image_size": 32, "recordings": "none"}
    job = submit("ingest", asked, study=out)
    assert follow(job, lambda done, total: None) == out
    assert load_study(out).ids == ["sub-1"]
    job = read_job(job.folder)  # who did not come through, and why, is there to be shown
    assert list(job.failed) == ["sub-2"]
    assert job.failed["sub-2"].startswith("sub-2's video file is missing")
    assert job.notes == json.loads(ask("jobs", out, "--json").out)[0]["notes"]
    assert job.failed["sub-2"] in ask("jobs", out).out


def test_a_bids_validator_is_told_what_is_no_part_of_the_standard(
    recorded: Recorded, tmp_path: Path
) -> None:
    out = tmp_path / "s"
    ingest([session(recorded, "1")], out, words=word_list(), options=OPTIONS)
    ignored = read_text(out / ".bidsignore", what="", kind="study").splitlines()
    assert {"sub-*/beh/*_video*", "sub-*/beh/*_audio*"} <= set(ignored)
    described = read_json(out / "task-ewre_events.json", kind="study")
    assert set(read_table(layout.events_path(out, "sub-1"), kind="study")) <= set(described)
    said = ask("export-bids", out, tmp_path / "bids")
    assert said.code == 0


def test_participants_keep_their_order_and_cells(recorded: Recorded, tmp_path: Path) -> None:
    """What the table of a study says beyond what ingest knows stays there."""
    out = tmp_path / "s"
    people = [session(recorded, who) for who in "123"]
    ingest(people, out, words=word_list(), options=OPTIONS)
    table = read_table(out / layout.PARTICIPANTS, kind="study").assign(medication=list("abc"))
    table.to_csv(out / layout.PARTICIPANTS, sep="\t", index=False)
    ingest([session(recorded, "2", sex="F")], out, options=OPTIONS, overwrite=True)
    after = read_table(out / layout.PARTICIPANTS, kind="study")
    assert after["participant_id"].tolist() == ["sub-1", "sub-2", "sub-3"]
    assert after["medication"].tolist() == ["a", "b", "c"]
    assert after["sex"].fillna("").tolist() == ["", "F", ""]
