"""How large a difference must be for this study to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

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
    tests = max(1, int(enough_people(values[cohort.in_a], values[~cohort.in_a]).sum()))
    n_a, n_b = int(cohort.in_a.sum()), int((~cohort.in_a).sum())
    row = pd.DataFrame({"variable": [cohort.measured.name], "word": "", "modality": ""})
    nothing = dict.fromkeys(("ci_low", "ci_high", "p", "p_adjusted"), np.nan)
    parts = [
        rows(
            cohort,
            (n_a, n_b),
            row,
            estimate=detectable_d(n_a, n_b, tests=each),
            unit=UNIT,
            adjustment=adjustment,
            **nothing,
        ).assign(n_permutations=0, seed=np.nan)
        for adjustment, each in (("none", 1), ("holm", tests))
    ]
    table = joined(parts, cohort)
    table.attrs["tests"] = tests
    return table


SPEC = StatisticSpec("detectable_effect", detectable_effect, ("attribution",), least=SMALLEST_CELL)
