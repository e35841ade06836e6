"""Let attention internals out of a model, and leave nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from torch import Tensor, nn

from depformer.labels import MODALITIES, STREAMS
from depformer.model.attention import Trace
from depformer.model.encoder import Layer, Stack
from depformer.model.network import DEPFormer
from depformer.model.processor import brought


@dataclass
class Taps:
    """The traces of one forward pass, by stream.

    Attributes
    ----------
    stacks : dict of list of list of Trace
        Of every layer of every stack, by stream.
    sharing : dict of list of Trace
        Of the sharing unit behind each stack, by stream (face, audio).
    """

    stacks: dict[str, list[list[Trace]]] = field(
        default_factory=lambda: {stream: [] for stream in STREAMS}
    )
    sharing: dict[str, list[Trace]] = field(
        default_factory=lambda: {stream: [] for stream in MODALITIES}
    )

    @property
    def first(self) -> dict[str, Trace]:
        """The traces of the first layer of stack 0, by stream: the only one that sees words."""
        return {
            stream: stacks[0][0] for stream, stacks in self.stacks.items() if stacks and stacks[0]
        }


@contextmanager
def tapped(model: DEPFormer) -> Iterator[Taps]:
    """Record what one forward pass attended to.

    Yields
    ------
    Taps
        Filled by the forward pass. Its hooks are gone when the block ends, also after an error.
    """
    taps = Taps()
    with ExitStack() as hooks:

        def record(module: nn.Module, into: dict[str, list[Trace]]) -> None:
            def hook(_m: nn.Module, _i: Any, output: tuple[Tensor, Trace]) -> None:
                trace = Trace(*map(brought, output[1]))  # type: ignore[arg-type]
                traces = (trace,) if len(into) == 1 else _halves(trace)
                for kept, trace in zip(into.values(), traces, strict=True):
                    kept.append(trace)

            hooks.callback(module.register_forward_hook(hook).remove)

        for encoder, streams in ((model.multimodal, STREAMS[:1]), (model.unimodal, MODALITIES)):
            for stack in encoder.stacks:
                traces: dict[str, list[Trace]] = {stream: [] for stream in streams}
                for stream, kept in traces.items():
                    taps.stacks[stream].append(kept)
                for layer in cast(Stack, stack).layers:
                    record(cast(Layer, layer).attention, traces)
        if model.unimodal.sharing is not None:
            record(model.unimodal.sharing.attention, taps.sharing)
        yield taps


def _halves(trace: Trace) -> tuple[Trace, Trace]:
    """Tell face and audio apart, which the unimodal encoder reads as one batch."""
    half = len(trace.score) // 2
    first, second = slice(None, half), slice(half, None)
    parts = [[None if each is None else each[rows] for each in trace] for rows in (first, second)]
    return Trace(*parts[0]), Trace(*parts[1])  # type: ignore[arg-type]
