"""Input x gradient: the gradient at the participant, times the way from the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from depformer.explain.method import Attributed, MethodSpec

if TYPE_CHECKING:
    from depformer.explain.case import Case


@dataclass(frozen=True)
class Options:
    """Input x gradient has no settings."""


def attribute(case: Case, options: Options) -> Attributed:
    """Return (z - baseline) times the gradient at z, summed over the hidden width.

    The baseline is the zero point of the input, where Captum's own `InputXGradient` takes zero. It
    is integrated gradients with a single point, at the end of the path: cheap, and blind to
    whatever bends on the way.
    """
    from captum.attr import Saliency

    point = case.z[None].clone().requires_grad_()
    gradient = Saliency(case.difference).attribute(point, abs=False)[0].detach()
    return Attributed(((case.z - case.baseline) * gradient).double().sum(dim=-1).numpy())


SPEC = MethodSpec(
    id="input_x_gradient",
    unit="logit",
    signed=True,
    complete=False,
    stochastic=False,
    options=Options,
    attribute=attribute,
    shares=lambda options: True,
    by_captum=True,
)
