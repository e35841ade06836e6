"""What leaves the machine: nothing of fewer than five people, and one person is marked."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import xarray as xr

from depformer import figures, schema
from depformer.errors import DepformerError
from depformer.export import PRESETS, paper
from depformer.export.bundle import made
from depformer.export.manuscript.english import run_in_english
from depformer.export.privacy import PERSONAL, suppressed
from depformer.figures import FIGURES
from depformer.study.words import default_words
from tests.figures.outside import options_of, suited


@pytest.fixture(scope="module")
def few() -> xr.Dataset:
    """A run with four depressed people, and words in Chinese."""
    run: xr.Dataset = schema.example(0, words=8, checked=True)
    words = default_words(24).head(8)
    names = ("text", "pinyin", "gloss", "valence")
    run = run.assign_coords({n: ("word", words[n].to_numpy(dtype=str)) for n in names})
    people = run["group"].values.astype(str)
    kept = [np.flatnonzero(people == "healthy"), np.flatnonzero(people == "depressed")[:4]]
    return run.isel(participant=np.concatenate(kept))


@pytest.mark.parametrize("spec", tuple(FIGURES), ids=lambda spec: spec.id)
def test_a_group_below_five_has_no_statistics(spec: figures.FigureSpec, few: xr.Dataset) -> None:
    run = suited(spec, few)
    who = str(run["participant"].values[0])
    table, figure = made(run, spec.id, **options_of(spec, run, who))
    if spec.of_one:
        assert not set(PERSONAL) & set(table)
        page = paper.fit(figure, PRESETS["nature"], width_mm=89)
        said = [str(note.text) for note in page.figure.layout.annotations]
        assert any("One participant" in text for text in said)
        return
    for size, statistics in spec.counted.items():
        small = table[size] < 5
        if "row" in table:  # a row a person is no statistic
            small &= table[size] > 1
        shown = [name for name in statistics if name in table]
        numbers = table.loc[small, shown].select_dtypes("number")
        assert not numbers.notna().any(axis=None)
    page = paper.fit(figure, PRESETS["nature"], width_mm=183)
    assert "One participant" not in json.dumps(page.figure.to_plotly_json(), default=str)


SAYS_NOTHING = {
    *("position", "row", "bin", "step", "equal_share", "reference", "k", "top", "words", "tests"),
    *("n_permutations", "seed", "signed", "in_use", "each", "copies", "planted", "complete"),
    *("detectable", "detectable_all", "map_people", "n", "n_a", "n_b", "size", "share", "people"),
}
OF_A_PERSON = {"severity", "predicted", "value", "gap", "difference", "sum"}


@pytest.mark.parametrize("spec", [each for each in FIGURES if not each.of_one], ids=lambda s: s.id)
def test_every_number_is_a_statistic_a_count_or_says_nothing_of_people(
    spec: figures.FigureSpec, few: xr.Dataset
) -> None:
    run = suited(spec, few)
    table = figures.table(spec.id, run, **options_of(spec, run, "sub-001"))
    assert spec.counted.keys() <= {*table}
    known = {
        *spec.counted,
        *SAYS_NOTHING,
        *(name for each in spec.counted.values() for name in each),
    }
    if "participant" in table:
        known |= OF_A_PERSON
    numbers = {str(name) for name in table if table[name].dtype.kind in "biuf"}
    assert not numbers - known


def test_a_large_raster_leaves_whole_and_no_row_is_of_few() -> None:
    run = schema.example(0, participants=230, words=3)
    run["role"].values[:] = "test"
    table, figure = made(run, "cohort_raster")
    assert table["n"].min() >= 5
    assert table[["probability", "attribution"]].notna().all(axis=None)
    dots = [trace for trace in figure.data if trace.xaxis == "x2"]
    assert sum(np.isfinite(np.array(each.x, float)).sum() for each in dots) >= table["row"].max()


@pytest.mark.parametrize("name", ["severity_scatter", "cohort_raster", "predicted_severity"])
def test_nobodys_severity_stands_beside_a_pseudonym(name: str) -> None:
    run = suited(FIGURES["predicted_severity"], schema.example(0, participants=24, words=4))
    table, figure = made(run, name, **options_of(FIGURES[name], run, "sub-001"))
    assert "severity" in table
    people = table["participant"].nunique()
    assert sorted(map(int, table["participant"].unique())) == list(range(1, people + 1))
    assert "sub-" not in table.to_csv() + json.dumps(figure.to_plotly_json(), default=str)


def test_tables_of_enough_people_stay_as_they_are() -> None:
    run: xr.Dataset = schema.example(0)
    table = figures.table("selection_rate", run)
    assert suppressed(FIGURES["selection_rate"], table) is table


@pytest.mark.parametrize("name", ["word_profile", "query_scores", "cohort_words", "face_map"])
def test_english_labels_leave_nothing_chinese(name: str, few: xr.Dataset) -> None:
    spec = FIGURES[name]
    who = str(few["participant"].values[0])
    own = options_of(spec, few, who)
    table, figure = made(few, name, english=True, **own)
    text = json.dumps(figure.to_plotly_json(), ensure_ascii=False, default=str)
    assert not re.search(r"[\u4e00-\u9fff]", text)
    assert str(run_in_english(few)["text"].values[1]) in text or name == "cohort_words"
    assert str(few["text"].values[1]) in table["text"].tolist()  # the numbers name both


def test_a_group_without_english_is_named(few: xr.Dataset) -> None:
    groups = np.where(few["group"] == "healthy", "健康", "抑郁")
    run = few.assign_coords(group=("participant", groups))
    with pytest.raises(DepformerError, match=r"these texts have no English: .*(健康|抑郁)"):
        made(run, "modality_balance", english=True, groups=("抑郁", "健康"))
