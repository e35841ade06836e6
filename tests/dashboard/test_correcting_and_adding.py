"""The page Recordings without a run: words are corrected there, and recordings added."""

from __future__ import annotations

import os
import re
from pathlib import Path
from shutil import copytree

import pytest
from app_reading import APP, go_to, shown, text
from streamlit.testing.v1 import AppTest

from dashboard import recorded as recorded_app
from dashboard.parts import add_recording
from depformer.files import read_json, write_json
from depformer.jobs.job import Process, home_of, jobs_of, new_job
from depformer.jobs.submit import follow
from depformer.jobs.uploads import UPLOADS
from depformer.recordings import playback
from depformer.recordings.ingest import IngestOptions, Session, correct, ingest
from depformer.report.plain import plain
from depformer.study import layout, load_study
from tests.recordings.recorded import Recorded, record, word_list

WORD = 3


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return record(tmp_path_factory.mktemp("recorded"))


@pytest.fixture(scope="module")
def made(recorded: Recorded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of one person, just ingested. Read only."""
    out = tmp_path_factory.mktemp("made") / "study"
    session = Session("1", "healthy", recorded.video, recorded.audio, recorded.events)
    ingest([session], out, words=word_list(), options=IngestOptions(image_size=32))
    return out


@pytest.fixture
def fresh(made: Path, tmp_path: Path) -> Path:
    return Path(copytree(made, tmp_path / "fresh"))


@pytest.fixture
def page(
    fresh: Path, homes: Path, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> AppTest:
    """The page over a study that no checkpoint has explained, nor could."""
    monkeypatch.setenv("DEPFORMER_STUDY", str(fresh))
    monkeypatch.setenv("DEPFORMER_CHECKPOINT", str(tiny_checkpoint))
    return go_to(AppTest.from_file(APP, default_timeout=60), "recordings")


def finished(page: AppTest, study: Path) -> AppTest:
    """Wait for the job that the page has begun, and look again."""
    follow(jobs_of(study)[0], lambda done, total: None)
    page.run()
    assert not page.exception
    return page


def chosen(page: AppTest) -> str:
    word = str(word_list()["word_id"][WORD])
    page.selectbox("pick_word").set_value(word).run()
    return word


def field(page: AppTest, start: str) -> object:
    (found,) = [each for each in page.number_input if str(each.key).startswith(start)]
    return found


def button(page: AppTest, label: str) -> object:
    (found,) = [each for each in page.button if each.label == label]
    return found


def test_a_study_that_is_not_explained_is_seen_and_heard(page: AppTest, fresh: Path) -> None:
    assert [title.value for title in page.title] == ["Recordings"]
    assert "has not been explained with the checkpoint" in text(page)
    assert "When is which word said in the recording of sub-1?" in text(page)
    assert f"n = {len(word_list())}" in text(page).replace("\u00a0", " ")
    assert len(page.get("plotly_chart")) == 1
    word = chosen(page)
    event = load_study(fresh).events("sub-1").loc[word]
    assert field(page, "set_onset").value == pytest.approx(event["voice_onset"])
    assert field(page, "set_offset").value == pytest.approx(event["voice_offset"])
    assert len(page.get("audio")) == 1  # the word, with half a second around it
    assert "Played with 0.5 s before it and behind it." in text(page)
    page.toggle("listen_False").set_value(True).run()
    assert len(page.get("audio")) == 2
    assert button(page, "Make this word anew").disabled  # nothing is set yet
    assert not jobs_of(fresh)


def test_other_pages_say_that_this_one_opens(page: AppTest) -> None:
    page.switch_page("app_pages/overview.py").run()
    assert page.error
    assert "The page Recordings needs no checkpoint" in text(page)


def test_a_word_is_set_and_made_anew(page: AppTest, fresh: Path) -> None:
    word = chosen(page)
    digest = load_study(fresh).digest
    onset = float(load_study(fresh).events("sub-1")["voice_onset"][word])
    field(page, "set_onset").set_value(onset + 0.05).run()
    button(page, "Make this word anew").click().run()
    finished(page, fresh)
    assert f"{word} of sub-1 has been made anew." in page.success[0].value
    now = load_study(fresh)
    assert now.events("sub-1")["voice_onset"][word] == pytest.approx(onset + 0.05, abs=1e-3)
    assert now.digest != digest
    assert field(page, "set_onset").value == pytest.approx(onset + 0.05, abs=1e-3)
    table = page.dataframe[2].value
    assert table["Times set by"].tolist()[WORD] == "a person"
    button(page, "It was not said").click().run()
    finished(page, fresh)
    assert page.success[0].value == plain(f"{word} of sub-1 is marked as not said.")
    assert "1 word has no voice" in text(page)
    assert "no voice of it" in text(page)
    assert "not read as it stands" not in text(page)
    assert len(page.get("audio")) == 2  # its trial, and what the fields would take
    assert "A person has marked it as not said." in text(page)
    assert "not found" not in text(page)
    assert page.dataframe[2].value["Remark"][WORD] == "A person has marked it as not said."


def test_a_word_that_is_set_into_silence_is_made_and_said_to_be_silent(
    page: AppTest, fresh: Path
) -> None:
    events = load_study(fresh).events("sub-1")
    word = chosen(page)
    low = float(events["voice_offset"].iloc[events.index.get_loc(word) - 1])
    field(page, "set_onset").set_value(low - 0.1).run()
    assert "These times cannot be" in page.error[0].value
    assert button(page, "Make this word anew").disabled
    field(page, "set_onset").set_value(low + 0.3)
    field(page, "set_offset").set_value(low + 0.5).run()
    assert "As set here, and nothing around it (0.20 s)." in text(page)  # a player shows 0:00
    button(page, "Make this word anew").click().run()
    finished(page, fresh)
    assert "has been made anew" in page.success[0].value
    assert "No voice is heard at its time." in "\n".join(each.value for each in page.caption)
    assert "should be looked at by a person" not in text(page)  # somebody has


def test_all_of_a_long_recording_is_heard_part_by_part(
    page: AppTest, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playback, "LONGEST_STRETCH_S", 5.0)
    page.run()
    (parts,) = [each for each in page.selectbox if str(each.key).startswith("minute_")]
    assert parts.options == ["0:00 to 0:05", "0:05 to 0:10", "0:10 to 0:15", "0:15 to 0:17"]
    assert "From 0.0 to 5.0 s." in text(page)
    parts.set_value(15.0).run()
    assert "From 15.0 to 17.0 s." in text(page)
    word = str(word_list()["word_id"][6])  # said at 13 s
    page.selectbox("pick_word").set_value(word).run()
    page.toggle("listen_False").set_value(True).run()
    assert "From 10.0 to 15.0 s." in text(page)
    assert len(page.get("audio")) == 2


@pytest.mark.parametrize(("verb", "before"), [("correct", "It was not said"), ("ingest", "Add to")])
def test_how_far_work_is_stands_behind_the_button_that_began_it(
    verb: str, before: str, page: AppTest, fresh: Path
) -> None:
    chosen(page)
    asked = {"word": "w04", "participant": "sub-1"}
    new_job(verb, asked, 1, home_of(fresh)).write(state="running", process=Process.of(os.getpid()))
    page.run()
    said = [str(getattr(each, "label", "") or getattr(each, "value", "")) for each in page.main]
    said = [shown(each) for each in said]
    (at,) = [place for place, each in enumerate(said) if each.startswith(("Making", "Adding"))]
    (button,) = [place for place, each in enumerate(said) if each.startswith(before)]
    assert 0 < at - button <= 2
    assert "Cancel" in said[at : at + 4]
    page.selectbox("pick_word").set_value(None).run()
    assert len([each for each in page.button if each.label == "Cancel"]) == 1  # without a word, too


def test_who_did_not_come_through_is_said_beside_those_who_did() -> None:
    def script() -> None:
        from dashboard.parts import running_job
        from depformer.jobs.job import Job

        failed = {"sub-3": "It *cannot* be read."}
        asked = {"sessions": [{"participant_id": "sub-2"}]}
        job = Job(verb="ingest", asked=asked, state="done", notes=["Loud."], failed=failed)
        running_job._ended(job)

    page = AppTest.from_function(script).run()
    assert "sub-2 is in the study now." in page.success[0].value
    assert "sub-3: It *cannot* be read." in text(page)
    assert "Loud." in text(page)


def test_a_word_that_was_not_found_and_has_no_trial_is_set(
    recorded: Recorded,
    homes: Path,
    tiny_checkpoint: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    study, ids = tmp_path / "found", word_list()["word_id"].tolist()
    session = Session("1", "healthy", recorded.video, recorded.audio)
    ingest([session], study, words=word_list(), options=IngestOptions(image_size=32))
    event = load_study(study).events("sub-1").loc[ids[WORD]]
    assert event[["onset", "duration"]].isna().all()
    correct(study, "sub-1", ids[WORD], None, None)
    monkeypatch.setenv("DEPFORMER_STUDY", str(study))
    monkeypatch.setenv("DEPFORMER_CHECKPOINT", str(tiny_checkpoint))
    page = go_to(AppTest.from_file(APP, default_timeout=60), "recordings")
    chosen(page)
    assert "No raw recordings" not in text(page)
    assert len(page.get("audio")) == 2  # all of it, since no trial is known, and what is set
    field(page, "set_onset").set_value(event["voice_onset"])
    field(page, "set_offset").set_value(event["voice_offset"]).run()
    button(page, "Make this word anew").click().run()
    finished(page, study)
    now = load_study(study).events("sub-1").loc[ids[WORD]]
    assert now["voice_onset"] == pytest.approx(event["voice_onset"], abs=1e-3)
    assert not load_study(study).mask.any()


def test_a_word_in_doubt_says_so_in_the_list_and_when_it_is_chosen(
    page: AppTest, fresh: Path
) -> None:
    path, ids = layout.features_path(fresh, "sub-1"), word_list()["word_id"].tolist()
    about = read_json(path, kind="study")
    about["quality"]["voice"]["doubt"][WORD] = "It is longer than *expected*."
    write_json(path, about)
    recorded_app.study_changed()
    page.run()
    (option,) = [each for each in page.selectbox("pick_word").options if "in doubt" in each]
    assert option == f"{word_list()['text'][WORD]}, in doubt ({ids[WORD]})"
    chosen(page)
    assert "It is longer than *expected*." in text(page)
    assert "1 in doubt" in text(page)


def test_edges_that_no_word_has_cannot_be_made(page: AppTest) -> None:
    chosen(page)
    field(page, "set_offset").set_value(field(page, "set_onset").value).run()
    assert button(page, "Make this word anew").disabled


def test_a_recording_that_is_handed_over_is_added(
    page: AppTest, fresh: Path, recorded: Recorded
) -> None:
    key = {name: f"add_{name}_0" for name in ("id", "group", "video", "audio", "events")}
    for name in ("video", "audio", "events"):
        path = getattr(recorded, name)
        page.file_uploader(key[name]).set_value((path.name, path.read_bytes(), ""))
    page.run()
    page.text_input(key["id"]).set_value("1")
    button(page, "Add to the study").click().run()
    assert "sub-1 has no group" in text(page)  # nobody is healthy because nothing was chosen
    page.selectbox(key["group"]).set_value("healthy")
    button(page, "Add to the study").click().run()
    assert "sub-1 is in the study already" in text(page)
    page.text_input(key["id"]).set_value("new 2")
    button(page, "Add to the study").click().run()
    assert "Invalid participant id" in text(page)
    page.text_input(key["id"]).set_value("2")
    page.selectbox(key["group"]).set_value("depressed")
    page.number_input("add_age_0").set_value(34)
    page.selectbox("add_sex_0").set_value("F")
    assert "add_path_order_0" not in [each.key for each in page.text_input]  # the times say it
    button(page, "Add to the study").click().run()
    finished(page, fresh)
    added = load_study(fresh).participants.loc["sub-2"]
    assert (added["age"], added["sex"], str(added["severity"])) == (34, "F", "nan")
    assert "sub-2 is in the study now." in page.success[0].value
    study = load_study(fresh)
    assert study.participants["group"].to_dict() == {"sub-1": "healthy", "sub-2": "depressed"}
    assert study.participant_digests["sub-1"] == study.participant_digests["sub-2"]
    kept = layout.recordings_of(fresh, "sub-2")
    assert [path.read_bytes() for path in kept] == [
        recorded.video.read_bytes(),
        recorded.audio.read_bytes(),
    ]
    assert not list(fresh.rglob(f"{UPLOADS}/*/*"))
    assert page.text_input("add_id_1").value == ""  # the fields are empty again
    assert page.file_uploader("add_video_1").value is None


def test_a_recording_is_named_by_its_path(page: AppTest, fresh: Path, recorded: Recorded) -> None:
    page.text_input("add_id_0").set_value("2")
    page.selectbox("add_group_0").set_value("healthy")
    button(page, "Add to the study").click().run()
    assert "Hand over a video, or name its path." in text(page)
    page.text_input("add_path_video_0").set_value("/no/film.mp4")
    button(page, "Add to the study").click().run()
    assert "/no/film.mp4 is no file on this machine." in text(page)
    page.text_input("add_path_video_0").set_value(str(recorded.video))
    ids = word_list()["word_id"].tolist()
    order = fresh.with_name("order.tsv")
    order.write_text("\n".join(["word_id", *ids[::-1]]), encoding="utf-8")
    page.text_input("add_path_order_0").set_value(str(order))
    page.number_input("add_severity_0").set_value(12.5)
    page.checkbox("add_copy_0").set_value(False)
    button(page, "Add to the study").click().run()
    finished(page, fresh)
    assert load_study(fresh).ids == ["sub-1", "sub-2"]
    assert load_study(fresh).presentation.loc["sub-2"].tolist() == [*range(len(ids), 0, -1)]
    assert load_study(fresh).participants["severity"]["sub-2"] == 12.5
    assert not layout.recordings_of(fresh, "sub-2")
    assert recorded.video.is_file()


def test_what_cannot_be_added_is_said_in_a_sentence(
    page: AppTest, fresh: Path, tmp_path: Path
) -> None:
    (tmp_path / "text.mp4").write_text("no film " * 50)
    page.text_input("add_id_0").set_value("2")
    page.selectbox("add_group_0").set_value("healthy")
    page.text_input("add_path_video_0").set_value(str(tmp_path / "text.mp4"))
    button(page, "Add to the study").click().run()
    with pytest.raises(Exception, match="Nobody came through"):
        finished(page, fresh)
    page.run()
    assert "Nobody came through" in page.error[0].value
    assert load_study(fresh).ids == ["sub-1"]


def test_a_study_that_cannot_be_written_to_offers_nothing(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(add_recording, "writable", lambda path: False)
    page.run()
    assert "cannot be written to, so that nothing can be added" in text(page)
    assert "Add to the study" not in [each.label for each in page.button]


def test_without_a_checkpoint_it_is_not_known_what_has_been_explained(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEPFORMER_CHECKPOINT", str(tmp_path / "none"))
    page = go_to(app, "recordings")
    # How many runs the study of all tests has by now depends on which were first.
    said = r"it is not known what this study has been explained with\. [1-9][0-9]* runs? of it"
    assert re.search(said, text(page))


def test_features_of_another_kind_take_no_recordings(app: AppTest) -> None:
    app.query_params["word"] = "w04"
    page = go_to(app, "recordings")
    assert "were not made from recordings by this version of depformer ingest" in text(page)
    assert "Add to the study" not in [each.label for each in page.button]
    assert not page.number_input
    assert "has not been explained" not in text(page)


def test_a_study_that_has_changed_says_what_its_results_are_of(
    homes: Path,
    kept_folder: Path,
    tiny_study: Path,
    tiny_checkpoint: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    study = copytree(tiny_study, tmp_path / "copied")
    path = layout.features_path(study, "sub-001")
    audio = layout.audio_path(study, "sub-001")
    layout.audio_path(study, "sub-002").replace(audio)
    copytree(tiny_study / layout.FEATURES, study / layout.FEATURES, dirs_exist_ok=True,
             ignore=lambda folder, names: {audio.name} & set(names))  # fmt: skip
    write_json(path, read_json(path, kind="study"))
    monkeypatch.setenv("DEPFORMER_STUDY", str(study))
    monkeypatch.setenv("DEPFORMER_CHECKPOINT", str(tiny_checkpoint))
    page = go_to(AppTest.from_file(APP, default_timeout=60), "recordings")
    assert "all results so far come from the earlier ones" in text(page)
