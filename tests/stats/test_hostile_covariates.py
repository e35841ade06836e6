"""Covariates of any numbers end in columns that can be fitted, or in one sentence."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from depformer import schema, stats
from depformer.errors import DepformerError
from depformer.stats.covariates import design

PEOPLE = 12
RUN = schema.example(2, participants=PEOPLE)
IN_A = (RUN["group"].values == "depressed").astype(float)
Column = list[float]
columns = st.lists(
    st.floats(allow_nan=False, allow_infinity=False), min_size=PEOPLE, max_size=PEOPLE
)
HUGE = [1e308, -1e308] * (PEOPLE // 2)
NEARLY_ONE = [1.0, 1.0 + 2e-16] * (PEOPLE // 2)


def described(*given: Column) -> xr.Dataset:
    named = {f"c{at}": ("participant", np.array(each)) for at, each in enumerate(given)}
    return RUN.assign_coords(named)


@given(columns, columns)
@example(HUGE, [5e-324, 0.0] * (PEOPLE // 2))
@example(NEARLY_ONE, HUGE)
@example([0.0] * PEOPLE, [1.0] * PEOPLE)
@example([1e308, 1e308, 0.0, 0.0] * (PEOPLE // 4), [1.0, 1.0, 2.0, 2.0] * (PEOPLE // 4))
@settings(max_examples=60, deadline=None)
def test_columns_can_be_fitted_or_are_refused(one: Column, other: Column) -> None:
    try:
        found = design(described(one, other), ("c0", "c1"), IN_A, "the groups")
    except DepformerError:
        return
    assert np.isfinite(found).all()
    assert found.mean(axis=0) == pytest.approx(0, abs=1e-6)
    assert found.std(axis=0) == pytest.approx(1)
    assert np.linalg.matrix_rank(np.column_stack([np.ones(PEOPLE), IN_A, found])) == 4


@given(columns)
@example(HUGE)
@settings(max_examples=15, deadline=None)
def test_whoever_compares_gets_a_p_or_a_sentence(column: Column) -> None:
    asked = {"covariates": ("c0",), "n_permutations": 19}
    for test in (stats.cohort_tests, stats.severity_tests):
        try:
            table = test(described(column), **asked)
        except DepformerError:
            continue
        known = table["p_adjusted"].dropna()
        assert ((known > 0) & (known <= 1)).all()


def test_a_scale_does_not_matter() -> None:
    ages = RUN["age"].values.astype(float)
    same = [
        design(described(list(ages * scale)), ("c0",), IN_A, "the groups") for scale in (1, 1e300)
    ]
    np.testing.assert_allclose(*same, rtol=1e-9)
