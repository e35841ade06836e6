"""Word by word and modality by modality: do the groups differ, by how much, how surely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import pandas as pd

from depformer.stats.cohort import Options, cohort_of
from depformer.stats.compared import HEDGES, SIZES, compare, in_effect_size, in_own_unit, joined
from depformer.stats.inference.groups.adjusted import false_discovery
from depformer.stats.people import SMALLEST_CELL
from depformer.stats.statistic import StatisticSpec

if TYPE_CHECKING:
    import xarray as xr


def cohort_tests(
    run: xr.Dataset,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    **options: Unpack[Options],
) -> pd.DataFrame:
    """Test in every cell, a word in one modality, whether two groups of people differ.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    method, groups, role, **options
        Who is compared in what, see `cohort_of`.

    Returns
    -------
    DataFrame
        The fixed columns, five rows a cell, all of one kind together. In the measure's own unit:
        the difference of means with Welch's 95 % t interval, p by permutation, and adjusted p
        (``max_t``: step-down Westfall-Young, family-wise; ``bh`` and ``by``: false discovery
        rate). In the units ``Hedges g`` and ``Cliff's delta``: the effect size with its BCa
        interval, beside the p of the cell's t. With covariates, the difference and Hedges' g are
        those of a linear model, and there are no rows of Cliff's delta, which holds nothing
        constant. Cells with fewer than five people in a group, or without spread, are NaN and not
        in the family.
    """
    cohort = cohort_of(run, method, groups, role, **options)
    values, cells = cohort.cells
    found = compare(cohort, values)
    stepped = found.p.p_adjusted
    adjusted = {
        "max_t": stepped,
        **{each: false_discovery(found.p.p, each) for each in ("bh", "by")},
    }
    units = (HEDGES,) if cohort.adjusts else tuple(SIZES)
    parts = [in_own_unit(cohort, found, cells, p, name) for name, p in adjusted.items()]
    parts += [in_effect_size(unit, cohort, found, cells, stepped, "max_t") for unit in units]
    return joined(parts, cohort)


SPEC = StatisticSpec("cohort_tests", cohort_tests, ("attribution",), least=SMALLEST_CELL)
