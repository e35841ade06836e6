"""What a guard is: one thing to know before believing a figure."""

from __future__ import annotations

from typing import NamedTuple

SCOPES = ("person", "people", "cohort", "model", "words", "attribution")
"""What a guard can touch, and a figure be about: one person, people taken together, groups of them
that are compared, the performance of the model, single words, attributions."""
EVERYTHING = " ".join(scope for scope in SCOPES if scope != "words")
LEVELS = ("block", "warn", "info")


class Guard(NamedTuple):
    """One thing to know.

    `scopes`, with spaces between, are of `SCOPES`, ids of methods, or ``method@scope`` for what is
    true of a method only where a figure is about that scope. `rows`, with spaces between, are the
    rows of the run that it concerns where it does not concern all: a figure of another person does
    not show it.
    """

    level: str
    id: str
    name: str
    sentence: str
    scopes: str
    rows: str = ""
