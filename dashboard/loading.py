"""What the first page takes, loaded while the browser comes: else its reader waits for it."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib import import_module
from threading import Event, Thread

LIBRARIES = ("plotly.graph_objects", "scipy.stats", "statsmodels.stats.power", "xarray")
STUDIES = "depformer.runs.studies"

_loaded = Event()


def _load() -> None:
    from depformer.errors import DepformerError

    try:
        for name in LIBRARIES:
            import_module(name)
        studies = import_module(STUDIES)
    finally:
        _loaded.set()
    if path := os.environ.get("DEPFORMER_STUDY"):
        with suppress(DepformerError):  # the page says so
            studies.open_study(path)


_thread = Thread(target=_load, name="loading", daemon=True)


def begin() -> None:
    """Begin to load libraries and the study that the server is started with, once."""
    if _thread.ident is None:
        _thread.start()


def wait() -> None:
    """Wait until the libraries are loaded, if that was begun.

    Nothing of ours is imported before: of two modules that need each other, two threads could each
    be handed the half of one.
    """
    if _thread.ident is not None:
        _loaded.wait()
