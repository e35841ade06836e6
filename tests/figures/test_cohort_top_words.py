"""Each group in ten words: the largest means either way, and what they are made of."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from depformer import figures, schema
from depformer.figures.parts.side_by_side import places
from depformer.report import sentences


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    return schema.example(seed=4, participants=14, words=20)


def test_the_whole_is_the_sum_of_face_and_voice(run: xr.Dataset) -> None:
    table = figures.table("cohort_top_words", run)
    np.testing.assert_allclose(table["estimate"], table["face"] + table["audio"])
    row = table.iloc[0]
    people = run["group"].values == row["group"]
    own = run["attribution"].isel(method=0, participant=people).sel(word=row["word"])
    sums = own.sum("modality", skipna=False).values
    assert row["estimate"] == pytest.approx(np.nanmean(sums))
    assert row["n"] == np.isfinite(sums).sum()
    assert row["ci_low"] < row["estimate"] < row["ci_high"]


def test_the_five_furthest_each_way_are_shown(run: xr.Dataset) -> None:
    table = figures.table("cohort_top_words", run)
    whole = run["attribution"].isel(method=0).sum("modality", skipna=False)
    for group, rows in table.groupby("group"):
        people = np.flatnonzero(run["group"].values == group)
        means = whole.isel(participant=people).mean("participant").to_series()
        up = means.nlargest(5)
        down = means.nsmallest(5)
        assert rows.loc[rows["way"] == "up", "word"].tolist() == up[up > 0].index.tolist()
        assert rows.loc[rows["way"] == "down", "word"].tolist() == down[down < 0].index.tolist()


def test_the_modality_is_the_one_that_leads_further_that_way(run: xr.Dataset) -> None:
    for row in figures.table("cohort_top_words", run).to_dict("records"):
        other = "audio" if row["modality"] == "face" else "face"
        further = row[row["modality"]] - row[other]
        assert further > 0 if row["way"] == "up" else further < 0


def test_a_word_whose_interval_includes_zero_is_hollow(run: xr.Dataset) -> None:
    noise = run.copy(deep=True)
    shape = noise["attribution"].shape
    noise["attribution"].values[:] = np.random.default_rng(1).normal(size=shape)
    noise["attribution"].loc[{"word": "w03"}] += 9.0
    table = figures.table("cohort_top_words", noise)
    drawn = figures.draw("cohort_top_words", noise)
    squares = [trace for trace in drawn.data if trace.marker.symbol == "square"]
    wholes = [trace for trace in squares if trace.x[0] is not None]
    seen = [colour == "#ffffff" for trace in wholes for colour in trace.marker.color]
    includes = (table["ci_low"] <= 0) & (table["ci_high"] >= 0)
    assert seen == includes.tolist()
    assert 0 < sum(seen) < len(seen)
    assert "Its interval includes 0" in {trace.name for trace in drawn.data}


def test_fewer_than_five_people_say_nothing(run: xr.Dataset) -> None:
    few = run.isel(participant=[0, 1, 2, 3, 8, 9, 10, 11, 12])
    table = figures.table("cohort_top_words", few).set_index("group")
    assert np.isnan(table.loc["depressed", "estimate"])
    assert len(table.loc["healthy"]) > 1
    said = sentences.top_words(table.reset_index(), "text")
    assert "'healthy'" in said
    assert "'depressed'" not in said


def test_the_sentence_names_word_size_and_modality(run: xr.Dataset) -> None:
    table = figures.table("cohort_top_words", run)
    said = sentences.top_words(table, "gloss")
    row = table.iloc[0]
    modality = {"face": "face", "audio": "voice"}[row["modality"]]
    assert f"'{row['gloss']}' has the largest mean attribution towards depressed (+" in said
    assert f"+{row['estimate']:.2f} logit" in said
    assert f"more by its {modality}" in said


def test_plots_stand_as_far_apart_as_their_labels_are_long() -> None:
    for labels, gap in ((["热情, face"], 0.16), (["enthusiasm, voice"], 136.2 / 520)):
        left, right = places(2, labels, 0.02)
        assert right.left - left.right == pytest.approx(gap)
        assert right.right == pytest.approx(1)
        assert right.right - right.left == pytest.approx(left.right)
    only = places(1, [], 0.0)[0]
    assert (only.x, only.y, only.left, only.right) == ("x", "y", 0.0, 1.0)
    layout = right.axes({"nticks": 5}, {"ticks": ""})
    assert layout["xaxis3"]["domain"] == [right.left + 0.02, right.right]
    assert layout["yaxis2"]["anchor"] == "x4"
