"""A click is one run of the page, and what has not changed is not sent again."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_reading import go_to, text
from streamlit.testing.v1 import AppTest

from benchmarks.app_reader import Reader
from tests.running_app import served_app

POINT = {"customdata": ["w04", "a label", "positive"], "curve_number": 0, "point_number": 3}


@pytest.mark.parametrize(
    ("page", "chart"),
    [
        ("participant", "chart_word_profile"),
        ("words", "chart_query_scores"),
        ("cohorts", "chart_cohort_raster"),
        ("cohorts", "chart_cohort_forest"),
    ],
)
def test_a_click_is_taken_before_anything_is_drawn(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, page: str, chart: str
) -> None:
    def refuse(**scope: object) -> None:
        raise AssertionError("the page ran twice")

    shown = go_to(app, page)
    monkeypatch.setattr("streamlit.rerun", refuse)
    shown.session_state[chart] = {
        "selection": {"points": [POINT], "point_indices": [], "box": [], "lasso": []}
    }
    shown.run()
    assert not shown.exception
    assert "the page ran twice" not in text(shown)
    assert shown.selectbox("pick_word").value == "w04"
    assert shown.query_params["word"] == "w04"


@pytest.mark.parametrize("chart", ["chart_cohort_raster", "chart_word_across_people"])
def test_a_click_on_a_person_opens_them(app: AppTest, chart: str) -> None:
    shown = go_to(app, "cohorts")
    point = {"customdata": ["", "sub-003", "said"], "curve_number": 0, "point_number": 3}
    assert shown.session_state["view"]["participant"] != "sub-003"
    shown.session_state[chart] = {
        "selection": {"points": [point], "point_indices": [], "box": [], "lasso": []}
    }
    shown.run()
    assert not shown.exception
    assert [title.value for title in shown.title] == ["Participant"]
    assert shown.selectbox("pick_participant").value == "sub-003"


def test_what_stays_is_not_sent_again(
    kept_folder: Path, homes: Path, tiny_study: Path, tiny_checkpoint: Path
) -> None:
    with served_app(tiny_study, tiny_checkpoint) as (address, process):
        reader = Reader(address, process, "participant")
        first = reader.run()
        again = reader.run()
        click = reader.click("chart_word_profile", "w03")
        assert "word=w03" in reader.query
        other = reader.click("chart_word_profile", "w05")
        assert "word=w05" in reader.query
        reader.close()
    assert [each.runs for each in (again, click, other)] == [1, 1, 1]
    assert again.size < first.size / 5
    # The chart with its pictures goes out again, for its mark has moved; the branches do not.
    assert again.size < other.size
