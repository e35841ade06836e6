"""How many cells differ, and how many would if whole people changed their group."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from depformer import schema, stats
from depformer.errors import DepformerError
from depformer.stats.inference.permutations import filled_counts, is_filled, permuted


def people(seed: int, n: int, cells: int, *, shared: float = 1.0) -> np.ndarray:
    """Return values whose cells go together within a person, with gaps."""
    rng = np.random.default_rng(seed)
    values = shared * rng.normal(size=(n, 1)) + rng.exponential(size=(n, cells))
    values[rng.random(values.shape) < 0.05] = np.nan
    return values


@settings(max_examples=25)
@given(
    st.integers(0, 999), st.integers(4, 40), st.integers(1, 12), st.floats(0.2, 0.8), st.booleans()
)
def test_all_at_once_counts_what_a_loop_over_welch_intervals_counts(
    seed: int, n: int, cells: int, share: float, flat: bool
) -> None:
    values = people(seed, n, cells)
    if flat:  # nobody differs from anybody: no spread is no certainty
        values[:, 0] = 0.1
    in_a = np.arange(n) < max(1, round(share * n))
    groups = permuted(in_a, 40, np.random.default_rng(seed))
    got = filled_counts(values, groups, least=3)
    loop = [is_filled(values[who], values[~who], least=3).sum() for who in groups]
    assert got.tolist() == loop


def test_a_cell_is_filled_where_the_test_of_scipy_is_below_five_percent() -> None:
    values = people(3, 30, 200, shared=0.0)
    a, b = values[:12], values[12:]
    p = scipy_stats.ttest_ind(a, b, equal_var=False, nan_policy="omit").pvalue
    assert (is_filled(a, b, least=5) == (p < 0.05)).all()
    assert not is_filled(a[:4], b, least=5).any()


def test_two_groups_without_spread_are_not_told_apart() -> None:
    values = np.repeat([[1.0], [2.0]], 10, axis=0)
    groups = np.arange(20)[None] < 10
    assert filled_counts(values, groups, least=5).tolist() == [0]


@pytest.mark.parametrize("within", [False, True])
def test_people_move_as_a_whole_and_groups_keep_their_sizes(within: bool) -> None:
    in_a, folds = np.arange(30) % 3 == 0, np.arange(30) // 10
    drawn = permuted(in_a, 200, np.random.default_rng(0), folds if within else None)
    assert (drawn.sum(axis=1) == 10).all()
    by_fold = np.stack([drawn[:, folds == fold].sum(axis=1) for fold in range(3)])
    expected = np.array([[in_a[folds == fold].sum()] for fold in range(3)])
    assert (by_fold == expected).all() is np.bool_(within)
    assert abs(drawn.mean(axis=0) - (1 / 3)).max() < 0.2


def test_p_is_uniform_if_the_groups_do_not_differ_however_cells_go_together() -> None:
    rng, found, n = np.random.default_rng(0), [], 200
    for seed in range(n):
        values = people(seed, 24, 16, shared=2.0)
        groups = np.vstack([np.arange(24) < 12, permuted(np.arange(24) < 12, 99, rng)])
        own, *drawn = filled_counts(values, groups, least=5)
        above, tied = (np.array(drawn) > own).sum(), (np.array(drawn) == own).sum()
        found.append((above + rng.random() * (tied + 1)) / 100)  # ties are broken at random
    assert scipy_stats.kstest(found, "uniform").pvalue > 0.001


def run_of(values: np.ndarray) -> xr.Dataset:
    run = schema.example(0, participants=len(values), words=values.shape[1] // 2).copy(deep=True)
    run["attribution"].loc[{"method": "integrated_gradients"}] = values.reshape(len(values), -1, 2)
    return run


def test_the_table_counts_the_filled_cells_of_the_figure() -> None:
    run = run_of(people(1, 40, 24) + 0.8 * (np.arange(40) < 20)[:, None])
    row = stats.filled_cells(run).iloc[0]
    cells = stats.compare_groups(run)
    assert row["filled"] == ((cells["ci_low"] > 0) | (cells["ci_high"] < 0)).sum() > 0
    assert row["cells"] == 24
    assert row["expected"] == pytest.approx(1.2)
    assert (row["n_a"], row["n_b"], row["n_permutations"]) == (20, 20, 999)


def test_cells_that_go_together_come_in_bunches() -> None:
    together, apart = (
        stats.filled_cells(run_of(people(2, 40, 24, shared=shared))).iloc[0]
        for shared in (9.0, 0.0)
    )
    assert together["range_high"] > apart["range_high"] + 5
    assert apart["range_low"] == together["range_low"] == 0


def test_p_is_never_0_and_counts_the_groups_as_they_are() -> None:
    run = run_of(people(1, 40, 24) + 50 * (np.arange(40) < 20)[:, None])
    row = stats.filled_cells(run, n_permutations=99).iloc[0]
    assert row["filled"] == 24
    assert 1 / 100 <= row["p"] <= 5 / 100
    with pytest.raises(DepformerError, match="n_permutations"):
        stats.filled_cells(run, n_permutations=0)


def test_training_people_and_other_groups_do_not_enter() -> None:
    run = run_of(people(1, 40, 24))
    run["group"] = run["group"].astype("U9")
    run["role"] = run["role"].astype("U5")
    run["group"].values[:4], run["role"].values[20:24] = "remitted", "train"
    row = stats.filled_cells(run).iloc[0]
    assert (row["n_a"], row["n_b"]) == (16, 16)
    same = stats.filled_cells(run.isel(participant=[*range(4, 20), *range(24, 40)])).iloc[0]
    assert row.tolist() == same.tolist()
    within = stats.filled_cells(run, within_folds=True).iloc[0]
    assert within["within_folds"]
    assert within["filled"] == row["filled"]


def test_small_groups_have_no_cell() -> None:
    row = stats.filled_cells(schema.example(0, participants=8)).iloc[0]
    assert (row["cells"], row["filled"], row["range_high"], row["p"]) == (0, 0, 0, 1)
