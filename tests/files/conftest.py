"""What tests of files share."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library waits a second before it tries again; here it does not."""
    from huggingface_hub import file_download
    from huggingface_hub.utils import _http

    at_once = SimpleNamespace(**{**vars(time), "sleep": lambda seconds: None})
    for module in (file_download, _http):
        monkeypatch.setattr(module, "time", at_once)
