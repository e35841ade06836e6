"""The app over the tiny study, with the user's folders out of the way."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr
from app_reading import APP
from streamlit.testing.v1 import AppTest

from depformer.study import Study, load_study


@pytest.fixture(scope="session")
def kept_folder(tiny_study: Path, tiny_checkpoint: Path) -> Path:
    """Where the run of the tiny study is kept."""
    from depformer.explain import kept_run

    return kept_run(tiny_study, tiny_checkpoint)[1]


@pytest.fixture(scope="session")
def kept(kept_folder: Path) -> xr.Dataset:
    """The run that the app shows."""
    from depformer.runs import load_run

    return load_run(kept_folder)


@pytest.fixture
def study(tiny_study: Path) -> Study:
    return load_study(tiny_study)


@pytest.fixture
def app(
    homes: Path,
    kept_folder: Path,
    tiny_study: Path,
    tiny_checkpoint: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AppTest:
    """The app, not yet run, which opens the tiny study."""
    monkeypatch.setenv("DEPFORMER_STUDY", str(tiny_study))
    monkeypatch.setenv("DEPFORMER_CHECKPOINT", str(tiny_checkpoint))
    return AppTest.from_file(APP, default_timeout=60)
