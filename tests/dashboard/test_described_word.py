"""The word panel shows what describes a word beside other participants, where anything does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from app_reading import go_to, text
from streamlit.testing.v1 import AppTest

from dashboard import data
from depformer.report.descriptors import note, word_table
from depformer.report.plain import plain
from depformer.stats.descriptors import beside_others
from depformer.study import Study

HEADING = "What describes this word, beside other participants"


def described(study: Study, *names: str) -> pd.DataFrame:
    """Return some numbers of one word of everybody: 0, 1, 2, ... in the order of the study."""
    known = {"participant": study.ids, "group": study.participants["group"].tolist()}
    known |= {"word": "w04", "unit": "*Hz*", "version": "1"}
    known["value"] = np.arange(len(study.ids), dtype=float)
    return pd.concat([pd.DataFrame(known).assign(descriptor=n, title=n) for n in names])


def test_the_table_stands_under_the_played_word(
    app: AppTest, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = described(study, "f0_median", "![x](https://a.b)")
    monkeypatch.setattr(data, "descriptors", lambda opened, *asked: beside_others(long, *asked))
    app.query_params["word"] = "w04"
    page = go_to(app, "participant")
    assert HEADING in text(page)
    assert note() in text(page)
    who = page.selectbox("pick_participant").value
    own = word_table(beside_others(long, who, "w04"))
    shown = next(t.value for t in page.table if "This word" in t.value.columns)
    assert shown.to_numpy().tolist() == plain(own).to_numpy()[:, 1:].tolist()
    assert shown.index.tolist() == ["f0\\_median", plain("![x](https://a.b)")]


def test_a_long_table_is_scrolled(
    app: AppTest, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = described(study, *(f"openface_AU{number}_r" for number in range(40)))
    monkeypatch.setattr(data, "descriptors", lambda opened, *asked: beside_others(long, *asked))
    app.query_params["word"] = "w04"
    page = go_to(app, "participant")
    assert len(page.dataframe[0].value) == 40


def test_a_study_without_says_nothing(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = beside_others(pd.DataFrame(), "sub-001", "w04")
    monkeypatch.setattr(data, "descriptors", lambda *asked: nothing)
    app.query_params["word"] = "w04"
    assert HEADING not in text(go_to(app, "participant"))
