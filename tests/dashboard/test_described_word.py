"""The word panel shows what describes a word beside other participants, where anything does."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import soundfile
import xarray as xr
from app_reading import go_to, text
from streamlit.testing.v1 import AppTest

from dashboard import recorded
from depformer.files import read_table, write_table
from depformer.jobs.opening import Opened
from depformer.report.descriptors import note, word_table
from depformer.report.plain import plain
from depformer.stats.descriptors import beside_others
from depformer.study import Study, layout, load_study
from depformer.study.descriptors import Column, Descriptors, write_descriptors

HEADING = "What describes this word, beside other participants"


def described(study: Study, *names: str) -> xr.Dataset:
    """Return some numbers of one word of everybody: 0, 1, 2, ... in the order of the study."""
    people, n = study.ids, len(study.ids)
    values = np.tile(np.arange(n, dtype=float)[:, None, None], (1, 1, len(names)))
    about = {"descriptor": names, "title": names}
    about |= {"unit": ["*Hz*"] * len(names), "version": ["1"] * len(names)}
    return xr.Dataset(
        {
            "value": (("participant", "word", "column"), values),
            "measured": (("participant", "column"), np.ones((n, len(names)), dtype=bool)),
        },
        coords={
            "participant": people,
            "word": ["w04"],
            "group": ("participant", study.participants["group"].to_list()),
            **{name: ("column", np.array(cells, object)) for name, cells in about.items()},
        },
    )


def test_the_table_stands_under_the_played_word(
    app: AppTest, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = described(study, "f0_median", "![x](https://a.b)")
    monkeypatch.setattr(recorded, "descriptors", lambda opened, *asked: beside_others(long, *asked))
    app.query_params["word"] = "w04"
    page = go_to(app, "participant")
    assert HEADING in text(page)
    who = page.selectbox("pick_participant").value
    numbers = beside_others(long, who, "w04")
    assert note(numbers) in text(page)
    own = word_table(numbers)
    shown = next(t.value for t in page.table if "This word" in t.value.columns)
    assert shown.to_numpy().tolist() == plain(own).to_numpy()[:, 1:].tolist()
    assert shown.index.tolist() == ["f0\\_median", plain("![x](https://a.b)")]


def test_a_long_table_is_scrolled(
    app: AppTest, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = described(study, *(f"openface_AU{number}_r" for number in range(40)))
    monkeypatch.setattr(recorded, "descriptors", lambda opened, *asked: beside_others(long, *asked))
    app.query_params["word"] = "w04"
    page = go_to(app, "participant")
    assert len(page.dataframe[0].value) == 40


def test_a_study_without_says_nothing(
    app: AppTest, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = beside_others(described(study, "f0_median"), "sub-nobody", "w04")
    monkeypatch.setattr(recorded, "descriptors", lambda *asked: nothing)
    app.query_params["word"] = "w04"
    assert HEADING not in text(go_to(app, "participant"))


def test_what_nobody_has_a_number_of_is_said(
    app: AppTest, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A silent word in everybody is no blank, and a title of data is no markup."""
    long = described(study, "*Pitch*")
    silent = long.assign(value=long["value"] * np.nan)
    monkeypatch.setattr(
        recorded, "descriptors", lambda opened, *asked: beside_others(silent, *asked)
    )
    app.query_params["word"] = "w04"
    page = go_to(app, "participant")
    assert HEADING in text(page)
    said = r"Nobody has a number of this word for: \*Pitch\*."
    assert said in [caption.value for caption in page.caption]


def test_what_changes_beside_the_run_is_shown_anew(own_study: Path) -> None:
    """Neither descriptors nor the times of words are part of what identifies a run."""
    study = load_study(own_study)
    opened = Opened(study, own_study, xr.Dataset(), "the same run")
    who, word = study.ids[0], study.words["word_id"][0]
    sound = layout.recording_path(own_study, who, "audio", Path("a.wav"))
    soundfile.write(sound, np.zeros(160_000, np.float32), 8000)
    column = {"f0_median": Column("Pitch", "Hz", "1", "About")}
    lengths = []
    for length in (0.5, 0.7):
        path = layout.events_path(own_study, who)
        events = read_table(path, kind="study").set_index("word_id", drop=False)
        events.loc[word, ["voice_onset", "voice_offset"]] = "1.0", f"{1.0 + length}"
        write_table(path, events)
        table = pd.DataFrame(length, index=study.words["word_id"], columns=list(column))
        write_descriptors(own_study, who, Descriptors(table, column))
        recorded.study_changed()  # else a second goes by before anybody looks
        assert recorded.descriptors(opened, who, word)["value"].tolist() == [length]
        wave = recorded.as_recorded(opened, who, word)[0]
        lengths.append(soundfile.info(io.BytesIO(wave)).duration)
    assert lengths == pytest.approx([1.5, 1.7])  # with half a second on both sides
