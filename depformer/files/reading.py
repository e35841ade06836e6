"""Read JSON and arrays, say in one sentence what is wrong with them, and never unpickle."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from math import isinf, prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from depformer.errors import DepformerError, Kind
from depformer.files.decoding import decoded
from depformer.files.looking import look_at
from depformer.validate import shortened
from depformer.wording import say

MOST_JSON = 50_000_000  # bytes; what we write ourselves has less than one
MOST_TEXT = 5_000_000  # bytes; a model card has some thousand
MOST_ARRAY = 500_000_000  # bytes; 72 faces of 512 x 512 pixels have 19 million
# Escapes of a character beyond the first 65,536 come in twos; half of one is no text, and neither a
# file nor a terminal takes it. A backslash that is itself escaped begins none.
_PAIR = re.compile(r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_HALF = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


def read_text(path: Path, *, what: str, kind: Kind, most: int = MOST_TEXT) -> str:
    """Read a text in UTF-8.

    Parameters
    ----------
    path : Path
        The file.
    what : str
        What is expected, in words.
    kind : str
        Of the error.
    most : int
        Bytes that it may have.

    Raises
    ------
    DepformerError
        If the file is missing, no file, empty, larger, something else, or no UTF-8.
    """
    look_at(path, what=what, most=most, kind=kind)
    try:
        return decoded(path.read_bytes(), path, kind=kind)
    except OSError as fault:
        why = fault.strerror or str(fault)
        raise DepformerError(say("files.not_read", path=path, why=why), kind=kind) from fault


def read_json(path: Path, *, kind: Kind) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    DepformerError
        If the file is missing, broken, holds no object, or a name or a number that JSON cannot.
    """
    what = say("files.json")
    text = read_text(path, what=what, kind=kind, most=MOST_JSON)
    try:
        content = json.loads(
            text,
            parse_constant=_refuse,
            parse_int=_whole,
            parse_float=_real,
            object_pairs_hook=_once,
        )
        if halves := _HALF.findall(_PAIR.sub("", text)):
            raise ValueError(say("files.json_half", got=halves[0]))
    except json.JSONDecodeError as fault:
        said = say("files.unreadable_line", path=path, what=what, line=fault.lineno)
        raise DepformerError(said, kind=kind) from fault
    except RecursionError as fault:
        raise DepformerError(say("files.nested", path=path), kind=kind) from fault
    except ValueError as fault:
        raise DepformerError(say("files.json_why", path=path, why=fault), kind=kind) from fault
    if not isinstance(content, dict):
        raise DepformerError(say("files.no_object", path=path), kind=kind)
    return content


def _refuse(constant: str) -> Any:
    raise ValueError(say("files.no_json_number", got=constant))


def _whole(digits: str) -> int:
    """Return a whole number; one beyond every float ends in whoever computes with it."""
    _real(digits)
    return int(digits)


def _real(digits: str) -> float:
    if isinf(number := float(digits)):
        raise ValueError(say("files.json_huge", got=shortened(digits)))
    return number


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; a name that stands twice in it would lose one of the two."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(say("files.json_twice", name=twice[:80]))
    return found


def read_array(path: Path, *, kind: Kind) -> NDArray[Any]:
    """Read a ``.npy``; object arrays, which only unpickling could read, are refused.

    Raises
    ------
    DepformerError
        If the file is missing, something else, promises more than it holds, or holds objects.
    """
    with _opened_array(path, kind) as (file, _):
        return np.asarray(np.lib.format.read_array(file, allow_pickle=False))


def array_shape(path: Path, *, kind: Kind) -> tuple[int, ...]:
    """Return the shape of a ``.npy`` without reading what it holds; raise as `read_array` does."""
    with _opened_array(path, kind) as (_, shape):
        return shape


@contextmanager
def _opened_array(path: Path, kind: Kind) -> Iterator[tuple[BinaryIO, tuple[int, ...]]]:
    """Yield a ``.npy`` at its beginning, and its shape, once it is known to be what it claims."""
    seen = look_at(path, what=say("files.npy"), most=MOST_ARRAY, kind=kind, allow=("array",))
    try:
        with path.open("rb") as file:
            why, shape = _claims(file, seen.size)
            if why:
                raise DepformerError(say("files.no_array", path=path, why=why), kind=kind)
            file.seek(0)
            yield file, shape
    except DepformerError:
        raise
    except Exception as fault:  # what NumPy's parser of headers raises over other bytes has no end
        why = say("files.no_header")
        raise DepformerError(say("files.no_array", path=path, why=why), kind=kind) from fault


def _claims(file: BinaryIO, size: int) -> tuple[str, tuple[int, ...]]:
    """Return what is wrong with what an array's header claims, before room is made, and its shape.

    Nothing is wrong where the first is empty.
    """
    if file.read(len(npy.MAGIC_PREFIX)) != npy.MAGIC_PREFIX:
        return say("files.no_magic"), ()
    file.seek(0)
    version = npy.read_magic(file)
    if version not in _HEADERS:
        return say("files.npy_version", got=".".join(map(str, version))), ()
    shape, _, dtype = _HEADERS[version](file, max_header_size=10_000)
    if dtype.hasobject:
        return say("files.pickled"), ()
    if min(shape, default=0) < 0:
        return say("files.negative"), ()
    promised, holds = prod(map(int, shape)) * dtype.itemsize, size - file.tell()
    why = "" if promised == holds else say("files.promises", promised=promised, holds=holds)
    return why, shape
