"""DEP-Former Explorer: which words, and which modality, drove each prediction.

The public names load on first use, so that ``import depformer`` and ``depformer --help`` stay
instant (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "DepformerError": "depformer.errors",
    "load_study": "depformer.study",
    "load_checkpoint": "depformer.model",
    "load_run": "depformer.runs",
}
_SUBPACKAGES = ("explain", "export", "figures", "schema", "stats", "synth", "train")

__all__ = [*_PUBLIC, *_SUBPACKAGES, "__version__"]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    if name in _SUBPACKAGES:
        return import_module(f"depformer.{name}")
    raise AttributeError(f"module 'depformer' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
