"""The parts that a study brings along: training, validation and test, and who stands in two."""

from __future__ import annotations

from types import MappingProxyType

import pandas as pd

from depformer.errors import DepformerError
from depformer.labels import ROLES
from depformer.validate import allowed_list, shortened
from depformer.wording import say

PARTS = ROLES[:3]
NAMES = MappingProxyType(
    {
        **{part: part for part in PARTS},
        **{"training": "train", "testing": "test"},
        **dict.fromkeys(("dev", "development", "validation"), "val"),
    }
)


def parts_of(values: pd.Series, where: str) -> pd.Series:
    """Return the part of every row: ``train``, ``val`` or ``test``.

    Parameters
    ----------
    values : Series
        What the study calls the parts, in any case, index row.
    where : str
        What the column is called in a fault.

    Raises
    ------
    DepformerError
        Listing the rows that have none, or one of another name, or naming a part without a row.
    """
    found = values.map(lambda name: NAMES.get(str(name).strip().casefold()))
    faults = [
        say("train.no_part", who=who, column=where)
        if pd.isna(values[who])
        else say("train.other_part", who=who, column=where, got=shortened(str(values[who])))
        for who in values.index[found.isna()]
    ]
    if faults:
        said = say("train.parts", column=where, allowed=allowed_list(NAMES))
        raise DepformerError.listing(said, faults, kind="study", most=20)
    if empty := [part for part in PARTS if not (found == part).any()]:
        known = {"column": where, "part": empty[0]}
        raise DepformerError(say("train.empty_part", **known), kind="study")
    return found.astype(str)


def crossing(parts: pd.Series, persons: pd.Series) -> dict[str, tuple[str, ...]]:
    """Return the parts of everybody who stands in several, in the order of `PARTS`."""
    own = {str(who): set(found) for who, found in parts.groupby(persons)}
    return {
        who: tuple(part for part in PARTS if part in found)
        for who, found in own.items()
        if len(found) > 1
    }


def together(parts: pd.Series, persons: pd.Series) -> pd.Series:
    """Return parts that nobody crosses: all rows of a person go to the last of their parts.

    Whoever is tested anywhere is tested everywhere, so that no row of the given test part is lost
    and none of its people is trained on.
    """
    rank = parts.map(PARTS.index)
    return rank.groupby(persons).transform("max").map(lambda last: PARTS[last])
