"""Find the weights in what people save: dicts in dicts, and names with what wrapped the model."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from torch import Tensor

from depformer.errors import DepformerError
from depformer.validate import allowed_list, shortened
from depformer.wording import say

KEYS = ("state_dict", "model_state_dict", "model", "net")
_PREFIX = re.compile(r"^(?:(?:module|_orig_mod|model|net)\.)+")
NUMPY_NAMES = (
    *(f"numpy.{core}.multiarray.scalar" for core in ("core", "_core")),
    "numpy.dtype",
    *(f"numpy.dtypes.{kind}DType" for kind in ("Float64", "Float32", "Int64", "Int32", "Bool")),
)


class Ignored:
    """Stands for a number of numpy beside the weights: it takes whatever made it and keeps none."""

    def __init__(self, *_: object) -> None:
        pass

    def __setstate__(self, state: object) -> None:
        """Keep nothing."""


def unwrapped(content: Any, path: Path) -> dict[str, Tensor]:
    """Return the one dict of tensors in what a file holds, or an empty one.

    Raises
    ------
    DepformerError
        If there are several, naming them.
    """
    seen: set[int] = set()
    while isinstance(content, dict) and id(content) not in seen:
        seen.add(id(content))
        if content and all(
            isinstance(name, str) and isinstance(each, Tensor) for name, each in content.items()
        ):
            return dict(content)
        inner = {name: each for name, each in content.items() if isinstance(each, dict) and each}
        known = [key for key in KEYS if key in inner]
        rest = [
            key
            for key, each in inner.items()
            if all(isinstance(name, str) and isinstance(t, Tensor) for name, t in each.items())
        ]
        found = known or rest
        if len(found) > 1:
            facts = {"path": path, "keys": allowed_list(shortened(key) for key in found)}
            raise DepformerError(say("published_weights.several", **facts), kind="checkpoint")
        content = inner[found[0]] if found else None
    return {}


def plain_names(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors by their names in the model, without those of its wrappers."""
    plain = {_PREFIX.sub("", name): tensor for name, tensor in tensors.items()}
    return plain if len(plain) == len(tensors) else tensors
