"""Studies that are open: each loaded once for all who ask, as long as no file of it changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from depformer.files import being_changed, digest, user_path
from depformer.runs.checked_studies import find, keep
from depformer.runs.remembered import marks_of_study
from depformer.study import Study, load_study

MOST = 3  # their tables are in memory, their features are not

_open: OrderedDict[str, Study] = OrderedDict()
_being_loaded: dict[str, threading.Lock] = {}
_lock = threading.Lock()


def open_study(path: Path | str) -> Study:
    """Return a study as its files are now; whoever asks while it is loaded waits, and shares it.

    Of a study that was checked before and whose files have not changed since, by their size, time
    and place, only its tables are read.

    Parameters
    ----------
    path : Path or str
        The folder.

    Returns
    -------
    Study
        As of `load_study`, not to be changed.

    Raises
    ------
    DepformerError
        As of `load_study`.
    """
    key = study_key(path)
    with _lock:
        own = _being_loaded.setdefault(key, threading.Lock())
    try:
        with own:
            with _lock:
                found = _open.get(key)
            if found is None and not being_changed(user_path(path)):
                found = find(key, user_path(path))
            if found is None:
                found = load_study(path)
                if study_key(path) == key:  # none of its files was changed meanwhile
                    keep(key, found)
            with _lock:
                _open[key] = found
                _open.move_to_end(key)
                while len(_open) > MOST:
                    _open.popitem(last=False)
            return found
    finally:
        with _lock:
            _being_loaded.pop(key, None)


def study_key(path: Path | str) -> str:
    """Return what changes when any file does that a study is read from."""
    root = user_path(path)
    return digest(str(path), str(root.absolute()), *marks_of_study(root))
