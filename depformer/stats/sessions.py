"""People who came several times, and what is said of them: one row a person, not one a session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from depformer import labels
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

UNKNOWN = "n/a"


def has_sessions(run: xr.Dataset) -> bool:
    """Return whether the rows of a run are sessions of people, and not yet the people."""
    return "person" in run.coords


def counted(rows: int, people: int) -> str:
    """Return a number of rows in words: so many people, or so many sessions of people."""
    persons = say("names.participants", n=people)
    if people == rows:
        return persons
    return say("sentences.of_whom", sessions=say("names.sessions", n=rows), who=persons)


def counted_rows(run: xr.Dataset) -> str:
    """Return how many people the rows of a run are, in words; see `counted`."""
    persons = run["person" if has_sessions(run) else "participant"].values
    return counted(len(persons), len(np.unique(persons.astype(str))))


def sessions_of(run: xr.Dataset, participant: str) -> list[str]:
    """Return the ids of all rows of whoever's row this is, in the order of the run."""
    rows = run["participant"].values.astype(str)
    if not has_sessions(run):
        return [participant]
    persons = run["person"].values.astype(str)
    own = persons[rows == participant]
    return [str(row) for row in rows[np.isin(persons, own)]]


def to_people(run: xr.Dataset) -> xr.Dataset:
    """Return a run with one row a person; without sessions, as it is.

    Sessions of one person are no further people: whoever counts them as such finds intervals that
    are too narrow.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.

    Returns
    -------
    xarray.Dataset
        The dim `participant` labelled by persons, in the order of their first rows. Numbers are
        means over the person's sessions, leaving out what was not computed; a recording is missing
        if it is in all. A text that differs is unknown, a group that differs is ``several``.
        `role` is held out only if all sessions are.
    """
    if not has_sessions(run):
        return run
    persons = run["person"].values.astype(str)
    names, first = np.unique(persons, return_index=True)
    names = names[np.argsort(first)]
    rows = [np.flatnonzero(persons == name) for name in names]
    values = {name: _reduced(str(name), array, rows) for name, array in run.data_vars.items()}
    coords = {
        str(name): ("participant", _of_coord(str(name), array.values, rows))
        for name, array in run.coords.items()
        if array.dims == ("participant",) and name not in ("participant", "person", "session")
    }
    people = run.drop_dims("participant").assign_coords({"participant": names, **coords})
    return people.assign(values)[list(run.data_vars)].assign_attrs(run.attrs)


def _reduced(name: str, array: xr.DataArray, rows: list[NDArray[np.intp]]) -> Any:
    """Return a variable with one row a person, as dims, values and attributes."""
    if "participant" not in array.dims:
        return array
    dims = ("participant", *(dim for dim in array.dims if dim != "participant"))
    values = array.transpose(*dims).values
    if name == "missing":
        return dims, np.stack([values[own].all(axis=0) for own in rows]), array.attrs
    values = values.astype(float)
    known = ~np.isnan(values)
    sums, filled = np.where(known, values, 0.0), known.astype(float)
    with np.errstate(invalid="ignore"):
        means = [sums[own].sum(axis=0) / filled[own].sum(axis=0) for own in rows]
    return dims, np.stack(means), array.attrs


def _of_coord(name: str, values: NDArray[Any], rows: list[NDArray[np.intp]]) -> NDArray[Any]:
    if name == "role":
        order = [next(r for r in labels.ROLES if r in set(values[own].astype(str))) for own in rows]
        return np.array(order)
    if values.dtype.kind == "f":
        return np.array([_mean(values[own]) for own in rows])
    if values.dtype.kind in "iub":
        return np.array([values[own[0]] for own in rows])
    differing = labels.SEVERAL if name == "group" else UNKNOWN
    texts = [set(values[own].astype(str).tolist()) - {UNKNOWN} or {UNKNOWN} for own in rows]
    return np.array([each.pop() if len(each) == 1 else differing for each in texts])


def _mean(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
