"""The share of cells beyond untrained models, and what one of them may have: ranks, not means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from depformer.stats.inference.untrained import (
    largest_by_chance,
    outside,
    share_outside,
    shares_left_out,
)


def drawn(n: int, seed: int) -> np.ndarray:
    """Return the maps of models drawn alike, whose cells go together, shape (model, word, 2)."""
    rng = np.random.default_rng(seed)
    return rng.standard_t(3, (n, 1, 1)) + 0.5 * rng.normal(size=(n, 12, 2))


def test_a_share_counts_cells_beyond_every_copy_and_leaves_out_what_is_not_known() -> None:
    copies = np.array([[0.0, 1.0, 2.0, 1.0], [1.0, 3.0, 4.0, np.nan]])
    own = np.array([-0.1, 3.0, 5.0, 9.0])  # below, at the edge, above, not known
    beyond, known = outside(own, copies)
    assert beyond.tolist() == [True, False, True, False]
    assert known.tolist() == [True, True, True, False]
    assert share_outside(own, copies) == pytest.approx(2 / 3)
    assert np.isnan(share_outside(own * np.nan, copies))
    assert np.isnan(largest_by_chance(shares_left_out(copies * np.nan)))


@given(st.integers(3, 12), st.integers(0, 99))
def test_each_copy_is_held_against_the_others_only(n: int, seed: int) -> None:
    copies = drawn(n, seed)
    shares = shares_left_out(copies)
    for i in range(n):
        others = np.delete(copies, i, axis=0)
        assert shares[i] == share_outside(copies[i], others)
    # In every cell one copy is the lowest and one the highest.
    assert shares.sum() == pytest.approx(2)


@given(st.integers(1, 60), st.integers(0, 99))
def test_a_further_share_exceeds_the_limit_at_most_once_in_twenty(n: int, seed: int) -> None:
    shares = np.random.default_rng(seed).permutation(np.arange(float(n)))
    limit = largest_by_chance(shares)
    above = (n - 1 - limit) + 1  # places above the limit that one more of n + 1 may take
    assert above / (n + 1) <= 0.05 or limit == n - 1
    lower = (above + 1) / (n + 1)
    assert lower > 0.05  # and no smaller limit would do


def test_models_that_learned_nothing_stay_within_and_the_mean_lets_many_pass() -> None:
    within = below_mean = 0
    for seed in range(300):
        own, *copies = drawn(21, seed)
        shares, share = shares_left_out(np.array(copies)), share_outside(own, np.array(copies))
        within += share <= largest_by_chance(shares)
        below_mean += share <= shares.mean()
    assert scipy_stats.binomtest(within, 300, 20 / 21, alternative="less").pvalue > 0.001
    assert below_mean < 0.9 * 300


def test_a_model_that_differs_everywhere_exceeds_it() -> None:
    copies = drawn(20, 0)
    assert share_outside(np.full((12, 2), 99.0), copies) > largest_by_chance(
        shares_left_out(copies)
    )
