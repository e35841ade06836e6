"""What a training is asked to do: on whom, with which labels, in which parts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import depformer
from depformer.config import ModelConfig
from depformer.errors import DepformerError
from depformer.files import digest
from depformer.labels import human
from depformer.study import Study, nothing_differs
from depformer.train.folds import Partition, Split, given_parts, split_folds, split_of, trainable
from depformer.train.options import TrainOptions
from depformer.train.tasks import TASKS, Task
from depformer.validate import allowed_list
from depformer.wording import say


def refuse_constant(study: Study, config: ModelConfig) -> None:
    """Raise if a modality that is not left out is the same for everybody."""
    for modality in nothing_differs(study):
        if modality not in config.without.split():
            known = {"study": study.root, "modality": human(modality).lower(), "option": modality}
            raise DepformerError(say("train.nothing_differs", **known), kind="study")


@dataclass(frozen=True)
class Plan:
    """What was asked for, with the labels that it is trained on."""

    study: Study
    config: ModelConfig
    options: TrainOptions
    seed: int
    folds: int
    split: Partition | None
    permuted: bool
    nested: bool
    group: pd.Series  # healthy or depressed, by participant
    label: pd.Series  # the same, or the severity
    strata: pd.Series  # what the folds are balanced in

    @cached_property
    def parts(self) -> pd.Series:
        """The part of every row that the study puts into one; nobody's without such a column."""
        if self.split is None:
            return pd.Series(dtype=object)
        return given_parts(self.study, self.group, self.split)

    @property
    def left_out(self) -> dict[str, dict[str, str]]:
        """Digests of those who have a part but are not fit for training, by part and row."""
        rest = self.parts.drop(self.group.index, errors="ignore")
        known = self.study.participant_digests
        return {
            str(part): {str(who): known[str(who)] for who in own.index}
            for part, own in rest.groupby(rest)
        }

    def splits(self) -> list[Split]:
        """Return who is trained on, watched and held out: of every fold, or as the study says."""
        if self.split is None:
            return split_folds(self.strata, self.folds, self.seed)
        given = split_of(self.parts[self.group.index])
        if self.label[list(given.train)].nunique() < 2:
            known = {"column": self.split.column, "label": self.label[given.train[0]]}
            raise DepformerError(say("train.one_label", **known), kind="study")
        return [given]

    def request(self, splits: Sequence[Split]) -> str:
        """Return the digest of everything that the weights depend on."""
        facts = [self.config.to_dict(), asdict(self.options), self.seed, self.folds, self.nested]
        facts += [] if self.split is None else [asdict(each) for each in splits]
        facts += [left_out] if (left_out := self.left_out) else []
        return digest(
            json.dumps([*facts, depformer.__version__], sort_keys=True),
            self.group.to_csv(),
            self.label.to_csv(),
            *(self.study.participant_digests[str(who)] for who in self.group.index),
        )


def labels_of(
    study: Study, task: Task, permutation: int | None
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return groups, labels and strata of everybody fit for training, shuffled if asked for."""
    group = trainable(study)
    label = task.labels(study, group)
    group = group[label.index]
    if permutation is not None:
        order = shuffled(study.persons[group.index], permutation)
        # Both move together, so that the folds stay balanced in what is trained on.
        label = pd.Series(label.to_numpy()[order], index=label.index)
        group = pd.Series(group.to_numpy()[order], index=group.index)
    return group, label, task.strata(label)


def left_out(study: Study, target: str) -> list[str]:
    """Return sentences on the rows that a training takes no notice of, and why."""
    fit = trainable(study)
    task = TASKS[target]
    known = task.known(study.participants[task.column].reindex(fit.index))
    rows = study.participants.index
    said = []
    if unfit := rows.difference(fit.index, sort=False).tolist():
        said.append(say("train.left_out_unfit", n=len(unfit), who=allowed_list(unfit)))
    if unknown := fit.index[~known].tolist():
        said.append(say("train.left_out_unknown", n=len(unknown), who=allowed_list(unknown)))
    return said


def shuffled(persons: pd.Series, seed: int) -> NDArray[np.intp]:
    """Return an order of rows in which people, with all their sessions, have changed places.

    They do so among those who came equally often, so that nobody's sessions are torn apart.
    """
    rng, order = np.random.default_rng([seed, 1]), np.arange(len(persons))
    by_person = pd.Series(order).groupby(persons.to_numpy(), sort=False)
    rows = [own.to_numpy() for _, own in by_person]
    for often in sorted({len(own) for own in rows}):
        block = np.array([own for own in rows if len(own) == often])
        order[block] = block[rng.permutation(len(block))]
    return order
