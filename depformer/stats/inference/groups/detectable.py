"""The smallest effect that a study of this size finds."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

ALPHA, POWER = 0.05, 0.8


@lru_cache(maxsize=256)  # the same few numbers are asked for under every figure of a page
def detectable_d(
    n_a: int, n_b: int, *, tests: int = 1, alpha: float = ALPHA, power: float = POWER
) -> float:
    """Return the smallest standardised difference that is found with the given power.

    Parameters
    ----------
    n_a, n_b : int
        People in each group, at least 2.
    tests : int
        How many share the error: each is made at alpha / tests.
    alpha, power : float
        Error of the first kind over all tests, and the share of studies that find it [1].

    Returns
    -------
    float
        Cohen's d of Student's two-sided test.
    """
    from statsmodels.stats.power import TTestIndPower

    found = TTestIndPower().solve_power(
        nobs1=n_a, ratio=n_b / n_a, alpha=alpha / tests, power=power, alternative="two-sided"
    )
    return float(np.asarray(found).item())  # of some sizes an array of one
