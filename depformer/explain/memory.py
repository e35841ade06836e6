"""How many rows of z may pass the network at once within a budget of memory."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import lru_cache

import torch
from torch import Tensor

from depformer.config import ModelConfig
from depformer.errors import DepformerError
from depformer.explain.case import ROWS
from depformer.model import Checkpoint, DEPFormer, fresh_model
from depformer.wording import say

UNITS = {"MB": 10**6, "GB": 10**9}
UNASKED = 250 * UNITS["MB"]  # the budget where none is named
# Beside what the forward pass keeps for the gradient, the backward pass holds gradients of some
# of it at a time, and the allocator keeps what was freed.
REST = 2.0


def parse_memory(text: str) -> int:
    """Return bytes of a text like ``2GB`` or ``500MB``.

    Raises
    ------
    DepformerError
        If it is no such text.
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(MB|GB)\s*", text, re.IGNORECASE)
    if found is None or not 0 < float(found[1]) < math.inf:
        raise DepformerError(say("explaining.memory_unreadable", got=text))
    return int(float(found[1]) * UNITS[found[2].upper()])


def rows_within(budget: int | None, fold: Checkpoint) -> int:
    """Return how many rows of z pass the network at once, forwards and backwards.

    Parameters
    ----------
    budget : int or None
        Memory beside the model [byte]; None: 250 MB, and 64 rows at most: more gain no time.
    fold : Checkpoint
        Whose model they pass.

    Raises
    ------
    DepformerError
        If not even one row fits.
    """
    row = bytes_of_a_row(fold.config)
    if budget is None:
        return max(1, min(ROWS, UNASKED // row))
    if row > budget:
        raise DepformerError(
            say("explaining.memory_too_small", got=budget / UNITS["MB"], row=row / UNITS["MB"])
        )
    return int(budget // row)


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
