"""The tables of cohorts on runs whose answer is known, by measure, people and groups."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import stats as scipy_stats

from depformer import schema, stats
from depformer.errors import DepformerError
from depformer.stats.filtered import split_by
from depformer.stats.inference.permutations import arrangements
from depformer.stats.measure import measured
from depformer.stats.tables.compare_groups import COLUMNS

IG = {"method": "integrated_gradients"}
TABLES = ("omnibus", "valence_contrast", "cohort_tests", "detectable_effect", "equivalence")


@pytest.fixture(scope="module")
def planted() -> xr.Dataset:
    """40 people without a difference, but in w04's voice, and in negative words' faces."""
    run = schema.example(0, participants=40).copy(deep=True)
    values = np.random.default_rng(0).normal(0, 0.2, (40, 8, 2))
    values[:20, 3, 1] += 0.5
    values[:20, 1::2, 0] += 0.15
    run["attribution"].loc[IG] = values
    return run


def test_the_planted_cell_is_the_one_that_is_significant(planted: xr.Dataset) -> None:
    table = stats.cohort_tests(planted)
    assert tuple(table.columns) == COLUMNS
    assert table.attrs["groups"] == ("depressed", "healthy")
    assert len(table) == 5 * 16
    kinds = table[["unit", "adjustment"]].drop_duplicates().to_numpy().tolist()
    assert kinds[:3] == [["logit", "max_t"], ["logit", "bh"], ["logit", "by"]]
    assert kinds[3:] == [["Hedges g", "max_t"], ["Cliff's delta", "max_t"]]
    found = table[table["p_adjusted"] < 0.01]
    assert set(found["word"] + found["modality"]) == {"w04audio"}
    assert len(found) == 5
    values = planted["attribution"].loc[{**IG, "word": "w04", "modality": "audio"}].values
    welch = scipy_stats.ttest_ind(values[:20], values[20:], equal_var=False)
    row = found.iloc[0]
    assert row["estimate"] == pytest.approx(values[:20].mean() - values[20:].mean())
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(tuple(welch.confidence_interval()))
    assert row["p"] == 1 / 10_000


def test_the_contrast_comes_first_and_is_one_number(planted: xr.Dataset) -> None:
    table = stats.valence_contrast(planted, n_permutations=999)
    assert table["modality"].tolist() == ["", "", "face", "audio", "face", "audio"]
    assert table["adjustment"].tolist() == ["none"] * 2 + ["holm"] * 4
    values = planted["attribution"].sel(IG).values
    each = values[:, ::2].mean(axis=1) - values[:, 1::2].mean(axis=1)
    whole = each.sum(axis=1)
    assert table["estimate"][0] == pytest.approx(whole[:20].mean() - whole[20:].mean())
    assert table["estimate"][2] == pytest.approx(each[:20, 0].mean() - each[20:, 0].mean())
    assert (table["estimate"][:2] < 0).all()
    holm = table.set_index(["unit", "modality"])["p_adjusted"]
    assert holm["logit", "face"] == holm["Hedges g", "face"] < 0.05


def test_turned_groups_turn_the_sign_and_nothing_else(planted: xr.Dataset) -> None:
    one, other = (
        stats.cohort_tests(planted, groups=pair, n_permutations=99)
        for pair in (("depressed", "healthy"), ("healthy", "depressed"))
    )
    np.testing.assert_allclose(other["estimate"], -one["estimate"], atol=1e-12)
    np.testing.assert_array_equal(other["p_adjusted"], one["p_adjusted"])
    assert other["contrast"][0] == "healthy - depressed"


def test_within_folds_nobody_leaves_theirs(planted: xr.Dataset) -> None:
    run = planted.copy()
    run["fold"] = ("participant", np.arange(40) % 2)
    free, within = (stats.omnibus(run, n_permutations=199, within_folds=w) for w in (False, True))
    assert free["estimate"][0] == within["estimate"][0]
    run["fold"] = ("participant", (np.arange(40) < 20).astype(int))
    with pytest.raises(DepformerError, match="in 1 order only"):
        stats.omnibus(run, within_folds=True)


def test_folds_of_too_few_who_can_change_places_are_refused(planted: xr.Dataset) -> None:
    run = planted.copy()
    run["fold"] = ("participant", np.arange(40))  # a fold a person: nobody can
    for table in (stats.severity_tests, stats.cohort_tests):
        with pytest.raises(DepformerError, match="in 1 order only, needed are at least 20"):
            table(run, within_folds=True)
    run["fold"] = ("participant", np.r_[np.arange(15), [15] * 10, np.arange(16, 31)])  # 5 and 5
    assert stats.omnibus(run, within_folds=True, n_permutations=9)["p"].notna().all()
    run["fold"] = ("participant", np.r_[np.arange(17), [17] * 5, np.arange(18, 36)])  # 3 and 2
    with pytest.raises(DepformerError, match="in 10 different orders only"):
        stats.omnibus(run, within_folds=True)


@pytest.mark.parametrize("table", [stats.equivalence, stats.mixed_model, stats.detectable_effect])
@pytest.mark.parametrize("option", [{"within_folds": True}, {"n_permutations": -5}, {"seed": 1}])
def test_what_permutes_nothing_takes_no_option_of_permutations(
    planted: xr.Dataset, table: Callable[..., pd.DataFrame], option: dict[str, Any]
) -> None:
    (name,) = option
    with pytest.raises(DepformerError, match=f"permutes nothing, so it takes no {name}"):
        table(planted, **option)


def test_arrangements_are_counted_as_they_are_when_written_out() -> None:
    values, folds = np.array([3, 3, 1, 5, 1, 3]), np.array([0, 0, 0, 1, 1, 0])
    written = {
        tuple(values[list(order)])
        for order in permutations(range(6))
        if (folds[list(order)] == folds).all()
    }
    assert arrangements(values, folds) == len(written) == 8


def test_selection_rates_are_tested_by_stream(planted: xr.Dataset) -> None:
    run = planted.copy(deep=True)
    run["query_score"].values[:20, 0, :, 4] += 9
    table = stats.cohort_tests(run, measure="selection_rate", n_permutations=499)
    found = table[(table["adjustment"] == "max_t") & (table["p_adjusted"] < 0.05)]
    assert set(found["word"] + found["modality"]) == {"w05multimodal"}
    assert (table["variable"] == "selection_rate").all()
    assert len(table) == 5 * 24
    contrast = stats.valence_contrast(run, measure="selection_rate", n_permutations=99)
    assert contrast["modality"].tolist() == ["", "", "face", "audio", "face", "audio"]


def test_sizes_and_log_ratios(planted: xr.Dataset) -> None:
    sizes = measured(planted, absolute=True)
    assert sizes.name == "integrated_gradients/absolute"
    np.testing.assert_allclose(sizes.values, np.abs(planted["attribution"].sel(IG).values))
    run = planted.copy(deep=True)
    rng = np.random.default_rng(0)
    run["attribution"].loc[{"method": "attention_query"}] = np.moveaxis(
        rng.dirichlet(np.ones(8), (40, 2)), 1, 2
    )
    run = run.assign_coords(method=["integrated_gradients", "attention_received"])
    ratios = measured(run, "attention_received", clr=True)
    assert ratios.unit == "log ratio"
    np.testing.assert_allclose(ratios.values.sum(axis=1), 0, atol=1e-9)
    for refused in ({}, {"measure": "selection_rate"}):
        with pytest.raises(DepformerError, match="log ratios"):
            measured(planted, clr=True, **refused)


def test_sizes_are_taken_per_session_and_then_averaged(planted: xr.Dataset) -> None:
    run = planted.isel(participant=[0, 1, 20, 21]).copy(deep=True)
    run = run.assign_coords(
        person=("participant", ["a", "a", "b", "b"]),
        session=("participant", ["1", "2", "1", "2"]),
    )
    values = run["attribution"].sel(IG).values
    got = measured(run, absolute=True)
    assert got.people["participant"].values.tolist() == ["a", "b"]
    np.testing.assert_allclose(got.values[0], np.abs(values[:2]).mean(axis=0))


def test_only_who_was_predicted_right_and_only_pairs(planted: xr.Dataset) -> None:
    run = planted.copy(deep=True)
    logit = np.random.default_rng(3).normal(0, 1, 40) + np.where(np.arange(40) < 20, 0.4, -0.4)
    run["logit"].values[:] = np.stack([-logit / 2, logit / 2], axis=1)
    run["probability"].loc[{"outcome": "depressed"}] = 1 / (1 + np.exp(-logit))
    right = (logit > 0) == (np.arange(40) < 20)
    table = stats.omnibus(run, people="correct", n_permutations=9)
    assert (table["n_a"][0], table["n_b"][0]) == (right[:20].sum(), right[20:].sum())
    assert table.attrs["people"] == "correct"
    pairs = stats.omnibus(run, people="matched", n_permutations=9)
    assert 5 <= pairs["n_a"][0] == pairs["n_b"][0] < 20
    split = stats.omnibus(split_by(run, "severity > 20"), people="correct", n_permutations=9)
    assert split["n_a"][0] + split["n_b"][0] == right.sum()
    unknown = run.copy(deep=True)
    unknown["probability"].values[np.flatnonzero(right)[[0, -1]]] = np.nan  # one of each group
    fewer = stats.omnibus(unknown, people="correct", n_permutations=9)
    assert (fewer["n_a"][0], fewer["n_b"][0]) == (right[:20].sum() - 1, right[20:].sum() - 1)
    with pytest.raises(DepformerError, match="5 people"):
        stats.omnibus(planted.isel(participant=range(12, 24)), people="matched")


@pytest.mark.parametrize("name", TABLES)
def test_four_people_are_too_few(planted: xr.Dataset, name: str) -> None:
    with pytest.raises(DepformerError, match=r"'Healthy'.*got 4, needed are at least 5 people"):
        getattr(stats, name)(planted.isel(participant=range(24)))


def test_a_score_is_neither_right_nor_wrong() -> None:
    run = schema.example(0, participants=24, target=schema.Target.of_scale("BDI-II"))
    with pytest.raises(DepformerError, match="neither right nor wrong"):
        stats.omnibus(run, people="correct")
    assert stats.omnibus(run, n_permutations=9)["estimate"].notna().all()


def test_words_of_one_valence_have_no_contrast(planted: xr.Dataset) -> None:
    run = planted.copy()
    run["valence"] = ("word", np.full(8, "negative"))
    for table in (stats.valence_contrast, stats.mixed_model):
        with pytest.raises(DepformerError, match="both positive and negative"):
            table(run)


def test_a_cell_with_few_people_is_no_test(planted: xr.Dataset) -> None:
    run = planted.copy(deep=True)
    run["attribution"].loc[{**IG, "word": "w04", "modality": "audio"}][4:20] = np.nan
    table = stats.cohort_tests(run, n_permutations=99)
    cell = table[(table["word"] == "w04") & (table["modality"] == "audio")]
    assert (cell["n_a"] == 4).all()
    assert cell[["estimate", "ci_low", "p", "p_adjusted"]].isna().all(axis=None)
    assert stats.detectable_effect(run).attrs["tests"] == 15


def test_severity_within_one_group(planted: xr.Dataset) -> None:
    run = planted.copy(deep=True)
    severity = run["severity"].values.copy()
    run["attribution"].loc[{**IG, "word": "w06", "modality": "face"}] += 0.5 * severity
    severity[[3, 4]] = np.nan
    run["severity"] = ("participant", severity)
    table = stats.severity_tests(run, n_permutations=499)
    first = table.sort_values("p_adjusted").iloc[0]
    assert (first["word"], first["modality"], first["contrast"]) == ("w06", "face", "depressed")
    assert (first["n_a"], first["n_b"], first["unit"]) == (18, 0, "Spearman rho")
    assert first["p_adjusted"] < 0.05
    assert stats.severity_tests(run, group="healthy", n_permutations=9)["n_a"].max() == 20
    flat = run.assign_coords(severity=("participant", np.full(40, 7.0)))
    for fault, asked in (
        ("same severity", {"run": flat}),
        ("nobody is matched", {"run": run, "people": "matched"}),
        ("known severity", {"run": run.isel(participant=range(6))}),
        ("the severity cannot be told", {"run": run, "covariates": ["severity"]}),
    ):
        with pytest.raises(DepformerError, match=fault):
            stats.severity_tests(**asked)  # type: ignore[arg-type]
