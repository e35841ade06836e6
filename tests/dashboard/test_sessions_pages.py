"""A study whose people came several times, from its folder through a training to every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from app_reading import APP, go_to, text
from streamlit.testing.v1 import AppTest

from dashboard.pages import PAGES
from depformer import explain, export, stats
from depformer.explain import kept_run
from depformer.study import load_study
from depformer.synth import write_study
from depformer.train import TrainOptions, cross_validate, held_out
from tests.conftest import TINY_SIZES
from tests.of_sessions import in_sessions

SECOND, ONCE = "sub-depressed1_ses-2", "sub-depressed5_ses-1"


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Twenty-four people, four of whom came twice, and a tiny model of them."""
    folder = tmp_path_factory.mktemp("visits")
    once = write_study(folder / "once", participants=28, words=24, seed=5, image_size=32)
    study = in_sessions(once, folder / "study", several=2)
    cross_validate(study, folder / "ck", folds=2, options=TrainOptions(epochs=1), sizes=TINY_SIZES)
    return study, folder / "ck"


@pytest.fixture
def visited(visits: tuple[Path, Path], homes: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app over that study, not yet run."""
    kept_run(*visits)
    monkeypatch.setenv("DEPFORMER_STUDY", str(visits[0]))
    monkeypatch.setenv("DEPFORMER_CHECKPOINT", str(visits[1]))
    return AppTest.from_file(APP, default_timeout=60)


def test_a_run_knows_persons_and_sessions_and_tables_count_people(
    visits: tuple[Path, Path],
) -> None:
    run, study = kept_run(*visits)[0], load_study(visits[0])
    assert run["participant"].values.tolist() == study.ids
    assert run["person"].values.tolist() == study.persons.tolist()
    assert run["session"].sel(participant=SECOND).item() == "2"
    assert (len(study.ids), study.persons.nunique()) == (28, 24)
    assert set(held_out(*visits).index) == set(study.ids)
    assert stats.performance(run, n_bootstrap=2).set_index("metric").loc["accuracy", "n"] == 24
    assert "28 sessions of 24 participants" in " ".join(stats.guards(run)["sentence"])
    alone = explain.explain(*visits, participants=[SECOND], methods=["integrated_gradients"])
    assert alone["person"].values.tolist() == ["sub-depressed1"]


@pytest.mark.parametrize("page", PAGES.ids)
def test_every_page_opens(visited: AppTest, page: str) -> None:
    opened = go_to(visited, page)
    assert not opened.error
    charts = " ".join(each.proto.spec for each in opened.get("plotly_chart"))
    titles = re.findall(r'"title": ?\{"text": ?"([^"]*)"', charts)
    assert "_ses-" not in " ".join([text(opened), *titles])
    if page == "participant":
        assert any("for sub-depressed10, session 1?" in title for title in titles)


def test_the_page_of_a_person_shows_what_changed(visited: AppTest) -> None:
    visited.query_params["participant"] = SECOND
    page = go_to(visited, "participant")
    picked = page.selectbox("pick_participant")
    assert picked.value == SECOND
    assert any("sub-depressed1, session 2" in option for option in picked.options)
    assert "What changed in sub-depressed1 from session 1 to session 2?" in text(page)
    picked.set_value(ONCE).run()
    assert not page.exception
    assert "What changed" not in text(page)


def test_the_change_goes_into_a_journal_with_its_caption(
    visits: tuple[Path, Path], tmp_path: Path
) -> None:
    run, _ = kept_run(*visits)
    said = export.caption("session_change", run, participant=SECOND)
    assert "Participant sub-depressed1, session 2, n = 1;" in said
    assert "hollow" in said.lower()
