"""The whole way with 72 words: make a study, train, evaluate, explain, and open every page."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_reading import APP, go_to
from streamlit.testing.v1 import AppTest

from dashboard.pages import PAGES
from depformer import labels
from depformer.explain import kept_run
from depformer.model import load_checkpoint
from depformer.synth import write_study
from depformer.train import TrainOptions, cross_validate, evaluate
from tests.conftest import TINY_SIZES


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A study of 72 words and two folds of a tiny model with the published sparsity factor."""
    folder = tmp_path_factory.mktemp("wide")
    study = write_study(folder / "study", participants=24, words=72, seed=5, image_size=32)
    sizes = {**TINY_SIZES, "sparsity_factor": 5}
    cross_validate(study, folder / "ck", folds=2, options=TrainOptions(epochs=1), sizes=sizes)
    return study, folder / "ck"


def test_72_words_are_predicted_and_explained(wide: tuple[Path, Path]) -> None:
    study, checkpoint = wide
    config = load_checkpoint(checkpoint).config
    assert [config.selected_queries(config.n_words // 2**i) for i in range(3)] == [21, 17, 14]
    assert evaluate(study, checkpoint).set_index("metric")["n"]["accuracy"] == 24
    run, _ = kept_run(study, checkpoint)
    assert run.sizes["word"] == 72
    assert run["attribution"].notnull().all()
    assert (run["query_selected"].sum("word") == 21).all()
    assert set(run["valence"].values) == set(labels.VALENCES)


@pytest.mark.parametrize("spec", list(PAGES), ids=PAGES.ids)
def test_every_page_opens_with_72_words(
    wide: tuple[Path, Path], homes: Path, monkeypatch: pytest.MonkeyPatch, spec
) -> None:
    monkeypatch.setenv("DEPFORMER_STUDY", str(wide[0]))
    monkeypatch.setenv("DEPFORMER_CHECKPOINT", str(wide[1]))
    page = go_to(AppTest.from_file(APP, default_timeout=60), spec.id)
    assert [title.value for title in page.title] == [spec.title]
    assert not page.error
