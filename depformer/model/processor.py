"""What numbers are computed on: they have the same bits where this is the same."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache

import torch
from torch import Tensor

from depformer.config import DEVICES
from depformer.errors import DepformerError
from depformer.validate import one_of
from depformer.wording import say

PROCESSOR = torch.device(DEVICES[0])
PRESENT: dict[str, Callable[[], bool]] = {
    DEVICES[0]: lambda: True,
    "cuda": torch.cuda.is_available,
    "mps": torch.backends.mps.is_available,
}
_BUILT: dict[str, Callable[[], bool]] = {
    "cuda": torch.backends.cuda.is_built,
    "mps": torch.backends.mps.is_built,
}


def device_named(name: str) -> torch.device:
    """Return the device that somebody names; none is ever chosen for them.

    Raises
    ------
    DepformerError
        If it is none, or not there.
    """
    one_of("device", name, PRESENT)
    if not PRESENT[name]():
        present = ", ".join(each for each, is_there in PRESENT.items() if is_there())
        facts = {"device": name, "what": name.upper(), "present": present}
        built = _BUILT[name]()
        raise DepformerError(
            say("device.not_found" if built else "device.not_built", **facts), kind="environment"
        )
    return torch.device(name)


def is_accelerator(device: torch.device) -> bool:
    """Return whether a device is another than the processor."""
    return device.type != PROCESSOR.type


@contextmanager
def within_memory(device: str) -> Iterator[None]:
    """Say in one sentence that the memory of a device is too small."""
    try:
        yield
    except torch.cuda.OutOfMemoryError as fault:
        raise DepformerError(say("device.memory", device=device), kind="environment") from fault


def brought(tensor: Tensor | None) -> Tensor | None:
    """Return a tensor on the processor, itself if it is there."""
    return None if tensor is None else tensor.to(PROCESSOR)


@lru_cache(maxsize=8)
def processor(device: str = DEVICES[0]) -> str:
    """Return the kind of the device, what torch uses of the processor, and the build of torch."""
    if device == "cuda":
        known = f"cuda {torch.cuda.get_device_name()}"
    elif device == DEVICES[0]:
        known = f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()}"
    else:
        known = f"{device} {platform.machine()}"
    return f"{known}, torch {torch.__version__}"


def computed_on(parts: Iterable[str] = (), device: str = DEVICES[0]) -> str:
    """Return this device and those of parts that come from elsewhere, as a run holds them.

    Examples
    --------
    >>> computed_on(['["other"]']) == json.dumps(sorted({"other", processor()}))
    True
    """
    own = processor(device)
    return json.dumps(sorted({own, *(each for part in parts for each in json.loads(part))}))
