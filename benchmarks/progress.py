"""Progress of a long benchmark: a line on stderr now and then, with the time left."""

from __future__ import annotations

import sys
import time


class Progress:
    """Say how much is done, at most once in some seconds, and always at the end.

    Parameters
    ----------
    what : str
        What is being done, for example ``explaining``.
    every : float
        Least time between two lines [s].
    """

    def __init__(self, what: str, every: float = 15.0) -> None:
        self.what, self.every = what, every
        self.start = self.said = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Report steps done and steps in all."""
        now = time.monotonic()
        if done < total and now - self.said < self.every:
            return
        self.said = now
        spent = now - self.start
        if done < total:
            rest = f"about {spent / max(done, 1) * (total - done):.0f} s left"
        else:
            rest = f"{spent:.0f} s in all"
        print(f"{self.what}: {done} of {total}, {rest}", file=sys.stderr, flush=True)
