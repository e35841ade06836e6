"""Runs on disk, wherever they lie: find, load, save and lock one."""

from depformer.runs.parts import PIECE, Parts, joined
from depformer.runs.places import (
    CHECKED,
    KeptRun,
    available,
    checked_runs,
    folder_of,
    homes,
    kept,
    refuse_other,
    with_checks,
    writable,
    writable_home,
)
from depformer.runs.store import ABOUT, content_digest, load_run, question_of, save_run

__all__ = [
    "ABOUT",
    "CHECKED",
    "PIECE",
    "KeptRun",
    "Parts",
    "available",
    "checked_runs",
    "content_digest",
    "folder_of",
    "homes",
    "joined",
    "kept",
    "load_run",
    "question_of",
    "refuse_other",
    "save_run",
    "with_checks",
    "writable",
    "writable_home",
]
