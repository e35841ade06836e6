"""Times of words that a person or a program wrote down, and what can be wrong with them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from depformer.validate import shortened
from depformer.wording import say

_ROUNDED_S = 0.05  # that a time may lie beyond the end, since tables and durations are rounded


class Span(NamedTuple):
    """Where a word is said: the line of its table, its id, and its edges [s], NaN if missing."""

    line: int
    word_id: str
    onset: float
    offset: float

    @property
    def missing(self) -> bool:
        """Whether there is no time for it."""
        return math.isnan(self.onset)


def pair_of(
    cells: Sequence[object], line: int, columns: Sequence[str], faults: list[str]
) -> tuple[float, float]:
    """Return the two numbers of a row, NaN if both are missing; append what is wrong with them."""
    before = len(faults)
    first, second = (
        _number(cell, line, column, faults) for cell, column in zip(cells, columns, strict=True)
    )
    if math.isnan(first) != math.isnan(second):
        if len(faults) == before:
            faults.append(say("word_times.half", line=line))
        return math.nan, math.nan
    return first, second


def _number(cell: object, line: int, column: str, faults: list[str]) -> float:
    """Return the number in a cell, NaN if it is empty; append what is wrong with it."""
    if pd.isna(cell):  # type: ignore[call-overload]
        return math.nan
    try:
        value = float(str(cell))
    except ValueError:
        value = math.inf
    if not math.isfinite(value):
        known = {"line": line, "column": column, "got": shortened(str(cell))}
        faults.append(say("word_times.no_number", **known))
        return math.nan
    return value


def faults_of(spans: Sequence[Span], end: float, *, windows: bool = False) -> list[str]:
    """Return one sentence for each row whose times cannot be.

    Parameters
    ----------
    spans : sequence of Span
        In the order of their lines.
    end : float
        Of the recording [s]; NaN where it is not known.
    windows : bool
        Whether a word lies somewhere inside each span: windows may overlap, words may not.
    """
    faults = []
    before: Span | None = None
    seen: dict[str, int] = {}
    for span in spans:
        known = {"line": span.line, "onset": span.onset}
        if span.word_id in seen:
            first = seen[span.word_id]
            faults.append(say("word_times.twice", line=span.line, word=span.word_id, first=first))
        seen.setdefault(span.word_id, span.line)
        if span.missing:
            continue
        if span.onset < 0:
            faults.append(say("word_times.negative", **known))
        if not span.offset > span.onset:
            faults.append(say("word_times.no_length", offset=span.offset, **known))
        elif span.offset > end + _ROUNDED_S:
            faults.append(say("word_times.beyond", line=span.line, offset=span.offset, end=end))
        if before and span.onset < before.onset:
            faults.append(say("word_times.unordered", other=before.line, **known))
        elif before and not windows and span.onset < before.offset - 1e-6:
            faults.append(say("word_times.overlap", other=before.line, **known))
        before = span
    return faults
