"""Captions of tested figures say what their own table says: whom, what, and on which conditions."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
import xarray as xr

from depformer import figures, schema
from depformer.export.bundle import uses
from depformer.export.manuscript.caption import caption, sentences
from depformer.export.manuscript.methods import paragraph
from depformer.export.manuscript.references import bibliography
from depformer.figures import FIGURES
from tests.figures.outside import options_of, suited

TESTED = [spec for spec in FIGURES if "n_permutations" in {each.name for each in spec.options}]
ASKED: dict[str, Any] = {"people": "correct", "covariates": ["age"], "n_permutations": 19}


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    drawn: xr.Dataset = schema.example(1, participants=60, words=8)
    drawn["role"].values[:] = "test"
    shuffled = np.random.default_rng(0).permutation(drawn["probability"].values)
    drawn["probability"].values[:] = shuffled
    return drawn


@pytest.mark.parametrize("spec", TESTED, ids=lambda spec: spec.id)
def test_who_what_and_how_are_those_of_the_table(spec: figures.FigureSpec, run: xr.Dataset) -> None:
    asked = ASKED | {"measure": "selection_rate", "within_folds": True, "seed": 7}
    table = figures.table(spec.id, run, **asked)
    said = caption(spec.id, run, **asked)
    assert 5 <= table["n_a"].max() < 30
    groups = ("depressed", "healthy")[: 1 + ("n_b" in table)]
    for n, group in zip(("n_a", "n_b"), groups, strict=False):
        assert f"{int(table[n].max())} {group}" in said
    assert "selection rate" in said
    assert "integrated gradients" not in said
    for each in ("group was predicted right", "Held constant: age", "within folds only"):
        assert each in said
    adjusted = "Holm" if spec.id == "valence_contrast" else "step-down max-T"
    assert f"p: 19 permutations of whole participants; adjusted p: {adjusted}." in said
    assert caption(spec.id, run, table, **asked) == said


@pytest.mark.parametrize(
    ("name", "drawn"), [("volcano", False), ("paper_words", False), ("cohort_forest", True)]
)
def test_intervals_are_told_of_where_they_are_drawn(
    run: xr.Dataset, name: str, drawn: bool
) -> None:
    assert ("95 % intervals" in caption(name, run, **ASKED)) == drawn


@pytest.mark.parametrize("spec", tuple(FIGURES), ids=lambda spec: spec.id)
def test_a_caption_is_a_question_and_at_most_five_sentences(spec: figures.FigureSpec) -> None:
    drawn = suited(spec, schema.example(0, checked=True))
    question, *rest = sentences(spec.id, drawn, **options_of(spec, drawn, "sub-001"))
    text = " ".join(rest)
    assert question.endswith("?")
    assert len(re.findall(r"[.?](?: [A-Z0-9]|$)", text)) <= 5, text
    assert not re.search(r"[a-z]_[a-z]|  |\bnan\b|p_adj|\[1\]", f"{question} {text}")


def test_a_size_is_not_called_an_attribution_with_a_sign(run: xr.Dataset) -> None:
    said = caption("volcano", run, absolute=True, n_permutations=19)
    assert "Further right: larger in depressed participants; higher: smaller p;" in said
    assert "size of integrated gradients, without its sign [logit]" in said
    assert "n = 29 to 30 depressed, 30 healthy" in said  # one recording is missing


@pytest.mark.parametrize("people", ["matched", "correct"])
@pytest.mark.parametrize("spec", TESTED, ids=lambda spec: spec.id)
def test_an_empty_figure_says_nothing_of_who_was_tested(
    spec: figures.FigureSpec, people: str
) -> None:
    run = schema.example(1, participants=12, words=4)
    if spec.id == "valence_contrast":
        run = run.assign_coords(valence=("word", [""] * 4))
    else:
        run = run.isel(participant=slice(3, 9))  # three of each
    asked = {"people": "correct" if spec.id == "severity_scatter" else people, "n_permutations": 9}
    table = figures.table(spec.id, run, **asked)
    assert not spec.figure(table).data
    said = caption(spec.id, run, table, **asked)
    for each in ("pair", "entered", "95 % intervals", "permutations"):
        assert each not in said.partition("?")[2]


@pytest.mark.parametrize("name", ["roc", "confusion", "calibration", "selection_rate"])
def test_no_caption_tells_of_intervals_that_are_not_there(name: str) -> None:
    run = schema.example(1, participants=24, words=4)
    assert "95 % intervals: " in caption(name, run)
    few = run.isel(participant=slice(9, 15))  # three of each
    assert not figures.draw(name, few).data
    assert "95 % intervals: " not in caption(name, few)


def test_warnings_of_the_screen_stand_in_the_caption(run: xr.Dataset) -> None:
    for name in ("cohort_top_words", "cohort_raster", "calibration"):
        table = figures.table(name, run)
        note = FIGURES[name].noted
        assert note is not None
        assert note(table).endswith(".")
        first = note(table).partition(". ")[0].rstrip(".")
        assert first in caption(name, run, table)
        drawn = re.sub(r"<[^>]+>", " ", FIGURES[name].figure(table).layout.title.text)
        assert note(table) in " ".join(drawn.split())


@pytest.mark.parametrize("name", [spec.id for spec in FIGURES if not spec.given])
def test_a_caption_is_a_question_and_three_sentences(name: str, run: xr.Dataset) -> None:
    spec = FIGURES[name]
    if not spec.offered(run) or spec.absent(run):
        return
    asked = {"participant": str(run["participant"].values[0])} if spec.of_one else {}
    question, *rest = sentences(name, run, **asked)
    assert question.endswith("?")
    assert 1 <= len(re.findall(r"\.(?= [A-Z]|$)", " ".join(rest))) <= 3


def test_what_the_methods_name_is_cited(run: xr.Dataset) -> None:
    asked = {"n_permutations": 19}
    made = [("valence_contrast", asked, figures.table("valence_contrast", run, **asked))]
    assert "Welch" in paragraph(run, made, "")
    assert "Welch, Bernard" in bibliography(uses(run, made))
