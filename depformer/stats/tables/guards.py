"""What a reader must know before believing a figure: every guard that a run allows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from depformer.stats.guard_checks import attributions, participants, predictions
from depformer.stats.guard_checks.guard import LEVELS, Guard
from depformer.stats.statistic import StatisticSpec

if TYPE_CHECKING:
    import xarray as xr

CHECKS = (
    predictions.training_people,
    participants.two_sides,
    predictions.untrained,
    predictions.shuffled,
    predictions.known_ids,
    predictions.chance,
    participants.one_order,
    participants.small_groups,
    participants.imbalance,
    participants.sessions,
    attributions.by_method,
    participants.synthetic,
    participants.missing,
)


def guards(run: xr.Dataset) -> pd.DataFrame:
    """List what limits the conclusions from a run, the gravest first.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.

    Returns
    -------
    DataFrame
        ``level`` (block, warn, info), ``id``, ``name`` in a few words, ``sentence`` with its
        numbers, and ``scopes``, what it touches, see `touching`.
    """
    found = [guard for check in CHECKS for guard in check(run)]
    found.sort(key=lambda guard: LEVELS.index(guard.level))
    return pd.DataFrame(found, columns=list(Guard._fields))


def touching(found: pd.DataFrame, scopes: Iterable[str], method: str | None = None) -> pd.DataFrame:
    """Return the guards that touch a figure.

    Parameters
    ----------
    found : DataFrame
        From `guards`.
    scopes : iterable of str
        What the figure is about, some of `depformer.stats.guard_checks.guard.SCOPES`.
    method : str or None
        Whose values it shows: what is true of one method only touches no other.
    """
    about = {*scopes, method}
    touched = [bool(about.intersection(str(names).split())) for names in found["scopes"]]
    return found[touched]


SPEC = StatisticSpec("guards", guards)
