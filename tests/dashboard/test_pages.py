"""Every page runs, says what it must, and its numbers are those of the library."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from app_reading import go_to, shown, text
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.pages import PAGES
from depformer import explain, figures, stats
from depformer.export import caption
from depformer.report import sentences
from depformer.stats import findings
from depformer.wording import say


@pytest.mark.parametrize("spec", list(PAGES), ids=PAGES.ids)
def test_page_has_its_heading_banner_and_footer(app: AppTest, spec) -> None:
    page = go_to(app, spec.id)
    assert [title.value for title in page.title] == [spec.title]
    assert say("notices.synthetic") in [info.value for info in page.info]
    assert say("notices.research_use") in [caption.value for caption in page.caption]
    assert not page.error


def test_overview_shows_the_performance_of_stats(app: AppTest, kept: xr.Dataset) -> None:
    page = go_to(app, "overview")
    shown = {metric.label: metric.value for metric in page.metric}
    rows = stats.performance(kept).set_index("metric")["estimate"]
    assert shown["Accuracy"] == f"{rows['accuracy']:.2f}"
    assert shown["AUC"] == f"{rows['auc']:.2f}"
    assert f"accuracy was {rows['accuracy']:.2f}" in text(page)


def test_overview_lists_every_guard(app: AppTest, kept: xr.Dataset) -> None:
    said = text(go_to(app, "overview"))
    assert all(sentence in said for sentence in stats.guards(kept)["sentence"])


def test_participant_says_the_largest_attribution(app: AppTest, kept: xr.Dataset) -> None:
    page = go_to(app, "participant")
    who = page.selectbox("pick_participant").value
    profile = figures.table("word_profile", kept, participant=who)
    top = profile.loc[profile["attribution"].abs().idxmax()]
    said = text(page)
    assert f"p(depressed) = {top['probability']:.2f}" in said
    assert f"'{top['text']}'" in said
    assert f"{top['attribution']:+.2f}".replace("-", "−") in said


def test_next_steps_within_the_group(app: AppTest, kept: xr.Dataset) -> None:
    page = go_to(app, "participant")
    first = page.selectbox("pick_participant").value
    page.button("step_1").click().run()
    second = page.selectbox("pick_participant").value
    groups = kept["group"].sel(participant=[first, second]).values.tolist()
    assert second != first
    assert groups == ["depressed", "depressed"]
    assert page.query_params["participant"] == second


@pytest.mark.parametrize("name", ["cohorts", "words"])
def test_a_chosen_word_leads_to_the_participant(app: AppTest, name: str) -> None:
    app.query_params["word"] = "w04"
    links = [link.proto.label for link in go_to(app, name).get("page_link")]
    assert [label for label in links if label.startswith("See ") and "sub-" in label]


def test_words_says_how_many_heads_the_query_attends_in(app: AppTest, kept: xr.Dataset) -> None:
    page = go_to(app, "words")
    who = page.selectbox("pick_participant").value
    table = figures.table("query_scores", kept, participant=who)
    most = table.groupby("word")["selected"].sum().max()
    assert f"in {most} of {table['head'].nunique()} heads" in text(page)


def test_the_overview_says_whether_the_groups_differ(app: AppTest, kept: xr.Dataset) -> None:
    said = text(go_to(app, "overview")).replace("\\_", "_").replace("\u00a0", " ")
    contrast, *_ = findings.contrast_found(stats.valence_contrast(kept))
    cells = figures.table("cohort_forest", kept)
    found, tested = int(cells["filled"].sum()), int(cells["p"].notna().sum())
    assert contrast in said
    assert f"Of {tested} single words and modalities, {found} differ after adjustment" in said


def test_cohorts_says_what_the_tests_found(app: AppTest, kept: xr.Dataset) -> None:
    page = go_to(app, "cohorts")
    said = text(page).replace("\\_", "_")
    for sentence in findings.contrast_found(stats.valence_contrast(kept))[:1]:
        assert sentence in said
    names = dict(zip(*(kept[name].values.astype(str) for name in ("word", "text")), strict=True))
    for sentence in findings.cells_found(stats.cohort_tests(kept), names):
        assert sentence in said
    alone = findings.detectable_found(stats.detectable_effect(kept), over_all=False)
    assert alone in said
    assert f"one of {stats.detectable_effect(kept).attrs['tests']} tests" not in said
    shown = [json.loads(chart.proto.spec)["layout"]["meta"] for chart in page.get("plotly_chart")]
    assert [each["figure"] for each in shown][:3] == [
        "cohort_raster",
        "valence_contrast",
        "cohort_forest",
    ]


def test_what_is_compared_can_be_chosen(app: AppTest, kept: xr.Dataset) -> None:
    page = go_to(app, "cohorts")
    page.segmented_control("measure").set_value("selection_rate").run()
    assert not page.exception
    sentence = findings.contrast_found(stats.valence_contrast(kept, measure="selection_rate"))[0]
    assert sentence in text(page)
    page.segmented_control("people_compared").set_value("matched").run()
    assert not page.exception
    page.multiselect("covariates").set_value(["age"]).run()
    assert not page.exception


def test_overview_opens_with_the_words_that_lead_each_group(app: AppTest, kept: xr.Dataset) -> None:
    said = text(go_to(app, "overview"))
    assert sentences.top_words(figures.table("cohort_top_words", kept), "text") in said


def test_export_shows_the_caption_of_each_figure(app: AppTest, kept: xr.Dataset) -> None:
    page = go_to(app, "export")
    assert caption("cohort_words", kept, method="integrated_gradients") in text(page)
    page.multiselect("export_figures").set_value([]).run()
    assert not page.exception


def test_export_says_when_the_words_do_not_fit(app: AppTest) -> None:
    page = go_to(app, "export")
    page.selectbox("export_preset").set_value("ieee").run()
    page.selectbox("export_width_ieee").set_value(88.9).run()
    assert not page.exception
    assert any("do not fit" in warning.value for warning in page.warning)


@pytest.mark.parametrize("method", ["attention_query"])
@pytest.mark.parametrize("page", ["overview", "participant", "cohorts"])
def test_every_method_can_be_shown(app: AppTest, page: str, method: str) -> None:
    app.query_params["method"] = method
    shown = go_to(app, page)
    assert shown.selectbox("side_method").value == method
    assert not shown.error


def test_no_camera_saves_a_face(app: AppTest) -> None:
    app.query_params["word"] = "w04"
    page = go_to(app, "participant")
    cameras = {
        json.loads(chart.proto.spec)["layout"]["meta"]["figure"]: "toImage" in chart.proto.config
        for chart in page.get("plotly_chart")
    }
    shown = ("word_profile", "face_map", "voice_map")
    assert cameras == {**dict.fromkeys(shown, False), "branch_waterfall": True}


@pytest.mark.parametrize(
    "where", ["dashboard.parts.cards.is_dark", "depformer.jobs.opening.open_study"]
)
def test_a_fault_of_the_program_is_one_sentence(
    app: AppTest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    where: str,
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("first line\nsecond line.")

    monkeypatch.setattr(where, fail)
    monkeypatch.setattr(data, "_fingerprint", lambda *folders: where)  # so that it opens anew
    page = go_to(app, "overview")
    assert [error.value for error in page.error] == [
        "Something went wrong that should not: RuntimeError: first line second line. "
        "Details are in the terminal."
    ]
    assert say("notices.research_use") in [caption.value for caption in page.caption]
    [record] = [record for record in caplog.records if record.name == "dashboard.frame"]
    assert record.exc_info is not None


def test_queries_that_attend_and_queries_that_count_are_told_apart(
    app: AppTest, kept: xr.Dataset
) -> None:
    u = int(kept["query_selected"].isel(participant=0, stream=0, head=0).sum())
    app.query_params["word"] = "w04"
    for page in ("participant", "words"):
        said = text(go_to(app, page))
        assert f"attends (among the model's u = {u} most active queries)" in said
        assert "among the top k = 10" in said


def test_what_if_says_the_numbers_of_the_library(
    app: AppTest, kept: xr.Dataset, tiny_study: Path, tiny_checkpoint: Path
) -> None:
    page = go_to(app, "participant")
    who = page.selectbox("pick_participant").value
    page.multiselect("what_if_words").set_value(["all negative words", "w01"]).run()
    assert not page.exception
    negative = kept["word"].values[kept["valence"].values == "negative"].astype(str).tolist()
    expected = explain.what_if(tiny_study, tiny_checkpoint, who, [*negative, "w01"])
    shown = {metric.label: metric.value for metric in page.metric}
    after = expected["probability"][1]
    assert shown["p(depressed) with these words replaced"] == f"{after:.2f}"
    said = f"{len(set(negative) | {'w01'})} words of {who} replaced by the mean of the training"
    assert said in text(page)
    other = next(each for each in page.selectbox("what_if_donor").options if "sub-" in each)
    page.selectbox("what_if_donor").set_value(other.split()[2]).run()
    assert f"replaced by {other}" in text(page)


def test_maps_lie_over_the_recordings_of_a_word(
    app: AppTest, tiny_study: Path, tiny_checkpoint: Path
) -> None:
    app.query_params["word"] = "w04"
    page = go_to(app, "participant")
    who = page.selectbox("pick_participant").value
    maps = explain.maps(tiny_study, tiny_checkpoint, who)
    drawn = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    [face] = [figure for figure in drawn if figure["layout"]["meta"]["figure"] == "face_map"]
    z = face["data"][-1]["z"]
    values = np.frombuffer(base64.b64decode(z["bdata"]), z["dtype"]).reshape(32, 32)
    np.testing.assert_allclose(values, maps["face_map"].sel(word="w04"))
    assert "The pixels sum to the attribution of the face" in text(page)
    page.segmented_control("recordings_shown").set_value("plain").run()
    assert "The pixels sum to the attribution of the face" not in text(page)
    assert "The face as the model sees it" in text(page)


MARKED = "![x](https://e.x/i.png) $a$ *b* :red[c] <b> [l](http://x)"


def test_words_of_a_study_are_no_markdown(
    app: AppTest, own_study: Path, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own_study / "stimuli" / "words.tsv"
    words = pd.read_csv(path, sep="\t", dtype=str)
    words.assign(gloss=MARKED).to_csv(path, sep="\t", index=False)
    explain.kept_run(own_study, tiny_checkpoint)
    monkeypatch.setenv("DEPFORMER_STUDY", str(own_study))
    app.query_params["label"], app.query_params["word"] = "gloss", "w04"
    for page in ("overview", "participant", "words", "cohorts", "export"):
        raw = _written(go_to(app, page))
        for mark in ("![", "$a", " *b", ":red[", "<b>", "[l]"):
            assert not re.search(rf"(?<!\\){re.escape(mark)}", raw), f"{mark} on {page}"
        assert (MARKED in shown(raw)) == (page != "export"), page


def _written(page: AppTest) -> str:
    """Return what streamlit was given as Markdown."""
    kinds = ("markdown", "caption", "info", "warning", "error", "subheader")
    texts = [str(element.value) for kind in kinds for element in page.get(kind)]
    tables = [table.value.to_csv() for table in page.table]
    links = [link.proto.label for link in page.get("page_link")]
    return "\n".join([*texts, *tables, *links])
