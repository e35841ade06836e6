"""Of fewer than five people no statistic is made, and what is left says so."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from depformer import schema, stats


def of_sizes(healthy: int, depressed: int) -> xr.Dataset:
    """Return a run whose depressed people are 30 years older and who are named by chance."""
    run: xr.Dataset = schema.example(0, participants=24, words=8, checked=True)
    run["role"].values[:] = "test"
    run["age"].values[:] = np.where(run["group"] == "depressed", 60, 30) + np.arange(24) % 5
    kept = [
        np.flatnonzero(run["group"].values == group)[:n]
        for group, n in (("healthy", healthy), ("depressed", depressed))
    ]
    return run.isel(participant=np.concatenate(kept))


@pytest.mark.parametrize(("healthy", "depressed"), [(9, 4), (4, 9), (1, 9), (2, 2)])
def test_a_small_group_has_no_numbers_in_a_table_or_a_sentence(
    healthy: int, depressed: int
) -> None:
    run = of_sizes(healthy, depressed)
    one = stats.table_one(run)
    assert one["smd"].isna().all()
    for side, n in (("a", depressed), ("b", healthy)):
        assert (one[f"n_{side}"] == n).any()
        assert one[[f"value_{side}", f"spread_{side}"]].notna().any(axis=None) == (n >= 5)
    measured = stats.performance(run)
    assert measured[["estimate", "ci_low", "ci_high"]].isna().all(axis=None)
    assert measured["n"].max() == healthy + depressed
    said = dict(stats.guards(run)[["id", "sentence"]].to_numpy())
    assert "Fewer than 5 participants of a group were held out" in said["chance"]
    assert "imbalance_age" not in said
    for group, n in (("healthy", healthy), ("depressed", depressed)):
        assert ("fewer than 5 people are not shown" in said[f"small_group_{group}"]) == (n < 5)


def test_five_of_each_have_theirs() -> None:
    run = of_sizes(5, 5)
    assert stats.table_one(run)["smd"].notna().all()
    assert stats.performance(run)["estimate"].notna().any()
    said = dict(stats.guards(run)[["id", "sentence"]].to_numpy())
    assert "Fewer than" not in said.get("chance", "")
    assert "imbalance_age" in said


def test_what_checks_find_of_few_people_is_not_told() -> None:
    said = dict(stats.guards(of_sizes(2, 2))[["id", "sentence"]].to_numpy())
    assert "means of fewer than 5 participants are not shown" in said["sanity_of_few"]
    assert not {"sanity_failed", "unstable", "not_faithful"} & set(said)


def test_nobody_is_no_small_group() -> None:
    said = dict(stats.guards(of_sizes(8, 0))[["id", "sentence"]].to_numpy())
    assert stats.performance(of_sizes(8, 0))["estimate"].notna().any()
    assert "small_group_depressed" in said
