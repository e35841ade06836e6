"""The page Recordings says what is missing or in doubt, and lets words be heard."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import soundfile
from app_reading import go_to, text
from streamlit.testing.v1 import AppTest

from dashboard import recorded
from depformer.files import read_json, write_json
from depformer.report import recordings
from depformer.study import layout, load_study
from depformer.study.quality import people_quality, words_quality


def test_the_page_shows_what_is_known_of_everybody(app: AppTest, tiny_study: Path) -> None:
    page = go_to(app, "recordings")
    people = people_quality(load_study(tiny_study))
    said = text(page)
    assert (
        "24 participants with 24 words each. No recording is missing, and none is in doubt." in said
    )
    low, high = people["snr_db"].min(), people["snr_db"].max()
    assert f"Median voice level: {low:.0f} to {high:.0f} dB above the noise." in said
    table, numbers, words = (shown.value for shown in page.dataframe)
    assert len(table.columns) <= 5  # what is more would be cut off beside the side bar
    assert numbers["Lowest level [dB]"].tolist() == people["lowest_snr_db"].round(1).tolist()
    assert table["Participant"].tolist() == people["participant"].tolist()
    assert table["Level [dB]"].tolist() == people["snr_db"].round(1).tolist()
    who = page.selectbox("pick_participant").value
    assert words["Voice from [s]"].tolist() == (
        load_study(tiny_study).events(who)["voice_onset"].round(2).tolist()
    )


def test_a_word_that_is_not_kept_is_said_and_one_that_is_is_heard(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.query_params["word"] = "w04"
    page = go_to(app, "recordings")
    assert "No raw recordings of this participant are kept in the study." in text(page)
    monkeypatch.setattr(recorded, "as_recorded", lambda *asked: (b"RIFF", None))
    page = go_to(app, "participant")
    assert len(page.get("audio")) == 1
    assert "dB above the noise" in text(page)


def doubtful(study: Path, who: str, place: int) -> None:
    """Let a word be in doubt."""
    ids = load_study(study).words["word_id"].tolist()
    path = layout.features_path(study, who)
    doubts = [None if word != ids[place] else "It is longer than expected." for word in ids]
    quality = {"word_id": ids, "voice": {"doubt": doubts}}
    write_json(path, {**read_json(path, kind="study"), "quality": quality})


def test_the_page_opens_with_whose_words_are_in_doubt_until_somebody_is_chosen(
    app: AppTest, own_study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubtful(own_study, "sub-007", 2)
    monkeypatch.setenv("DEPFORMER_STUDY", str(own_study))
    page = go_to(app, "recordings")
    assert page.selectbox("pick_participant").value == "sub-007"
    page.query_params["participant"] = "sub-005"
    assert page.run().selectbox("pick_participant").value == "sub-005"
    page.button("step_-1").click().run()
    chosen = page.selectbox("pick_participant").value
    assert chosen not in ("sub-005", "sub-007")
    assert page.run().selectbox("pick_participant").value == chosen


def test_whom_the_page_opens_with_is_shown_by_the_others_too(
    app: AppTest, own_study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = go_to(app, "participant").selectbox("pick_participant").value
    assert first != "sub-007"
    seen = {"sub-007": 1}
    monkeypatch.setattr(recorded.recordings, "to_look_at", lambda people: next(iter(seen)))
    assert go_to(app, "recordings").selectbox("pick_participant").value == "sub-007"
    assert go_to(app, "participant").selectbox("pick_participant").value == "sub-007"


def test_what_a_person_should_look_at_comes_first(own_study: Path) -> None:
    ids = load_study(own_study).words["word_id"].tolist()
    path = layout.features_path(own_study, "sub-007")
    about = read_json(path, kind="study")
    doubts = [None] * len(ids)
    for place in (1, 2, 4, 5, 6):
        doubts[place] = "It is longer than expected."
    voice = {"doubt": doubts, "clipped": [0.25] + [0.0] * (len(ids) - 1)}
    face = {"doubt": [None] * len(ids), "height": [100] * len(ids), "others": "many"}
    write_json(path, {**about, "quality": {"word_id": ids, "face": face, "voice": voice}})
    audio = np.load(layout.audio_path(own_study, "sub-003"))
    audio[4] = np.nan
    np.save(layout.audio_path(own_study, "sub-003"), audio)
    path = layout.features_path(own_study, "sub-003")
    write_json(path, {**read_json(path, kind="study"), "missing_audio": [ids[4]]})
    kept = layout.recording_path(own_study, "sub-003", "audio", Path("a.wav"))
    soundfile.write(kept, np.zeros(100, np.float32), 8000)

    study = load_study(own_study)
    people = people_quality(study)
    names = study.words.set_index("word_id")["text"].to_dict()
    shown = recordings.people_table(people, names)
    assert shown["Participant"].tolist()[:2] == ["sub-007", "sub-003"]
    assert recordings.to_look_at(people) == "sub-007"
    first = ", ".join(names[ids[place]] for place in (1, 2, 4))
    assert shown["Words in doubt"].tolist()[:2] == [f"5: {first}…", ""]
    assert shown["Missing or poor"].tolist()[:2] == ["", "1 voice missing"]
    assert recordings.people_numbers(people).loc[1, "Kept recordings"] == "audio"
    assert recordings.people_numbers(people)["Words in doubt"].tolist()[:2] == [5, 0]
    said = recordings.of_study(people, len(ids))
    assert "1 word has no voice (participants concerned: 1)." in said
    assert "5 words should be looked at by a person (participants concerned: 1)." in said
    words = words_quality(study, "sub-007")
    assert words.loc[2, "doubt"] == "It is longer than expected."
    assert (words["face_height"].iloc[0], words["others"].isna().all()) == (100.0, True)
    assert recordings.words_table(words)["Clipped [%]"].tolist()[:2] == [25.0, 0.0]
    assert recordings.words_table(words_quality(study, "sub-003")).loc[4, "Missing"] == "voice"


@pytest.mark.parametrize(
    "quality", [None, [], {"face": 3}, {"word_id": ["w01"], "face": {}}, {"x": 1}]
)
def test_quality_of_another_form_is_not_known(own_study: Path, quality: object) -> None:
    path = layout.features_path(own_study, "sub-001")
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "quality": quality}), encoding="utf-8")
    words = words_quality(load_study(own_study), "sub-001")
    assert words[["face_height", "sharpness", "clipped"]].isna().all(axis=None)
    assert (words["doubt"] == "").all()
    assert isinstance(words, pd.DataFrame)
