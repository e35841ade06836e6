"""Group tables on runs that can be worked out by hand, and their laws."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
import streamlit
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from depformer import figures, schema, stats
from depformer.errors import DepformerError
from depformer.stats.inference.ranks import default_k
from depformer.stats.tables.compare_groups import COLUMNS

IG = {"method": "integrated_gradients"}


@pytest.fixture
def planted(example_run: xr.Dataset) -> xr.Dataset:
    """A run in which the depressed group lies 2 above the healthy one on w03's voice only."""
    run = example_run.copy(deep=True)
    values = np.zeros(run["attribution"].sel(IG).shape)
    values[:6, 2, 1] = [1.0, 1.5, 2.0, 2.0, 2.5, 3.0]
    run["attribution"].loc[IG] = values
    return run


def test_word_by_word_the_planted_cell_is_found(planted: xr.Dataset) -> None:
    table = stats.compare_groups(planted)
    assert tuple(table.columns) == COLUMNS
    assert len(table) == 16
    cell = table[(table["word"] == "w03") & (table["modality"] == "audio")].iloc[0]
    assert cell["estimate"] == pytest.approx(2.0)
    assert 1 < cell["ci_low"] < 2 < cell["ci_high"] < 3
    rest = table.drop(cell.name)
    assert (rest["estimate"] == 0).all()
    assert rest["ci_low"].isna().all()
    assert table["p"].isna().all()
    assert (table["adjustment"] == "exploratory").all()
    assert (table["unit"] == "logit").all()


def test_by_modality_and_valence_a_person_is_a_mean_over_words(planted: xr.Dataset) -> None:
    by_modality = stats.compare_groups(planted, by="modality").set_index("modality")
    assert by_modality.loc["audio", "estimate"] == pytest.approx(2 / 8)
    by_valence = stats.compare_groups(planted, by="valence").set_index(["variable", "modality"])
    assert by_valence.loc[("integrated_gradients/positive", "audio"), "estimate"] == 0.5
    assert by_valence.loc[("integrated_gradients/negative", "audio"), "estimate"] == 0
    contrast = by_valence.loc[("integrated_gradients/positive - negative", "audio")]
    assert contrast["estimate"] == pytest.approx(0.5)


@pytest.mark.parametrize("by", ["word", "valence", "modality"])
def test_every_interval_is_welch_s_as_scipy_has_it(by: str) -> None:
    run = schema.example(4, participants=30).copy(deep=True)
    run["attribution"].loc[{**IG, "participant": "sub-020", "word": "w03"}] = np.nan
    table = stats.compare_groups(run, by=by, groups=("healthy", "depressed"))
    values = run["attribution"].sel(IG)
    valence = run["valence"].values
    for row in table.to_dict("records"):
        of_row = values.sel(modality=row["modality"])
        if by == "word":
            each = of_row.sel(word=row["word"]).values
        elif by == "modality":
            each = of_row.mean("word").values
        else:
            name = row["variable"].split("/")[1]
            kinds = name.split(" - ")
            means = [of_row.isel(word=valence == kind).mean("word").values for kind in kinds]
            each = means[0] if len(means) == 1 else means[0] - means[1]
        healthy = run["group"].values == "healthy"
        a, b = (part[np.isfinite(part)] for part in (each[healthy], each[~healthy]))
        theirs = scipy_stats.ttest_ind(a, b, equal_var=False).confidence_interval()
        assert (row["n_a"], row["n_b"]) == (len(a), len(b))
        assert row["estimate"] == pytest.approx(a.mean() - b.mean())
        assert (row["ci_low"], row["ci_high"]) == pytest.approx(tuple(theirs), abs=1e-9)
        assert row["contrast"] == "healthy - depressed"


def test_a_missing_recording_leaves_its_person_out_of_that_cell(planted: xr.Dataset) -> None:
    planted["attribution"].loc[{**IG, "participant": "sub-001", "word": "w03"}] = np.nan
    cell = stats.compare_groups(planted).set_index(["word", "modality"]).loc[("w03", "audio")]
    assert cell["n_a"] == 5
    assert cell["estimate"] == pytest.approx(11 / 5)


def test_cells_with_fewer_than_five_people_are_suppressed(planted: xr.Dataset) -> None:
    table = stats.compare_groups(planted.isel(participant=slice(2, None)))
    assert (table["n_a"] == 4).all()
    assert table[["estimate", "ci_low", "ci_high"]].isna().all().all()
    other_way = stats.compare_groups(
        planted.isel(participant=slice(2, None)), groups=("healthy", "depressed")
    )
    assert other_way["estimate"].isna().all()
    five = stats.compare_groups(planted.isel(participant=slice(1, None)))
    assert five["estimate"].notna().all()


def test_the_order_of_people_changes_nothing(example_run: xr.Dataset) -> None:
    order = np.random.default_rng(0).permutation(12)
    one = stats.compare_groups(example_run)
    other = stats.compare_groups(example_run.isel(participant=order))
    np.testing.assert_allclose(one["ci_low"], other["ci_low"])
    np.testing.assert_allclose(one["estimate"], other["estimate"])


def test_training_people_stay_out_unless_asked_for(planted: xr.Dataset) -> None:
    planted["role"] = planted["role"].astype("U5")
    planted["role"].values[0] = "train"
    assert (stats.compare_groups(planted)["n_a"] == 5).all()
    assert (stats.compare_groups(planted, role="all")["n_a"] == 6).all()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"method": "integrated_gradient"}, "Did you mean 'integrated_gradients'"),
        ({"by": "words"}, "Did you mean 'word'"),
        ({"groups": ("depressed", "helthy")}, "Did you mean 'healthy'"),
        ({"groups": ("depressed", "depressed")}, "two different groups"),
        ({"role": "test"}, "held_out"),
    ],
)
def test_wrong_names_are_said(example_run: xr.Dataset, options: dict, said: str) -> None:
    with pytest.raises(DepformerError, match=said):
        stats.compare_groups(example_run, **options)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 50), st.integers(1, 8), st.sampled_from(["multimodal", "face", "audio"]))
def test_the_rates_of_one_person_sum_to_k(seed: int, k: int, stream: str) -> None:
    rates = stats.selection_rates(schema.example(seed, participants=3), k, stream)
    sums = rates.groupby("participant")["selection_rate"].sum()
    np.testing.assert_allclose(sums, k)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 50), st.integers(1, 8), st.sampled_from(["multimodal", "face", "audio"]))
def test_a_rate_is_the_share_of_heads_in_which_fewer_than_k_words_score_higher(
    seed: int, k: int, stream: str
) -> None:
    run = schema.example(seed, participants=3)
    rates = stats.selection_rates(run, k, stream).set_index(["participant", "word"])
    for who in run["participant"].values:
        scores = run["query_score"].sel(participant=who, stream=stream).transpose("head", "word")
        for word in run["word"].values:
            above = (scores > scores.sel(word=word)).sum("word")
            expected = float((above < k).mean())
            assert rates.loc[(who, word), "selection_rate"] == pytest.approx(expected)


def test_ties_are_broken_by_the_order_of_the_list(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    run["query_score"].values[:] = 1.0
    rates = stats.selection_rates(run, 2).head(8)["selection_rate"]
    assert rates.tolist() == [1, 1, 0, 0, 0, 0, 0, 0]


def test_k_is_bounded_by_the_number_of_words(example_run: xr.Dataset) -> None:
    with pytest.raises(DepformerError, match="Invalid k: got 9, allowed is a whole number from 1"):
        stats.selection_rates(example_run, 9)
    assert [default_k(n) for n in (8, 12, 24, 72)] == [4, 6, 10, 10]


def test_a_run_without_attributions_says_so(example_run: xr.Dataset) -> None:
    with pytest.raises(DepformerError, match="holds no attribution"):
        stats.compare_groups(example_run.drop_vars("attribution"))


def test_table_one_by_hand(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    run["age"].values[:] = [20, 30, 40, 20, 30, 40, 30, 40, 50, 30, 40, 50]
    run["sex"].values[:] = ["F"] * 3 + ["M"] * 3 + ["F"] * 6
    table = stats.table_one(run)
    age = table[table["variable"] == "age"].iloc[0]
    assert (age["value_a"], age["value_b"], age["n_a"]) == (30, 40, 6)
    assert age["smd"] == pytest.approx(-10 / np.sqrt(80))
    female = table[table["level"] == "F"].iloc[0]
    assert (female["value_a"], female["value_b"]) == (0.5, 1)
    assert female["smd"] == pytest.approx(-0.5 / np.sqrt(0.125))
    assert age["spread_a"] == pytest.approx(np.std([20, 30, 40] * 2, ddof=1))
    assert female["spread_a"] == pytest.approx(0.5)


def test_table_one_is_of_known_values_of_the_people_asked_for() -> None:
    run = schema.example(participants=16)
    run["role"] = run["role"].astype("U5")
    run["role"].values[[0, 8]] = "train"
    run["age"].values[[0, 1, 8]] = [90, np.nan, 90]
    run["sex"] = run["sex"].astype("U3")
    run["sex"].values[:] = ["F", "n/a", "F", *["M"] * 13]
    table = stats.table_one(run, groups=("healthy", "depressed"))
    age = table[table["variable"] == "age"].iloc[0]
    assert (age["n_a"], age["n_b"]) == (7, 6)
    assert age["value_b"] == pytest.approx(run["age"].values[2:8].mean())
    female = table[table["level"] == "F"].iloc[0]
    assert (female["n_a"], female["n_b"]) == (7, 6)
    assert (female["value_a"], female["value_b"]) == (0, pytest.approx(1 / 6))
    assert sorted(table.loc[table["variable"] == "sex", "level"]) == ["F", "M"]
    everybody = stats.table_one(run, groups=("healthy", "depressed"), role="all")
    assert everybody[everybody["variable"] == "age"]["n_a"].tolist() == [8]


def test_without_spread_no_standardised_difference_is_known(example_run: xr.Dataset) -> None:
    run = example_run.isel(participant=[0, 6]).copy(deep=True)
    run["age"].values[:] = [31, 30]
    table = stats.table_one(run).set_index("variable")
    assert np.isnan(table.loc["age", "smd"])  # one person has no standard deviation
    run = example_run.copy(deep=True)
    run["age"].values[:] = 30
    assert stats.table_one(run).set_index("variable").loc["age", "smd"] == 0


def test_a_group_all_of_one_sex_differs_infinitely(example_run: xr.Dataset) -> None:
    run = example_run.copy(deep=True)
    run["sex"].values[:] = ["F"] * 6 + ["M"] * 6
    table = stats.table_one(run).set_index("level")
    assert table.loc["F", "smd"] == np.inf
    assert "imbalance_sex" in stats.guards(run)["id"].tolist()


def through_the_cache(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table as the app's cache hands it on."""

    @streamlit.cache_data
    def kept() -> pd.DataFrame:
        return table

    kept()
    return kept()


def test_a_group_may_have_a_dash_in_its_name(example_run: xr.Dataset) -> None:
    names = np.where(example_run["group"].values == "healthy", "healthy", "remitted - treated")
    run = example_run.assign_coords(group=("participant", names))
    pair = ("remitted - treated", "healthy")
    for table in (
        stats.compare_groups(run, groups=pair),
        stats.table_one(run, groups=pair),
        figures.table("cohort_words", run, groups=pair),
    ):
        assert stats.contrast_groups(table) == pair
        assert stats.contrast_groups(through_the_cache(table)) == pair
        with pytest.raises(DepformerError, match="does not say where its first group ends"):
            stats.contrast_groups(pd.DataFrame(table.to_dict("list")))
    drawn = figures.draw("cohort_words", run, groups=pair)
    assert "n = 6 remitted - treated, 6 healthy" in re.sub(
        r"<[^>]+>", "", drawn.layout.title.text.replace("<br>", " ").replace("\u00a0", " ")
    )
    plain = pd.DataFrame(stats.compare_groups(example_run).to_dict("list"))
    assert stats.contrast_groups(plain) == ("depressed", "healthy")
