"""Within one group: which cells follow the severity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from depformer import labels
from depformer.errors import DepformerError
from depformer.stats.cohort import (
    MOST_PERMUTATIONS,
    N_PERMUTATIONS,
    Cohort,
    Options,
    asked_of,
    folds_of,
)
from depformer.stats.compared import joined, rows
from depformer.stats.covariates import design
from depformer.stats.inference.groups.correlation import rank_correlations
from depformer.stats.inference.permutations import orders
from depformer.stats.people import SMALLEST_CELL
from depformer.stats.severities import with_severity
from depformer.stats.statistic import StatisticSpec
from depformer.validate import whole_number
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

UNIT = "Spearman rho"


def severity_tests(
    run: xr.Dataset,
    method: str = "integrated_gradients",
    group: str | None = "depressed",
    role: str = "held_out",
    *,
    measure: str = "attribution",
    people: str = "everyone",
    covariates: Sequence[str] = (),
    absolute: bool = False,
    clr: bool = False,
    within_folds: bool = False,
    n_permutations: int = N_PERMUTATIONS,
    seed: int = 0,
) -> pd.DataFrame:
    """Test in every cell whether it rises or falls with the severity within one group.

    Over both groups, everything that differs between them follows the severity; within one it
    need not.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    method, role, measure, covariates, absolute, clr, within_folds, n_permutations, seed
        As of `cohort_of`.
    group : str or None
        Whose people enter: those whose severity is known; None = those of every group.
    people : str
        ``everyone``, or ``correct``, those whose group was predicted right.

    Returns
    -------
    DataFrame
        The fixed columns, one row a cell, `contrast` the group, if any, and `n_b` 0: Spearman's
        correlation with its 95 % interval by Fisher's z, p by permutation of whole people, and p by
        step-down max-T over the cells. With covariates, the partial correlation of ranks.

    Raises
    ------
    DepformerError
        If fewer than five people of the group have a known severity, or all have the same.
    """
    whole_number("n_permutations", n_permutations, low=1, high=MOST_PERMUTATIONS)
    taken: Options = {"measure": measure, "people": people, "absolute": absolute, "clr": clr}
    found, severity = with_severity(run, method, group, role, **taken)
    who = say("cohorts.of_all")
    if group is not None:
        who = say("cohorts.of_group", group=labels.human(group))
    if len(severity) < SMALLEST_CELL:
        few = {"n": len(severity), "least": SMALLEST_CELL}
        raise DepformerError(say("cohorts.few_severity", who=who, **few))
    if np.ptp(severity) == 0:
        raise DepformerError(say("cohorts.same_severity", who=who))
    columns = design(found.people, covariates, severity, say("cohorts.severity"))
    folds = folds_of(found.people, severity) if within_folds else None
    everybody = np.ones(len(severity), dtype=bool)
    asked = asked_of(
        found.people,
        people=people,
        covariates=list(covariates),
        absolute=absolute,
        clr=clr,
        within_folds=within_folds,
    )
    groups = () if group is None else (group,)
    cohort = Cohort(found, groups, everybody, columns, folds, n_permutations, seed, asked)
    values, cells = cohort.cells
    drawn = orders(len(severity), n_permutations, np.random.default_rng(seed), folds)
    rho, interval, p = rank_correlations(values, severity, columns, drawn, least=SMALLEST_CELL)
    return joined(
        [
            rows(
                cohort,
                (np.isfinite(values).sum(axis=0), 0),
                cells,
                estimate=rho,
                unit=UNIT,
                ci_low=interval.low,
                ci_high=interval.high,
                p=p.p,
                p_adjusted=p.p_adjusted,
                adjustment="max_t",
            )
        ],
        cohort,
    )


SPEC = StatisticSpec("severity_tests", severity_tests, ("attribution",), least=SMALLEST_CELL)
