"""Everything that a run says of several people, whose rows pass the model together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.explain.case import Case
from depformer.explain.method import Attributed
from depformer.explain.methods import METHODS
from depformer.explain.person import PersonResult, looked_at, result_of
from depformer.explain.together.meeting import met
from depformer.model import CheckpointSet
from depformer.model.processor import is_accelerator

PEOPLE = 8  # at once on an accelerator: with rows of 50 points, some 400 in a pass


def people_at_once(checkpoint: CheckpointSet) -> int:
    """Return how many people share passes, by where the models lie and nothing else.

    On the processor nobody does: a batch of one person's rows fills it, and with other rows beside
    it a row has other bits.
    """
    return PEOPLE if is_accelerator(checkpoint.folds[0].device) else 1


def of_one_fold(folds: pd.Series, most: int) -> list[list[str]]:
    """Return people, at most so many at a time, of one fold each; one by one in their own order.

    Parameters
    ----------
    folds : Series
        The fold that speaks for each, by participant.
    most : int
        From `people_at_once`.
    """
    if most == 1:
        return [[str(who)] for who in folds.index]
    groups = []
    for _, own in folds.groupby(folds):
        names = [str(who) for who in own.index]
        groups += [names[start : start + most] for start in range(0, len(names), most)]
    return groups


def explain_together(
    people: Sequence[tuple[Case, NDArray[np.bool_]]], methods: Mapping[str, Any]
) -> list[PersonResult]:
    """Predict and explain several people; see `depformer.explain.person.explain_person`.

    Parameters
    ----------
    people : sequence of tuple
        Each before the model that speaks for them, and what is missing of them.
    methods : mapping
        Options by method id. Those that ask for more than rows of z, or draw from the generator
        of the whole process, go from person to person.
    """
    shared = {name: each for name, each in methods.items() if METHODS[name].shares(each)}
    with ExitStack() as locks:
        for lock in {id(case.checkpoint.lock): case.checkpoint.lock for case, _ in people}.values():
            locks.enter_context(lock)
        looks = [looked_at(case) for case, _ in people]

        def work(case: Case) -> dict[str, Attributed]:
            return {name: METHODS[name].attribute(case, each) for name, each in shared.items()}

        found = met([look.case for look in looks], work) if shared else [{} for _ in people]
        for look, own in zip(looks, found, strict=True):
            for name in methods.keys() - shared.keys():
                own[name] = METHODS[name].attribute(look.case, methods[name])
    return [
        result_of(look, mask, [own[name] for name in methods])
        for look, own, (_, mask) in zip(looks, found, people, strict=True)
    ]
