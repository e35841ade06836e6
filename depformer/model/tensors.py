"""What a file of weights claims, compared with what a model asks for before anything is read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file
from torch import Tensor

from depformer.errors import DepformerError
from depformer.files import look_at
from depformer.validate import shortened
from depformer.wording import say

MOST_BYTES = 4_000_000_000
MOST_NAMED = 10  # tensors in one error
MOST_HEADER = 2_000_000  # bytes; the published model's header has less than 30,000
FLOATS = ("float16", "bfloat16", "float32", "float64")
COUNTS = "num_batches_tracked"  # the one whole number in a model
_STORED = {"F16": "float16", "BF16": "bfloat16", "F32": "float32", "F64": "float64", "I64": "int64"}


class Claim(NamedTuple):
    """What a tensor says of itself."""

    kind: str  # as torch names its numbers, or in words what else it is
    shape: tuple[int, ...]


def claims_of_file(path: Path) -> dict[str, Claim]:
    """Return what the header of a safetensors file claims; no weights are read.

    Raises
    ------
    DepformerError
        If the file is missing, no safetensors file, or claims more than it holds.
    """
    seen = look_at(path, kind="checkpoint", what=say("checkpoint.safetensors"), most=MOST_BYTES)
    try:
        header, size = int.from_bytes(seen.head[:8], "little"), seen.size
        if not 2 <= header <= min(MOST_HEADER, size - 8):
            raise SafetensorError
        with safe_open(path, framework="pt") as stored:
            parts = {name: stored.get_slice(name) for name in stored.keys()}  # noqa: SIM118
            return {
                name: Claim(_STORED.get(part.get_dtype(), part.get_dtype()), (*part.get_shape(),))
                for name, part in parts.items()
            }
    except (SafetensorError, OSError, ValueError, OverflowError) as fault:
        raise _damaged(path) from fault


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Return every tensor of a safetensors file; have its claims compared first.

    Raises
    ------
    DepformerError
        If the file cannot be read.
    """
    try:
        return dict(load_file(path))
    except (SafetensorError, OSError, ValueError, KeyError) as fault:
        raise _damaged(path) from fault


def claim_of(tensor: Tensor) -> Claim:
    """Return what a tensor in memory claims."""
    if tensor.is_nested or tensor.layout != torch.strided:
        return Claim(say("checkpoint.sparse"), ())
    if tensor.is_quantized:
        return Claim(say("checkpoint.quantised"), (*tensor.shape,))
    if tensor.is_meta:
        return Claim(say("checkpoint.without_numbers"), (*tensor.shape,))
    if tensor.untyped_storage().nbytes() < tensor.numel() * tensor.element_size():
        return Claim(say("checkpoint.fewer_numbers"), (*tensor.shape,))
    return Claim(str(tensor.dtype).removeprefix("torch."), (*tensor.shape,))


def claim_faults(claims: Mapping[str, Claim], wanted: Mapping[str, tuple[int, ...]]) -> list[str]:
    """Return a sentence for each tensor that is missing, unknown, or of another shape or kind.

    Parameters
    ----------
    claims : mapping of Claim
        What there is, by name.
    wanted : mapping of tuple of int
        The shape of everything that a model holds, by name.
    """
    faults = [
        say("checkpoint.tensor_missing", name=shortened(name))
        for name in wanted.keys() - claims.keys()
    ]
    faults += [
        say("checkpoint.tensor_unknown", name=shortened(name))
        for name in claims.keys() - wanted.keys()
    ]
    for name in wanted.keys() & claims.keys():
        kind, shape = claims[name]
        if kind not in FLOATS and not (name.endswith(COUNTS) and kind.startswith("int")):
            known = {"name": name, "got": kind, "floats": ", ".join(FLOATS)}
            faults.append(say("checkpoint.tensor_kind", **known))
        elif shape != wanted[name]:
            known = {"name": name, "got": str(shape), "want": str(wanted[name])}
            faults.append(say("checkpoint.tensor_misshapen", **known))
    return sorted(faults)


def fits(name: str, claim: Claim, wanted: Mapping[str, tuple[int, ...]]) -> bool:
    """Return whether a tensor is one of those wanted, in shape and kind."""
    return name in wanted and not claim_faults({name: claim}, {name: wanted[name]})


def finite_faults(tensors: Mapping[str, Tensor]) -> list[str]:
    """Return a sentence for each tensor with NaN or infinity at the model's precision."""
    return [
        say("checkpoint.tensor_not_finite", name=name)
        for name, tensor in sorted(tensors.items())
        # The smallest and the largest number take no memory, and are NaN if any number is.
        if tensor.numel() and not all(end.float().isfinite() for end in torch.aminmax(tensor))
    ]


def _damaged(path: Path) -> DepformerError:
    return DepformerError(say("checkpoint.tensors_damaged", path=path), kind="checkpoint")
