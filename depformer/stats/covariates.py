"""What people bring along beside their group, as columns of a linear model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from depformer.errors import DepformerError
from depformer.labels import human
from depformer.stats.described import columns_of, is_number
from depformer.stats.filtered import UNKNOWN
from depformer.stats.inference.intervals import Floats
from depformer.validate import allowed_list, one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr


def design(people: xr.Dataset, names: Iterable[str], term: Floats, what: str) -> Floats:
    """Return the columns of covariates, shape (participant, column), texts as one a level.

    Parameters
    ----------
    people : xarray.Dataset
        One row a person.
    names : iterable of str
        Of `columns_of`; see `described` for those that a study knows beside.
    term : array
        What is asked for beside them, shape (participant,).
    what : str
        What the term is called in a fault.

    Raises
    ------
    DepformerError
        Naming a covariate that the run does not know, that somebody lacks, that is the same for
        all, that goes with the term completely, or that follows from the others.
    """
    known = [name for name in columns_of(people) if name != "group"]
    columns = np.empty((len(term), 0))
    fixed = np.column_stack([np.ones(len(term)), term])
    for name in dict.fromkeys(names):
        own = _columns(people, one_of("covariate", name, known))
        if not own.shape[1]:
            raise DepformerError(say("cohorts.constant", name=human(name)))
        if not _adds(fixed, own):
            raise DepformerError(say("cohorts.of_term", name=human(name), what=what))
        if not _adds(np.hstack([fixed, columns]), own):
            raise DepformerError(say("cohorts.of_others", name=human(name)))
        columns = np.hstack([columns, own])
    if len(term) <= columns.shape[1] + 2:
        many = {"n": len(term), "columns": columns.shape[1]}
        raise DepformerError(say("cohorts.many_covariates", **many))
    return columns


def _columns(people: xr.Dataset, name: str) -> Floats:
    """Return a number as it is, about its mean, and a text as one column a level but the first."""
    values = people[name].values
    if number := is_number(people, name):
        unknown = ~np.isfinite(values.astype(float))
    else:
        values = values.astype(str)
        unknown = np.isin(values, UNKNOWN)
    if unknown.any():
        who = allowed_list(people["participant"].values[unknown].astype(str))
        raise DepformerError(
            say("cohorts.unknown", name=human(name), n=int(unknown.sum()), who=who)
        )
    levels = np.unique(values)
    if len(levels) < 2:
        return np.empty((len(values), 0))
    if number:
        values = values.astype(float)
        values = values / np.abs(values).max()  # else squares of very large or small ones are none
        return np.asarray(((values - values.mean()) / values.std())[:, None])
    return np.stack([(values == level).astype(float) for level in levels[1:]], axis=1)


def _adds(there: Floats, own: Floats) -> bool:
    """Return whether every column tells something that is not there already."""
    both = np.hstack([there, own])
    return bool(np.linalg.matrix_rank(both) == both.shape[1])
