"""A browser that does not start, or dies, costs one figure: a sentence, and the next is drawn."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import Any

import kaleido
import plotly.graph_objects as go
import psutil
import pytest

from depformer.errors import DepformerError
from depformer.export.browser import _drawing, find_browser, render

pytestmark = pytest.mark.skipif(find_browser() is None, reason="no Chrome or Chromium")

FIGURE = go.Figure(go.Bar(y=[1, 2, 3]))


def drawn() -> bytes:
    return render(FIGURE, "png", width=300, height=200, scale=1)


def test_a_browser_that_died_is_replaced() -> None:
    first = drawn()
    processes = psutil.Process().children(recursive=True)
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # it ended with one before it
            process.kill()
    psutil.wait_procs(processes, 20)
    with pytest.raises(DepformerError, match="could not draw this figure") as caught:
        drawn()
    assert "\n" not in str(caught.value)
    assert drawn() == first


def test_a_browser_that_does_not_start_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(self: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("depformer.export.browser._drawing", type(_drawing()))
    with monkeypatch.context() as broken:
        broken.setattr(kaleido.Kaleido, "open", full)
        with pytest.raises(DepformerError, match="No space left on device"):
            drawn()
