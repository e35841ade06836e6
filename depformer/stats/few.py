"""No statistic of few people: neither a number nor a sentence leads back to one of them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from depformer.stats.people import SMALLEST_CELL


def without_few(table: pd.DataFrame, counted: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Return a table without the statistics of fewer than five people.

    Parameters
    ----------
    table : DataFrame
        Any.
    counted : mapping
        By the column that counts people, the columns that are statistics of them.

    Returns
    -------
    DataFrame
        The same rows; what is held back is NaN, or false. Where rows stand for people, that of
        one alone is no statistic.
    """
    numbers: dict[str, pd.Series] = {}
    for size in (each for each in counted if each in table):
        few = table[size] < SMALLEST_CELL
        if "row" in table:
            few &= table[size] > 1
        if not few.any():
            continue
        for name in (each for each in counted[size] if each in table):
            own = numbers.get(name, table[name])
            kind = own.dtype.kind
            numbers[name] = own & ~few if kind == "b" else own.astype(float).mask(few)
    return table.assign(**numbers) if numbers else table
