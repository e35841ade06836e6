"""What is remembered is what would be computed, and nobody can change it."""

from __future__ import annotations

import numpy as np
import pytest

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
