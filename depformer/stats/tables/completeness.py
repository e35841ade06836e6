"""Do the attributions add up: the completeness gap, and what they should sum to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from depformer.schema.target import LOGIT, SMALLEST_GAP
from depformer.stats.people import of_method, persons_of, sittings
from depformer.stats.sessions import has_sessions
from depformer.stats.statistic import StatisticSpec
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


def completeness(run: xr.Dataset, method: str) -> pd.DataFrame:
    """Tabulate how far each person's attributions miss their sum.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema, with `attribution`.
    method : str
        Id of the attribution method.

    Returns
    -------
    DataFrame
        One row a person: ``participant``; ``gap``: sum of attributions minus the difference of
        predictions between person and baseline; ``difference``: that difference, both in the unit
        of the run;
        ``share``: abs(gap / difference) [1]. NaN where the method claims no sum. It is the
        known attributions' sum minus the gap: a missing recording holds the training mean on both
        sides, so its attribution is 0. Against other people in place of a baseline it is not known.
    """
    values = of_method(run, method).values.astype(float)
    gap = np.full(len(values), np.nan)
    if "completeness_gap" in run:
        gap = run["completeness_gap"].loc[{"method": method}].values.astype(float)
    difference = np.nansum(values, axis=(1, 2)) - gap
    complete = bool(run["complete"].sel({"method": method}).item())
    if not complete:
        difference[np.isnan(values).any(axis=(1, 2))] = np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.abs(gap / difference)
    people = run["participant"].values.astype(str)
    return pd.DataFrame(
        {"participant": people, "gap": gap, "difference": difference, "share": share}
    )


def widest_gaps(run: xr.Dataset, method: str, role: str = "held_out") -> pd.DataFrame:
    """Tabulate `completeness` of the people whom `choose` returns, each by the session that misses.

    Gaps of two sessions may have opposite signs, so they are not averaged: of each person it is the
    row of the session with the largest gap.
    """
    rows = sittings(run, role)
    found = completeness(rows, method).assign(participant=persons_of(rows))
    if not has_sessions(rows):
        return found
    order = found["gap"].abs().sort_values(ascending=False, kind="stable").index  # NaN last
    widest = found.loc[order].drop_duplicates("participant")
    return widest.sort_values("participant", ignore_index=True)


def say_gap(gap: float, share: float, unit: str = LOGIT) -> str:
    """Return a completeness gap in words, or nothing where the method claims no sum."""
    if not np.isfinite(gap):
        return ""
    size = abs(gap)
    said = (
        say("tables.gap_below", smallest=SMALLEST_GAP)
        if size < SMALLEST_GAP
        else say("tables.gap_value", value=size)
    )
    if not np.isfinite(share):
        return say("tables.gap", gap=said, unit=unit)
    percent = 100 * share
    part = (
        say("tables.gap_below", smallest=1)
        if percent < 1
        else say("tables.gap_percent", value=percent)
    )
    return say("tables.gap_share", gap=said, unit=unit, share=part)


SPEC = StatisticSpec("completeness", completeness, ("attribution",), ("method",))
