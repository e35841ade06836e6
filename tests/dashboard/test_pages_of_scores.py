"""Every page over a model that predicts a score: the score beside the true one, in its points."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
import xarray as xr
from app_reading import APP, go_to, text
from streamlit.testing.v1 import AppTest

from dashboard.pages import PAGES
from depformer import figures, stats
from depformer.explain import kept_run
from depformer.files import write_table
from depformer.wording import say

FORBIDDEN = re.compile(r"logit|towards (depressed|healthy)|p\(depressed\)")


@pytest.fixture(scope="module")
def kept_scores(scored_study: Path, scored_checkpoint: Path) -> xr.Dataset:
    """The run that the app shows."""
    return kept_run(scored_study, scored_checkpoint)[0]


@pytest.fixture
def app(
    homes: Path,
    kept_scores: xr.Dataset,
    scored_study: Path,
    scored_checkpoint: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AppTest:
    """The app, not yet run, which opens the study of scores."""
    monkeypatch.setenv("DEPFORMER_STUDY", str(scored_study))
    monkeypatch.setenv("DEPFORMER_CHECKPOINT", str(scored_checkpoint))
    return AppTest.from_file(APP, default_timeout=60)


def read(page: AppTest) -> str:
    """Return everything that is written, in charts, tables and lists as well."""
    charts = [chart.proto.spec for chart in page.get("plotly_chart")]
    tables = [str(table.value.to_csv()) for table in (*page.table, *page.dataframe)]
    lists = [" ".join(box.options) for box in page.selectbox]
    return "\n".join([text(page), *charts, *tables, *lists])


@pytest.mark.parametrize("spec", list(PAGES), ids=PAGES.ids)
def test_no_page_says_anything_of_logits_and_probabilities(app: AppTest, spec) -> None:
    app.query_params["word"] = "w03"
    page = go_to(app, spec.id)
    assert [title.value for title in page.title] == [spec.title]
    assert not page.error
    assert not FORBIDDEN.search(read(page))


def test_overview_shows_the_errors_beside_the_floor(app: AppTest, kept_scores: xr.Dataset) -> None:
    page = go_to(app, "overview")
    shown = {metric.label: metric.value for metric in page.metric}
    rows = stats.performance(kept_scores).set_index("metric")
    assert shown["MAE [BDI-II points]"] == f"{rows.loc['mae', 'estimate']:.2f}"
    assert shown["Concordance"] == f"{rows.loc['ccc', 'estimate']:z.2f}"
    said = text(page)
    assert (
        f"always guessing the mean of the training people: {rows.loc['mae', 'floor']:.2f}" in said
    )
    assert "How close are the predicted scores to the true ones?" in said
    assert say("figures.title_roc") not in said


def test_a_person_s_score_stands_beside_the_true_one(app: AppTest, kept_scores: xr.Dataset) -> None:
    page = go_to(app, "participant")
    who = str(page.selectbox("pick_participant").value)
    profile = figures.table("word_profile", kept_scores, participant=who).iloc[0]
    score = f"{profile['predicted']:.1f} (true: {profile['severity']:g})"
    assert f"the model gave a predicted score of {score}" in text(page)
    assert any(f"predicted {score}" in line for line in page.selectbox("pick_participant").options)
    page.multiselect("what_if_words").select("w01").run()
    shown = [metric.label for metric in page.metric]
    assert shown == [
        "Predicted score as recorded [BDI-II points]",
        "Predicted score with these words replaced [BDI-II points]",
        "True score [BDI-II points]",
    ]
    assert not FORBIDDEN.search(read(page))


def test_groups_by_a_filter_are_compared(app: AppTest) -> None:
    page = go_to(app, "cohorts")
    page.text_input("groups_by").set_value("severity >= 5").run()
    assert not page.exception
    assert not page.error
    assert "severity ≥ 5" in read(page)


@pytest.mark.parametrize("page_name", ["cohorts", "export"])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [("severty >= 5", "Did you mean 'severity'"), ("severity >= 500", "leaves nobody")],
)
def test_no_other_groups_are_shown_under_a_wrong_filter(
    app: AppTest, page_name: str, wrong: str, said: str
) -> None:
    page = go_to(app, page_name)
    page.text_input("groups_by").set_value(wrong).run()
    assert said in text(page)
    assert not [*page.subheader, *page.header]
    page.text_input("groups_by").set_value("").run()
    assert not page.error
    assert [*page.subheader, *page.header]


def test_a_study_without_scores_is_said_on_the_page(
    own_study: Path, homes: Path, scored_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own_study / "participants.tsv"
    table = pd.read_csv(path, sep="\t", dtype=str)
    write_table(path, table.assign(severity="n/a"))
    monkeypatch.setenv("DEPFORMER_STUDY", str(own_study))
    monkeypatch.setenv("DEPFORMER_CHECKPOINT", str(scored_checkpoint))
    app = AppTest.from_file(APP, default_timeout=60).run()
    for _ in range(40):
        if app.error:
            break
        app.run()
    assert "predicts a severity, and nobody in" in text(app)
