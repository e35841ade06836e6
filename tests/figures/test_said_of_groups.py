"""What figures say of groups and models that are not there, and where a word is clicked."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from depformer import figures, schema
from depformer.figures.parts.as_text import title_lines
from depformer.stats.filtered import split_by
from depformer.wording import say


@pytest.fixture
def run() -> xr.Dataset:
    """A checked run of 20 people, half of each group."""
    return schema.example(0, participants=20, checked=True)


@pytest.mark.parametrize("name", ["modality_balance", "valence_shapley", "selection_rate"])
def test_who_is_not_there_is_said_and_stands_in_no_legend(name: str, run: xr.Dataset) -> None:
    depressed = (run["group"] == "depressed").values
    alone = figures.draw(name, run.isel(participant=depressed))
    assert "Nobody who was held out is in 'healthy'." in " ".join(title_lines(alone))
    few = figures.draw(name, run.isel(participant=depressed | (np.arange(20) > 16)))
    assert "fewer than 5 of them are held out: 'healthy'." in " ".join(title_lines(few))
    for drawn in (alone, few):
        assert not any("Healthy" in str(trace.name) for trace in drawn.data)


def test_a_group_too_small_leaves_the_figure_empty_with_a_way_out(run: xr.Dataset) -> None:
    run["severity"].values[:] = [*[30.0] * 16, *[5.0] * 4]
    split = split_by(run, "severity >= 25")
    assert figures.table("cohort_words", split)["estimate"].isna().all()
    why = figures.draw("cohort_words", split).layout.meta["nothing"]
    assert "--groups-by" in why
    assert f"'{say('filters.picker')}'" in why


def test_one_model_is_no_want_of_people(run: xr.Dataset) -> None:
    spread = [f"{a}_{b}" for a in ("overlap", "stability") for b in ("folds", "seeds", "samples")]
    run["faithfulness"].loc[{"metric": spread}] = np.nan
    why = figures.draw("stability", run).layout.meta["nothing"]
    assert "there is one model" in why
    assert "--also OTHER_CHECKPOINT" in why
    why = figures.draw("stability", run.isel(participant=slice(2))).layout.meta["nothing"]
    assert "one model" not in why


def test_the_whole_column_of_a_word_can_be_clicked(run: xr.Dataset) -> None:
    drawn = figures.draw("word_profile", run, participant="sub-002")
    unseen = drawn.data[0]
    assert [point[0] for point in unseen.customdata] == run["word"].values.tolist()
    low, high = drawn.layout.yaxis.range
    assert unseen.base == low
    assert unseen.y[0] == pytest.approx(high - low)
    assert (unseen.width, unseen.offset, unseen.showlegend) == (1, -0.5, False)
