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
from depformer.export.privacy import PERSONAL, SIZES, STATISTICS, suppressed
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
    sizes = [name for name in SIZES if name in table]
    small = (table[sizes] < 5).any(axis=1)
    if "participant" in table:  # a row a person is no statistic
        small &= (table[sizes] > 1).all(axis=1)
    shown = [name for name in STATISTICS if name in table and name not in sizes]
    numbers = table.loc[small, shown].select_dtypes("number")
    assert not numbers.notna().any(axis=None)
    page = paper.fit(figure, PRESETS["nature"], width_mm=183)
    assert "One participant" not in json.dumps(page.figure.to_plotly_json(), default=str)


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
