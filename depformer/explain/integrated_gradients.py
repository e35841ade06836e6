"""Integrated gradients from a baseline to the participant, exact through z."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from captum.attr import IntegratedGradients

from depformer.explain.base import Attributed, Case, MethodSpec


@dataclass(frozen=True)
class Options:
    """Settings of integrated gradients.

    Parameters
    ----------
    steps : int
        Points of the Gauss-Legendre rule on the path.
    """

    steps: int = 50


def attribute(case: Case, options: Options) -> Attributed:
    """Integrate the gradient of the logit difference along the straight path in z.

    z is affine in the input, so the straight path between two inputs is straight in z, and summing
    the attributions of z over the hidden width gives those of the input, word by word.
    """
    z, baseline = case.z[None], case.baseline[None]
    attributions = IntegratedGradients(case.difference).attribute(
        z, baselines=baseline, n_steps=options.steps, method="gausslegendre"
    )
    cells = attributions[0].double().sum(dim=-1)  # (word, modality)
    with torch.no_grad():
        ends = case.difference(torch.cat([z, baseline])).double()
    return Attributed(cells.detach().numpy(), float(cells.sum() - (ends[0] - ends[1])))


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
