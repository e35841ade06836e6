"""From the number of processes that somebody names to a place."""

from __future__ import annotations

import os

from depformer.validate import whole_number
from depformer.work.here import HERE
from depformer.work.pieces import Place

MOST = 256


def place_of(workers: int = 1) -> Place:
    """Return the place that has this many processes.

    Parameters
    ----------
    workers : int
        1: this process. More: so many processes, one core each. 0: one for each core that this
        process may use.

    Raises
    ------
    DepformerError
        If the number is not allowed.
    """
    workers = allowed_workers(workers)
    if workers == 1:
        return HERE
    from depformer.work.processes import Processes  # 0.4 s

    return Processes(workers)


def allowed_workers(workers: int) -> int:
    """Return the number of processes that somebody names, with 0 spelt out."""
    return whole_number("number of workers", workers, low=0, high=MOST) or cores()


def cores() -> int:
    """Return how many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # Linux alone knows what is allowed
    return len(allowed(0)) if allowed else os.cpu_count() or 1
