"""Nothing that is known of people is lost when they are made anew, or when one of them is odd."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest

from depformer.errors import DepformerError
from depformer.files import read_json, read_table, write_table, write_text
from depformer.recordings.ingest import (
    IngestOptions,
    Session,
    correct,
    ingest,
    read_sessions,
    room_of,
    whole,
)
from depformer.recordings.ingest.made import Made
from depformer.recordings.ingest.participant import MakeParticipant
from depformer.study import layout, load_study
from tests.cli.asked import ask
from tests.recordings.recorded import Recorded, record, word_list

OPTIONS = IngestOptions(image_size=32)
WORDS = word_list()["word_id"].tolist()
FEMALE_40 = {"age": "40", "sex": "F", "severity": "17", "education": "university"}
ABOUT = {**FEMALE_40, "consent_publish_face": "yes"}


class StoppedError(Exception):
    """Somebody has ended the work."""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return record(tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return record(tmp_path_factory.mktemp("other"), seed=4)


@pytest.fixture(scope="module")
def made(recorded: Recorded, other: Recorded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of two people that keeps their recordings. Read only."""
    out = tmp_path_factory.mktemp("made") / "study"
    people = [session(recorded, "1", **ABOUT), session(other, "2")]
    ingest(people, out, words=word_list(), options=OPTIONS)
    return out


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Path:
    return Path(copytree(made, tmp_path / "study"))


def session(recorded: Recorded, who: str, group: str = "healthy", **about: str) -> Session:
    files = recorded.video, recorded.audio, recorded.events
    return Session(who, group, *files, about=about)


def with_events(given: Session, path: Path, change: Callable[[Any], Any]) -> Session:
    table = read_table(given.events, kind="study").astype(object)
    write_table(path, change(table))
    return replace(given, events=path)


def everything(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def once(act: Callable[[], object]) -> Callable[[int, int], None]:
    """Return a progress that acts when it is told for the first time."""
    left = iter([act])
    return lambda done, total: next(left, lambda: None)() and None


# -- what is known ---------------------------------------------------------------------------


def test_a_person_made_anew_keeps_age_consent_and_all_that_is_known(
    study: Path, other: Recorded
) -> None:
    again = session(other, "1", "depressed", age="41")
    done = ingest([again], study, options=OPTIONS, overwrite=True)
    row = load_study(study).participants.loc["sub-1"]
    assert (row["age"], row["severity"], row["sex"], row["group"]) == (41, 17, "F", "depressed")
    assert (row["education"], row["consent_publish_face"]) == ("university", "yes")
    assert "sub-1 was in the group healthy and is now in the group depressed." in done.notes


def test_a_correction_leaves_the_table_of_people_as_it_is(study: Path) -> None:
    before = (study / layout.PARTICIPANTS).read_bytes()
    correct(study, "sub-1", WORDS[3], None, None)
    assert (study / layout.PARTICIPANTS).read_bytes() == before


@pytest.mark.parametrize("kept", ["none", "copy"])
def test_a_recording_that_lies_in_the_study_itself_stays(
    kept: str, study: Path, other: Recorded
) -> None:
    own = {path.suffix: path for path in layout.recordings_of(study, "sub-2")}
    before = {path: path.read_bytes() for path in own.values()}
    again = Session("2", "healthy", own[".mp4"], own[".wav"], other.events)
    options = replace(OPTIONS, recordings=kept)
    ingest([again], study, options=options, overwrite=True)
    assert {path: path.read_bytes() for path in layout.recordings_of(study, "sub-2")} == before
    correct(study, "sub-2", WORDS[3], None, None)  # it is still the recording of the features


def test_a_recording_of_somebody_else_is_not_the_only_one_to_go(
    study: Path, recorded: Recorded, other: Recorded
) -> None:
    """Who is read from another's recording in the study does not lose it by the other's change."""
    own = {path.suffix: path for path in layout.recordings_of(study, "sub-2")}
    new = Session("3", "healthy", own[".mp4"], own[".wav"], other.events)
    two = session(recorded, "2")
    ingest([new, two], study, options=replace(OPTIONS, recordings="none"), overwrite=True)
    assert all(path.is_file() for path in own.values())


def test_somebodys_recording_under_a_new_id_is_noticed(study: Path, other: Recorded) -> None:
    done = ingest([session(other, "9")], study, options=OPTIONS)
    assert any("sub-9, sub-2 have the same recording" in note for note in done.notes), done.notes
    done = ingest([session(other, "9")], study, options=OPTIONS, overwrite=True)
    assert sum("have the same recording" in note for note in done.notes) == 1


# -- two at once -----------------------------------------------------------------------------


def test_a_correction_made_meanwhile_is_not_replaced(
    study: Path, other: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"options": OPTIONS, "overwrite": True}
    people, told = [session(other, "1")], []
    make = MakeParticipant.__call__

    def told_of(self: MakeParticipant, given: Session, report: Any) -> Made:
        told.append(given.group)
        return make(self, given, report)

    monkeypatch.setattr(MakeParticipant, "__call__", told_of)
    set_word = once(lambda: correct(study, "sub-1", WORDS[3], None, None))
    with pytest.raises(DepformerError, match="somebody else has changed sub-1 meanwhile"):
        ingest(people, study, progress=set_word, **asked)
    assert load_study(study).mask[0, 3].all()
    assert len(told) == 2
    ingest(people, study, **asked)  # who wants it all the same has it at once
    assert len(told) == 2
    assert not load_study(study).mask.any()
    assert [path.name for path in study.parent.iterdir()] == ["study"]


def test_a_person_made_anew_meanwhile_is_not_corrected(study: Path, recorded: Recorded) -> None:
    """Even from the same recording, with another table of times."""

    def later(table: Any) -> Any:
        return table.assign(voice_onset=table["voice_onset"].astype(float) + 0.01)

    again = with_events(session(recorded, "1"), study.parent / "later.tsv", later)
    replaced = once(lambda: ingest([again], study, options=OPTIONS, overwrite=True))
    with pytest.raises(DepformerError, match="somebody else has changed sub-1 meanwhile"):
        correct(study, "sub-1", WORDS[3], None, None, progress=replaced)
    onsets = read_table(again.events, kind="study")["voice_onset"].astype(float)
    now = load_study(study).events("sub-1")["voice_onset"]
    assert now.to_numpy() == pytest.approx(onsets.to_numpy(), abs=1e-3)


# -- ids -------------------------------------------------------------------------------------


def test_ids_that_differ_in_capitals_are_refused(study: Path, recorded: Recorded) -> None:
    said = "sub-a and sub-A differ only in capital letters"
    with pytest.raises(DepformerError, match=said):
        ingest([session(recorded, "a"), session(recorded, "A")], study, options=OPTIONS)
    ingest([session(recorded, "a")], study, options=OPTIONS)
    for overwrite in (False, True):
        with pytest.raises(DepformerError, match=said):
            ingest([session(recorded, "A")], study, options=OPTIONS, overwrite=overwrite)
    assert load_study(study).ids == ["sub-1", "sub-2", "sub-a"]
    table = study / "sessions.tsv"
    write_text(table, "participant_id\tgroup\tvideo\na\thealthy\ta.mp4\nA\thealthy\tb.mp4\n")
    with pytest.raises(DepformerError, match=f"line 3: {said}"):
        read_sessions(table)


# -- one person's odd cells ------------------------------------------------------------------


def huge(folder: Path) -> Path:
    rows = [f"'a';{time:.2f};{1e13 if time > 9 else 1.0}" for time in np.arange(0.0, 17.0, 0.1)]
    write_text(folder / "huge.csv", "\n".join(["name;frameTime;Loudness_sma3", *rows]) + "\n")
    return folder / "huge.csv"


def test_one_persons_odd_cell_stops_nobody_else(recorded: Recorded, tmp_path: Path) -> None:
    """A box beside the picture is a missing face; numbers beyond limits are that person's fault."""

    def beside_the_picture(table: Any) -> Any:
        table.loc[2, ["face_x", "face_y"]] = "5000"
        return table

    good = session(recorded, "good")
    box = with_events(session(recorded, "box"), tmp_path / "box.tsv", beside_the_picture)
    loud = replace(session(recorded, "loud"), descriptors=(huge(tmp_path),))
    out = tmp_path / "s"
    done = ingest([good, box, loud], out, words=word_list(), options=OPTIONS)
    study = load_study(out)
    assert done.through == ("sub-good", "sub-box")
    assert np.argwhere(study.mask).tolist() == [[1, 2, 0]]
    assert not study.features("sub-box").face[2].any()
    assert any(
        f"{WORDS[2]} (nothing is to be seen where the face should be)" in note
        for note in done.notes
    )
    assert "opensmile_Loudness_sma3 is" in done.failed["sub-loud"]
    assert "allowed is a number from" in done.failed["sub-loud"]
    assert list(done.failed) == ["sub-loud"]


def test_a_wrong_call_does_not_take_away_what_is_finished(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    make = MakeParticipant.__call__

    def counted(self: MakeParticipant, given: Session, report: Any) -> Made:
        made.append(given.participant_id)
        return make(self, given, report)

    def stop(done: int, total: int) -> None:
        if "sub-2" in made:
            raise StoppedError

    monkeypatch.setattr(MakeParticipant, "__call__", counted)
    out, people = tmp_path / "s", [session(recorded, who) for who in "12"]
    with pytest.raises(StoppedError):
        ingest(people, out, words=word_list(), options=OPTIONS, progress=stop)
    with pytest.raises(DepformerError, match="Say which words were read"):
        ingest(people, out, options=OPTIONS)
    ingest(people, out, words=word_list(), options=OPTIONS)
    assert made == ["sub-1", "sub-2", "sub-2"]
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_nobody_holds_all_people_at_once(
    recorded: Recorded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records: list[weakref.ref[Any]] = []
    alive: list[int] = []
    first = MakeParticipant(word_list(), OPTIONS)(session(recorded, "0"), lambda *at: None).record
    write = whole.write_study_folder

    def quick(self: MakeParticipant, given: Session, report: Any) -> Made:
        record = replace(first, participant_id=given.participant_id)
        records.append(weakref.ref(record))
        return Made(given.participant_id, record)

    def watched(target: Path, tables: Any, given: Iterator[Any], **how: Any) -> Path:
        def each() -> Iterator[Any]:
            for one in given:
                records.append(weakref.ref(one))
                yield one
                alive.append(sum(each() is not None for each in records))

        return write(target, tables, each(), **how)

    monkeypatch.setattr(MakeParticipant, "__call__", quick)
    monkeypatch.setattr(whole, "write_study_folder", watched)
    people = [session(recorded, f"{number}") for number in range(6)]
    ingest(people, tmp_path / "s", words=word_list(), options=OPTIONS)
    assert len(alive) == 6
    assert max(alive) <= 3  # the one that is written, copied as it is written, and the last


# -- a word that is set ----------------------------------------------------------------------


def test_a_word_marked_as_misread_stays_so(study: Path) -> None:
    path = layout.events_path(study, "sub-2")
    events = read_table(path, kind="study").astype(object).set_index("word_id", drop=False)
    events.loc[WORDS[3], "reading_ok"] = "0"
    write_table(path, events)
    onset = float(events.loc[WORDS[3], "voice_onset"])
    correct(study, "sub-2", WORDS[3], onset + 0.02, onset + 0.3)
    now = read_table(path, kind="study").set_index("word_id")
    assert now.loc[WORDS[3], ["reading_ok", "voice_onset"]].tolist() == ["0", f"{onset + 0.02:g}"]


def test_the_whole_room_of_the_last_word_can_be_used(study: Path, other: Recorded) -> None:
    """Though the sound ends between two milliseconds."""
    import soundfile

    samples, rate = soundfile.read(other.audio)
    audio = study.parent / "a.wav"
    soundfile.write(audio, samples[: 16 * rate + 9], rate, subtype="PCM_16")  # 0.5625 ms
    again = replace(session(other, "2"), audio=audio)
    ingest([again], study, options=OPTIONS, overwrite=True)
    low, high = room_of(load_study(study), "sub-2", WORDS[-1])
    assert high == 16.0
    now = correct(study, "sub-2", WORDS[-1], low, high).study.events("sub-2").loc[WORDS[-1]]
    assert (now["voice_onset"], now["voice_offset"]) == (low, high)


def test_a_word_that_was_not_said_has_no_times(study: Path) -> None:
    before = everything(study)
    for option in ("--onset", "--offset"):
        said = ask("correct", study, "--id", "1", "--word", WORDS[3], "--not-said", option, 3)
        assert (said.code, "or --not-said for a word without" in said.err) == (2, True)
    assert everything(study) == before
    about = read_json(layout.features_path(study, "sub-1"), kind="study")
    assert "corrected" not in about["words"]
