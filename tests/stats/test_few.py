"""Of fewer than five people no statistic is made, and what is left says so."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from depformer import figures, schema, stats
from depformer.export.privacy import suppressed
from depformer.figures import FIGURES


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


OF_MODEL = ("performance", "roc", "confusion", "reliability")
SIZES = {"n", "n_all", "n_depressed", "n_healthy", "bin"}  # who there is, not what became of them


@pytest.mark.parametrize("name", OF_MODEL)
@pytest.mark.parametrize(("healthy", "depressed"), [(9, 4), (3, 9), (1, 9), (2, 2), (3, 0)])
def test_nothing_of_the_model_is_told_where_a_group_is_small(
    name: str, healthy: int, depressed: int
) -> None:
    table = getattr(stats, name)(of_sizes(healthy, depressed))
    numbers = table.select_dtypes("number").drop(columns=list(SIZES), errors="ignore")
    assert numbers.isna().all(axis=None)


@pytest.mark.parametrize("name", OF_MODEL)
def test_five_of_each_and_nobody_of_one_are_told(name: str) -> None:
    compute = getattr(stats, name)
    for sizes in ((5, 5), (8, 0)):
        table = compute(of_sizes(*sizes))
        assert table.select_dtypes("number").drop(columns="n", errors="ignore").notna().any(
            axis=None
        ) or (name == "roc" and sizes == (8, 0) and table.empty)  # one group alone has no curve


@pytest.mark.parametrize("name", ["roc", "confusion", "calibration"])
@pytest.mark.parametrize("exported", [False, True])
def test_page_and_file_say_alike_that_a_group_is_small(name: str, exported: bool) -> None:
    for sizes, shown in (((9, 3), False), ((9, 9), True), ((9, 0), name != "roc")):
        table = figures.table(name, of_sizes(*sizes))
        spec = FIGURES[name]
        drawn = spec.figure(suppressed(spec, table) if exported else table)
        assert bool(drawn.data) == shown
        said = str(drawn.to_plotly_json()["layout"])
        assert ("a group has fewer than 5" in said.replace("<br>", " ")) == (sizes == (9, 3))
        assert "nan" not in said
        assert ".0</b> of" not in said
