"""Every figure of a run whose model predicts a score: in its points, nothing of probabilities."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import xarray as xr

from depformer import figures, schema, stats
from depformer.errors import DepformerError
from depformer.export import caption
from depformer.figures import FIGURES, FigureSpec
from depformer.schema import Target
from depformer.stats import regression_of
from tests.figures.outside import options_of, suited

OFFERED = [spec for spec in FIGURES if spec.id not in ("roc", "confusion", "calibration")]
EVERY = pytest.mark.parametrize("spec", OFFERED, ids=lambda spec: spec.id)
FORBIDDEN = re.compile(r"logit|towards (depressed|healthy)|healthy · depressed|p\(depressed\)")


@pytest.fixture
def run() -> xr.Dataset:
    """A checked run of scores of the scale BDI-II."""
    return schema.example(seed=0, checked=True, target=Target.of_scale("BDI-II"))


def seen(figure: object) -> str:
    """Return everything that a reader sees or the pointer says."""
    spec = figure.to_plotly_json()
    return str({**spec, "layout": {**spec["layout"], "template": None, "meta": None}})


@EVERY
def test_nothing_of_groups_logits_and_probabilities_is_said(
    spec: FigureSpec, run: xr.Dataset
) -> None:
    run = suited(spec, run)
    given = options_of(spec, run, "sub-004")
    drawn = figures.draw(spec.id, run, **given)
    assert drawn.data
    assert not FORBIDDEN.search(seen(drawn))
    assert not FORBIDDEN.search(caption(spec.id, run, **given))
    assert "logit" not in set(figures.table(spec.id, run, **given).get("unit", []))


@EVERY
def test_one_person_and_nobody_held_out(spec: FigureSpec, run: xr.Dataset) -> None:
    run = suited(spec, run)
    alone = run.isel(participant=[3])
    drawn = figures.draw(spec.id, alone, **options_of(spec, alone, "sub-004"))
    assert drawn.data or drawn.layout.annotations
    trained = run.assign_coords(role=("participant", ["train"] * 12))
    drawn = figures.draw(spec.id, trained, **options_of(spec, trained, "sub-004"))
    assert spec.of_one == bool(drawn.data)


@pytest.mark.parametrize("name", ["word_profile", "valence_shapley"])
def test_signed_axes_lead_to_a_higher_score(name: str, run: xr.Dataset) -> None:
    drawn = figures.draw(name, run, **options_of(FIGURES[name], run, "sub-004"))
    axis = drawn.layout.yaxis if name == "word_profile" else drawn.layout.xaxis
    assert "[BDI-II points]" in axis.title.text
    assert "← lower predicted score · higher →" in axis.title.text
    assert axis.range[0] == pytest.approx(-axis.range[1])


@pytest.mark.parametrize("name", ["roc", "confusion", "calibration"])
def test_figures_of_probabilities_are_not_offered(name: str, run: xr.Dataset) -> None:
    assert not FIGURES[name].offered(run)
    with pytest.raises(DepformerError, match="this run's model predicts a score") as caught:
        figures.draw(name, run)
    assert caught.value.kind == "figure"


def test_a_run_of_groups_is_offered_no_scores() -> None:
    run = schema.example(0)
    assert not FIGURES["predicted_severity"].offered(run)
    with pytest.raises(DepformerError, match="this run's model predicts a group"):
        figures.draw("predicted_severity", run)


def test_the_branches_lead_from_0_to_the_score(run: xr.Dataset) -> None:
    table = figures.table("branch_waterfall", run, participant="sub-004")
    score = float(run["predicted"].sel(participant="sub-004"))
    assert table["end"].iloc[-1] == pytest.approx(score)
    assert table["predicted"].iloc[0] == score
    drawn = figures.draw("branch_waterfall", run, participant="sub-004")
    assert f"a predicted score of {score:.1f} (true: " in drawn.layout.title.text


def test_predicted_stands_beside_true_with_the_floor(run: xr.Dataset) -> None:
    table = figures.table("predicted_severity", run)
    true, predicted = run["severity"].values, run["predicted"].values
    np.testing.assert_array_equal(table["predicted"], predicted)
    assert table["mae"].iloc[0] == pytest.approx(np.abs(true - predicted).mean())
    floor = 15.0 + run["fold"].values  # of `schema.example`
    assert table["mae_of_mean"].iloc[0] == pytest.approx(np.abs(true - floor).mean())
    ccc = regression_of(true, predicted).set_index("metric")["estimate"]["ccc"]
    assert table["ccc"].iloc[0] == pytest.approx(ccc)
    drawn = figures.draw("predicted_severity", run)
    assert drawn.layout.xaxis.range == drawn.layout.yaxis.range
    assert drawn.layout.xaxis.title.text == "True score [BDI-II points]"
    nobody = run.assign_coords(severity=("participant", np.full(12, np.nan)))
    assert "no held-out participant has a true score" in seen(
        figures.draw("predicted_severity", nobody)
    )


def test_the_caption_of_scores_says_what_the_page_says(run: xr.Dataset) -> None:
    first = figures.table("predicted_severity", run).iloc[0]
    said = caption("predicted_severity", run)
    assert f"Mean absolute error {first['mae']:.1f} BDI-II points (95 % CI " in said
    assert f"always guessing the training mean: {first['mae_of_mean']:.1f})" in said
    assert f"concordance correlation {first['ccc']:.2f} (".replace("-", "−") in said
    assert "held out, n = 12 participants. 95 % intervals: bootstrap over people" in said
    assert "depressed" not in said
    names = [trace.name for trace in figures.draw("predicted_severity", run).data]
    assert "Depressed (6 participants)" in names


def test_a_small_share_of_the_spread_of_scores_is_rounding(run: xr.Dataset) -> None:
    run = run.assign_attrs(scales=json.dumps([{"mean": 15.0, "sd": 10.0}] * 3))
    run["completeness_gap"].loc[{"method": "integrated_gradients"}] = 0.19
    run["attribution"].loc[{"method": "integrated_gradients"}] = 1e-3
    assert "completeness_integrated_gradients" not in set(stats.guards(run)["id"])
    run["completeness_gap"].loc[{"method": "integrated_gradients"}] = 0.21
    run["attribution"].loc[{"method": "integrated_gradients"}] = 0.1
    said = stats.guards(run).set_index("id")["sentence"]["completeness_integrated_gradients"]
    assert "A miss below 0.20 BDI-II points (2 % of the standard deviation" in said


def test_the_guard_knows_scores_of_chance(run: xr.Dataset) -> None:
    good = run.assign(predicted=run["severity"] + np.tile([0.5, -0.5], 6)).assign_attrs(run.attrs)
    assert "chance" not in set(stats.guards(good)["id"])
    shuffled = run.assign(predicted=("participant", run["severity"].values[::-1]))
    said = stats.guards(shuffled).set_index("id").loc["chance", "sentence"]
    assert "which includes 0" in said
    assert "is not below that of always guessing the mean of the training people" in said


def test_performance_has_the_floor_of_errors_only(run: xr.Dataset) -> None:
    table = stats.performance(run).set_index("metric")
    assert np.isfinite(table.loc[["mae", "rmse"], "floor"].astype(float)).all()
    assert np.isnan(table.loc["ccc", "floor"])
    scales = json.loads(run.attrs["scales"])
    assert [each["mean"] for each in scales] == [15.0, 16.0, 17.0]
