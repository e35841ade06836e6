"""People whose severity is known, and what is compared along it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import numpy as np

from depformer.errors import DepformerError
from depformer.stats.cohort import Options, predicted_right
from depformer.stats.inference.intervals import Floats
from depformer.stats.measure import Measured, measured
from depformer.stats.people import members
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

PEOPLE = ("everyone", "correct")


def with_severity(
    run: xr.Dataset, method: str, group: str | None, role: str, **options: Unpack[Options]
) -> tuple[Measured, Floats]:
    """Return what is measured of those whose severity is known, and their severity.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    method, role, **options
        As of `cohort_of`; nobody is matched within one group.
    group : str or None
        Whose people enter; None = those of every group.

    Raises
    ------
    DepformerError
        If what is asked for cannot be measured, or people shall be matched.
    """
    people = options.get("people", "everyone")
    if people == "matched":
        raise DepformerError(say("cohorts.nobody_to_match"))
    one_of("people", people, PEOPLE)
    found = measured(
        run,
        options.get("measure", "attribution"),
        method,
        role,
        absolute=options.get("absolute", False),
        clr=options.get("clr", False),
    )
    severity = found.people["severity"].values.astype(float)
    kept = np.isfinite(severity)
    if group is not None:
        kept &= members(found.people, group)
    if people == "correct":
        kept &= predicted_right(found.people)
    return found.of(np.flatnonzero(kept)), severity[kept]
