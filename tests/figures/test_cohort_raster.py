"""Everybody and every word in one picture: who stands where, and what the colours say."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest
import xarray as xr

from depformer import figures, schema
from depformer.figures.parts.as_text import title_lines
from depformer.schema import Target


def maps_in(figure: go.Figure) -> list[go.Heatmap]:
    return [trace for trace in figure.data if trace.type == "heatmap"]


def cells(trace: go.Heatmap) -> np.ndarray:
    """The values of a panel without the gaps."""
    z = np.array(trace.z, dtype=float)
    return z[~np.isnan(z).all(axis=1)][:, ~np.isnan(z).all(axis=0)]


@pytest.fixture(scope="module")
def run() -> xr.Dataset:
    return schema.example(seed=3, participants=12, words=8)


def test_people_stand_by_group_and_probability(run: xr.Dataset) -> None:
    people = figures.table("cohort_raster", run).drop_duplicates("row")
    assert list(dict.fromkeys(people["group"])) == ["depressed", "healthy"]
    for _, own in people.groupby("group"):
        assert own["probability"].is_monotonic_decreasing
    one = people.set_index("participant").loc["sub-001"]
    p = float(run["probability"].sel(participant="sub-001", outcome="depressed"))
    assert one["probability"] == pytest.approx(p)
    assert one["right"] == (p > 0.5)


def test_a_cell_is_the_attribution_of_its_person_word_and_modality(run: xr.Dataset) -> None:
    table = figures.table("cohort_raster", run)
    face, voice = maps_in(figures.draw("cohort_raster", run, order="list"))
    whom = table.drop_duplicates("row")["participant"].tolist()
    for trace, modality in ((face, "face"), (voice, "audio")):
        own = run["attribution"].sel({"method": "integrated_gradients", "modality": modality})
        expected = own.sel(participant=whom).transpose("participant", "word").values
        np.testing.assert_allclose(cells(trace), expected)
    assert "sub-0" in str(face.text)
    assert "face" in str(face.text)


def test_zero_is_white_and_both_sides_reach_as_far(run: xr.Dataset) -> None:
    for trace in maps_in(figures.draw("cohort_raster", run)):
        assert trace.zmin == -trace.zmax
        assert trace.colorscale[1] == (0.5, "#ffffff")


def test_what_has_no_sign_begins_at_zero(run: xr.Dataset) -> None:
    figure = figures.draw("cohort_raster", run, method="attention_query")
    assert {trace.zmin for trace in maps_in(figure)} == {0.0}
    assert "no direction" in figure.layout.title.text.replace("<br>", " ")


def test_words_stand_by_valence_with_a_gap_between(run: xr.Dataset) -> None:
    steps = {
        order: {round(float(step), 6) for step in np.diff(maps_in(drawn)[0].x)}
        for order in ("valence", "list")
        for drawn in [figures.draw("cohort_raster", run, order=order)]
    }
    assert steps["list"] == {1.0}
    assert len(steps["valence"]) == 2


def test_who_is_predicted_wrong_is_crossed_and_can_be_clicked(run: xr.Dataset) -> None:
    people = figures.table("cohort_raster", run).drop_duplicates("row")
    wrong = people.loc[people["right"] == 0, "participant"].tolist()
    dots = [trace for trace in figures.draw("cohort_raster", run).data if trace.xaxis == "x2"]
    crossed = [trace for trace in dots if trace.marker.symbol == "x"]
    assert [row[1] for trace in crossed for row in trace.customdata] == wrong
    clicked = {row[1] for trace in dots for row in trace.customdata}
    assert clicked == set(people["participant"])


def test_neighbours_are_averaged_above_200_people() -> None:
    run = schema.example(seed=1, participants=430, words=4)
    table = figures.table("cohort_raster", run)
    people = table.drop_duplicates("row")
    assert len(people) <= 200
    assert people["n"].sum() == 430
    assert set(people["participant"]) == {""}
    first = people.iloc[0]
    p = run["probability"].sel(outcome="depressed").values[:215]
    top = np.argsort(-p, kind="stable")[: int(first["each"])]
    assert first["probability"] == pytest.approx(p[top].mean())
    own = run["attribution"].isel(method=0, participant=top).sel(word="w02", modality="audio")
    shown = table[(table["row"] == 1) & (table["word"] == "w02") & (table["modality"] == "audio")]
    assert shown["attribution"].item() == pytest.approx(float(own.mean()))
    said = " ".join(title_lines(figures.draw("cohort_raster", run)))
    assert f"One row is the mean of {first['each']} neighbours" in said


def test_long_lists_stand_one_panel_above_the_other(run: xr.Dataset) -> None:
    face, voice = maps_in(figures.draw("cohort_raster", schema.example(words=48)))
    assert list(face.x) == list(voice.x)
    assert min(voice.y) > max(face.y)
    face, voice = maps_in(figures.draw("cohort_raster", run))
    assert list(face.y) == list(voice.y)
    assert min(voice.x) > max(face.x)


def test_scores_stand_in_place_of_probabilities() -> None:
    run = schema.example(seed=2, target=Target.of_scale("BDI-II"))
    people = figures.table("cohort_raster", run).drop_duplicates("row")
    assert people.groupby("group")["predicted"].apply(lambda p: p.is_monotonic_decreasing).all()
    figure = figures.draw("cohort_raster", run)
    assert "Predicted score" in figure.layout.xaxis2.title.text
    assert "BDI-II" in figure.layout.xaxis2.title.text
    assert "True score" in [trace.name for trace in figure.data]
    assert "higher predicted score" in figure.layout.title.text.replace("<br>", " ")


def test_sessions_are_people_and_a_click_opens_the_first(run: xr.Dataset) -> None:
    number = np.arange(run.sizes["participant"]) // 2
    in_two = run.assign_coords(
        person=("participant", [f"p{n}" for n in number]),
        session=("participant", ["1", "2"] * 6),
    )
    table = figures.table("cohort_raster", in_two)
    people = table.drop_duplicates("row").set_index("participant")
    assert len(people) == 6
    assert people.loc["p0", "opens"] == "sub-001"
    both = run["attribution"].isel(method=0, participant=[2, 3]).sel(word="w02", modality="face")
    cell = table[
        (table["participant"] == "p1") & (table["word"] == "w02") & (table["modality"] == "face")
    ]
    assert cell["attribution"].item() == pytest.approx(float(both.mean()))


def test_an_empty_group_leaves_no_gap(run: xr.Dataset) -> None:
    only = run.isel(participant=run["group"].values == "healthy")
    figure = figures.draw("cohort_raster", only)
    assert "0 depressed, 6 healthy" in figure.layout.title.text.replace("<br>", " ")
    assert set(np.diff(maps_in(figure)[0].y)) == {1.0}
    assert list(figure.layout.yaxis.ticktext) == ["Healthy"]


def test_what_was_not_recorded_is_grey_and_said(run: xr.Dataset) -> None:
    figure = figures.draw("cohort_raster", run)
    assert "No recording or value" in [trace.name for trace in figure.data]
    assert np.isnan(cells(maps_in(figure)[0])).sum() == 1
    whole = run.isel(participant=slice(1, None))
    names = [trace.name for trace in figures.draw("cohort_raster", whole).data]
    assert "No recording or value" not in names


def test_marks_are_large_enough_to_hit_and_the_card_says_so(run: xr.Dataset) -> None:
    drawn = figures.draw("cohort_raster", run)
    marks = [trace for trace in drawn.data if trace.yaxis == "y2"]
    clicked = {row[0] for trace in marks for row in trace.customdata}
    assert clicked == set(run["word"].values.tolist())
    assert all(trace.marker.size == 10 for trace in marks)
    assert "Click a dot" in figures.FIGURES["cohort_raster"].hint
    assert "Click" not in str(drawn.layout.title.text)  # of no use on paper
    assert figures.FIGURES["roc"].hint == ""
