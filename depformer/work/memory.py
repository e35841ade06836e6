"""The most memory that a process may take as a whole, and its end where it takes more."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import psutil

from depformer.errors import DepformerError
from depformer.wording import say

UNITS = {"MB": 10**6, "GB": 10**9}
REACHED = 0.95  # of it; the rest is what is allocated between two looks


def parse_memory(text: str) -> int:
    """Return bytes of a text like ``2GB`` or ``500MB``.

    Raises
    ------
    DepformerError
        If it is no such text.
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(MB|GB)\s*", text, re.IGNORECASE)
    if found is None or not 0 < float(found[1]) < math.inf:
        raise DepformerError(say("work.memory_unreadable", got=text))
    return int(float(found[1]) * UNITS[found[2].upper()])


def taken() -> int:
    """Return the memory that this process has now [byte]."""
    return int(psutil.Process().memory_info().rss)


def too_much(limit: int | None, about: str) -> Callable[[], DepformerError | None]:
    """Return what looks whether this process has come to a limit, and says so.

    Parameters
    ----------
    limit : int or None
        Of the whole process [byte]; None: there is none.
    about : str
        What it works on.

    Raises
    ------
    DepformerError
        If it is there already, before it has begun.
    """
    if limit is None:
        return lambda: None
    if (before := taken()) > REACHED * limit:
        known = {"got": limit / UNITS["MB"], "before": before / UNITS["MB"]}
        raise DepformerError(say("work.memory_too_small", **known), kind="environment")
    process = psutil.Process()

    def look() -> DepformerError | None:
        if process.memory_info().rss <= REACHED * limit:
            return None
        known = {"about": about, "limit": limit / UNITS["MB"]}
        return DepformerError(say("work.memory_reached", **known), kind="environment")

    return look
