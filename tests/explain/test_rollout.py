"""Attention rollout written out token by token."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from depformer.explain import METHODS
from depformer.explain.case import Case
from depformer.model import Taps
from depformer.model.attention import Trace

WORDS, HEADS = 16, 3


def trace(length: int, generator: torch.Generator) -> Trace:
    weights = torch.rand(1, HEADS, length, length, generator=generator)
    selected = torch.rand(1, HEADS, length, generator=generator) < 0.5
    return Trace(torch.zeros(1, HEADS, length), selected, weights / weights.sum(-1, keepdim=True))


def mixed_by_hand(layers: list[Trace]) -> np.ndarray:
    """Return how much of each word each last token is mixed from, shape (token, word)."""
    length = layers[0].weights.shape[-1]
    tokens = [np.eye(length)[i] for i in range(length)]
    for depth, layer in enumerate(layers):
        if depth:
            n = len(tokens)
            halved = []
            for i in range(n // 2):
                pooled = [j for j in (2 * i - 1, 2 * i, 2 * i + 1) if j >= 0]
                seen = [tokens[(j + step) % n] for j in pooled for step in (-1, 0, 1)]
                halved.append(np.mean(seen, axis=0))
            tokens = halved
        n = len(tokens)
        after = []
        for query in range(n):
            attended = np.zeros(n)
            for head in range(HEADS):
                row = layer.weights[0, head, query].double().numpy()
                attended += row / HEADS if layer.selected[0, head, query] else 1 / n / HEADS
            attended[query] += 1  # the residual weighs as much as all of the attention
            after.append(sum(attended[k] / 2 * tokens[k] for k in range(n)))
        tokens = after
    return np.stack(tokens)


@pytest.mark.parametrize("seed", [0, 1])
def test_rollout_is_what_is_written_out(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    stacks = {
        stream: [
            [trace(WORDS // 2**stack // 2**depth, generator) for depth in range(3 - stack)]
            for stack in range(3)
        ]
        for stream in ("multimodal", "face", "audio")
    }
    z = torch.zeros(WORDS, 2, 1)
    case = Case(SimpleNamespace(), z, z, Taps(stacks=stacks), 0)  # type: ignore[arg-type]
    spec = METHODS["rollout"]
    found = spec.attribute(case, spec.options()).attribution
    for column, stream in enumerate(("face", "audio")):
        ends = []
        for stack, layers in enumerate(stacks[stream]):
            of_stack = np.zeros(WORDS)
            of_stack[WORDS - WORDS // 2**stack :] = mixed_by_hand(layers).mean(axis=0)
            ends.append(of_stack)
        np.testing.assert_allclose(found[:, column], np.mean(ends, axis=0), atol=1e-6)
