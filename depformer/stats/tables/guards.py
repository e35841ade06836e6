"""What a reader must know before believing a figure: every guard that a run allows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from depformer.stats.guard_checks import attributions, participants, predictions
from depformer.stats.guard_checks.guard import LEVELS, Guard
from depformer.stats.measure import guarded_by
from depformer.stats.people import ROLE_CHOICES
from depformer.stats.statistic import StatisticSpec
from depformer.validate import one_of

if TYPE_CHECKING:
    import xarray as xr

CHECKS = (
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


def guards(run: xr.Dataset, role: str = "held_out") -> pd.DataFrame:
    """List what limits the conclusions from a run, the gravest first.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    role : str
        Who enters the numbers that one has before oneself: ``held_out``, or ``all``.

    Returns
    -------
    DataFrame
        ``level`` (block, warn, info), ``id``, ``name`` in a few words, ``sentence`` with its
        numbers, ``scopes`` and ``rows``, what it touches, see `touching`.
    """
    one_of("role", role, ROLE_CHOICES)
    found = [*predictions.training_people(run, role)]
    found += [guard for check in CHECKS for guard in check(run)]
    found.sort(key=lambda guard: LEVELS.index(guard.level))
    return pd.DataFrame(found, columns=list(Guard._fields))


def touching(
    found: pd.DataFrame,
    scopes: Iterable[str],
    method: str | None = None,
    participant: str | None = None,
    measure: str = "attribution",
) -> pd.DataFrame:
    """Return the guards that touch a figure.

    Parameters
    ----------
    found : DataFrame
        From `guards`.
    scopes : iterable of str
        What the figure is about, some of `depformer.stats.guard_checks.guard.SCOPES`.
    method : str or None
        Whose values it shows: what is true of one method only touches no other.
    participant : str or None
        The row whose figure it is, if it is that of one: what concerns others does not touch it.
    measure : str
        What it compares, if groups: other measures are no attributions of `method`, and limited by
        the guards of their own, see `guarded_by`.
    """
    method = guarded_by(measure, method)
    if measure != "attribution":
        scopes = [scope for scope in scopes if scope != "attribution"]
    about = {*scopes, method, *(f"{method}@{scope}" for scope in scopes)}
    touched = [
        bool(about.intersection(str(names).split()))
        and (participant is None or not rows or participant in str(rows).split())
        for names, rows in zip(found["scopes"], found["rows"], strict=True)
    ]
    return found[touched]


SPEC = StatisticSpec("guards", guards)
