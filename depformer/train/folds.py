"""Split a study by participant: drawn by group, or as a column of the study says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.labels import OUTCOMES
from depformer.stats.partitions import PARTS, crossing, parts_of, together
from depformer.study import Study, layout
from depformer.validate import allowed_list, one_of
from depformer.wording import say


@dataclass(frozen=True)
class Split:
    """The participant ids of one fold; no person stands in two of the three."""

    train: tuple[str, ...]
    val: tuple[str, ...]
    test: tuple[str, ...]


def trainable(study: Study) -> pd.Series:
    """Return the group of everybody fit for training, index participant.

    These are the members of exactly the groups healthy and depressed without a missing recording.

    Raises
    ------
    DepformerError
        If two ids have the same features: one person would stand on both sides of a split.
    """
    owners: dict[str, str] = {}
    for who, each in study.participant_digests.items():
        if owners.setdefault(each, who) != who:
            raise DepformerError(
                say("train.same_features", first=owners[each], second=who, study=study.root),
                kind="study",
            )
    complete = pd.Series(~study.mask.any(axis=(1, 2)), index=study.participants.index)
    group = study.participants["group"]
    return group[group.isin(OUTCOMES) & complete]


@dataclass(frozen=True)
class Partition:
    """Name the column that says who is trained on, watched and tested.

    Parameters
    ----------
    column : str
        Of the study's people, with train, val and test, or what else these parts are called.
    by_person : bool
        Whether all rows of a person who stands in several parts go to the last of them; without
        it, such a person is an error.
    """

    column: str
    by_person: bool = False


def given_parts(study: Study, group: pd.Series, wanted: Partition) -> pd.Series:
    """Return the part of every row that has one: ``train``, ``val`` or ``test``, index row.

    Whoever is not fit for training stands in a part, too: a person may cross by such a row, and it
    is not to be mistaken for one of the test part.

    Parameters
    ----------
    study : Study
        With the column.
    group : Series
        Of everybody fit for training, index row: these must have a part, the others may.
    wanted : Partition
        Which column.

    Raises
    ------
    DepformerError
        If there is no such column, somebody is in no part or in several, or a part is empty.
    """
    table = study.participants
    where = one_of(say("train.split_column"), wanted.column, table.columns, kind="study")
    parts = parts_of(table[where][table[where].notna() | table.index.isin(group.index)], where)
    persons = study.persons.loc[parts.index]
    if wanted.by_person:
        parts = together(parts, persons)
    elif several := crossing(parts, persons):
        named = (f"{who} ({', '.join(each)})" for who, each in several.items())
        known = {"n": len(several), "named": allowed_list(named), "column": where}
        raise DepformerError(say("train.crossing", **known), kind="study")
    parts_of(parts.loc[group.index], where)  # or nobody of a part can be trained on or tested
    return parts


def split_of(parts: pd.Series) -> Split:
    """Return the split that the parts of some rows make."""
    return Split(*(tuple(map(str, parts.index[parts == part])) for part in PARTS))


def split_folds(group: pd.Series, folds: int, seed: int, val_share: float = 0.15) -> list[Split]:
    """Return the splits of a cross-validation; all sessions of a person go to one part.

    People are split, and their sessions follow: each part has people of both groups then, however
    many sessions each of them has. Whoever changes the group counts as of the first session.

    Parameters
    ----------
    group : Series
        ``healthy`` or ``depressed``, or any two strata, index participant: a row a session where
        the study has them.
    folds : int
        Number of folds; each person is held out by exactly one.
    seed : int
        Of the shuffling.
    val_share : float
        Share of those not held out that early stopping watches, at least one of each group.

    Returns
    -------
    list of Split
        One per fold.

    Raises
    ------
    DepformerError
        If a group is too small for that many folds.
    """
    from sklearn.model_selection import StratifiedKFold

    rows = group.index
    persons = pd.Series([layout.person_of(str(row)) for row in rows], rows, dtype=object)
    group = group[~persons.duplicated()]
    names = sorted(group.unique()) if len(group) and group.iloc[0] not in OUTCOMES else OUTCOMES
    counts = {name: int((group == name).sum()) for name in names}
    smallest = min(counts.values())
    if folds < 2 or smallest < max(folds, 4):
        sizes = [say("train.group_size", n=counts[name], group=name) for name in names]
        groups = say("train.group_sizes", first=sizes[1], second=sizes[0])
        raise DepformerError(
            say("train.too_few", groups=groups, folds=folds, least=max(folds, 4)), kind="study"
        )
    ids, labels = persons[group.index].to_numpy(), group.to_numpy()
    rows_of = {who: list(map(str, own.index)) for who, own in persons.groupby(persons)}
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    splits = []
    for number, (rest, test) in enumerate(splitter.split(ids, labels)):
        rng = np.random.default_rng([seed, number])
        members = [rest[labels[rest] == name] for name in names]
        drawn = [rng.permutation(each)[: max(1, round(val_share * len(each)))] for each in members]
        val = np.concatenate(drawn)
        train = np.setdiff1d(rest, val)
        parts = (
            tuple(row for who in ids[np.sort(part)] for row in rows_of[who])
            for part in (train, val, test)
        )
        splits.append(Split(*parts))
    return splits
