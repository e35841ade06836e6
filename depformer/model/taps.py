"""Let attention internals out of a model, and leave nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor, nn

from depformer.labels import MODALITIES
from depformer.model.attention import Trace
from depformer.model.network import DEPFormer


@dataclass
class Taps:
    """The traces of one forward pass, by stream.

    Attributes
    ----------
    first : dict of Trace
        Of the first layer of stack 0, by stream (multimodal, face, audio).
    sharing : dict of list of Trace
        Of the sharing unit behind each stack, by stream (face, audio).
    """

    first: dict[str, Trace] = field(default_factory=dict)
    sharing: dict[str, list[Trace]] = field(
        default_factory=lambda: {stream: [] for stream in MODALITIES}
    )


@contextmanager
def tapped(model: DEPFormer) -> Iterator[Taps]:
    """Record what one forward pass attended to.

    Yields
    ------
    Taps
        Filled by the forward pass. Its hooks are gone when the block ends, also after an error.
    """
    taps = Taps()

    def on_multimodal(_m: nn.Module, _i: Any, output: tuple[Tensor, Trace]) -> None:
        taps.first["multimodal"] = output[1]

    def on_unimodal(_m: nn.Module, _i: Any, output: tuple[Tensor, Trace]) -> None:
        taps.first["face"], taps.first["audio"] = _halves(output[1])

    def on_sharing(_m: nn.Module, _i: Any, output: tuple[Tensor, Trace]) -> None:
        for stream, trace in zip(MODALITIES, _halves(output[1]), strict=True):
            taps.sharing[stream].append(trace)

    hooks = [
        (model.get_submodule("multimodal.stacks.0.layers.0.attention"), on_multimodal),
        (model.get_submodule("unimodal.stacks.0.layers.0.attention"), on_unimodal),
    ]
    if model.unimodal.sharing is not None:
        hooks.append((model.get_submodule("unimodal.sharing.attention"), on_sharing))
    with ExitStack() as stack:
        for module, hook in hooks:
            stack.callback(module.register_forward_hook(hook).remove)
        yield taps


def _halves(trace: Trace) -> tuple[Trace, Trace]:
    """Tell face and audio apart, which the unimodal encoder reads as one batch."""
    half = len(trace.score) // 2
    first, second = slice(None, half), slice(half, None)
    parts = [[None if each is None else each[rows] for each in trace] for rows in (first, second)]
    return Trace(*parts[0]), Trace(*parts[1])  # type: ignore[arg-type]
