"""The completeness gap beside what the attributions should sum to."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from depformer import export, figures, stats
from depformer.stats.tables.completeness import completeness, say_gap
from tests.judged_run import title

IG = {"method": "integrated_gradients"}


@pytest.fixture
def known(example_run: xr.Dataset) -> xr.Dataset:
    """Everybody's attributions sum to 1.6 logit, and miss the difference by 0.01."""
    run = example_run.copy(deep=True)
    run["attribution"].loc[IG] = 0.1
    run["completeness_gap"].loc[IG] = 0.01
    return run


def test_the_difference_is_the_sum_less_the_gap(known: xr.Dataset) -> None:
    sums = completeness(known, "integrated_gradients")
    np.testing.assert_allclose(sums["difference"], 1.59)
    np.testing.assert_allclose(sums["share"], 0.01 / 1.59)
    nothing = completeness(known, "attention_query").drop(columns="participant")
    assert nothing.isna().all().all()
    assert completeness(known.drop_vars("completeness_gap"), IG["method"])["gap"].isna().all()


def test_a_missing_cell_is_zero_against_every_baseline_but_not_against_people(
    known: xr.Dataset,
) -> None:
    known["attribution"].loc[{**IG, "participant": "sub-001", "word": "w01"}] = np.nan
    difference = completeness(known, "integrated_gradients")["difference"]
    assert known["participant"].values[0] == "sub-001"
    assert difference[0] == pytest.approx(1.4 - 0.01)
    other = completeness(known.assign_attrs(baseline="zero"), "integrated_gradients")
    assert other["difference"][0] == pytest.approx(1.4 - 0.01)
    # Expected gradients compare with people, whose recordings of that word are no training mean.
    incomplete = known.assign_coords(complete=("method", [False, False]))
    people = completeness(incomplete, "integrated_gradients")
    assert people["difference"].isna().tolist() == [True] + [False] * 11
    assert "people of the training" in title("completeness", incomplete)
    assert "people of the training" not in title("completeness", known)


@pytest.mark.parametrize(
    ("gap", "share", "said"),
    [
        (-0.02, 0.0149, "gap 0.02 logit (1 % of the difference from the baseline)"),
        (0.0004, 0.0002, "gap below 0.01 logit (below 1 % of the difference from the baseline)"),
        (0.3, np.nan, "gap 0.30 logit"),
        (np.nan, np.nan, ""),
    ],
)
def test_a_gap_in_words(gap: float, share: float, said: str) -> None:
    assert say_gap(gap, share) == said


def test_the_guard_counts_held_out_people_who_miss_more_than_a_twentieth_of_their_own_sum(
    known: xr.Dataset,
) -> None:
    # Differences from 0.8 to 2.4 logit over 12 people, each missed by a share of their own.
    size = xr.DataArray(0.1 * np.linspace(0.5, 1.5, 12), dims="participant")
    values = known["attribution"].loc[IG]
    known["attribution"].loc[IG] = (0 * values + size).transpose(*values.dims)
    total = 16 * size.values
    known["completeness_gap"].loc[IG] = total * 0.049 / 1.049
    assert "completeness_integrated_gradients" not in stats.guards(known)["id"].tolist()
    share = np.array([0.5, -0.4, 0.051, *[0.02] * 9])
    known["completeness_gap"].loc[IG] = total * share / (1 + share)
    known = known.assign_coords(role=("participant", ["train", *["test"] * 11]))
    guard = stats.guards(known).set_index("id").loc["completeness_integrated_gradients"]
    assert guard["level"] == "warn"
    assert "In 2 of 11 held-out participants they miss it by more than 5 %" in guard["sentence"]
    assert f"at most by {total[1] * 0.4 / 0.6:.2f} logit; half of all" in guard["sentence"]
    assert "miss it by 2.0 % or less" in guard["sentence"]


@pytest.mark.parametrize(("gap", "said"), [(0.009, False), (-0.009, False), (0.011, True)])
def test_beside_a_difference_of_nearly_nothing_rounding_is_no_gap(
    known: xr.Dataset, gap: float, said: bool
) -> None:
    first = {**IG, "participant": "sub-002"}
    for difference in (0.0, 1e-6, 0.05):
        known["attribution"].loc[first] = (difference + gap) / 16
        known["completeness_gap"].loc[first] = gap
        found = stats.guards(known).set_index("id")
        assert ("completeness_integrated_gradients" in found.index) is said
    if said:
        assert "In 1 of 12" in found.loc["completeness_integrated_gradients", "sentence"]


def test_the_gap_stands_beside_the_profile(known: xr.Dataset) -> None:
    table = figures.table("word_profile", known, participant="sub-002")
    assert (table["completeness_gap"] == 0.01).all()
    np.testing.assert_allclose(table["gap_share"], 0.01 / 1.59)
    figure = figures.draw("word_profile", known, participant="sub-002")
    assert "gap 0.01 logit" in figure.layout.title.text
    assert "gap 0.01 logit" in export.caption("word_profile", known, participant="sub-002")
    given = {"participant": "sub-002", "method": "attention_query"}
    assert "gap" not in figures.draw("word_profile", known, **given).layout.title.text
    assert "gap" not in export.caption("word_profile", known, **given)


def test_a_few_of_many_are_told_of_and_no_warning_under_every_figure(known: xr.Dataset) -> None:
    others = known.assign_coords(participant=[f"sub-{100 + i}" for i in range(12)])
    both = xr.concat([known, others], "participant", data_vars="minimal").copy(deep=True)
    both["completeness_gap"].loc[IG] = 0.0
    first = both["attribution"].loc[IG].sum(["word", "modality"]).values[:2]
    for wide, level, name in (
        (1, "info", "Attributions of a few do not add up"),
        (2, "warn", "Attributions of some people do not add up"),
    ):
        at = {**IG, "participant": both["participant"].values[:wide]}
        both["completeness_gap"].loc[at] = 0.5 * first[:wide] / 1.5 + 0.02
        guard = stats.guards(both).set_index("id").loc["completeness_integrated_gradients"]
        assert (guard["level"], guard["name"]) == (level, name)
        assert f"In {wide} of 24 held-out participants" in guard["sentence"]
