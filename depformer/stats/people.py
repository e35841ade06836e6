"""Who enters a table: the held-out people, by group, in an order that does not matter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer import labels
from depformer.errors import DepformerError
from depformer.stats.filtered import undivided
from depformer.stats.sessions import has_sessions, to_people
from depformer.validate import one_of
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

GROUPS = ("depressed", "healthy")
ROLE_CHOICES = ("held_out", "all")
SMALLEST_CELL = 5
SMALL_GROUP = 10  # with fewer, intervals are rough
DASH = " - "


def choose(run: xr.Dataset, role: str = "held_out") -> xr.Dataset:
    """Return the people of a run who may enter a table, sorted by id, sessions reduced to people.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    role : str
        ``held_out`` for the roles test and new, ``all`` for everybody.

    Returns
    -------
    xarray.Dataset
        The same variables, one row a person, see `to_people`; sorted, so that no result depends on
        the order of participants.

    Raises
    ------
    DepformerError
        If the role is neither of the two.
    """
    run = to_people(run)
    allowed = labels.ROLES if one_of("role", role, ROLE_CHOICES) == "all" else labels.HELD_OUT_ROLES
    kept = np.flatnonzero(np.isin(run["role"].values.astype(str), allowed))
    order = np.argsort(run["participant"].values[kept].astype(str), kind="stable")
    return run.isel(participant=kept[order])


def sittings(run: xr.Dataset, role: str = "held_out") -> xr.Dataset:
    """Return the rows of the people whom `choose` returns, sorted by id; without sessions, these.

    What is no mean, such as a size, a rank or an error, is computed of these and averaged after.
    """
    chosen = choose(run, role)
    if not has_sessions(run):
        return chosen
    own = np.isin(run["person"].values.astype(str), chosen["participant"].values.astype(str))
    kept = np.flatnonzero(own)
    order = np.argsort(run["participant"].values[kept].astype(str), kind="stable")
    return run.isel(participant=kept[order])


def persons_of(rows: xr.Dataset) -> NDArray[np.str_]:
    """Return whose each row is, shape (participant,)."""
    return np.asarray(rows["person" if has_sessions(rows) else "participant"].values.astype(str))


def mean_of_people(rows: xr.Dataset, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return everybody's mean over the rows where a value is known, in the order of `choose`.

    Parameters
    ----------
    rows : xarray.Dataset
        From `sittings`.
    values : array
        Shape (participant, ...).
    """
    if not has_sessions(rows):
        return values
    names, owner = np.unique(persons_of(rows), return_inverse=True)
    known = np.isfinite(values)
    sums, counts = (np.zeros((len(names), *values.shape[1:])) for _ in range(2))
    np.add.at(sums, owner, np.where(known, values, 0.0))
    np.add.at(counts, owner, known)
    with np.errstate(invalid="ignore"):
        return np.asarray(sums / counts)


def groups_of(run: xr.Dataset, groups: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Return the groups that are compared: those named, or the two that the run was split into."""
    if groups is not None:
        if not groups:
            raise DepformerError(say("tables.no_groups"))
        return groups
    return tuple(json.loads(run.attrs.get("groups") or "null") or GROUPS)


def role_of(people: xr.Dataset, groups: Iterable[str] | None = None) -> str:
    """Return whom these people of these groups are: ``held_out``, or ``all`` with training."""
    groups = groups_of(people) if groups is None else groups
    chosen = np.isin(people["group"].values.astype(str), list(groups))
    roles = people["role"].values.astype(str)[chosen]
    return "held_out" if np.isin(roles, labels.HELD_OUT_ROLES).all() else "all"


def members(run: xr.Dataset, group: str) -> NDArray[np.bool_]:
    """Return who belongs to a group, shape (participant,); nobody is an answer too."""
    groups = run["group"].values.astype(str)
    one_of("group", group, dict.fromkeys([*groups_of(run), *labels.OUTCOMES, *groups.tolist()]))
    return np.asarray(groups == group)


def placed_right(people: xr.Dataset) -> NDArray[np.float64]:
    """Return 1 for whose diagnosis was predicted right and 0 for wrong, shape (participant,).

    NaN where the diagnosis or the probability is not known; whatever filter makes other groups.
    """
    diagnosis = undivided(people)["group"].values.astype(str)
    probability = people["probability"].sel(outcome="depressed").values.astype(float)
    known = np.isin(diagnosis, labels.OUTCOMES) & np.isfinite(probability)
    return np.where(known, (probability > 0.5) == (diagnosis == "depressed"), np.nan)


def known_scores(run: xr.Dataset) -> tuple[xr.Dataset, NDArray[np.float64], NDArray[np.float64]]:
    """Return the held-out rows with a true score, these scores, and the constant guesses.

    Errors of two sessions must not cancel out, so each session is a row; see `persons_of`. The
    guess is the mean score of those whom the model that speaks for the row was trained with, NaN
    where the run does not say it.
    """
    held = sittings(run)
    held = held.isel(participant=np.flatnonzero(np.isfinite(held["severity"].values)))
    stored = dict(enumerate(json.loads(run.attrs.get("scales") or "[]")))
    means = [(stored.get(int(fold)) or {}).get("mean", np.nan) for fold in held["fold"].values]
    return held, held["severity"].values.astype(float), np.array(means, dtype=float)


def known_people(run: xr.Dataset) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return who is depressed and p(depressed) [1] of the held-out people with a diagnosis."""
    held = choose(undivided(run))
    groups = held["group"].values.astype(str)
    probability = held["probability"].sel(outcome="depressed").values.astype(float)
    known = np.isin(groups, labels.OUTCOMES) & np.isfinite(probability)
    return groups[known] == "depressed", probability[known]


def two_groups(run: xr.Dataset, groups: tuple[str, str] | None) -> tuple[str, str]:
    """Return the pair (a, b) of a contrast a - b if it is two different groups; see `groups_of`."""
    pair = groups_of(run, groups)
    if len(pair) != 2 or pair[0] == pair[1]:
        raise DepformerError(say("tables.two_groups", got=tuple(pair)))
    return pair[0], pair[1]


def contrast_groups(table: pd.DataFrame) -> tuple[str, str]:
    """Return the pair (a, b) of a table whose column `contrast` says ``a - b``.

    Tables of this package carry the pair in ``attrs["groups"]``, since a group's name may itself
    hold a dash; a table read from a file has only the text.

    Raises
    ------
    DepformerError
        If the text can be read in more than one way.
    """
    contrast = str(table["contrast"].iloc[0])
    a, *rest = table.attrs.get("groups", contrast.split(DASH))
    if len(rest) != 1:
        raise DepformerError(say("tables.contrast", contrast=contrast, found=len(rest), dash=DASH))
    return str(a), str(rest[0])


def need(run: xr.Dataset, *names: str) -> None:
    """Raise unless the run holds these variables."""
    absent = [name for name in names if name not in run]
    if absent:
        raise DepformerError(say("tables.not_in_run", names=", ".join(absent)), kind="run")


def of_method(run: xr.Dataset, method: str) -> xr.DataArray:
    """Return the attribution of one method, dims (participant, word, modality)."""
    need(run, "attribution")
    known = [str(name) for name in run["method"].values]
    chosen = {"method": one_of("method", method, known)}
    return run["attribution"].sel(chosen).transpose("participant", "word", "modality")


def one_word(run: xr.Dataset, participant: str, word: str) -> None:
    """Raise unless the run holds this person and this word."""
    one_of("participant", participant, run["participant"].values.astype(str))
    one_of("word", word, run["word"].values.astype(str))


def mean_over_words(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each person's mean over the words that were recorded, (participant, modality)."""
    known = np.isfinite(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(known, values, 0.0).sum(axis=1) / known.sum(axis=1))


def too_few_to_tell(*groups: int) -> bool:
    """Return whether a group has one to four people, so that nothing of a prediction is told.

    What holds for all people together would say how each of the few was placed. A group without
    people has nobody to hold back.
    """
    return any(0 < n < SMALLEST_CELL for n in groups)


def without_few(table: pd.DataFrame, counted: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Return a table without the statistics of fewer than five people.

    Parameters
    ----------
    table : DataFrame
        Any.
    counted : mapping
        By the column that counts people, the columns that are statistics of them.

    Returns
    -------
    DataFrame
        The same rows; what is held back is NaN, or false. Where rows stand for people, that of
        one alone is no statistic.
    """
    numbers: dict[str, pd.Series] = {}
    for size in (each for each in counted if each in table):
        few = table[size] < SMALLEST_CELL
        if "row" in table:
            few &= table[size] > 1
        if not few.any():
            continue
        for name in (each for each in counted[size] if each in table):
            own = numbers.get(name, table[name])
            kind = own.dtype.kind
            numbers[name] = own & ~few if kind == "b" else own.astype(float).mask(few)
    return table.assign(**numbers) if numbers else table
