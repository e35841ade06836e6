"""Two runs of the same question, computed in different places: how far they agree."""

from __future__ import annotations

import numpy as np
import xarray as xr

from depformer.explain.methods import METHODS

ALIKE = 1e-4  # of the largest cell
EVERY = {
    **{name: {} for name in METHODS.ids},
    "integrated_gradients": {"steps": 8},
    "shapley_sampling": {"most": 8},
    "shapley_value_sampling": {"samples": 2},
    "smooth_gradients": {"samples": 2, "steps": 4},
    "kernel_shap": {"samples": 100, "repeats": 2},
    "lime": {"samples": 100, "repeats": 2},
    "expected_gradients": {"samples": 40},
    "published_selection": {"passes": 4},
}


def alike(one: xr.Dataset, other: xr.Dataset) -> None:
    """Hold all that two runs say of their people against one another."""
    assert one.data_vars.keys() == other.data_vars.keys()
    for name in one.data_vars:
        a, b = one[name].values, other[name].values
        if a.dtype.kind == "f":
            np.testing.assert_array_equal(np.isnan(a), np.isnan(b))
            rest = {"rtol": 0, "atol": ALIKE * max(np.nanmax(np.abs(a), initial=0), 1e-3)}
            np.testing.assert_allclose(b, a, err_msg=str(name), **rest)  # type: ignore[arg-type]
        else:
            assert (a == b).all(), name
