"""Occlusion: replace one cell by the baseline and see how the logit moves."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from depformer.explain.case import Attributed, Case, MethodSpec


@dataclass(frozen=True)
class Options:
    """Occlusion has no settings."""


def attribute(case: Case, options: Options) -> Attributed:
    """Return the fall of the logit difference when one cell becomes the baseline."""
    words, modalities, _ = case.z.shape
    cells = words * modalities
    keep = torch.ones(cells + 1, cells, dtype=torch.bool)
    keep[:cells].fill_diagonal_(False)
    difference = case.shown(keep.view(-1, words, modalities))
    return Attributed((difference[-1] - difference[:-1]).view(words, modalities).numpy())


SPEC = MethodSpec(
    id="occlusion",
    title="Occlusion",
    says="How far the logit falls when one word's face or voice is replaced by the baseline.",
    unit="logit",
    signed=True,
    complete=False,
    stochastic=False,
    reference="Zeiler and Fergus, ECCV 2014",
    options=Options,
    attribute=attribute,
)
