"""Runs that only figures need."""

from __future__ import annotations

import pytest
import xarray as xr

from tests.judged_run import judged_run


@pytest.fixture
def judged() -> xr.Dataset:
    """A checked run whose training people say absurd things. Yours to change."""
    return judged_run()
