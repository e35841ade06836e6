"""In which cells are two groups alike, within a margin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from depformer.stats.cohort import Unpermuted, unpermuted_cohort
from depformer.stats.compared import compare, joined, rows
from depformer.stats.inference.groups.adjusted import holm
from depformer.stats.inference.groups.equivalence import tost, tost_of
from depformer.stats.inference.intervals import difference_interval
from depformer.stats.people import SMALLEST_CELL
from depformer.stats.statistic import StatisticSpec
from depformer.validate import number

if TYPE_CHECKING:
    import xarray as xr

MARGIN = 0.5
LEVEL = 0.9  # the interval that lies within the margin where both one-sided tests are below 0.05


def equivalence(
    run: xr.Dataset,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    *,
    margin: float = MARGIN,
    **options: Unpack[Unpermuted],
) -> pd.DataFrame:
    """Test in every cell whether the difference of two groups is smaller than a margin.

    That a difference is not significant does not say that there is none; this does.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    method, groups, role, **options
        Who is compared in what, see `unpermuted_cohort`.
    margin : float
        In pooled standard deviations of the cell, both ways.

    Returns
    -------
    DataFrame
        The fixed columns: the difference in the measure's own unit, p of both one-sided Welch
        tests, adjusted by Holm over the cells, and the 90 % interval, which lies within the margin
        where p is below 0.05. With covariates, all of it is of a linear model. No permutation is
        made. Behind them `ci_level` [1], the level of the interval, and `margin` [standard
        deviations].
    """
    margin = checked_margin(margin)
    cohort = unpermuted_cohort(run, method, groups, role, **options)
    values, cells = cohort.cells
    found = compare(cohort, values)
    if found.term is None:
        _, interval = difference_interval(found.a, found.b, confidence=LEVEL)
        p, _ = tost(found.a, found.b, margin)
    else:
        interval, term = found.term.interval(LEVEL), found.term
        p = tost_of(term.estimate, term.error, term.df, margin * term.spread)
    tested = np.isfinite(found.p.p)
    p, low, high = (np.where(tested, each, np.nan) for each in (p, *interval))
    ends = {"estimate": found.estimate, "unit": cohort.measured.unit, "ci_low": low}
    ends |= {"ci_high": high, "p": p, "p_adjusted": holm(p), "adjustment": "holm"}
    drawn = {"n_permutations": 0, "seed": np.nan}
    table = joined([rows(cohort, found.counts, cells, **ends).assign(**drawn)], cohort)
    return table.assign(ci_level=LEVEL, margin=margin)


def checked_margin(margin: float) -> float:
    """Return a margin [standard deviation] if it is one."""
    return number("margin", margin, low=0.01, high=5)


SPEC = StatisticSpec("equivalence", equivalence, ("attribution",), least=SMALLEST_CELL)
