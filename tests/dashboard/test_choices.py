"""What the reader chooses, by widget, click, address or path, and what is wrong with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from app_reading import go_to, text
from streamlit.testing.v1 import AppTest

from depformer.jobs import recent


def click(word: str) -> dict[str, object]:
    """Return what a chart sends when a bar of a word is clicked."""
    point = {"customdata": [word, "a label", "positive"], "curve_number": 0, "point_number": 3}
    empty = {"point_indices": [], "box": [], "lasso": []}
    return {"selection": {"points": [point], **empty}}


def test_click_on_a_bar_chooses_the_word_everywhere(app: AppTest) -> None:
    page = go_to(app, "participant")
    assert "appear here" in text(page)
    page.session_state["chart_word_profile"] = click("w04")
    page.run()
    assert not page.exception
    assert page.selectbox("pick_word").value == "w04"
    assert page.query_params["word"] == "w04"
    assert "Attribution by every method" in text(page)
    page.switch_page("app_pages/words.py").run()
    assert page.selectbox("pick_word").value == "w04"


def test_widget_after_a_click_wins(app: AppTest) -> None:
    page = go_to(app, "participant")
    page.session_state["chart_word_profile"] = click("w04")
    page.run()
    page.selectbox("pick_word").set_value("w07").run()
    assert page.query_params["word"] == "w07"


def test_label_switch_changes_the_words(app: AppTest) -> None:
    app.query_params["word"] = "w04"
    page = go_to(app, "participant")
    page.segmented_control("side_label").set_value("gloss").run()
    assert page.query_params["label"] == "gloss"
    assert "tragedy" in text(page)


def test_address_chooses_participant_and_word(app: AppTest) -> None:
    app.query_params.update({"participant": "sub-005", "word": "w02"})
    page = go_to(app, "participant")
    assert page.selectbox("pick_participant").value == "sub-005"
    assert page.selectbox("pick_word").value == "w02"
    assert not page.warning


def test_back_gives_the_view_of_the_address_and_no_mixture(app: AppTest) -> None:
    page = go_to(app, "participant")
    assert not page.query_params  # what nobody has chosen makes no entry in the history
    page.button("step_1").click().run()
    before = dict(page.query_params)
    page.selectbox("pick_word").set_value("w04").run()
    page.query_params.clear()
    page.query_params.update(before)
    page.run()
    assert page.selectbox("pick_word").value is None
    assert page.selectbox("pick_participant").value == before["participant"]


@pytest.mark.parametrize(
    ("name", "value"), [("participant", "sub-999"), ("word", "<b>"), ("speed", "1")]
)
def test_wrong_address_is_said_and_not_followed(app: AppTest, name: str, value: str) -> None:
    app.query_params[name] = value
    page = app.run()
    assert not page.exception
    assert [warning.value for warning in page.warning if name in warning.value]
    assert value not in page.query_params.get(name, [])
    page.segmented_control("side_label").set_value("gloss").run()
    assert not page.warning


@pytest.mark.parametrize("typed", ["~nobody-of-that-name/x", "a" * 10_000, "study\0", "  ", "~"])
@pytest.mark.parametrize("field", ["study", "checkpoint"])
def test_the_form_stays_whatever_stands_in_a_path_field(
    app: AppTest, tiny_study: Path, tiny_checkpoint: Path, field: str, typed: str
) -> None:
    page = app.run()
    before = {"study": tiny_study, "checkpoint": tiny_checkpoint}[field]
    page.text_input(f"{field}_{before}").set_value(typed)
    _open(page)
    assert not page.exception
    assert len(page.error) == 1
    assert len(page.error[0].value) < 600
    assert len(page.text_input) >= 2


def test_wrong_study_path_is_one_sentence(app: AppTest, tiny_study: Path) -> None:
    page = app.run()
    page.text_input(f"study_{tiny_study}").set_value("/nowhere/at/all")
    _open(page)
    assert not page.exception
    assert "/nowhere/at/all" in page.error[0].value
    assert "is no valid study" in page.error[0].value
    page.text_input("study_/nowhere/at/all").set_value(str(tiny_study))
    _open(page)
    assert not page.error
    assert page.metric


def test_published_weights_are_told_how_to_be_converted(
    app: AppTest, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    weights = tmp_path / "best_model.pth"
    weights.write_bytes(b"not read")
    page = app.run()
    page.text_input(f"checkpoint_{tiny_checkpoint}").set_value(str(weights))
    _open(page)
    assert not page.exception
    assert "depformer convert" in page.error[0].value


def test_broken_study_lists_every_fault(app: AppTest, tmp_path: Path, tiny_study: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "participants.tsv").write_text("participant_id\tgroup\nsub-001\tsad\n")
    page = app.run()
    page.text_input(f"study_{tiny_study}").set_value(str(folder))
    _open(page)
    assert not page.exception
    assert page.error[0].value.count("\n- ") >= 2


def test_the_last_five_are_remembered(homes: Path) -> None:
    for i in range(7):
        recent.remember(f"/study{i}", "/checkpoint")
    recent.remember("/study4", "/checkpoint")
    names = [study for study, _ in recent.recent()]
    assert names == ["/study4", "/study6", "/study5", "/study3", "/study2"]
    assert [path.name for path in (homes / "config" / "depformer").iterdir()] == ["recent.json"]


def test_readers_who_open_at_once_are_all_remembered(homes: Path) -> None:
    studies = [f"/study{i}" for i in range(recent.MOST)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda study: recent.remember(study, "/checkpoint"), studies))
    assert sorted(study for study, _ in recent.recent()) == studies


def test_a_folder_that_cannot_be_written_to_is_no_fault(homes: Path) -> None:
    (homes / "config").write_text("a file")
    recent.remember("/study", "/checkpoint")
    assert recent.recent() == []


@pytest.mark.parametrize("content", ["", "{}", "[1]", '[{"study": 1}]', "\x00"])
def test_a_damaged_list_is_no_fault(homes: Path, content: str) -> None:
    path = homes / "config" / "depformer" / "recent.json"
    path.parent.mkdir(parents=True)
    path.write_text(content)
    assert recent.recent() == []


def test_opened_before_can_be_opened_again(app: AppTest, tiny_study: Path) -> None:
    recent.remember("/gone/study", "/gone/checkpoint")
    page = app.run()
    page.button("recent_0").click().run()
    assert "/gone/study" in page.error[0].value
    page.button("recent_0").click().run()
    assert not page.error


def _open(page: AppTest) -> None:
    next(button for button in page.button if button.label == "Open").click().run()
