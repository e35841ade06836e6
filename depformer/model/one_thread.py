"""One torch thread for those who compute, whatever the rest of the process does."""

from __future__ import annotations

import threading

import torch


class _OneThread:
    """Compute on one torch thread: these sizes gain nothing from more, and the bits stay the same.

    torch keeps the number for every thread of the process apart, so each that asks sets its own and
    takes it back. What it was is read while nobody is inside: a thread that starts later begins
    with the number that was set last.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._before = 1
        self._own = threading.local()

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._before = torch.get_num_threads()
            self._inside += 1
            self._own.depth = getattr(self._own, "depth", 0) + 1
            torch.set_num_threads(1)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            self._own.depth -= 1
            if self._own.depth == 0:
                torch.set_num_threads(self._before)


one_thread = _OneThread()
