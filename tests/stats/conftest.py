"""A run that no guard warns of."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from depformer import schema


@pytest.fixture
def clean() -> xr.Dataset:
    """A run of 40 people about which there is nothing to warn."""
    run = schema.example(0, participants=40, checked=True).copy(deep=True)
    run["age"].values[:] = np.tile(np.arange(20) + 20.0, 2)
    run["sex"].values[:] = ["F", "M"] * 20
    run["missing"].values[:] = False
    run.attrs["synthetic"] = False
    for metric, value in (
        ("correlation_folds", 0.8),
        ("randomisation_adapter", 0.1),
        ("randomisation_size_adapter", 0.3),
        ("deletion", -1.0),
        ("deletion_random", 1.0),
    ):
        run["faithfulness"].loc[{"metric": metric}] = value
    # In every copy the groups differ by twice the mean size, as in no trained model.
    untrained = run["attribution_untrained"]
    untrained[:] = xr.where(run["group"] == "depressed", 1.0, -1.0)
    return run
