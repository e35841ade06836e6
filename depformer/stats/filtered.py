"""Two groups by a filter: ``severity >= 14`` and everybody else, instead of the study's groups."""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.labels import SEVERAL
from depformer.stats.described import columns_of, is_number
from depformer.stats.sessions import has_sessions, to_people
from depformer.validate import allowed_list, one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

# As written, as people read it, and as they read the rest.
SIGNS = MappingProxyType(
    {
        ">=": ("≥", "<"),
        "<=": ("≤", ">"),
        "!=": ("≠", "="),
        "==": ("=", "≠"),
        ">": (">", "≤"),
        "<": ("<", "≥"),
        "=": ("=", "≠"),
    }
)
_FILTER = re.compile(r"\s*(\w+)\s*(>=|<=|!=|==|>|<|=)\s*(.*?)\s*")
_COMBINED = re.compile(r"[<>=&|,;]|\b(and|or)\b", re.IGNORECASE)  # in what should be one value
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
UNKNOWN = ("", "n/a", "nan", SEVERAL)
FORMS_GROUPS = "severity"  # of a study
OWN = "own_group"  # the coord that keeps the group of the study


def split_by(run: xr.Dataset, text: str) -> xr.Dataset:
    """Return the run with two groups: whom a filter holds for, and whom it does not.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    text : str
        A column, a sign and a value, for example ``severity >= 14`` or ``sex = F``: group, age,
        sex, severity, and what `described` adds. Texts are equal or not.

    Returns
    -------
    xarray.Dataset
        The coord ``group`` says on which side everybody is, and the attribute ``groups`` names both
        sides. Of a person's sessions, the mean of a number decides; whose text differs between
        them, or is not known, is on neither side. `undivided` takes the filter away.

    Raises
    ------
    DepformerError
        If it is no such filter, the run has no such column, or nobody is on one side.
    """
    run = undivided(run)
    column, sign, value = _parsed(run, text)
    people = to_people(run)
    known, holds = _decided(people[column].values, sign, value)
    own, other = (f"{column} {each} {value}" for each in SIGNS[sign])
    groups = np.where(known, np.where(holds, own, other), say("filters.neither"))
    for side, there in ((own, (known & holds).any()), (other, (known & ~holds).any())):
        if not there:
            raise DepformerError(say("filters.nobody", text=text, side=side))
    if has_sessions(run):  # every session stands on the side of its person
        ids = people["participant"].values.astype(str).tolist()
        groups = groups[[ids.index(person) for person in run["person"].values.astype(str)]]
    own_group = ("participant", run["group"].values.astype(str))
    sides = ("participant", groups.astype(str))
    split = run.assign_coords({OWN: own_group, "group": sides})
    return split.assign_attrs(groups=json.dumps([own, other]))


def undivided(run: xr.Dataset) -> xr.Dataset:
    """Return the run with the groups of its study, whatever filter compares others.

    What a model predicts, and whom it was trained with, does not depend on who is compared.
    """
    if OWN not in run.coords:
        return run
    attrs = {name: value for name, value in run.attrs.items() if name != "groups"}
    whole = run.assign_coords(group=("participant", run[OWN].values)).drop_vars(OWN)
    whole.attrs = attrs
    return whole


def formed_by(run: xr.Dataset) -> str:
    """Return the column that made the groups of a run: of its filter, or what a study goes by.

    By design, groups differ in it: that says nothing of their balance.
    """
    if OWN not in run.coords:
        return FORMS_GROUPS
    return str(json.loads(run.attrs["groups"])[0]).partition(" ")[0]


def _parsed(run: xr.Dataset, text: str) -> tuple[str, str, str]:
    found = _FILTER.fullmatch(text)
    columns = columns_of(run)
    if found is None or not found[3]:
        raise DepformerError(say("filters.unreadable", got=text, columns=allowed_list(columns)))
    column, sign, value = one_of("column", found[1], columns), found[2], found[3]
    if not is_number(run, column):
        if SIGNS[sign][0] not in ("=", "≠"):
            raise DepformerError(say("filters.text_is_equal", column=column, got=sign))
        there = [each for each in np.unique(run[column].values.astype(str)) if each not in UNKNOWN]
        if value not in there:
            _check_single(text, value)
        return column, sign, one_of(column, value, there)
    _check_single(text, value)
    if not _NUMBER.fullmatch(value) or not np.isfinite(float(value)):
        raise DepformerError(say("filters.no_number", column=column, got=value))
    return column, sign, repr(float(value)).removesuffix(".0")


def _check_single(text: str, value: str) -> None:
    if _COMBINED.search(value):
        raise DepformerError(say("filters.combined", got=text))


def _decided(
    values: NDArray[np.generic], sign: str, value: str
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return of whom the column is known, and for whom the filter holds."""
    shown = SIGNS[sign][0]
    if values.dtype.kind not in "fiu":
        texts = values.astype(str)
        return ~np.isin(texts, UNKNOWN), (texts == value) == (shown == "=")
    numbers, limit = values.astype(float), float(value)
    compared = {
        "≥": numbers >= limit,
        "≤": numbers <= limit,
        ">": numbers > limit,
        "<": numbers < limit,
        "=": numbers == limit,
        "≠": numbers != limit,
    }
    return np.isfinite(numbers), compared[shown]
