"""Runs on disk, wherever they lie: find, load, save and lock one."""

from depformer.runs.places import (
    CHECKED,
    KeptRun,
    available,
    checked_run,
    checked_runs,
    folder_of,
    homes,
    kept,
    refuse_other,
    writable_home,
)
from depformer.runs.store import ABOUT, load_run, question_of, save_run, write_run

__all__ = [
    "ABOUT",
    "CHECKED",
    "KeptRun",
    "available",
    "checked_run",
    "checked_runs",
    "folder_of",
    "homes",
    "kept",
    "load_run",
    "question_of",
    "refuse_other",
    "save_run",
    "writable_home",
    "write_run",
]
