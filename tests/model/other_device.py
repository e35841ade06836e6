"""A device beside the processor, for machines that have none: it computes, and mixes with nothing.

Its tensors hold their numbers on the processor, but torch takes them for those of another device.
An operation of both kinds is refused, as an accelerator refuses it, so that what forgets to bring a
tensor along fails here, too.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils import _pytree as pytree

NAME = "there"
_CROSSES = ("copy_", "_to_copy")  # the ways from one device to the other


class _There(Tensor):
    """A tensor on the other device."""

    numbers: Tensor

    @staticmethod
    def __new__(cls: type[_There], numbers: Tensor) -> _There:
        made: _There = Tensor._make_wrapper_subclass(  # type: ignore[attr-defined]
            cls,
            numbers.shape,
            strides=numbers.stride(),
            storage_offset=numbers.storage_offset(),
            dtype=numbers.dtype,
            device=torch.device(NAME, 0),
            requires_grad=numbers.requires_grad,
        )
        made.numbers = numbers
        return made

    @classmethod
    def __torch_dispatch__(
        cls, function: Any, types: Any, args: Any = (), named: Any = None
    ) -> Any:
        name, named = function.overloadpacket.__name__, dict(named or {})
        tensors = [each for each in pytree.tree_leaves((args, named)) if isinstance(each, Tensor)]
        mixed = any(not isinstance(each, _There) and each.dim() for each in tensors)
        if mixed and name not in _CROSSES:
            raise RuntimeError(f"{name}: tensors on two devices")
        asked = named.get("device")
        if asked is not None:
            named["device"] = torch.device("cpu")
        own, by_name = pytree.tree_map_only(_There, lambda each: each.numbers, (args, named))
        found = function(*own, **by_name)
        if name.endswith("_") and function._schema.is_mutable:
            return args[0]
        if asked is not None and torch.device(asked).type == "cpu":
            return found
        return pytree.tree_map_only(Tensor, _There, found)


def _empty(size: Any, dtype: Any = None, **_: Any) -> Tensor:
    return _There(torch.empty(size, dtype=dtype))


def _empty_strided(size: Any, stride: Any, dtype: Any = None, **_: Any) -> Tensor:
    return _There(torch.empty_strided(size, stride, dtype=dtype))


@cache
def other_device() -> torch.device:
    """Return the device, known to torch from now on in this process."""
    from torch.utils import backend_registration as known

    if not hasattr(known, "_setup_privateuseone_for_python_backend"):
        pytest.skip("this torch takes no device that is written in Python")

    class Module(known._DummyBackendModule):  # type: ignore[misc]
        def manual_seed_all(self, seed: int) -> None:
            pass

        def _is_in_bad_fork(self) -> bool:
            return False

    known._setup_privateuseone_for_python_backend(NAME, backend_module=Module())
    library = torch.library.Library("aten", "IMPL")
    library.impl("empty.memory_format", _empty, "PrivateUse1")
    library.impl("empty_strided", _empty_strided, "PrivateUse1")
    _LIBRARIES.append(library)  # what it has set ends with it
    return torch.device(NAME)


_LIBRARIES: list[Any] = []
