"""The page Export: figures by their questions, panels of one page, and no browser at all."""

from __future__ import annotations

import pytest
from app_reading import go_to, text
from streamlit.testing.v1 import AppTest

from dashboard import computed
from depformer.figures import FIGURES


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is started: what is drawn has tests of its own."""
    monkeypatch.setattr(computed, "has_browser", lambda: False)


def test_figures_are_called_by_their_questions(app: AppTest) -> None:
    page = go_to(app, "export")
    menu = page.multiselect("export_figures").options
    assert FIGURES["roc"].question() in menu
    assert all(each.endswith("?") for each in menu)
    headings = [each.value for each in page.subheader]
    assert headings == [FIGURES[name].question() for name in ("word_profile", "cohort_words")]


def test_without_a_browser_the_page_names_the_camera_button(app: AppTest) -> None:
    page = go_to(app, "export")
    assert any("The camera button over a chart saves it" in info.value for info in page.info)
    assert not page.exception


def test_panels_have_one_caption_in_english(app: AppTest) -> None:
    page = go_to(app, "export")
    page.checkbox("export_english").check()
    page.selectbox("export_columns").set_value(2).run()
    assert not page.exception
    assert [each.value for each in page.subheader] == ["One page of 2 figures"]
    said = text(page)
    assert "a Which words, and which modality, moved this prediction?" in said
    assert "b On which words do the groups differ?" in said
    assert said.count("95 % intervals: Welch") == 1


def test_what_was_chosen_on_cohorts_is_exported(app: AppTest) -> None:
    page = go_to(app, "cohorts")
    page.text_input("groups_by").set_value("severity >= 5").run()
    page.button_group("people_compared").set_value("matched").run()
    page = go_to(app, "export")
    assert page.text_input("groups_by").value == "severity >= 5"
    page.multiselect("export_figures").set_value(["valence_contrast"]).run()
    assert not page.exception
    assert page.button_group("people_compared").value in ("matched", ["matched"])
    assert "severity ≥ 5" in text(page)
