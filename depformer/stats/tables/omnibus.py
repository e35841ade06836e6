"""Do the groups differ anywhere: one test of all cells together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np
import pandas as pd

from depformer.stats.cohort import Options, cohort_of
from depformer.stats.compared import compare, joined, rows
from depformer.stats.people import SMALLEST_CELL
from depformer.stats.statistic import StatisticSpec

if TYPE_CHECKING:
    import xarray as xr

UNIT = "sum of t²"


def omnibus(
    run: xr.Dataset,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    **options: Unpack[Options],
) -> pd.DataFrame:
    """Test whether two groups of people differ in any cell at all.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    method, groups, role, **options
        Who is compared in what, see `cohort_of`.

    Returns
    -------
    DataFrame
        One row of the fixed columns, `word` and `modality` empty: the sum of the squared t over
        all cells of `cohort_tests`, and its p by the same permutations. It has no interval.
    """
    cohort = cohort_of(run, method, groups, role, **options)
    values, _ = cohort.cells
    found = compare(cohort, values)
    row = pd.DataFrame({"variable": [cohort.measured.name], "word": "", "modality": ""})
    tested = {"estimate": found.p.omnibus, "unit": UNIT, "ci_low": np.nan, "ci_high": np.nan}
    p = {"p": found.p.p_omnibus, "p_adjusted": found.p.p_omnibus, "adjustment": "none"}
    sizes = int(cohort.in_a.sum()), int((~cohort.in_a).sum())
    return joined([rows(cohort, sizes, row, **tested, **p)], cohort)


SPEC = StatisticSpec("omnibus", omnibus, ("attribution",), least=SMALLEST_CELL)
