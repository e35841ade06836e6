"""One browser that turns figures into bytes, started on first use and kept."""

from __future__ import annotations

import asyncio
import atexit
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from depformer.errors import DepformerError
from depformer.wording import say

LONGEST = 120


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
    if find_browser() is None:
        raise DepformerError(
            say("exports.no_browser"),
            kind="environment",
        )
    options = {"format": fmt, "width": width, "height": height, "scale": scale}
    asked = asyncio.run_coroutine_threadsafe(_drawing().bytes_of(figure, options), _loop())
    try:
        return asked.result(LONGEST)
    except Exception as fault:
        asked.cancel()
        silent = isinstance(fault, TimeoutError)
        why = say("exports.browser_silent", seconds=LONGEST) if silent else fault
        raise DepformerError(
            say("exports.browser_failed", browser=find_browser(), fault=why), kind="environment"
        ) from fault


class _Drawing:
    """One browser for all figures, one figure at a time; a browser that failed is not asked again.

    Kaleido's own server prints a traceback where its browser does not start, and whoever asks waits
    for ever.
    """

    def __init__(self) -> None:
        self._browser: Any = None
        self._one = asyncio.Lock()

    async def bytes_of(self, figure: go.Figure, options: dict[str, Any]) -> bytes:
        """Return a figure's bytes."""
        async with self._one:
            try:
                if self._browser is None:
                    self._browser = await self._started()
                return bytes(await self._browser.calc_fig(figure, opts=options))
            except BaseException:
                await self.end()
                raise

    async def end(self) -> None:
        """Let the browser go."""
        browser, self._browser = self._browser, None
        if browser is not None:
            with suppress(Exception):  # it may be gone already
                await browser.close()

    @staticmethod
    async def _started() -> Any:
        import kaleido

        browser = kaleido.Kaleido(n=1, mathjax=False)
        try:
            await browser.open()
        except BaseException:
            with suppress(Exception):
                await browser.close()
            raise
        return browser


@cache
def _drawing() -> _Drawing:
    drawing = _Drawing()
    # In the thread of the loop: a process that ends leaves no browser and no folder of its.
    atexit.register(
        lambda: asyncio.run_coroutine_threadsafe(drawing.end(), _loop()).result(LONGEST)
    )
    return drawing


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Return the loop of the one thread that talks to the browser."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="drawing", daemon=True).start()
    return loop
