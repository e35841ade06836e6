"""From predictions of sessions to people: a person counts once, however often recorded."""

from __future__ import annotations

import pandas as pd

from depformer.wording import say


def of_people(
    group: pd.Series, predicted: pd.Series, persons: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Return everybody's group and mean prediction; whose sessions differ in group is left out.

    Parameters
    ----------
    group, predicted : Series
        Of each row, index row.
    persons : Series
        Whose each row is, index row; more rows than those of `group` do no harm.

    Returns
    -------
    tuple of Series
        Index person; where everybody has one row, in the order of the rows.
    """
    own = persons.loc[group.index]
    of_person = pd.DataFrame({"group": group, "predicted": predicted}).groupby(own, sort=False)
    one = of_person["group"].nunique() == 1
    found = of_person.agg({"group": "first", "predicted": "mean"})[one]
    return found["group"], found["predicted"]


def say_sessions(group: pd.Series, persons: pd.Series, *, severity: bool) -> str:
    """Return the sentence on how sessions are counted; nothing where everybody has one row."""
    own = persons.loc[group.index]
    known = {"n": int(own.nunique()), "rows": len(own)}
    if own.is_unique:
        return ""
    if severity:
        return say("train.sessions_of_score", **known)
    said = say("train.sessions_of_group", **known)
    several = int((group.groupby(own).nunique() > 1).sum())
    return f"{said} {say('train.several_groups', n=several)}" if several else said
