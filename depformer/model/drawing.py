"""Draw from torch's generator of the whole process, for code that takes no generator of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch

_DRAWING = threading.RLock()


@contextmanager
def drawing(seed: int) -> Iterator[None]:
    """Let code inside draw what a seed gives, one thread at a time, and restore the generator.

    Parameters
    ----------
    seed : int
        The same seed gives the same draws, whatever other threads draw in such a block.
    """
    with _DRAWING, torch.random.fork_rng(devices=()):
        torch.default_generator.manual_seed(seed)
        yield
