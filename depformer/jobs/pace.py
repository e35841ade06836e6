"""How fast work goes, and how long the rest takes."""

from __future__ import annotations

import time

UNKNOWN = -1.0


class Pace:
    """Counts steps and tells the time left, by the pace since the first step of their kind.

    Parameters
    ----------
    total : int
        How many steps there are as far as is known before it begins.
    """

    def __init__(self, total: int = 0) -> None:
        self.done, self.total = 0, total
        self._first, self._from = 0.0, 0

    def at(self, done: int, total: int) -> None:
        """Take down how far it is; another total is another kind of step with its own pace."""
        if total != self.total:
            self._first, self._from = time.monotonic(), done
        self.done, self.total = done, total

    @property
    def seconds_left(self) -> float:
        """The time left [s]; -1 before there is a pace."""
        steps = self.done - self._from
        if steps <= 0:
            return UNKNOWN
        return (time.monotonic() - self._first) / steps * (self.total - self.done)
