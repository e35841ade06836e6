"""Integrated gradients from a baseline to the participant, exact through z."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from depformer.explain.method import Attributed, MethodSpec
from depformer.validate import number, one_of, whole_number

if TYPE_CHECKING:
    from torch import Tensor

    from depformer.explain.case import Case

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
    """Integrate the gradient of the prediction along the straight path in z.

    z is affine in the input, so the straight path between two inputs is straight in z, and summing
    the attributions of z over the hidden width gives those of the input, word by word.
    """
    cells = ((case.z - case.baseline) * mean_gradient(case, options)).double().sum(dim=-1)
    return Attributed(cells.numpy(), case.gap(cells))


def mean_gradient(case: Case, options: Options) -> Tensor:
    """Return the mean gradient on the path from the baseline, shape (word, modality, hidden).

    Captum is asked for it without the difference that it is multiplied with: attributions divided
    by the difference would be nothing where that is 0.

    Raises
    ------
    DepformerError
        If an option is out of its range.
    """
    from contextlib import nullcontext

    from captum.attr import IntegratedGradients

    from depformer.model import frozen_selection

    whole_number("steps", options.steps, low=1)
    number("tolerance", options.tolerance, low=0, high=0.5)
    frozen = one_of("selection", options.selection, SELECTIONS) == "frozen"
    held = frozen_selection(case.checkpoint.model, case.z) if frozen else nullcontext()
    captum = IntegratedGradients(case.difference, multiply_by_inputs=False)
    step = case.z - case.baseline
    before: Tensor | None = None
    with held:
        for order in _orders(options):
            found: Tensor = captum.attribute(
                case.z[None],
                baselines=case.baseline[None],
                n_steps=order,
                method="gausslegendre",
                internal_batch_size=case.rows,
            )[0].detach()
            cells = (found * step).sum(dim=-1)
            if before is not None:
                change = (cells - before).abs().max()
                if change <= options.tolerance * cells.abs().max():
                    break
            before = cells
    return found


def _orders(options: Options) -> Iterator[int]:
    order = FIRST_ORDER if options.tolerance > 0 else options.steps
    while order < options.steps:
        yield order
        order *= 2
    yield options.steps


SPEC = MethodSpec(
    id="integrated_gradients",
    unit="logit",
    signed=True,
    complete=True,
    stochastic=False,
    options=Options,
    attribute=attribute,
    shares=lambda options: options.selection != "frozen",  # which is held by the model itself
    by_captum=True,
)
