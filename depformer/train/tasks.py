"""What a model is trained to tell, a group or a score: trainings differ by it here alone."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import pandas as pd
from torch import Tensor, nn
from torch.nn import functional as F

from depformer.config import ModelConfig
from depformer.errors import DepformerError
from depformer.labels import OUTCOMES, range_of
from depformer.model import DEPFormer
from depformer.stats import performance_of, regression_of
from depformer.study import Study
from depformer.train.evaluation.of_people import of_people
from depformer.wording import say


class Task(Protocol):
    """What a model is trained to tell.

    Attributes
    ----------
    column : str
        Of a study's participants, with the truth.
    predicted : str
        What `Quantity.predictions` calls the prediction.
    calibrates : bool
        Whether predictions are probabilities, which maps can calibrate.
    """

    column: str
    predicted: str
    calibrates: bool

    def departures(self) -> list[str]:
        """Return sentences of the model card on what is not as in the plain model."""

    def known(self, truth: pd.Series) -> pd.Series:
        """Return of which rows the truth is known."""

    def nobody(self) -> str:
        """Return the sentence that it is known of no row."""

    def labels(self, study: Study, group: pd.Series) -> pd.Series:
        """Return what is learnt of the rows of `group`, as far as it is known; raise if nothing."""

    def strata(self, label: pd.Series) -> pd.Series:
        """Return what folds are balanced in."""

    def learnt(self, label: Tensor, train: list[int], study: Study) -> tuple[Tensor, Any]:
        """Return the labels as the network learns them, and what ``training.json`` says of it."""

    def start(self, model: DEPFormer) -> None:
        """Set the first weights of what is read off the last layer."""

    def loss(
        self, logits: Tensor, label: Tensor, smoothing: float, weights: Tensor | None
    ) -> Tensor:
        """Return the loss of a batch."""

    def scored(
        self, truth: pd.Series, predicted: pd.Series, persons: pd.Series, seed: int = 0
    ) -> pd.DataFrame:
        """Return how close predictions of rows are, with intervals over people."""


class _Groups:
    column, predicted, calibrates = "group", "probability", True

    def departures(self) -> list[str]:
        return []

    def known(self, truth: pd.Series) -> pd.Series:
        return truth.isin(OUTCOMES)

    def nobody(self) -> str:
        return say("train.nobody_with_group")

    def labels(self, study: Study, group: pd.Series) -> pd.Series:
        return group

    def strata(self, label: pd.Series) -> pd.Series:
        return label

    def learnt(self, label: Tensor, train: list[int], study: Study) -> tuple[Tensor, Any]:
        return label, {}

    def start(self, model: DEPFormer) -> None:
        """Leave them as they were drawn."""

    def loss(
        self, logits: Tensor, label: Tensor, smoothing: float, weights: Tensor | None
    ) -> Tensor:
        """Return the cross-entropy."""
        losses = F.cross_entropy(logits, label, label_smoothing=smoothing, reduction="none")
        # Not divided by the weights in the batch, so that each group counts half in all.
        return (losses if weights is None else weights.to(label.device)[label] * losses).mean()

    def scored(
        self, truth: pd.Series, predicted: pd.Series, persons: pd.Series, seed: int = 0
    ) -> pd.DataFrame:
        """Score person by person."""
        group, mean = of_people(truth, predicted, persons)
        return performance_of(group.to_numpy(), mean.to_numpy(), seed=seed)


class _Scores:
    column, predicted, calibrates = "severity", "predicted", False

    def departures(self) -> list[str]:
        return [say("model_cards.severity")]

    def known(self, truth: pd.Series) -> pd.Series:
        return truth.notna()

    def nobody(self) -> str:
        return say("train.nobody_with_severity")

    def labels(self, study: Study, group: pd.Series) -> pd.Series:
        severity = study.participants[self.column].reindex(group.index)
        label = severity[severity.notna()].astype(float)
        if label.nunique() < 2:
            raise DepformerError(say("train.no_severity", study=study.root), kind="study")
        return label

    def strata(self, label: pd.Series) -> pd.Series:
        # Often patients alone have a rating: the folds are balanced in its halves, not in groups.
        upper, lower = say("train.upper_half"), say("train.lower_half")
        return pd.Series(np.where(label > label.median(), upper, lower), index=label.index)

    def learnt(self, label: Tensor, train: list[int], study: Study) -> tuple[Tensor, Any]:
        known = label[train]
        severity: dict[str, Any] = {"mean": float(known.mean())}
        severity["sd"] = max(float(known.std()), 1e-6)
        if scale := study.severity_scale:
            severity["scale"] = scale
            severity |= dict(zip(("lowest", "highest"), range_of(scale) or (), strict=False))
        return (label - known.mean()) / severity["sd"], {"severity": severity}

    def start(self, model: DEPFormer) -> None:
        """Let everybody start at the mean of the training part."""
        for head in (model.head, model.branch_head):
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)

    def loss(
        self, logits: Tensor, label: Tensor, smoothing: float, weights: Tensor | None
    ) -> Tensor:
        """Return the squared error [SD^2]."""
        return F.mse_loss(logits[:, 0], label)

    def scored(
        self, truth: pd.Series, predicted: pd.Series, persons: pd.Series, seed: int = 0
    ) -> pd.DataFrame:
        """Score row by row: errors of two sessions must not cancel out."""
        own = persons[truth.index].to_numpy()
        return regression_of(truth.to_numpy(), predicted.to_numpy(), people=own, seed=seed)


TASKS: dict[str, Task] = {"group": _Groups(), "severity": _Scores()}


def task_of(config: ModelConfig) -> Task:
    """Return what a model of these sizes is trained to tell."""
    return TASKS[config.target]
