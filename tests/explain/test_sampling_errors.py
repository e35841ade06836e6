"""Standard errors of methods that sample, worked out from the single draws."""

from __future__ import annotations

import numpy as np
import pytest

from depformer.explain import METHODS
from tests.explain.test_muting import CELLS, WORDS, case_of, game


@pytest.mark.parametrize("pairs", [2, 3, 8])
def test_the_error_of_shapley_values_is_that_of_the_mean_over_pairs(pairs: int) -> None:
    plain = game(6, 1.0)

    def value(shown: np.ndarray) -> np.ndarray:  # in a pair, what two cells do together cancels
        return np.asarray(np.tanh(plain(shown) / 4))

    spec = METHODS["shapley_sampling"]
    found = spec.attribute(case_of(value), spec.options(least=pairs, most=pairs))
    draw = np.random.default_rng(0)
    of_pair = []
    for _ in range(pairs):
        order = draw.permutation(CELLS)
        both = []
        for way in (order, order[::-1]):
            shown, added, before = (
                np.zeros((1, CELLS)),
                np.zeros(CELLS),
                value(np.zeros((1, CELLS))),
            )
            for cell in way:
                shown[0, cell] = 1
                after = value(shown)
                added[cell] = after[0] - before[0]
                before = after
            both.append(added)
        of_pair.append(np.mean(both, axis=0))
    expected = np.mean(of_pair, axis=0).reshape(WORDS, 2)
    np.testing.assert_allclose(found.attribution, expected, atol=1e-9)
    error = np.std(of_pair, axis=0, ddof=1) / np.sqrt(pairs)
    assert np.median(error) > 1e-3
    np.testing.assert_allclose(found.error, error.reshape(WORDS, 2), atol=1e-6)
