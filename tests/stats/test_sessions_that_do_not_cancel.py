"""Errors, sizes and ranks are taken session by session, before sessions become people."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import depformer
from depformer import figures, schema, stats
from depformer.report import sentences
from depformer.schema import Target
from depformer.stats.inference.ranks import spearman
from depformer.stats.people import choose, known_scores, mean_of_people, persons_of, sittings
from depformer.stats.tables.completeness import completeness, widest_gaps
from depformer.stats.tables.performance import performance
from depformer.train import TrainOptions, cross_validate
from depformer.train.evaluation.performance import evaluation
from tests.conftest import TINY_SIZES
from tests.of_sessions import in_sessions
from tests.stats.test_sessions_to_people import of_sessions

METHOD = "integrated_gradients"
NUMBERS = ["estimate", "ci_low", "ci_high", "n"]


@pytest.fixture
def scored() -> xr.Dataset:
    """Twelve sessions of six people, whose scores are predicted."""
    run = schema.example(1, participants=12, checked=True, target=Target.of_scale("BDI-II"))
    return of_sessions(run)


def by_person(run: xr.Dataset, values: np.ndarray) -> np.ndarray:
    """The mean of each person's rows, counted another way."""
    rows = pd.DataFrame(values.reshape(len(values), -1))
    return rows.groupby(run["person"].values).mean().to_numpy()


def test_errors_of_two_sessions_do_not_cancel_out(scored: xr.Dataset) -> None:
    off = scored["severity"].values + np.tile([10.0, -10.0], 6)
    run = scored.assign(predicted=("participant", off)).assign_attrs(scored.attrs)
    table = performance(run).set_index("metric")
    assert table.loc["mae", "estimate"] == pytest.approx(10)
    assert table.loc["ccc", "estimate"] < 0.9
    assert (table["n"] == 12).all()
    assert (table["people"] == 6).all()
    said = sentences.overview(table.reset_index(), figures.table("modality_balance", run))
    assert said.startswith("In 12 held-out sessions of 6 participants the predicted score was off")
    dots = figures.table("predicted_severity", run)
    assert dots["participant"].tolist() == sorted(run["participant"].values.tolist())
    said = figures.draw("predicted_severity", run).layout.title.text
    assert "n = 12 sessions of 6 participants" in " ".join(re.sub(r"<[^>]*>", " ", said).split())
    said = stats.guards(run).set_index("id")["sentence"]["sessions"]
    assert "Errors of predicted scores are over sessions" in said


def test_ids_with_other_features_are_counted_as_people(scored: xr.Dataset) -> None:
    known = json.dumps(scored["participant"].values[:3].tolist())
    said = stats.guards(scored.assign_attrs(other_features=known)).set_index("id")["sentence"]
    assert said["known_ids"].startswith("2 participants have ids that the model was trained with")


def test_a_session_without_a_score_leaves_the_other_alone(scored: xr.Dataset) -> None:
    severity, predicted = scored["severity"].values.copy(), scored["predicted"].values.copy()
    severity[:2], predicted[:2] = [10.0, np.nan], [10.0, 40.0]
    run = scored.assign_coords(severity=("participant", severity))
    run = run.assign(predicted=("participant", predicted)).assign_attrs(scored.attrs)
    held, true, _ = known_scores(run)
    assert len(true) == 11
    assert (true[0], held["predicted"].values[0]) == (10.0, 10.0)


def test_a_person_of_whom_one_session_was_trained_on_is_not_held_out(scored: xr.Dataset) -> None:
    roles = np.array(["test"] * 12, dtype="U5")
    roles[3] = "train"
    held = known_scores(scored.assign_coords(role=("participant", roles)))[0]
    assert "sub-01" not in persons_of(held)
    assert held.sizes["participant"] == 10


@pytest.mark.parametrize("scales", [None, "[null, null, null]"])
def test_a_run_that_does_not_hold_the_mean_has_no_floor(
    scored: xr.Dataset, scales: str | None
) -> None:
    attrs = {name: value for name, value in scored.attrs.items() if name != "scales"}
    run = scored.copy()
    run.attrs = attrs if scales is None else {**attrs, "scales": scales}
    table = performance(run).set_index("metric")
    assert np.isfinite(table.loc["mae", "estimate"])
    assert table["floor"].isna().all()
    drawn = figures.draw("predicted_severity", run)
    assert "guessing" not in str(drawn.layout.title.text)
    assert "nan" not in str(drawn.layout.title.text)
    said = sentences.overview(table.reset_index(), figures.table("modality_balance", run))
    assert "guessing" not in said
    assert not stats.guards(run)["sentence"].str.contains("nan").any()


def test_a_run_of_scores_says_what_the_evaluation_says(scored_study: Path, tmp_path: Path) -> None:
    def some_unknown(people: pd.DataFrame) -> pd.DataFrame:
        return people.assign(severity=people["severity"].astype(float).mask(people.index % 5 == 3))

    study = in_sessions(scored_study, tmp_path / "study", change=some_unknown)
    options = TrainOptions(epochs=2, learning_rate=3e-3)
    sizes = {**TINY_SIZES, "target": "severity"}
    checkpoint = tmp_path / "tiny"
    cross_validate(study, checkpoint, folds=2, seed=1, options=options, sizes=sizes)
    run = depformer.explain(study, checkpoint, methods=["occlusion"], baseline="participant_mean")
    assert len(json.loads(run.attrs["scales"])) == 2
    found = performance(run).set_index("metric")
    table = evaluation(study, checkpoint)
    pooled = table[table["scope"] == "pooled"].set_index(["model", "metric"])
    expected = pooled.loc["depformer"]
    assert 0 < found.loc["mae", "n"] < run.sizes["participant"]
    assert found.loc["mae", "people"] < found.loc["mae", "n"]
    np.testing.assert_allclose(
        found[NUMBERS].astype(float), expected.loc[found.index, NUMBERS].astype(float), rtol=1e-4
    )
    floors = pooled.drop("depformer", level=0).xs("mae", level="metric")["estimate"]
    assert found.loc["mae", "floor"] == pytest.approx(float(floors.iloc[0]))


def test_a_run_of_groups_holds_no_scales(tiny_run: xr.Dataset) -> None:
    assert "scales" not in tiny_run.attrs


@pytest.fixture
def run() -> xr.Dataset:
    """Forty sessions of twenty people, ten of each group."""
    return of_sessions(schema.example(2, participants=40, checked=True))


def test_gaps_of_two_sessions_do_not_cancel_out(run: xr.Dataset) -> None:
    gap = run["completeness_gap"].transpose("participant", "method").copy()
    gap.loc[{"method": METHOD}] = np.tile([5.0, -5.5], 20)
    changed = run.assign(completeness_gap=gap).assign_attrs(run.attrs)
    said = stats.guards(changed).set_index("id")
    assert said.loc[f"completeness_{METHOD}", "level"] == "warn"
    table = figures.table("completeness", changed)
    assert len(table) == 20
    assert table["participant"].tolist() == choose(changed)["participant"].values.tolist()
    assert (table["gap"] == -5.5).all()
    rows = completeness(changed, METHOD)["difference"].to_numpy()[1::2]
    np.testing.assert_allclose(table["difference"], rows)


def test_shares_rates_and_agreement_are_computed_before_the_mean(run: xr.Dataset) -> None:
    flipped = run["attribution"] * xr.DataArray(np.tile([1.0, -1.0], 20), dims="participant")
    changed = run.assign(attribution=flipped).assign_attrs(run.attrs)
    for name in ("modality_balance", "agreement"):  # a sign turned round in both changes no size
        first, second = (figures.table(name, each) for each in (run, changed))
        pd.testing.assert_frame_equal(first, second)
    values = run["attribution"].transpose("method", "participant", "word", "modality").values
    cells = values.reshape(*values.shape[:2], -1)
    table = stats.agreement(run).set_index(["method", "method_2"])
    sizes = np.abs(cells)  # one of the two has no sign
    expected = by_person(run, spearman(sizes[0], sizes[1]))
    pair = tuple(run["method"].values)
    assert table.loc[pair, "estimate"] == pytest.approx(expected.mean())
    assert table.loc[pair, "n"] == 20
    rates = stats.selection_rates(run, 2)["selection_rate"].to_numpy().reshape(40, -1)
    of_people = by_person(run, rates)
    groups = choose(run)["group"].values
    table = figures.table("selection_rate", run, k=2).set_index(["group", "word"])["estimate"]
    for group in ("depressed", "healthy"):
        expected = of_people[groups == group].mean(axis=0)
        np.testing.assert_allclose(table[group][run["word"].values], expected)


def test_without_sessions_the_rows_are_the_people(example_run: xr.Dataset) -> None:
    xr.testing.assert_identical(sittings(example_run), choose(example_run))
    values = np.arange(example_run.sizes["participant"], dtype=float)
    assert mean_of_people(example_run, values) is values
    found = completeness(choose(example_run), METHOD)
    pd.testing.assert_frame_equal(widest_gaps(example_run, METHOD), found)
