"""Input x gradient: the gradient at the participant, times the way from the baseline."""

from __future__ import annotations

from dataclasses import dataclass

from depformer.explain.case import Attributed, Case, MethodSpec


@dataclass(frozen=True)
class Options:
    """Input x gradient has no settings."""


def attribute(case: Case, options: Options) -> Attributed:
    """Return (z - baseline) times the gradient at z, summed over the hidden width.

    The baseline is the zero point of the input. It is integrated gradients with a single point, at
    the end of the path: cheap, and blind to whatever bends on the way.
    """
    gradient = case.gradient(case.z[None])[0]
    cells = ((case.z - case.baseline) * gradient).double().sum(dim=-1)
    return Attributed(cells.numpy())


SPEC = MethodSpec(
    id="input_x_gradient",
    title="Input × gradient",
    says="How much the logit would move, were the model a straight line through this person.",
    unit="logit",
    signed=True,
    complete=False,
    stochastic=False,
    reference="Shrikumar et al., 2016, arXiv:1605.01713",
    options=Options,
    attribute=attribute,
)
