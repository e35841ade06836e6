"""What a table declares: its id, how it is computed, what it needs and what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class StatisticSpec:
    """Describe one table.

    Parameters
    ----------
    id : str
        Stable, short name.
    compute : callable
        ``compute(run, **options)`` -> DataFrame.
    needs : tuple of str
        Variables that the run must hold.
    asks : tuple of str
        Options that have no default: a participant, a word, a stream, a method.
    least : int
        People that each group needs; with fewer, the table is refused.
    """

    id: str
    compute: Callable[..., pd.DataFrame]
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    least: int = 0
