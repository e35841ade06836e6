"""How many cells differ between two groups, and how many would if the groups did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from depformer.stats.cohort import folds_of
from depformer.stats.inference.intervals import difference_interval
from depformer.stats.inference.permutations import filled_counts, permuted
from depformer.stats.people import (
    DASH,
    SMALLEST_CELL,
    choose,
    members,
    of_method,
    two_groups,
)
from depformer.stats.statistic import StatisticSpec
from depformer.validate import whole_number

if TYPE_CHECKING:
    import xarray as xr

N_PERMUTATIONS = 999
BY_CHANCE = 0.05


def filled_cells(
    run: xr.Dataset,
    method: str = "integrated_gradients",
    groups: tuple[str, str] | None = None,
    role: str = "held_out",
    *,
    within_folds: bool = False,
    n_permutations: int = N_PERMUTATIONS,
    seed: int = 0,
) -> pd.DataFrame:
    """Count the cells (word x modality) whose interval of the group difference excludes 0.

    One cell in twenty would by chance, but the cells of one person go together, so that the number
    varies by far more than that of independent cells. How far is told by permutations: whole
    people change their group, with all their cells, and the cells are counted anew.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution`.
    method : str
        Id of the attribution method.
    groups : tuple of str
        The pair (a, b) of the contrast a - b, by default that of `groups_of`; nobody else enters.
    role : str
        ``held_out`` (test and new), or ``all`` on request.
    within_folds : bool
        Whether people change places only with those whom the same model speaks for.
    n_permutations, seed : int
        How many, and what they are drawn from.

    Returns
    -------
    DataFrame
        One row: ``variable contrast n_a n_b cells filled expected range_low range_high p
        n_permutations within_folds seed``. `cells` are those with an interval and five people in
        each group; `expected` is a twentieth of them; the range holds 95 % of the permutations; p
        is the share of permutations, the groups as they are among them, with as many filled cells
        or more.
    """
    whole_number("n_permutations", n_permutations, low=1)
    a, b = two_groups(run, groups)
    people = choose(run, role)
    in_a, in_b = members(people, a), members(people, b)
    values = of_method(people, method).values.astype(float)[in_a | in_b]
    cells = values.reshape(len(values), values.shape[1] * values.shape[2])
    first = in_a[in_a | in_b]
    known = np.isfinite(cells)
    sizes = np.stack([known[first].sum(axis=0), known[~first].sum(axis=0)])
    _, interval = difference_interval(cells[first], cells[~first])
    count = int(((sizes.min(axis=0) >= SMALLEST_CELL) & np.isfinite(interval.low)).sum())
    entered = people.isel(participant=np.flatnonzero(in_a | in_b))
    folds = folds_of(entered, first) if within_folds else None
    drawn = permuted(first, n_permutations, np.random.default_rng(seed), folds)
    filled, *by_chance = filled_counts(cells, np.vstack([first, drawn]), least=SMALLEST_CELL)
    row = {
        "variable": method,
        "contrast": DASH.join((a, b)),
        "n_a": int(first.sum()),
        "n_b": int((~first).sum()),
        "cells": count,
        "filled": int(filled),
        "expected": BY_CHANCE * count,
        "range_low": int(np.quantile(by_chance, 0.025, method="lower")),
        "range_high": int(np.quantile(by_chance, 0.975, method="higher")),
        "p": (int((np.array(by_chance) >= filled).sum()) + 1) / (n_permutations + 1),
        "n_permutations": n_permutations,
        "within_folds": within_folds,
        "seed": seed,
    }
    table = pd.DataFrame([row])
    table.attrs["groups"] = (a, b)
    return table


SPEC = StatisticSpec("filled_cells", filled_cells, ("attribution",))
