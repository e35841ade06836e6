"""Occlusion: replace one cell by the baseline and see how the logit moves."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from depformer.explain.base import Attributed, Case, MethodSpec


@dataclass(frozen=True)
class Options:
    """Occlusion has no settings."""


def attribute(case: Case, options: Options) -> Attributed:
    """Return the fall of the logit difference when one cell becomes the baseline."""
    words, modalities, _ = case.z.shape
    rows = case.z.repeat(words * modalities + 1, 1, 1, 1)  # (row, word, modality, hidden)
    for row in range(words * modalities):
        word, modality = divmod(row, modalities)
        rows[row, word, modality] = case.baseline[word, modality]
    with torch.no_grad():
        difference = case.difference(rows).double()
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
