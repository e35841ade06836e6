"""Two groups of people and what is compared between them: the question that cohort tables share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer import labels
from depformer.errors import DepformerError
from depformer.schema import target_of
from depformer.stats.covariates import design
from depformer.stats.filtered import OWN
from depformer.stats.inference.groups.matching import pairs
from depformer.stats.inference.intervals import Floats
from depformer.stats.inference.permutations import arrangements, repeated
from depformer.stats.measure import Measured, measured
from depformer.stats.people import SMALLEST_CELL, groups_of, members, placed_right, two_groups
from depformer.validate import allowed_list, one_of, whole_number
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

PEOPLE = ("everyone", "correct", "matched")
N_PERMUTATIONS = 9999
MOST_PERMUTATIONS = 99_999  # all orders of people are held at once
LARGEST_P = 0.05  # that the rarest of all arrangements may have


class TooFewPeopleError(DepformerError):
    """Say that a group has fewer people than a comparison needs."""


class Unpermuted(TypedDict, total=False):
    """What a cohort table can be asked that permutes nothing; see `cohort_of`."""

    measure: str
    people: str
    covariates: Sequence[str]
    absolute: bool
    clr: bool


class Options(Unpermuted, total=False):
    """What a cohort table can be asked beside its method, groups and role; see `cohort_of`."""

    within_folds: bool
    n_permutations: int
    seed: int


OF_PERMUTATIONS = Options.__optional_keys__ - Unpermuted.__optional_keys__


@dataclass(frozen=True)
class Cohort:
    """Two groups of people, and how their differences are tested.

    Attributes
    ----------
    measured : Measured
        Of these people alone, sorted by id.
    groups : tuple of str
        The pair (a, b) of the contrast a - b; one alone where nobody is compared with others.
    in_a : array of bool
        Who belongs to a, shape (participant,); all others belong to b.
    covariates : array
        Shape (participant, column); none where nothing is held constant.
    folds : array or None
        Within which people change places, shape (participant,).
    n_permutations, seed : int
        How many permutations, and what they and the resamples are drawn from.
    asked : mapping
        What a table carries along, see `asked_of`.
    """

    measured: Measured
    groups: tuple[str, ...]
    in_a: NDArray[np.bool_]
    covariates: Floats
    folds: NDArray[np.int64] | None
    n_permutations: int
    seed: int
    asked: Mapping[str, Any]

    @property
    def adjusts(self) -> bool:
        """Whether covariates are held constant."""
        return bool(self.covariates.shape[1])

    @property
    def sizes(self) -> tuple[int, int]:
        """How many people of both groups enter."""
        return int(self.in_a.sum()), int((~self.in_a).sum())

    @property
    def orders(self) -> int:
        """How many memberships there are, if permutations must repeat them, else 0.

        Where covariates are held constant, residuals are exchanged, which are all different.
        """
        return 0 if self.adjusts else repeated(self.in_a, self.n_permutations, self.folds)

    @property
    def cells(self) -> tuple[Floats, pd.DataFrame]:
        """The values as one column a word and part, and the names of these columns."""
        words = self.measured.people["word"].values.astype(str)
        return self.measured.values.reshape(len(self.in_a), -1), pd.DataFrame(
            [(self.measured.name, word, part) for word in words for part in self.measured.parts],
            columns=["variable", "word", "modality"],
        )


def cohort_of(
    run: xr.Dataset,
    method: str,
    groups: tuple[str, str] | None,
    role: str,
    *,
    measure: str = "attribution",
    people: str = "everyone",
    covariates: Sequence[str] = (),
    absolute: bool = False,
    clr: bool = False,
    within_folds: bool = False,
    n_permutations: int = N_PERMUTATIONS,
    seed: int = 0,
) -> Cohort:
    """Return who is compared in what.

    Parameters
    ----------
    run : xarray.Dataset
        Obeys the schema.
    method : str
        Id of the attribution method, where the measure is `attribution`.
    groups : tuple of str or None
        The pair (a, b) of the contrast a - b, by default that of `groups_of`; nobody else enters.
    role : str
        ``held_out`` (test and new), or ``all`` on request.
    measure, absolute, clr
        What is compared, see `measured`.
    people : str
        ``everyone``; ``correct``, whose group was predicted right; ``matched``, pairs of one
        person of each group with nearly the same prediction, see `pairs`: what then differs does
        not come from the predicted probability alone. Pairs are tested as two groups of people,
        whoever was paired with whom.
    covariates : sequence of str
        Columns of the participants that are held constant, see `design`.
    within_folds : bool
        Whether people change places only with those whom the same model speaks for.
    n_permutations, seed : int
        Permutations, and what they and the resamples are drawn from.

    Raises
    ------
    TooFewPeopleError
        If a group has fewer than five people.
    DepformerError
        If what is asked for cannot be computed.
    """
    whole_number("n_permutations", n_permutations, low=1, high=MOST_PERMUTATIONS)
    pair = two_groups(run, groups)
    found = measured(run, measure, method, role, absolute=absolute, clr=clr)
    kept = _chosen(found.people, pair, one_of("people", people, PEOPLE))
    all_people = sum(int(members(found.people, group).sum()) for group in pair)
    found = found.of(kept)
    in_a = members(found.people, pair[0])
    for group, n in zip(pair, (int(in_a.sum()), int((~in_a).sum())), strict=True):
        if n < SMALLEST_CELL:
            known = {"group": labels.human(group), "n": n, "least": SMALLEST_CELL}
            raise TooFewPeopleError(say(f"cohorts.few_{people}", **known))
    folds = folds_of(found.people, in_a) if within_folds else None
    columns = design(found.people, covariates, in_a.astype(float), say("cohorts.groups"))
    asked = asked_of(
        found.people,
        people=people,
        all_people=all_people,
        covariates=list(covariates),
        absolute=absolute,
        clr=clr,
        within_folds=within_folds,
    )
    return Cohort(found, pair, in_a, columns, folds, n_permutations, seed, asked)


def unpermuted_cohort(
    run: xr.Dataset,
    method: str,
    groups: tuple[str, str] | None,
    role: str,
    **options: Unpack[Unpermuted],
) -> Cohort:
    """Return who is compared in what, without permutations; arguments as of `cohort_of`.

    Raises
    ------
    TooFewPeopleError, DepformerError
        As of `cohort_of`, or naming the options that only permutations have.
    """
    if names := sorted(OF_PERMUTATIONS.intersection(options)):
        raise DepformerError(say("cohorts.nothing_permuted", names=allowed_list(names)))
    return cohort_of(run, method, groups, role, n_permutations=1, **options)


def too_few_permutations(n_permutations: int) -> str:
    """Return a sentence if so few permutations can give no p below 0.05, else nothing."""
    smallest = 1 / (n_permutations + 1)
    if smallest < LARGEST_P:
        return ""
    known = {"n": n_permutations, "p": smallest, "least": round(1 / LARGEST_P)}
    return say("cohorts.few_permutations", **known)


def folds_of(people: xr.Dataset, values: NDArray[np.generic]) -> NDArray[np.int64]:
    """Return within which folds people change places, shape (participant,).

    Parameters
    ----------
    people : xarray.Dataset
        One row a person.
    values : array
        What is exchanged, a group or a score, shape (participant,).

    Raises
    ------
    DepformerError
        If so few arrangements differ that no p could be below 0.05.
    """
    folds = people["fold"].values.astype(np.int64)
    if (ways := arrangements(values, folds)) * LARGEST_P < 1:
        raise DepformerError(say("cohorts.folds", n=ways, least=round(1 / LARGEST_P)))
    return folds


def asked_of(entered: xr.Dataset, **asked: Any) -> dict[str, Any]:
    """Return what a table carries along of how it was asked for, plain enough for JSON.

    Whether people of the training are among them, the filter that made the groups, and the rest.
    """
    roles = entered["role"].values.astype(str)
    role = "held_out" if np.isin(roles, labels.HELD_OUT_ROLES).all() else "all"
    own = groups_of(entered)[0] if OWN in entered.coords else ""
    return {"role": role, "filter": own, **asked}


def predicted_right(people: xr.Dataset) -> NDArray[np.bool_]:
    """Return whose diagnosis is known to be predicted right, shape (participant,)."""
    if target_of(people).is_score:
        raise DepformerError(say("cohorts.score_is_not_correct"))
    return np.asarray(placed_right(people) == 1)


def _chosen(people: xr.Dataset, pair: tuple[str, str], who: str) -> NDArray[np.intp]:
    """Return the rows of the people who enter, sorted."""
    in_a, in_b = members(people, pair[0]), members(people, pair[1])
    if who == "correct":
        return np.flatnonzero((in_a | in_b) & predicted_right(people))
    if who == "matched":
        if target_of(people).is_score:
            score = people["predicted"].values.astype(float)
        else:
            logit = people["logit"].transpose("participant", "outcome").values
            score = logit[:, 1] - logit[:, 0]
        both = np.flatnonzero(in_a | in_b)
        chosen = pairs(score[both], in_a[both])
        return np.asarray(both[np.sort(np.concatenate(chosen))])
    return np.flatnonzero(in_a | in_b)
