"""How large a difference must be for this study to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Unpack

import numpy as np
import pandas as pd

from depformer.stats.cohort import Unpermuted, unpermuted_cohort
from depformer.stats.compared import enough_people, joined, rows
from depformer.stats.inference.groups.detectable import detectable_d
from depformer.stats.people import SMALLEST_CELL
from depformer.stats.statistic import StatisticSpec

if TYPE_CHECKING:
    import xarray as xr

UNIT = "Cohen's d"


def detectable_effect(
    run: xr.Dataset,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    **options: Unpack[Unpermuted],
) -> pd.DataFrame:
    """Tabulate the smallest difference that is found in four of five studies of this size.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    method, groups, role, **options
        Who is compared in what, see `unpermuted_cohort`.

    Returns
    -------
    DataFrame
        Two rows of the fixed columns, in Cohen's d: of one test alone at 0.05 (``none``), and of
        the first step of Holm over all cells (``holm``), a cautious stand-in for max-T.
        ``attrs["tests"]`` is their number.
    """
    cohort = unpermuted_cohort(run, method, groups, role, **options)
    values, _ = cohort.cells
    tests = int(enough_people(values[cohort.in_a], values[~cohort.in_a]).sum())
    found = reach(cohort.sizes, tests)
    row = pd.DataFrame({"variable": [cohort.measured.name], "word": "", "modality": ""})
    nothing = dict.fromkeys(("ci_low", "ci_high", "p", "p_adjusted"), np.nan)
    parts = [
        rows(
            cohort,
            cohort.sizes,
            row,
            estimate=each,
            unit=UNIT,
            adjustment=adjustment,
            **nothing,
        ).assign(n_permutations=0, seed=np.nan)
        for adjustment, each in (("none", found.one), ("holm", found.all))
    ]
    table = joined(parts, cohort)
    table.attrs["tests"] = max(1, tests)
    return table


class Reach(NamedTuple):
    """The smallest Cohen's d that is found in four of five studies of this size."""

    one: float
    """By one test at 0.05."""
    all: float
    """By the first step of Holm over all tests."""


def reach(sizes: tuple[int, int], tests: int) -> Reach:
    """Return what a comparison of groups of these sizes can detect in so many tests."""
    one, over_all = (detectable_d(*sizes, tests=each) for each in (1, max(1, tests)))
    return Reach(one, over_all)


SPEC = StatisticSpec("detectable_effect", detectable_effect, ("attribution",), least=SMALLEST_CELL)
