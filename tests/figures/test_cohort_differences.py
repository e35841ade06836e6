"""Figures of tested differences: their numbers are those of the tables, their marks say p."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from depformer import figures, schema, stats
from depformer.errors import DepformerError
from depformer.stats.inference.groups.detectable import detectable_d
from depformer.wording import sentences

TESTED = (
    *("valence_contrast", "cohort_forest", "word_across_people", "severity_scatter"),
    *("volcano", "paper_words"),
)
WITHOUT_INTERVALS = ("volcano", "paper_words")  # on the page, beside a p
FEW = {"n_permutations": 199}


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    """Ten people a group, six words; the voice of the second is higher in one of both."""
    run = schema.example(seed=5, participants=20, words=6)
    depressed = run["group"].values == "depressed"
    run["attribution"].values[0, depressed, 1, 1] += 1.5
    return run


def said(figure: object) -> str:
    return re.sub(r"(</?span[^>]*>|<br>)+", " ", figure.layout.title.text).replace("\u00a0", " ")


def test_the_forest_shows_the_tests_of_the_statistics(run: xr.Dataset) -> None:
    table = figures.table("cohort_forest", run, **FEW).set_index(["word", "modality"])
    tests = stats.cohort_tests(run, **FEW)
    tests = tests[tests["unit"] == "Hedges g"].set_index(["word", "modality"])
    for name in ("estimate", "ci_low", "ci_high", "p_adjusted"):
        pd.testing.assert_series_equal(table[name], tests[name].loc[table.index])


def test_the_forest_is_sorted_and_fills_what_is_significant(run: xr.Dataset) -> None:
    table = figures.table("cohort_forest", run, **FEW)
    assert table.set_index(["word", "modality"]).loc[("w02", "audio"), "filled"]
    figure = figures.draw("cohort_forest", run, **FEW)
    [points] = [
        trace for trace in figure.data if trace.hovertemplate and "g =" in trace.hovertemplate
    ]
    assert list(points.x) == sorted(points.x, reverse=True)
    assert points.customdata[0][0] == "w02"
    hollow = sum(colour == "#ffffff" for colour in points.marker.color)
    assert hollow == (~table["filled"]).sum()
    assert f"{table['filled'].sum()} of 12" in said(figure)
    assert "This size of study finds a true d of" in said(figure)
    assert "with 80 % power." in said(figure)


@pytest.mark.parametrize(
    "name", [name for name in figures.FIGURES.ids if figures.FIGURES[name].intervals]
)
def test_intervals_beside_an_adjusted_p_are_said_not_to_be_adjusted(name: str) -> None:
    reading = sentences("figures").get(f"read_{name}", "")
    if "adjusted p" in reading.lower() and name not in WITHOUT_INTERVALS:
        assert "not adjusted" in reading


def test_only_the_words_that_differ_most_are_shown(run: xr.Dataset) -> None:
    figure = figures.draw("cohort_forest", run, top=2, **FEW)
    assert len(figure.layout.yaxis.ticktext) == 4


def test_the_contrast_says_its_one_p_first(run: xr.Dataset) -> None:
    figure = figures.draw("valence_contrast", run, **FEW)
    first = stats.valence_contrast(run, **FEW).iloc[0]
    reading = said(figure).partition("</b>")[2]
    assert f"p = {first['p']:.3f} (199 permutations of people)" in reading[:120]
    assert f"p = {first['p']:.3f}" in figure.layout.yaxis.ticktext[0]


def test_a_word_is_shown_over_all_people_beside_its_test(run: xr.Dataset) -> None:
    table = figures.table("word_across_people", run, **FEW)
    assert set(table["word"]) == {"w02"}
    voice = table[table["modality"] == "audio"].set_index("participant")["value"]
    own = run["attribution"].isel(method=0).sel(word="w02", modality="audio").to_series()
    pd.testing.assert_series_equal(voice.sort_index(), own.sort_index(), check_names=False)
    forest = figures.table("cohort_forest", run, **FEW).set_index(["word", "modality"])
    tested = table.drop_duplicates("modality").set_index("modality")
    assert tested.loc["audio", "p_adjusted"] == forest.loc[("w02", "audio"), "p_adjusted"]
    figure = figures.draw("word_across_people", run, word="w03", label="gloss", **FEW)
    assert "'word 3'" in said(figure)
    assert {trace.type for trace in figure.data} == {"violin"}


def test_severity_is_followed_within_one_group(run: xr.Dataset) -> None:
    table = figures.table("severity_scatter", run, word="w04", **FEW)
    assert set(table["group"]) == {"depressed"}
    tests = stats.severity_tests(run, **FEW).set_index(["word", "modality"])
    face = table[table["modality"] == "face"].iloc[0]
    assert face["estimate"] == tests.loc[("w04", "face"), "estimate"]
    unknown = run.assign_coords(severity=("participant", np.full(20, np.nan)))
    figure = figures.draw("severity_scatter", unknown, **FEW)
    assert "have a severity that differs" in figure.layout.annotations[0].text.replace("<br>", " ")


def test_a_volcano_stands_on_the_adjusted_p(run: xr.Dataset) -> None:
    table = figures.table("volcano", run, **FEW)
    np.testing.assert_allclose(table["log_p"], -np.log10(table["p_adjusted"]))
    named = [note.text for note in figures.draw("volcano", run, **FEW).layout.annotations]
    assert any("词2" in text for text in named)


def test_a_volcano_stands_as_high_as_its_smallest_p() -> None:
    run = schema.example(seed=5, participants=40, words=2)
    run["attribution"].values[0, run["group"].values == "depressed", 1, 1] += 9.0
    table = figures.table("volcano", run, n_permutations=99_999)
    assert table["p_adjusted"].min() == pytest.approx(1e-5)
    assert table["log_p"].max() == pytest.approx(5.0)


def test_a_volcano_says_where_its_points_cannot_be_higher(run: xr.Dataset) -> None:
    table = figures.table("volcano", run, **FEW)
    for smallest, at_the_floor in ((1 / 200, True), (2 / 200, False)):
        own = table.assign(p_adjusted=table["p_adjusted"].clip(lower=smallest))
        own.loc[own["p_adjusted"].idxmin(), "p_adjusted"] = smallest
        drawn = figures.drawn("volcano", own, synthetic=True)
        assert ("199 permutations give no p below 0.005" in said(drawn)) is at_the_floor
        assert not any("open" in mark for mark in drawn.data[0].marker.symbol)


def test_only_a_small_adjusted_p_stands_beside_a_word(run: xr.Dataset) -> None:
    table = figures.table("paper_words", run, **FEW)
    for smallest, says in ((0.97, "All adjusted p ≥ 0.97"), (0.01, "An adjusted p stands beside")):
        words = table["word"] == table["word"].iloc[0]
        own = table.assign(p_adjusted=np.where(words & (table["stream"] == "face"), smallest, 0.98))
        drawn = figures.drawn("paper_words", own, synthetic=True)
        assert says in said(drawn)
        notes = [note.text for note in drawn.layout.annotations if "p =" in note.text]
        assert notes == (["adjusted p = 0.010"] if smallest < 0.05 else [])


@pytest.mark.parametrize("name", TESTED)
def test_what_is_held_constant_is_said_where_it_is_compared(run: xr.Dataset, name: str) -> None:
    adjusted = said(figures.draw(name, run, covariates=("age", "sex"), **FEW))
    assert "Held constant in the difference, its interval and p: age, sex." in adjusted
    draws_people = name in ("word_across_people", "paper_words", "severity_scatter")
    assert ("Nothing is held constant in what is drawn of people." in adjusted) is draws_people
    assert "onstant" not in said(figures.draw(name, run, **FEW))


@pytest.mark.parametrize("name", [name for name in TESTED if name != "paper_words"])
def test_what_has_no_unit_has_no_brackets(run: xr.Dataset, name: str) -> None:
    drawn = figures.draw(name, run, measure="selection_rate", **FEW)
    titles = [axis.title.text or "" for axis in [*drawn.select_xaxes(), *drawn.select_yaxes()]]
    assert not any("[1]" in title for title in titles)


def test_lists_of_the_paper_stand_beside_the_test(run: xr.Dataset) -> None:
    table = figures.table("paper_words", run, top=3, **FEW)
    listed = table[table["listed"]].groupby(["stream", "group"])["word"].nunique()
    assert set(listed) == {3}
    rates = stats.selection_rates(run, stream="face")
    row = table[table["stream"] == "face"].iloc[0]
    people = run["participant"].values[run["group"].values == row["group"]]
    own = rates[(rates["word"] == row["word"]) & rates["participant"].isin(people)]
    assert row["selection_rate"] == pytest.approx(own["selection_rate"].mean())
    assert "a list counts and does not test" in said(figures.draw("paper_words", run, **FEW))


@pytest.mark.parametrize("name", ["cohort_forest", "valence_contrast", "volcano"])
def test_what_is_compared_is_handed_on(run: xr.Dataset, name: str) -> None:
    sizes = figures.table(name, run, absolute=True, people="correct", covariates=("age",), **FEW)
    assert "integrated_gradients/absolute" in sizes["variable"].iloc[0]
    with pytest.raises(DepformerError, match="Did you mean 'matched'"):
        figures.draw(name, run, people="match")
    with pytest.raises(DepformerError, match="option of figure"):
        figures.draw(name, run, permutations=9)


@pytest.mark.parametrize(
    "name", ["cohort_forest", "valence_contrast", "word_across_people", "paper_words"]
)
def test_sessions_of_a_person_are_one_person(run: xr.Dataset, name: str) -> None:
    number = np.arange(20) // 2
    in_two = run.assign_coords(
        person=("participant", [f"p{n}" for n in number]),
        session=("participant", ["1", "2"] * 10),
    )
    table = figures.table(name, in_two, **FEW)
    assert table["n_a"].max() == 5
    if name == "word_across_people":
        assert set(table["participant"]) == {f"p{n}" for n in number}
        assert table.set_index("participant").loc["p0", "opens"].iloc[0] == "sub-001"


@pytest.mark.parametrize(
    ("asked", "axis"),
    [
        ({"absolute": True}, "Size of the attribution [logit]"),
        ({"measure": "selection_rate"}, "Selection rate"),
    ],
)
def test_what_has_no_sign_has_no_direction(asked: dict[str, Any], axis: str) -> None:
    run = schema.example(1, participants=40, words=4)
    for name, along in (("severity_scatter", "yaxis"), ("word_across_people", "xaxis")):
        drawn = figures.draw(name, run, n_permutations=9, **asked)
        assert drawn.layout[along].title.text == axis
    drawn = figures.draw("word_across_people", run, n_permutations=9)
    assert "→" in drawn.layout.xaxis.title.text


@pytest.mark.parametrize("name", ["severity_scatter", "word_across_people"])
def test_a_word_that_nobody_named_is_said_to_be_the_largest(name: str) -> None:
    run = schema.example(1, participants=40, words=4)
    said = figures.draw(name, run, n_permutations=9).layout.title.text.replace("<br>", " ")
    assert "chosen as the largest of 4 words" in said
    named = figures.draw(name, run, n_permutations=9, word="w01").layout.title.text
    assert "chosen" not in named


@pytest.mark.parametrize("covariates", [(), ("age",)])
def test_the_word_nobody_named_is_the_largest_that_is_tested(covariates: tuple[str, ...]) -> None:
    run = schema.example(1, participants=24, words=6)
    depressed = np.flatnonzero(run["group"].values == "depressed")
    cells = run["attribution"].values[0]
    cells[depressed[4:], 5, 0] = np.nan  # four people are left, and they differ most of all
    cells[depressed[:4], 5, 0] += 50.0
    cells[:, 2, 1] += run["age"].values  # differs by age, as far as the groups do
    asked = {"covariates": covariates, **FEW}
    forest = figures.table("cohort_forest", run, **asked)
    largest = forest.loc[forest["estimate"].abs().idxmax(), "word"]
    assert set(figures.table("word_across_people", run, **asked)["word"]) == {largest}


@pytest.mark.parametrize(
    ("name", "tests"),
    [("valence_contrast", 2), ("cohort_forest", 12), ("volcano", 12), ("word_across_people", 12)],
)
def test_what_can_be_found_is_over_the_tests_that_are_adjusted_together(
    run: xr.Dataset, name: str, tests: int
) -> None:
    table = figures.table(name, run, **FEW)
    assert set(table["tests"]) == {tests}
    assert table["detectable_all"].iloc[0] == pytest.approx(detectable_d(10, 10, tests=tests))
    assert f"(one of {tests}) with 80 % power." in said(figures.draw(name, run, **FEW))
