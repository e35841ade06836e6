"""Smoothed integrated gradients: their mean over copies of the person with noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from depformer.explain.method import Attributed, MethodSpec
from depformer.validate import number, whole_number

if TYPE_CHECKING:
    from torch import Tensor

    from depformer.explain.case import Case


@dataclass(frozen=True)
class Options:
    """Settings of smoothed integrated gradients.

    Parameters
    ----------
    samples : int
        Copies with noise.
    noise : float
        Standard deviation of the noise, as a share of the standard deviation of what differs from
        the baseline, for the face and for the voice.
    steps : int
        Points of the path, as of integrated gradients.
    """

    samples: int = 20
    noise: float = 0.1
    steps: int = 50


def attribute(case: Case, options: Options) -> Attributed:
    """Average integrated gradients from the baseline over the person with noise on z.

    A cell that holds the baseline, as what was not recorded does, stays as it is. The sum is that
    of the noisy copies, and need not be this person's prediction.

    Raises
    ------
    DepformerError
        If an option is out of its range.
    """
    import torch
    from captum.attr import IntegratedGradients, NoiseTunnel

    from depformer.model.drawing import drawing

    samples = whole_number("samples", options.samples, low=2)
    steps = whole_number("steps", options.steps, low=1)
    noise = number("noise", options.noise, low=0.001, high=10)
    differs = case.differs[..., None]

    def difference(face: Tensor, audio: Tensor) -> Tensor:
        z = torch.stack([face, audio], dim=2)  # apart, since each has noise of its own size
        return case.difference(torch.where(differs, z, case.baseline))

    own, baselines = (tuple(each[None].unbind(dim=2)) for each in (case.z, case.baseline))
    sizes = tuple(float((x - y).std()) for x, y in zip(own, baselines, strict=True))
    captum = NoiseTunnel(IntegratedGradients(difference))
    draws = []
    with drawing(case.seed):
        for _ in range(samples):
            found = captum.attribute(
                own,
                nt_type="smoothgrad",
                nt_samples=1,
                stdevs=tuple(noise * size for size in sizes),
                baselines=baselines,
                n_steps=steps,
                method="gausslegendre",
                internal_batch_size=case.rows,
            )
            draws.append(torch.stack(found, dim=2)[0].detach().double().sum(dim=-1).numpy())
    return Attributed.of_draws(draws)


SPEC = MethodSpec(
    id="smooth_gradients",
    unit="logit",
    signed=True,
    complete=False,
    stochastic=True,
    options=Options,
    attribute=attribute,
    by_captum=True,
    default=False,
    in_all=False,
)
