"""Split a study by participant, stratified by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.labels import OUTCOMES
from depformer.study import Study
from depformer.wording import say


@dataclass(frozen=True)
class Split:
    """The participant ids of one fold; nobody stands in two of the three."""

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


def split_folds(group: pd.Series, folds: int, seed: int, val_share: float = 0.15) -> list[Split]:
    """Return the splits of a cross-validation.

    Parameters
    ----------
    group : Series
        ``healthy`` or ``depressed``, or any two strata, index participant.
    folds : int
        Number of folds; each participant is held out by exactly one.
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

    names = sorted(group.unique()) if len(group) and group.iloc[0] not in OUTCOMES else OUTCOMES
    counts = {name: int((group == name).sum()) for name in names}
    smallest = min(counts.values())
    if folds < 2 or smallest < max(folds, 4):
        sizes = [say("train.group_size", n=counts[name], group=name) for name in names]
        groups = say("train.group_sizes", first=sizes[1], second=sizes[0])
        raise DepformerError(
            say("train.too_few", groups=groups, folds=folds, least=max(folds, 4)), kind="study"
        )
    ids, labels = group.index.to_numpy(), group.to_numpy()
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    splits = []
    for number, (rest, test) in enumerate(splitter.split(ids, labels)):
        rng = np.random.default_rng([seed, number])
        members = [rest[labels[rest] == name] for name in names]
        drawn = [rng.permutation(each)[: max(1, round(val_share * len(each)))] for each in members]
        val = np.concatenate(drawn)
        train = np.setdiff1d(rest, val)
        parts = (tuple(map(str, ids[np.sort(rows)])) for rows in (train, val, test))
        splits.append(Split(*parts))
    return splits
