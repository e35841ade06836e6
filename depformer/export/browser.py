"""One browser that turns figures into bytes, started on first use and kept."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Empty, Queue

import plotly.graph_objects as go

from depformer.errors import DepformerError
from depformer.wording import say

LONGEST = 120
_LOCK = threading.Lock()


def find_browser() -> str | None:
    """Return the path of Chrome or Chromium, or None."""
    from choreographer.browsers.chromium import Chromium

    path = Chromium.find_browser(skip_local=False)
    return str(path) if path and Path(path).is_file() else None


def render(figure: go.Figure, fmt: str, *, width: float, height: float, scale: float) -> bytes:
    """Return the bytes of a figure.

    Parameters
    ----------
    figure : Figure
        Complete.
    fmt : str
        ``svg``, ``pdf`` or ``png``.
    width, height : float
        Canvas [px].
    scale : float
        Pixels, or in a PDF CSS pixels, a canvas pixel.

    Raises
    ------
    DepformerError
        If there is no browser, or it fails.
    """
    import kaleido

    if find_browser() is None:
        raise DepformerError(
            say("exports.no_browser"),
            kind="environment",
        )
    options = {"format": fmt, "width": width, "height": height, "scale": scale}
    answer: Queue[bytes | Exception] = Queue()

    def ask() -> None:
        try:
            kaleido.start_sync_server(n=1, silence_warnings=True, mathjax=False)
            answer.put(bytes(kaleido.calc_fig_sync(figure, opts=options)))
        except Exception as fault:
            answer.put(fault)

    # The server answers in the order of the questions: two threads would swap their figures.
    # A browser that dies at its start never answers at all, hence a thread and a limit.
    with _LOCK:
        threading.Thread(target=ask, daemon=True).start()
        try:
            content = answer.get(timeout=LONGEST)
        except Empty:
            content = TimeoutError(say("exports.browser_silent", seconds=LONGEST))
    if isinstance(content, Exception):
        raise DepformerError(
            say("exports.browser_failed", browser=find_browser(), fault=content),
            kind="environment",
        ) from content
    return content
