"""What a check of the explanations declares, asks and returns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import xarray as xr

from depformer.config import Question
from depformer.explain.case import Case
from depformer.explain.engine import Progress, answer, case_of
from depformer.explain.method import Array
from depformer.explain.rows import rows_of
from depformer.explain.shared_inputs import shared_inputs
from depformer.labels import MODALITIES
from depformer.model import CheckpointSet
from depformer.model.one_thread import one_thread
from depformer.study import Study

TOP = 10  # cells whose overlap is counted


@dataclass(frozen=True)
class Found:
    """What a check says of a run.

    Attributes
    ----------
    metrics : mapping of ndarray
        By id of `depformer.labels.METRICS`, shape (method, participant).
    variables : mapping
        Dims and values of variables of `depformer.schema`.
    coords : mapping
        Labels of dims that they bring along.
    """

    metrics: Mapping[str, Array] = field(default_factory=dict)
    variables: Mapping[str, tuple[tuple[str, ...], Array]] = field(default_factory=dict)
    coords: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckSpec:
    """Declare one check, one question of belief.

    Attributes
    ----------
    id : str
        Short and stable.
    models : callable
        ``models(work) -> int``: how often everybody is gone through.
    measure : callable
        ``measure(work) -> Found``.
    """

    id: str
    models: Callable[[Work], int]
    measure: Callable[[Work], Found]


class Work:
    """A run under check: its people, their explanations by other models, and the count of steps.

    Attributes
    ----------
    attribution : ndarray
        Of the run, shape (method, participant, word, modality); NaN in a modality that an ablated
        model does not see: it has cells, but nothing to rank.
    others : sequence of CheckpointSet
        The same training with other seeds.
    copies, orders : int
        Untrained copies, and random orders of the words.
    folds : frozenset of int
        Those that speak for these people: of no other is a copy needed.
    """

    def __init__(
        self,
        run: xr.Dataset,
        study: Study,
        checkpoint: CheckpointSet,
        source: Study | None,
        others: Sequence[CheckpointSet],
        *,
        copies: int,
        orders: int,
        progress: Progress,
    ) -> None:
        self.ids = run["participant"].values.astype(str).tolist()
        self.signed = run["signed"].values.astype(bool)
        self.stochastic = run["stochastic"].values.astype(bool)
        self.unseen = [not checkpoint.config.has(name) for name in MODALITIES]
        values = run["attribution"].transpose("method", "participant", "word", "modality").values
        self.attribution: Array = np.where(self.unseen, np.nan, values)
        self.study, self.checkpoint, self.source, self.others = study, checkpoint, source, others
        self.copies, self.orders = copies, orders
        self.folds = frozenset(map(int, checkpoint.assign(study)["fold"][self.ids]))
        options = json.loads(run.attrs["methods"])
        self.question = Question(
            {name: options[name] for name in run["method"].values.astype(str)},
            str(run.attrs["baseline"]),
            baseline_from="" if source is None else str(source.root),
            seed=int(run.attrs["seed"]),
        )
        self.progress = progress
        self.done, self.total = 0, 0

    def expect(self, models: int) -> None:
        """Set how often everybody is gone through."""
        self.total = models * len(self.ids)

    def explained(
        self, checkpoint: CheckpointSet, *, fold: int | None = None, **changed: Any
    ) -> Array:
        """Return attributions by another model, shape (method, participant, word, modality).

        Parameters
        ----------
        checkpoint : CheckpointSet
            The other model.
        fold : int, optional
            One fold for everybody.
        **changed
            What is asked otherwise, fields of `depformer.config.Question`.
        """
        question = replace(self.question, **changed)
        run = answer(
            self.study,
            checkpoint,
            question,
            self.source if question.baseline_from else None,
            participants=self.ids,
            fold=fold,
            progress=lambda done, total: self.step(),
        )
        values: Array = run["attribution"].values
        return values

    def cases(self) -> Iterator[Case]:
        """Yield everybody before the fold that speaks for them, whose model is locked meanwhile."""
        people = self.checkpoint.assign(self.study).loc[self.ids]
        rows = rows_of(self.checkpoint.folds[0])
        asked = self.question.baseline, self.question.seed
        with one_thread:
            shared = shared_inputs(self.study, self.checkpoint, people, {}, self.source)
            for who in self.ids:
                case, _ = case_of(self.study, self.checkpoint, who, people, *asked, shared)
                with case.checkpoint.lock:
                    yield replace(case, rows=rows)
                self.step()

    def step(self) -> None:
        """Count one participant before one model."""
        self.done += 1
        self.progress(self.done, self.total)


def flat(attribution: Array) -> Array:
    """Return (..., word, modality) as (..., cell)."""
    *rest, words, modalities = attribution.shape
    return attribution.reshape(*rest, words * modalities)
