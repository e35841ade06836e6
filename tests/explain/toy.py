"""Models that can be solved by hand, before which every method has a known answer."""

from __future__ import annotations

from types import SimpleNamespace

import torch

from depformer.explain.case import Case
from depformer.labels import MODALITIES
from depformer.model import Taps
from depformer.model.attention import Trace

WORDS, HIDDEN = 8, 3


class Linear:
    """A model whose logit difference is a weighted sum of z: every attribution is known."""

    def __init__(self, weight: torch.Tensor) -> None:
        self.weight = weight

    def difference(self, z: torch.Tensor) -> torch.Tensor:
        return (z * self.weight).sum(dim=(1, 2, 3))

    def classify(self, z: torch.Tensor) -> SimpleNamespace:
        depressed = self.difference(z)
        return SimpleNamespace(logits=torch.stack([torch.zeros_like(depressed), depressed], dim=1))


class Pairs(Linear):
    """Cells add what they are worth, and every two of them add a product more."""

    def __init__(self, weight: torch.Tensor, together: torch.Tensor) -> None:
        super().__init__(weight)
        self.together = together.triu(diagonal=1)  # (cell, cell)

    def worth(self, z: torch.Tensor) -> torch.Tensor:
        return (z * self.weight).sum(dim=-1).flatten(1)  # (row, cell)

    def difference(self, z: torch.Tensor) -> torch.Tensor:
        cells = self.worth(z)
        return cells.sum(dim=1) + torch.einsum("ri,ij,rj->r", cells, self.together, cells)

    def shapley(self, z: torch.Tensor) -> torch.Tensor:
        """Return the exact values against a baseline of 0: each pair is shared in two halves."""
        cells = self.worth(z[None])[0]
        shared = self.together * torch.outer(cells, cells)
        return (cells + (shared.sum(dim=0) + shared.sum(dim=1)) / 2).view(WORDS, 2)


def weights(seed: int = 1) -> torch.Tensor:
    return torch.randn(WORDS, 2, HIDDEN, generator=torch.Generator().manual_seed(seed))


def pairs_case(seed: int = 0) -> tuple[Case, Pairs]:
    """Return a person before a model of pairs, against a baseline of 0."""
    generator = torch.Generator().manual_seed(3)
    model = Pairs(weights(), torch.randn(WORDS * 2, WORDS * 2, generator=generator) / 4)
    case = toy_case(model, seed)
    return Case(case.checkpoint, case.z, torch.zeros_like(case.z), case.taps, seed), model


def linear_case(weight: torch.Tensor, seed: int = 0) -> Case:
    return toy_case(Linear(weight), seed)


def toy_case(model: Linear, seed: int = 0) -> Case:
    """Return a person with drawn numbers, and attention for the methods that look at it."""
    generator = torch.Generator().manual_seed(seed)
    z, baseline = torch.randn(2, WORDS, 2, HIDDEN, generator=generator)
    score = torch.rand(1, 4, WORDS, generator=generator)
    weight_of = torch.softmax(torch.rand(1, 4, WORDS, WORDS, generator=generator), dim=-1)
    layers = [[Trace(score, score > 0.5, weight_of)]]  # one stack of one layer
    taps = Taps(stacks=dict.fromkeys(("multimodal", *MODALITIES), layers))
    valence = ("positive", "negative") * (WORDS // 2)
    fold = SimpleNamespace(model=model, classify=model.classify)
    return Case(fold, z, baseline, taps, seed, valence, baseline[None])  # type: ignore[arg-type]
