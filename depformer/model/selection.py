"""Hold a model's word selection as it is for one input, and leave nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from depformer.model.attention import Choice
from depformer.model.network import DEPFormer


@contextmanager
def frozen_selection(model: DEPFormer, z: Tensor) -> Iterator[None]:
    """Let every ProbSparse layer and the sharing unit choose as they do for one participant.

    The model is then a continuous function, without the jumps where another query is selected; the
    kinks of its pooling stay. It is another function wherever the selection would change.

    Parameters
    ----------
    model : DEPFormer
        In evaluation mode.
    z : Tensor
        Of one participant, shape (word, modality, hidden).
    """
    chosen: list[Tensor] = []
    choices = [module for module in model.modules() if isinstance(module, Choice)]

    def record(_m: nn.Module, _i: Any, selected: Tensor) -> None:
        chosen.append(selected)

    with ExitStack() as stack, torch.no_grad():
        for choice in choices:
            stack.callback(choice.register_forward_hook(record).remove)
        model.classify(z[None].to(next(model.parameters()).device))
    calls = 0

    def replay(_m: nn.Module, _i: Any, selected: Tensor) -> Tensor:
        nonlocal calls
        own = chosen[calls % len(chosen)]
        calls += 1
        # The unimodal encoder reads all faces, then all voices: one row of each was recorded.
        return own.repeat_interleave(len(selected) // len(own), dim=0)

    with ExitStack() as stack:
        for choice in choices:
            stack.callback(choice.register_forward_hook(replay).remove)
        yield
