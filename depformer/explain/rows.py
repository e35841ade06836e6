"""How many rows of z pass the network at once: by the size of the model, nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import torch
from torch import Tensor

from depformer.config import ModelConfig
from depformer.explain.case import ROWS
from depformer.model import Checkpoint, DEPFormer, fresh_model

BUDGET = 250_000_000  # bytes beside the model
# Beside what the forward pass keeps for the gradient, the backward pass holds gradients of some
# of it at a time, and the allocator keeps what was freed.
REST = 2.0


def rows_of(fold: Checkpoint) -> int:
    """Return how many rows of z pass the network at once, forwards and backwards.

    More than 64 gain no time, and no more than fit into 250 MB are taken. Neither the memory of the
    machine nor what it is asked to keep to changes it: with other rows beside it, a row has other
    bits.
    """
    return max(1, min(ROWS, BUDGET // bytes_of_a_row(fold.config)))


@lru_cache(maxsize=32)
def bytes_of_a_row(config: ModelConfig) -> int:
    """Return what one row of z takes for its gradient [byte], counted and not estimated.

    It is the same for all weights, and z does not show the sizes of the recordings.
    """
    c = replace(config, image_size=1, audio_size=1)
    model = fresh_model(c).eval().requires_grad_(False)
    one, two = (_kept(model, torch.zeros(n, c.n_words, 2, c.hidden_size)) for n in (1, 2))
    return int(REST * (two - one))


def _kept(model: DEPFormer, z: Tensor) -> int:
    """Return the size of all that the forward pass keeps for the gradient [byte]."""
    kept: list[Tensor] = []  # all held until they are counted, so that no place is used twice

    def note(tensor: Tensor) -> None:
        # Nothing is handed back: a step that keeps its own result would hold itself for ever.
        kept.append(tensor.detach())

    with torch.autograd.graph.saved_tensors_hooks(note, lambda nothing: nothing):
        model.classify(z.requires_grad_())
    storages = {tensor.untyped_storage() for tensor in kept}
    return sum({each.data_ptr(): each.nbytes() for each in storages}.values())
