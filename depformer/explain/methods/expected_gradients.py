"""Expected gradients: integrated gradients averaged over people of the training part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from depformer.explain.method import Attributed, MethodSpec
from depformer.validate import whole_number

if TYPE_CHECKING:
    from depformer.explain.case import Case


@dataclass(frozen=True)
class Options:
    """Settings of expected gradients.

    Parameters
    ----------
    samples : int
        Points that are drawn, each between the participant and another person of the training.
    """

    samples: int = 200


def attribute(case: Case, options: Options) -> Attributed:
    """Average (z - reference) times the gradient between them, over drawn references.

    The reference is drawn from the people whom the fold was trained with, the place on the way
    from it evenly from 0 to 1. The baseline of the run plays no part. The sum of the
    attributions is, but for the error of sampling, how far the prediction is from its mean over
    those people; the gap says how far it is from it.

    Captum's `GradientShap` draws from generators of the whole process, and returns the mean alone.
    Here the pairs are drawn first, and `IntegratedGradients` is handed a path a pair, as long as
    the way and with the drawn place in its middle: its rule of one point is the sample.

    Raises
    ------
    ValueError
        If the case has no references; the engine makes them for whom declares the need.
    """
    import torch
    from captum.attr import IntegratedGradients

    samples = whole_number("samples", options.samples, low=2)
    if case.references is None:
        raise ValueError("expected gradients need the references of the case")
    draw = torch.Generator().manual_seed(case.seed)
    # One place in each of `samples` equal parts of the way, in random order: less spread.
    place = (
        torch.randperm(samples, generator=draw) + torch.rand(samples, generator=draw)
    ) / samples
    chosen = torch.randint(len(case.references), (samples,), generator=draw)
    captum = IntegratedGradients(case.difference)
    parts = []
    for at, who in zip(torch.split(place, case.rows), torch.split(chosen, case.rows), strict=True):
        step = case.z - case.references[who]
        start = case.references[who] + (at - 0.5).view(-1, 1, 1, 1) * step
        found = captum.attribute(start + step, baselines=start, n_steps=1, method="gausslegendre")
        parts.append(found.detach().double().sum(dim=-1))
    cells = torch.cat(parts)  # (sample, word, modality)
    mean = cells.mean(dim=0)
    difference = case.values(case.z[None])[0] - case.values(case.references).mean()
    error = cells.std(dim=0) / samples**0.5
    return Attributed(mean.numpy(), float(mean.sum() - difference), error.numpy())


SPEC = MethodSpec(
    id="expected_gradients",
    unit="logit",
    signed=True,
    complete=False,
    stochastic=True,
    options=Options,
    attribute=attribute,
    shares=lambda options: True,
    by_captum=True,
    needs=("references",),
    default=False,
)
