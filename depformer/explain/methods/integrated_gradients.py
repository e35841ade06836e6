"""Integrated gradients from a baseline to the participant, exact through z."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from depformer.explain.case import Attributed, Case, MethodSpec
from depformer.model import frozen_selection
from depformer.validate import one_of, whole_number

SELECTIONS = ("recomputed", "frozen")
FIRST_ORDER = 4


@dataclass(frozen=True)
class Options:
    """Settings of integrated gradients.

    Parameters
    ----------
    steps : int
        Points of the Gauss-Legendre rule on the path, or the most of them if there is a tolerance.
    tolerance : float
        0: always `steps` points. Else the order is doubled from 4 until two orders agree to this
        share of the largest attribution.
    selection : str
        ``recomputed``: the word selection follows the path, as the model would, and jumps.
        ``frozen``: it stays that of the participant; the attributions are then those of a
        continuous function beside the model, and their gap is its distance from the model at the
        baseline.
    """

    steps: int = 50
    tolerance: float = 0.0
    selection: str = "recomputed"


def attribute(case: Case, options: Options) -> Attributed:
    """Integrate the gradient of the logit difference along the straight path in z.

    z is affine in the input, so the straight path between two inputs is straight in z, and summing
    the attributions of z over the hidden width gives those of the input, word by word.
    """
    cells = ((case.z - case.baseline) * integrated_gradient(case, options)).double().sum(dim=-1)
    ends = case.values(torch.stack([case.z, case.baseline]))
    return Attributed(cells.numpy(), float(cells.sum() - (ends[0] - ends[1])))


def integrated_gradient(case: Case, options: Options) -> Tensor:
    """Return the mean gradient on the path from the baseline, shape (word, modality, hidden).

    Raises
    ------
    DepformerError
        If an option is out of its range.
    """
    whole_number("steps", options.steps, low=1)
    step = case.z - case.baseline
    before: Tensor | None = None
    with _selection(case, one_of("selection", options.selection, SELECTIONS)):
        for order in _orders(options):
            found = case.mean_gradient(*gauss_legendre(order))
            cells = (found * step).sum(dim=-1)
            if before is not None:
                change = (cells - before).abs().max()
                if change <= options.tolerance * cells.abs().max():
                    break
            before = cells
    return found


def gauss_legendre(order: int) -> tuple[Tensor, Tensor]:
    """Return points and weights of the Gauss-Legendre rule on 0 to 1, each shape (point,)."""
    points, weights = np.polynomial.legendre.leggauss(order)
    return torch.from_numpy((points + 1) / 2), torch.from_numpy(weights / 2)


def _orders(options: Options) -> Iterator[int]:
    order = FIRST_ORDER if options.tolerance > 0 else options.steps
    while order < options.steps:
        yield order
        order *= 2
    yield options.steps


def _selection(case: Case, name: str) -> AbstractContextManager[None]:
    return frozen_selection(case.checkpoint.model, case.z) if name == "frozen" else nullcontext()


SPEC = MethodSpec(
    id="integrated_gradients",
    title="Integrated gradients",
    says="How much each word's face and voice moved the logit, from the baseline to this person.",
    unit="logit",
    signed=True,
    complete=True,
    stochastic=False,
    reference="Sundararajan, Taly and Yan, ICML 2017",
    options=Options,
    attribute=attribute,
)
