"""What is remembered is what would be computed, and nobody can change it."""

from __future__ import annotations

import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depformer.stats.inference import remembered as module
from depformer.stats.inference.permutations import orders
from depformer.stats.inference.remembered import remembered


def test_the_same_numbers_are_computed_once_and_others_anew() -> None:
    calls = []

    @remembered(2)
    def doubled(values: np.ndarray, times: int) -> tuple[np.ndarray, int]:
        calls.append(times)
        return values * times, times

    values = np.array([1.0, np.nan])
    first, _ = doubled(values, 2)
    assert doubled(values.copy(), 2)[0] is first
    values[0] = 5.0  # what is kept does not follow the array it was given
    np.testing.assert_array_equal(doubled(values, 2)[0], [10.0, np.nan])
    np.testing.assert_array_equal(first, [2.0, np.nan])
    assert calls == [2, 2]
    assert doubled(np.array([[1.0, np.nan]]), 2)[0].shape == (1, 2)  # the shape counts, too
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 0.0


def test_what_is_large_is_computed_anew_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr(module, "LARGEST", 80)

    @remembered(2)
    def zeros(n: int) -> tuple[np.ndarray, int]:
        calls.append(n)
        return np.zeros(n), n

    for n in (10, 10, 11, 11):
        assert zeros(n)[0].shape == (n,)
    assert calls == [10, 11, 11]
    kept = weakref.ref(zeros(11)[0])
    assert kept() is None  # not even the way by which it was handed out holds it
    with pytest.raises(ValueError, match="read-only"):
        zeros(11)[0][0] = 1.0


def test_arrays_of_objects_are_refused() -> None:
    @remembered(2)
    def first(values: np.ndarray) -> object:
        return values[0]

    with pytest.raises(TypeError, match="object"):
        first(np.array(["a", None], dtype=object))
    assert first(np.array(["a", "b"])) == "a"


@settings(max_examples=25)
@given(people=st.integers(1, 700), seed=st.integers(0, 99), folds=st.integers(1, 4))
def test_orders_are_small_and_the_same_as_in_large_numbers(
    people: int, seed: int, folds: int
) -> None:
    within = np.arange(people) % folds
    drawn = orders(people, 7, np.random.default_rng(seed), within)
    assert drawn.itemsize == (1 if people <= 256 else 2)
    assert (np.sort(drawn, axis=1) == np.arange(people)).all()
    assert (within[drawn] == within).all()
    large, rng = np.tile(np.arange(people), (7, 1)), np.random.default_rng(seed)
    for fold in range(min(folds, people)):
        rows = np.flatnonzero(within == fold)
        large[:, rows] = rng.permuted(large[:, rows], axis=1)
    np.testing.assert_array_equal(drawn, large)  # no p of an older version changes
