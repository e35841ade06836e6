"""Platt maps against a penalised likelihood, by simulation, and the chart that shows them."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, special
from scipy import stats as scipy_stats

from depformer import figures, schema, stats
from depformer.export.manuscript.caption import caption
from depformer.export.manuscript.methods import paragraph
from depformer.stats.inference.calibration import calibration
from depformer.stats.inference.platt import (
    C,
    FoldMaps,
    PlattMap,
    calibrated,
    fit_platt,
    maps_of_people,
    read_maps,
)
from depformer.wording import say
from tests.judged_run import title


def drawn(n: int, slope: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return logits that are too large, and whom of them are depressed."""
    rng = np.random.default_rng(seed)
    logit = rng.normal(0.5, 3.0, n)
    return logit, rng.random(n) < special.expit(slope * logit - 0.3)


@settings(max_examples=20)
@given(st.integers(0, 999), st.floats(0.1, 2.0))
def test_a_map_maximises_the_penalised_likelihood_with_one_vote_a_person(
    seed: int, slope: float
) -> None:
    logit, depressed = drawn(60, slope, seed)
    people = np.arange(60) // 2  # everybody twice, with outcomes of their own
    found = fit_platt(logit, depressed, people)
    sign = np.where(depressed, 1, -1)

    def loss(at: np.ndarray) -> float:
        votes = np.log1p(np.exp(-sign * (at[0] * logit + at[1]))) / 2
        return float(C * votes.sum() + at[0] ** 2 / 2)

    best = optimize.minimize(loss, [0.0, 0.0], tol=1e-10).x
    assert found.people == 30
    assert (found.slope, found.intercept) == pytest.approx(best, abs=1e-3)
    np.testing.assert_allclose(found(logit), special.expit(best[0] * logit + best[1]), atol=1e-3)


def test_what_is_too_sure_is_right_afterwards() -> None:
    logit, depressed = drawn(400, 0.4, 1)
    found = fit_platt(logit, depressed, np.arange(400))
    new, truth = drawn(4000, 0.4, 2)
    before, _, _ = calibration(truth.astype(float), special.expit(new), n_bootstrap=10)
    after, low, high = calibration(truth.astype(float), found(new), n_bootstrap=200)
    assert before[1] == pytest.approx(0.4, abs=0.05)
    assert after[1] == pytest.approx(1.0, abs=0.15)
    assert low[1] - 0.1 < 1 < high[1] + 0.1


def test_with_few_people_the_penalty_keeps_a_map_from_certainty() -> None:
    logit = np.r_[np.full(10, -1.0), np.full(10, 1.0)]
    found = fit_platt(logit, logit > 0, np.arange(20))
    assert found.slope is not None
    assert 0 < found.slope < 5


@pytest.mark.parametrize(
    ("people", "depressed"),
    [(np.arange(19), np.arange(19) % 2), (np.arange(40) // 3, np.arange(40) % 2)],
)
def test_fewer_than_twenty_people_are_no_map(people: np.ndarray, depressed: np.ndarray) -> None:
    found = fit_platt(np.linspace(-1, 1, len(people)), depressed, people)
    assert found == PlattMap(len(set(people.tolist())))
    assert np.isnan(found([0.0, 1.0])).all()
    assert fit_platt(np.zeros(30), np.ones(30), np.arange(30)) == PlattMap(30)


MAPS = [
    FoldMaps(PlattMap(21, 0.5, 0.1), PlattMap(30, 0.6, 0.0)),
    FoldMaps(PlattMap(22, 0.7, 0.2), PlattMap(30, 0.6, 0.0)),
]


def test_whoever_was_tested_has_the_map_of_that_fold_and_a_stranger_that_of_all() -> None:
    own = maps_of_people([0, 1, 1, 2], [True, True, False, True], MAPS)
    assert own == [MAPS[0].tested, MAPS[1].tested, MAPS[1].new, None]
    found = calibrated([1.0, 1.0, 1.0, 1.0], own)
    np.testing.assert_allclose(found[:3], special.expit([0.6, 0.9, 0.6]))
    assert np.isnan(found[3])


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        "x",
        {"tested": {"people": 3}},
        {name: {"people": 30, "slope": "1", "intercept": 0.0} for name in ("tested", "new")},
        {name: {"people": 30, "slope": float("nan"), "intercept": 0} for name in ("tested", "new")},
        {name: {"people": -1, "slope": None, "intercept": None} for name in ("tested", "new")},
    ],
)
def test_what_a_file_may_hold_instead_is_no_map(stored: object) -> None:
    assert read_maps(stored) is None


def test_maps_come_back_from_a_file() -> None:
    maps = FoldMaps(PlattMap(19), PlattMap(25, 0.4, -0.1))
    assert read_maps(json.loads(json.dumps(maps.to_dict()))) == maps


def run_with(maps: list[FoldMaps], n: int = 60) -> xr.Dataset:
    run = schema.example(2, participants=n)
    run["fold"] = ("participant", np.arange(n) % 2)
    run.attrs["calibration"] = json.dumps([each.to_dict() for each in maps])
    return run


def test_methods_speak_of_calibrated_probabilities_only_where_some_are_shown() -> None:
    few = [FoldMaps(PlattMap(16), PlattMap(16))] * 2
    for maps, shown in ((few, False), (MAPS, True)):
        run = run_with(maps)
        table = figures.table("calibration", run)
        said = paragraph(run, [("calibration", {}, table)], "")
        assert (say("manuscript.calibrated") in said) == shown
        why = say("figure_lines.too_few_for_map", n=16, least=20).rstrip(".")
        assert (why in caption("calibration", run, table)) != shown


@pytest.mark.parametrize(
    ("ends", "key"),
    [((0.2, 0.9), "below"), ((1.02, 3.4), "above"), ((0.8, 1.2), "holds")],
)
def test_what_is_said_of_the_slope_is_what_its_interval_shows(
    ends: tuple[float, float], key: str
) -> None:
    run = run_with([])
    table = stats.reliability(run).assign(slope_low=ends[0], slope_high=ends[1])
    names = ("below", "above", "holds")
    words = {name: say(f"figure_lines.slope_{name}").rstrip(".") for name in names}
    drawn = figures.FIGURES["calibration"].figure(table).layout.title.text
    read = " ".join(re.sub(r"<[^>]+>", " ", drawn).split())
    for said in (caption("calibration", run, table), read):
        assert [name for name, sentence in words.items() if sentence in said] == [key]


def test_a_bin_counts_its_people_and_has_the_interval_of_scipy() -> None:
    run = run_with(MAPS)
    table = stats.reliability(run)
    assert table.groupby("probability")["n"].sum().to_dict() == {"own": 60, "calibrated": 60}
    depressed = run["group"].values == "depressed"
    difference = np.diff(run["logit"].values, axis=1)[:, 0]
    slopes, shifts = np.tile([[0.5, 0.7], [0.1, 0.2]], 30)
    given = {
        "own": run["probability"].values[:, 1],
        "calibrated": special.expit(slopes * difference + shifts),
    }
    for name, values in given.items():
        rows = table[table["probability"] == name]
        assert (rows["map_people"] == 21).all()
        parts = np.array_split(np.argsort(values), len(rows))
        for row, part in zip(rows.itertuples(), parts, strict=True):
            assert row.n == len(part) == 12
            assert row.given == pytest.approx(values[part].mean())
            exact = scipy_stats.binomtest(int(depressed[part].sum()), 12)
            assert row.depressed == exact.k
            ends = exact.proportion_ci(method="exact")
            assert (row.ci_low, row.ci_high) == pytest.approx((ends.low, ends.high))
        by_hand, _, _ = calibration(depressed.astype(float), values, n_bootstrap=2)
        assert rows["slope"].iloc[0] == pytest.approx(by_hand[1], nan_ok=True)
        assert rows["brier"].iloc[0] == pytest.approx(((values - depressed) ** 2).mean())


def test_equal_probabilities_stand_in_one_bin() -> None:
    run = run_with([])
    run["probability"].values[:, 1] = np.where(np.arange(60) < 45, 0.3, 0.8)
    table = stats.reliability(run)
    assert table["n"].tolist() == [45, 15]
    assert table["given"].tolist() == pytest.approx([0.3, 0.8])


@pytest.mark.parametrize(
    ("maps", "said"),
    [
        (MAPS, "Calibrated: by a Platt map from at least 21 validation people"),
        ([], "This run holds no calibrated probabilities."),
        (
            [MAPS[0], FoldMaps(PlattMap(16), PlattMap(23, 0.4, 0.0))],
            "No calibrated probabilities: a map would rest on 16 validation people, at least 20",
        ),
    ],
)
def test_the_chart_says_whom_calibration_rests_on(maps: list[FoldMaps], said: str) -> None:
    run = run_with(maps)
    assert said in title("calibration", run)
    figure = figures.draw("calibration", run)
    names = " ".join(str(trace.name) for trace in figure.data)
    assert ("Calibrated" in names) is (maps is MAPS)


def test_training_people_and_the_number_of_new_ones() -> None:
    run = run_with(MAPS)
    run["role"] = ("participant", np.where(np.arange(60) < 10, "train", "new"))
    table = stats.reliability(run)
    assert (table["n_all"] == 50).all()
    assert (table["map_people"] == 30).all()
    # An id that is known with other features may be the same person: not the map of everybody.
    run.attrs["other_features"] = json.dumps(["sub-060"])
    assert (stats.reliability(run)["map_people"] == 22).all()


def test_a_person_s_calibrated_probability_is_the_mean_over_sessions() -> None:
    run = run_with(MAPS)
    persons = np.array([f"sub-{n // 2:02d}" for n in range(60)])
    rows = [f"{who}_ses-{n % 2 + 1}" for n, who in enumerate(persons)]
    sessions = ("participant", [str(n % 2 + 1) for n in range(60)])
    groups = np.repeat(["depressed", "healthy"], 30)
    run = run.assign_coords(
        participant=rows,
        person=("participant", persons),
        session=sessions,
        group=("participant", groups),
        fold=("participant", np.zeros(60, int)),
        role=("participant", np.full(60, "new")),
    )
    run.attrs["other_features"] = json.dumps([rows[0], rows[1]])
    difference = np.diff(run["logit"].values, axis=1)[:, 0]
    maps = [MAPS[0].tested] * 2 + [MAPS[0].new] * 58  # the known id has the map of its fold
    by_hand = calibrated(difference, maps).reshape(30, 2).mean(axis=1)
    table = stats.reliability(run)
    own = table[table["probability"] == "calibrated"]
    assert own["n"].sum() == 30
    assert (own["n"] * own["given"]).sum() == pytest.approx(by_hand.sum())
    assert (own["map_people"] == 21).all()
