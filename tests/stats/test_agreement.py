"""Agreement of methods against SciPy, and attributions of several models on one scale."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from depformer import schema, stats
from depformer.stats.inference.mean_sizes import in_mean_sizes


@pytest.fixture
def three() -> xr.Dataset:
    """A run with three methods: two with a sign, one without; two people of training."""
    run = schema.example(5, participants=14)
    third = run.isel(method=[0]).assign_coords(method=["occlusion"])
    noise = np.random.default_rng(1).normal(0, 0.2, third["attribution"].shape)
    third["attribution"] = third["attribution"] + noise
    run = xr.concat([run, third], "method", data_vars="minimal").copy(deep=True)
    run["role"] = run["role"].astype("U5")
    run["role"].values[[3, 9]] = "train"
    run["attribution"].loc[{"participant": "sub-006", "word": "w04"}] = np.nan
    return run


def test_agreement_is_the_mean_of_scipy_s_correlations(three: xr.Dataset) -> None:
    table = stats.agreement(three).set_index(["method", "method_2"])
    assert len(table) == 9
    held = three.isel(participant=[i for i in range(14) if i not in (3, 9)])
    cells = {
        str(name): held["attribution"]
        .sel({"method": name})
        .transpose("participant", "word", "modality")
        .values.reshape(12, 16)
        for name in held["method"].values
    }
    for (one, other), row in table.iterrows():
        both = "attention_query" not in (one, other)
        assert row["compared"] == ("signed" if both else "absolute")
        each = []
        for a, b in zip(cells[one], cells[other], strict=True):
            there = np.isfinite(a) & np.isfinite(b)
            pair = (a[there], b[there]) if both else (np.abs(a[there]), np.abs(b[there]))
            each.append(scipy_stats.spearmanr(*pair).statistic)
        assert row["n"] == 12
        assert row["estimate"] == pytest.approx(np.mean(each))
        assert (row["lowest"], row["highest"]) == pytest.approx((min(each), max(each)))
        if one != other:
            ends = scipy_stats.t.interval(0.95, 11, np.mean(each), scipy_stats.sem(each))
            assert (row["ci_low"], row["ci_high"]) == pytest.approx(ends)
    assert stats.agreement(three, role="all")["n"].tolist() == [14] * 9


def test_agreement_needs_five_people(three: xr.Dataset) -> None:
    five = three.isel(participant=[0, 1, 2, 4, 5])
    assert stats.agreement(five)["estimate"].notna().all()
    four = stats.agreement(five.isel(participant=slice(4)))
    assert (four["n"] == 4).all()
    assert four[["estimate", "ci_low", "ci_high", "lowest", "highest"]].isna().all().all()


def groups(n: int) -> list[np.ndarray]:
    """Return who is depressed and who is healthy; the last two of n are neither."""
    place = np.arange(n)
    return [place < n // 2, (place >= n // 2) & (place < n - 2)]


def test_mean_sizes_by_hand() -> None:
    values = np.array([[3.0, -1.0], [1.0, np.nan], [-2.0, 4.0], [0.0, 2.0], [90.0, 90.0]])
    who = [np.array([1, 1, 0, 0, 0], bool), np.array([0, 0, 1, 1, 0], bool)]
    mean = (3 + 1 + 1 + 2 + 4 + 0 + 2) / 7  # over both groups, the fifth is in neither
    found = in_mean_sizes(values[:, :, None], who)
    np.testing.assert_allclose(found[:, 0], np.array([2 - -1, -1 - 3]) / mean)
    sizes = in_mean_sizes(values[:, :, None], who, "magnitude")
    np.testing.assert_allclose(sizes[:, 0], np.array([6 / 4, 7 / 3]) / mean)


@given(st.integers(0, 999), st.floats(0.01, 100))
def test_mean_sizes_do_not_depend_on_the_scale_of_a_model(seed: int, factor: float) -> None:
    values = np.random.default_rng(seed).normal(size=(12, 3, 2))
    for value in ("difference", "magnitude"):
        one, other = (in_mean_sizes(each, groups(12), value) for each in (values, factor * values))
        np.testing.assert_allclose(one, other)
    first, second = groups(12)
    turned = in_mean_sizes(values, [second, first])
    np.testing.assert_allclose(turned, -in_mean_sizes(values, [first, second]))
    known = np.concatenate([values[first], values[second]])
    magnitude = in_mean_sizes(values, [first, second], "magnitude")
    assert magnitude.mean() == pytest.approx(1)
    np.testing.assert_allclose(magnitude * np.abs(known).mean(), np.abs(known).mean(axis=0))
