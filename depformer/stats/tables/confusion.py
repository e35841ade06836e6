"""Group by prediction: who was called what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from depformer.stats.inference.classification import NAN, count_people
from depformer.stats.inference.intervals import clopper_pearson
from depformer.stats.people import known_people, too_few_to_tell
from depformer.stats.statistic import StatisticSpec

if TYPE_CHECKING:
    import xarray as xr


def confusion(run: xr.Dataset) -> pd.DataFrame:
    """Tabulate group by prediction of the held-out people.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.

    Returns
    -------
    DataFrame
        Four rows: ``group predicted count n share ci_low ci_high``; the share is that of the
        group (of the row), with its Clopper-Pearson interval; NaN for a group without people.
        Where a group has one to four people, everything but `n` is NaN.
    """
    counts = count_people(*known_people(run))
    rows: list[tuple[object, ...]] = []
    for group, cells in (
        ("depressed", (("depressed", counts.tp), ("healthy", counts.fn))),
        ("healthy", (("depressed", counts.fp), ("healthy", counts.tn))),
    ):
        n = sum(count for _, count in cells)
        for predicted, count in cells:
            share = count / n if n else NAN
            rows.append((group, predicted, count, n, share, *clopper_pearson(count, n)))
    table = pd.DataFrame(
        rows, columns=["group", "predicted", "count", "n", "share", "ci_low", "ci_high"]
    )
    if too_few_to_tell(counts.positive, counts.negative):
        return table.assign(**dict.fromkeys(("count", "share", "ci_low", "ci_high"), NAN))
    return table


SPEC = StatisticSpec("confusion", confusion)
