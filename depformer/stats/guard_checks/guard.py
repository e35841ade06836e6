"""What a guard is: one thing to know before believing a figure."""

from __future__ import annotations

from typing import NamedTuple

SCOPES = ("person", "cohort", "model", "words", "attribution")
"""What a guard can touch, and a figure be about: one person, groups of people, the performance of
the model, single words, attributions."""
EVERYTHING = " ".join(scope for scope in SCOPES if scope != "words")
LEVELS = ("block", "warn", "info")


class Guard(NamedTuple):
    """One thing to know; `scopes`, with spaces between, are of `SCOPES`, or ids of methods."""

    level: str
    id: str
    name: str
    sentence: str
    scopes: str
