"""Read arrays: what a header claims is compared with what is there before anything is held."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from depformer.errors import DepformerError, Kind
from depformer.files.looking import look_at
from depformer.wording import say

MOST_ARRAY = 256_000_000  # bytes; 72 faces of 1,024 x 1,024 pixels have 75 million
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


def read_array(path: Path, *, kind: Kind, most: int = MOST_ARRAY) -> NDArray[Any]:
    """Read a ``.npy``; object arrays, which only unpickling could read, are refused.

    Parameters
    ----------
    path : Path
        The file.
    kind : str
        What is at fault if it cannot be read, as in `DepformerError`.
    most : int
        Largest size [byte].

    Raises
    ------
    DepformerError
        If the file is missing, no ``.npy``, too large, holds objects, or holds more or less than
        its header promises.
    """
    look = look_at(path, kind=kind, what=say("files.array"), allow=("npy",))
    if not look.head.startswith(npy.MAGIC_PREFIX):
        raise DepformerError(say("files.no_npy", path=path), kind=kind)
    try:
        with path.open("rb") as file:
            shape, dtype = _promised(file)
            follow = look.size - file.tell()
            _check_promise(path, shape, dtype, follow, most, kind)
            file.seek(0)
            return np.asarray(npy.read_array(file, allow_pickle=False))
    except (ValueError, TypeError, EOFError, OSError, RecursionError, MemoryError) as fault:
        raise DepformerError(say("files.damaged_npy", path=path), kind=kind) from fault


def _promised(file: BinaryIO) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Return shape and dtype that the header names; leave the file where the numbers begin."""
    header = _HEADERS.get(npy.read_magic(file))
    if header is None:
        raise ValueError("a version of the format that no plain array has")
    shape, _, dtype = header(file)
    if any(size < 0 for size in shape):
        raise ValueError("a negative size")
    return shape, dtype


def _check_promise(
    path: Path, shape: tuple[int, ...], dtype: np.dtype[Any], follow: int, most: int, kind: Kind
) -> None:
    if dtype.hasobject:
        raise DepformerError(say("files.pickled", path=path), kind=kind)
    promised = math.prod(shape) * dtype.itemsize
    claim = {"path": path, "shape": shape, "dtype": dtype, "promised": promised}
    if promised > most:
        raise DepformerError(say("files.large_array", most=most, **claim), kind=kind)
    if promised != follow:
        raise DepformerError(say("files.other_length", follow=follow, **claim), kind=kind)
