"""What numbers are computed on: they have the same bits where this is the same."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable
from functools import lru_cache

import torch


@lru_cache(maxsize=1)
def processor() -> str:
    """Return the kind of the processor, what torch uses of it, and the build of torch."""
    able = torch.backends.cpu.get_cpu_capability()
    return f"{platform.machine()} {able}, torch {torch.__version__}"


def computed_on(parts: Iterable[str] = ()) -> str:
    """Return this processor and those of parts that come from elsewhere, as a run holds them.

    Examples
    --------
    >>> computed_on(['["other"]']) == json.dumps(sorted({"other", processor()}))
    True
    """
    return json.dumps(sorted({processor(), *(each for part in parts for each in json.loads(part))}))
