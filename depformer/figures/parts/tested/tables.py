"""Tables of two groups as figures show them: the tests, who enters, and what they can detect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from depformer.figures.parts.raster.people_rows import without_values
from depformer.figures.parts.words import of_words, word_size
from depformer.stats.cohort import Cohort, Options, asked_of, cohort_of
from depformer.stats.compared import HEDGES, compare, in_effect_size
from depformer.stats.inference.groups.adjusted import false_discovery
from depformer.stats.people import DASH, SMALLEST_CELL, choose, members, role_of, two_groups
from depformer.stats.tables.compare_groups import COLUMNS
from depformer.stats.tables.detectable_effect import reach

if TYPE_CHECKING:
    import xarray as xr

ALPHA = 0.05
OF_TEST = ("estimate", "ci_low", "ci_high", "p", "p_adjusted")
OF_CELLS = (
    *(*OF_TEST, "difference", "difference_low", "difference_high", "p_bh", "filled", "size"),
)


def of_two(statistics: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return statistics by the columns that count the people of two groups, see `FigureSpec`."""
    return {"n_a": statistics, "n_b": statistics}


def compared(table: pd.DataFrame, cohort: Cohort) -> pd.DataFrame:
    """Return a table of two groups with who they are and what the study can detect.

    Parameters
    ----------
    table : DataFrame
        The fixed columns of a cohort table, a row a test; rows in another unit repeat one.
    cohort : Cohort
        Who is compared in it.

    Returns
    -------
    DataFrame
        With ``role detectable detectable_all tests``: the smallest Cohen's d that is found at 80 %
        power in one test alone, and in the first step over the tests that share the adjustment.
    """
    once = table.drop_duplicates(["word", "modality", "adjustment"])
    tests = int((once["p"].notna() & (once["adjustment"] != "none")).sum())
    found = reach(cohort.sizes, tests)
    table = table.assign(
        role=role_of(cohort.measured.people, cohort.groups),
        detectable=found.one,
        detectable_all=found.all,
        tests=tests,
    )
    table.attrs.update(groups=cohort.groups, orders=cohort.orders, **cohort.asked)
    return table


def too_few(
    run: xr.Dataset, method: str, pair: tuple[str, str], role: str, options: Options
) -> pd.DataFrame | None:
    """Return one row of NaN where a group has fewer than five people, else nothing."""
    row = untested(run, method, pair, role, options)
    few = int(row[["n_a", "n_b"]].to_numpy().min()) < SMALLEST_CELL
    return row if few else None


def untested(
    run: xr.Dataset, method: str, pair: tuple[str, str], role: str, options: Options
) -> pd.DataFrame:
    """Return one row of NaN: who would be compared in what; arguments as of `cohort_of`."""
    measure = options.get("measure", "attribution")
    people = choose(without_values(run), role)
    sizes = [int(members(people, group).sum()) for group in pair]
    row = {
        **dict.fromkeys(COLUMNS, np.nan),
        **{
            "variable": method if measure == "attribution" else measure,
            "contrast": DASH.join(pair),
            "word": "",
            "modality": "",
        },
        **{"n_a": sizes[0], "n_b": sizes[1], "unit": "1", "adjustment": ""},
        **{"role": role_of(people, pair), "detectable": np.nan, "detectable_all": np.nan},
    }
    table = pd.DataFrame([row | {"tests": 0}])
    table.attrs.update(groups=pair, **asked_for(people, options))
    return table


def asked_for(entered: xr.Dataset, options: Options) -> dict[str, Any]:
    """Return what a table carries along of the options of `cohort_of`, and of who enters it."""
    return asked_of(
        entered,
        people=options.get("people", "everyone"),
        covariates=list(options.get("covariates", ())),
        within_folds=options.get("within_folds", False),
        absolute=options.get("absolute", False),
        clr=options.get("clr", False),
    )


def compared_cells(
    run: xr.Dataset,
    method: str,
    groups: tuple[str, str] | None,
    role: str,
    options: Options,
) -> pd.DataFrame:
    """Return Hedges g of all words and modalities, or one row of NaN; see `cells_of`.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    method, groups, role, options
        As of `cohort_of`.
    """
    pair = two_groups(run, groups)
    few = too_few(run, method, pair, role, options)
    if few is not None:
        blank = dict.fromkeys(("difference", "difference_low", "difference_high", "p_bh", "size"))
        return few.assign(**blank, difference_unit="", filled=False, valence="", text="")
    return cells_of(run, method, pair, role, options)


def cells_of(
    run: xr.Dataset,
    method: str,
    pair: tuple[str, str],
    role: str,
    options: Options,
) -> pd.DataFrame:
    """Return Hedges g of words and modalities, tested over all of them.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    method, pair, role, options
        As of `cohort_of`.

    Returns
    -------
    DataFrame
        The word columns, the rows of `stats.cohort_tests` in Hedges g with p adjusted by max-T,
        ``difference difference_low difference_high difference_unit p_bh``, the same in the
        measure's own unit and the false discovery rate, ``filled`` (whether the adjusted p is
        below 0.05), ``size`` (the larger absolute estimate of the word), and those of
        `compared_groups`.
    """
    cohort = cohort_of(run, method, pair, role, **options)
    values, cells = cohort.cells
    found = compare(cohort, values)
    table = in_effect_size(HEDGES, cohort, found, cells, found.p.p_adjusted, "max_t").assign(
        difference=found.estimate,
        difference_low=found.interval.low,
        difference_high=found.interval.high,
        difference_unit=cohort.measured.unit,
        p_bh=false_discovery(found.p.p, "bh"),
    )
    table["filled"] = table["p_adjusted"] < ALPHA
    table["size"] = word_size(table, "estimate")
    return compared(of_words(run, table), cohort)
