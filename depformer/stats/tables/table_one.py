"""Table 1: who was studied, group by group, with standardised differences."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.schema import target_of
from depformer.stats.described import UNKNOWN, columns_of, is_number
from depformer.stats.filtered import formed_by
from depformer.stats.inference.intervals import Floats
from depformer.stats.people import DASH, choose, members, two_groups, without_few
from depformer.stats.statistic import StatisticSpec

if TYPE_CHECKING:
    import xarray as xr

Mask = NDArray[np.bool_]
UNITS = MappingProxyType({"age": "year", "severity": "score", "education_years": "year"})
SCORE = "severity"  # in the points of its scale, where the model predicts it
TEXTS = ("sex", "education", "site", "device")

COLUMNS = (
    "variable",
    "level",
    "statistic",
    "unit",
    "contrast",
    "n_a",
    "value_a",
    "spread_a",
    "n_b",
    "value_b",
    "spread_b",
    "smd",
)

OF_GROUPS = {f"n_{side}": (f"value_{side}", f"spread_{side}", "smd") for side in "ab"}


def table_one(
    run: xr.Dataset, groups: tuple[str, str] | None = None, role: str = "held_out"
) -> pd.DataFrame:
    """Tabulate age, sex and severity of two groups; education, site and device where known.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    groups : tuple of str
        The pair (a, b), by default that of `groups_of`.
    role : str
        ``held_out`` (test and new) or ``all``.

    Returns
    -------
    DataFrame
        One row a number, and one a level of a text (sex, education, site, device). `value` and
        `spread` are mean and SD, or a share and its SD; `smd` is (a - b) over the root mean square
        of both SDs; `n` counts the known. Of fewer than 5 of a group, all three are NaN.
        ``attrs["groups"]`` is the pair, ``attrs["formed_by"]`` the variable that it was formed by.
    """
    a, b = two_groups(run, groups)
    people = choose(run, role)
    masks, target = (members(people, a), members(people, b)), target_of(run)
    contrast = DASH.join((a, b))
    rows: list[tuple[object, ...]] = []
    known_of = columns_of(people)
    for name, unit in UNITS.items():
        if name in known_of and is_number(people, name):
            values = people[name].values.astype(float)
            unit = target.unit if name == SCORE and target.is_score else unit
            rows.append((name, "", "mean", unit, contrast, *_describe(values, masks, ddof=1)))
    for name in TEXTS:
        texts = people[name].values.astype(str) if name in known_of else np.array([], dtype=str)
        known = ~np.isin(texts, ("", UNKNOWN, "nan"))
        for level in sorted(set(texts[known].tolist())):
            share = np.where(known, (texts == level).astype(float), np.nan)
            rows.append((name, level, "share", "1", contrast, *_describe(share, masks, ddof=0)))
    table = without_few(pd.DataFrame(rows, columns=list(COLUMNS)), OF_GROUPS)
    table.attrs.update(groups=(a, b), formed_by=formed_by(run))
    return table


def _describe(values: Floats, masks: tuple[Mask, Mask], *, ddof: int) -> tuple[object, ...]:
    numbers = []
    for mask in masks:
        known = values[mask]
        known = known[np.isfinite(known)]
        mean = float(known.mean()) if len(known) else float("nan")
        spread = float(known.std(ddof=ddof)) if len(known) > ddof else float("nan")
        numbers.append((len(known), mean, spread))
    return (*numbers[0], *numbers[1], _smd(numbers[0][1:], numbers[1][1:]))


def _smd(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the standardised mean difference; infinite where groups without spread differ."""
    difference = a[0] - b[0]
    pooled = float(np.sqrt((a[1] ** 2 + b[1] ** 2) / 2))
    if pooled > 0 or np.isnan(difference + pooled):
        return difference / pooled
    return 0.0 if difference == 0 else float(np.copysign(np.inf, difference))


SPEC = StatisticSpec("table_one", table_one)
