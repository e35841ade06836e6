"""The libraries of the first page, loaded while the browser comes: else its reader waits for it."""

from __future__ import annotations

from importlib import import_module
from threading import Thread

# No module of ours or of streamlit: others import these meanwhile, and of two modules that need
# each other, two threads could each be handed the half of one.
LIBRARIES = ("pandas", "plotly.graph_objects", "scipy.stats", "statsmodels.stats.power", "xarray")


def _load() -> None:
    for name in LIBRARIES:
        import_module(name)


_thread = Thread(target=_load, name="loading", daemon=True)


def begin() -> None:
    """Begin to load, once for the life of a server."""
    if _thread.ident is None:
        _thread.start()


def wait() -> None:
    """Wait until all is loaded, if it was begun."""
    if _thread.ident is not None:
        _thread.join()
