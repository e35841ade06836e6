"""How two groups of people differ in every cell, and the rows of a table that say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.stats.cohort import Cohort
from depformer.stats.inference.groups.effect_sizes import (
    Statistic,
    cliffs_delta,
    hedges_g,
    hedges_g_beside,
    with_interval,
)
from depformer.stats.inference.groups.freedman_lane import Orders, Term, fitted, permuted_t
from depformer.stats.inference.groups.max_t import MaxT, max_t
from depformer.stats.inference.groups.welch import welch
from depformer.stats.inference.intervals import Floats, Interval, difference_interval
from depformer.stats.inference.permutations import orders
from depformer.stats.inference.remembered import remembered
from depformer.stats.people import DASH, SMALLEST_CELL
from depformer.stats.tables.compare_groups import COLUMNS

HEDGES, CLIFF = "Hedges g", "Cliff's delta"
SIZES = {HEDGES: hedges_g, CLIFF: cliffs_delta}


class Compared(NamedTuple):
    """How the groups differ in every cell, shape (cell,) each; NaN with too few people."""

    estimate: Floats
    interval: Interval
    p: MaxT
    a: Floats
    """Values of the first group, shape (participant, cell)."""
    b: Floats
    term: Term | None
    """The group's share in a linear model, where covariates are held constant."""

    @property
    def counts(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many people of each group are known in every cell."""
        return np.isfinite(self.a).sum(axis=0), np.isfinite(self.b).sum(axis=0)


def compare(cohort: Cohort, values: Floats) -> Compared:
    """Return how two groups differ in every cell, and what permutations say of it.

    Without covariates, the difference of means with Welch's t; with them, that of an ordinary
    linear model whose residuals are permuted (Freedman and Lane). Cells with fewer than five
    people in a group, or without spread, are NaN and not in the family.

    Parameters
    ----------
    cohort : Cohort
        Who is compared.
    values : array
        Shape (participant, cell).
    """
    asked = cohort.in_a, cohort.covariates, cohort.folds, cohort.n_permutations, cohort.seed
    return _compared(values, *asked)


@remembered(12)
def _compared(
    values: Floats,
    in_a: NDArray[np.bool_],
    covariates: Floats,
    folds: NDArray[np.int64] | None,
    n_permutations: int,
    seed: int,
) -> Compared:
    drawn = _orders(len(in_a), n_permutations, seed, folds)
    a, b, term = values[in_a], values[~in_a], None
    adjusts = bool(covariates.shape[1])
    if adjusts:
        term = fitted(values, in_a.astype(float), covariates)
        estimate, interval, t = term.estimate, term.interval(), term.t
    else:
        estimate, interval = difference_interval(a, b)
        t = welch(values, in_a[None]).t[0]
    enough = enough_people(a, b)
    t, estimate = np.where(enough, t, np.nan), np.where(enough, estimate, np.nan)
    interval = Interval(*(np.where(np.isfinite(t), end, np.nan) for end in interval))

    def statistic(draws: slice) -> Floats:
        if adjusts:
            return permuted_t(values, in_a.astype(float), covariates, drawn[draws])
        return welch(values, in_a[drawn[draws]]).t

    return Compared(estimate, interval, max_t(t, statistic, n_permutations), a, b, term)


@remembered(1)  # large: one whole comparison draws the same orders for all that it tests
def _orders(people: int, n: int, seed: int, folds: NDArray[np.int64] | None) -> Orders:
    return orders(people, n, np.random.default_rng(seed), folds)


def enough_people(a: Floats, b: Floats) -> NDArray[np.bool_]:
    """Return which cells have five known people in each group, shape (cell,)."""
    sizes = np.stack([np.isfinite(group).sum(axis=0) for group in (a, b)])
    return np.asarray(sizes.min(axis=0) >= SMALLEST_CELL)


def in_own_unit(
    cohort: Cohort, found: Compared, cells: pd.DataFrame, p_adjusted: Floats, adjustment: str
) -> pd.DataFrame:
    """Return rows with the differences in the measure's own unit."""
    return rows(
        cohort,
        found.counts,
        cells,
        estimate=found.estimate,
        unit=cohort.measured.unit,
        ci_low=found.interval.low,
        ci_high=found.interval.high,
        p=found.p.p,
        p_adjusted=p_adjusted,
        adjustment=adjustment,
    )


def in_effect_size(
    unit: str,
    cohort: Cohort,
    found: Compared,
    cells: pd.DataFrame,
    p_adjusted: Floats,
    adjustment: str,
) -> pd.DataFrame:
    """Return rows with `HEDGES` or `CLIFF` and BCa intervals, beside the p of the cells' t."""
    tested = np.isfinite(found.p.p)
    # Of covariates only g is asked for, since Cliff's delta holds nothing constant.
    own = cohort.covariates[cohort.in_a], cohort.covariates[~cohort.in_a]
    size, interval = _sized(unit, found.a, found.b, *own, cohort.seed)
    size, low, high = (np.where(tested, each, np.nan) for each in (size, *interval))
    return rows(
        cohort,
        found.counts,
        cells,
        estimate=size,
        unit=unit,
        ci_low=low,
        ci_high=high,
        p=found.p.p,
        p_adjusted=p_adjusted,
        adjustment=adjustment,
    )


@remembered(12)
def _sized(
    unit: str, a: Floats, b: Floats, beside_a: Floats, beside_b: Floats, seed: int
) -> tuple[Floats, Interval]:
    adjusts = bool(beside_a.shape[1])
    statistic: Statistic = hedges_g_beside(beside_a, beside_b) if adjusts else SIZES[unit]
    return with_interval(statistic, a, b, seed=seed)


def rows(
    cohort: Cohort, counts: tuple[Any, Any], cells: pd.DataFrame, **columns: Any
) -> pd.DataFrame:
    """Return rows of a cohort table: the fixed columns, with those given put in.

    `counts` are the people of both groups, and `cells` has ``variable word modality``.
    """
    n_a, n_b = counts
    table = cells.assign(
        contrast=DASH.join(cohort.groups),
        n_a=n_a,
        n_b=n_b,
        n_permutations=cohort.n_permutations,
        seed=cohort.seed,
        **columns,
    )
    return table[list(COLUMNS)]


def joined(parts: Sequence[pd.DataFrame], cohort: Cohort) -> pd.DataFrame:
    """Return one table of several; its attributes say who is compared, and how it was asked."""
    table = pd.concat(parts, ignore_index=True)
    table.attrs.update(groups=cohort.groups, **cohort.asked)
    return table
