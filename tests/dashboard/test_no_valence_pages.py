"""A study whose words have no valence, from its folder through a training to every page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from app_reading import APP, go_to, text
from streamlit.testing.v1 import AppTest

from dashboard.pages import PAGES
from depformer import labels
from depformer.explain import kept_run
from depformer.files import write_table
from depformer.study import check_study, load_study
from depformer.train import TrainOptions, cross_validate
from tests.conftest import TINY_SIZES


def without_valence(study: Path) -> Path:
    """Take the valence out of a study's list and its events."""
    places = {study / "stimuli" / "words.tsv": "valence"}
    places |= dict.fromkeys(study.glob("sub-*/beh/*_events.tsv"), "trial_type")
    for path, column in places.items():
        table = pd.read_csv(path, sep="\t", dtype=str)
        write_table(path, table.assign(**{column: ""}))
    return study


@pytest.fixture(scope="module")
def plain_words(tiny_study: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The tiny study without valence, and a tiny model of it."""
    folder = tmp_path_factory.mktemp("plain")
    no_runs = shutil.ignore_patterns("depformer-runs")
    study = without_valence(shutil.copytree(tiny_study, folder / "study", ignore=no_runs))
    cross_validate(study, folder / "ck", folds=2, options=TrainOptions(epochs=1), sizes=TINY_SIZES)
    return study, folder / "ck"


@pytest.fixture
def plain_app(
    plain_words: tuple[Path, Path], homes: Path, monkeypatch: pytest.MonkeyPatch
) -> AppTest:
    """The app over that study, not yet run."""
    monkeypatch.setenv("DEPFORMER_STUDY", str(plain_words[0]))
    monkeypatch.setenv("DEPFORMER_CHECKPOINT", str(plain_words[1]))
    return AppTest.from_file(APP, default_timeout=60)


def test_no_valence_is_written_as_missing_and_read_back(plain_words: tuple[Path, Path]) -> None:
    study = load_study(plain_words[0])
    assert study.words["valence"].unique().tolist() == [""]
    assert "\tn/a\n" in (study.root / "stimuli" / "words.tsv").read_text("utf-8")
    run, _ = kept_run(*plain_words)
    assert set(run["valence"].values) == {""}
    assert run["player"].values.tolist() == ["all_face", "all_audio"]
    whole = run["coalition_value"].sum("player")
    of_cells = run["attribution"].loc[{"method": "integrated_gradients"}].sum(("word", "modality"))
    assert abs(whole - of_cells).max() < 0.05  # both are the difference from the baseline


def test_a_valence_of_some_words_alone_is_a_fault(
    plain_words: tuple[Path, Path], tmp_path: Path
) -> None:
    study = Path(shutil.copytree(plain_words[0], tmp_path / "study"))
    path = study / "stimuli" / "words.tsv"
    table = pd.read_csv(path, sep="\t", dtype=str)
    table.loc[3, "valence"] = "positive"
    write_table(path, table)
    faults = "\n".join(check_study(study)[1])
    assert "words.tsv line 2: valence is empty" in faults


@pytest.mark.parametrize("spec", list(PAGES), ids=PAGES.ids)
@pytest.mark.parametrize("method", ["integrated_gradients", "attention_query"])
def test_every_page_opens_without_valence(plain_app: AppTest, spec, method: str) -> None:
    plain_app.query_params["word"] = "w04"
    plain_app.query_params["method"] = method
    page = go_to(plain_app, spec.id)
    assert [title.value for title in page.title] == [spec.title]
    assert not page.error
    said = text(page).lower()
    allowed = spec.id == "cohorts"  # where its heading asks for it, and the sentence answers
    assert allowed or not [name for name in labels.VALENCES if name in said]
    offered = [option for chosen in page.get("button_group") for option in chosen.options]
    assert "Valence" not in [getattr(option, "content", option) for option in offered]


def test_cohorts_says_that_nothing_is_compared_by_valence(plain_app: AppTest) -> None:
    said = text(go_to(plain_app, "cohorts"))
    assert "The words of this study have no valence, so nothing is compared by it" in said


def test_words_are_chosen_one_by_one(plain_app: AppTest) -> None:
    page = go_to(plain_app, "participant")
    chosen = page.multiselect("what_if_words")
    assert not [name for name in chosen.options if name.startswith("All ")]
    chosen.set_value(["w01"]).run()
    assert not page.exception
