"""Results of the same numbers, computed once: figures and tables of one page share their tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np

Given = ParamSpec("Given")
Found = TypeVar("Found")


LARGEST = 64 * 2**20  # that a result may be to be kept, for the life of a server [byte]


class _TooLarge(Exception):  # noqa: N818 - no fault: what is raised is not kept
    """Hand out a result without keeping it."""

    def __init__(self, found: Any) -> None:
        self.found = found


class _Array:
    """An array as part of a key: equal where shape, kind and every bit are."""

    def __init__(self, array: np.ndarray) -> None:
        if array.dtype.hasobject:  # its bytes are addresses: others could come to stand there
            raise TypeError(array.dtype)
        self.key = (array.shape, array.dtype.str, array.tobytes())
        self.array = array.copy()
        self.array.setflags(write=False)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Array) and self.key == other.key


def remembered(
    maxsize: int,
) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """Return a decorator that keeps the latest results of a function of arrays and numbers.

    The function must depend on its arguments alone. What it returns is shared: arrays in it, also
    in a tuple, cannot be written to. What is larger than `LARGEST` is computed anew each time.

    Parameters
    ----------
    maxsize : int
        Results that are kept.
    """

    def decorate(function: Callable[Given, Found]) -> Callable[Given, Found]:
        @lru_cache(maxsize=maxsize)
        def kept(*keys: Any) -> Found:
            found = function(*map(_value, keys))  # type: ignore[call-arg]
            _protect(found)
            if _size(found) > LARGEST:
                raise _TooLarge(found)
            return found

        @wraps(function)
        def asked(*given: Given.args, **named: Given.kwargs) -> Found:
            assert not named  # else one question would have two keys
            try:
                return kept(*map(_key, given))
            except _TooLarge as large:
                return cast("Found", large.found)

        return asked

    return decorate


def _key(given: Any) -> Any:
    return _Array(given) if isinstance(given, np.ndarray) else given


def _value(key: Any) -> Any:
    return key.array if isinstance(key, _Array) else key


def _protect(found: Any) -> None:
    if isinstance(found, np.ndarray):
        found.setflags(write=False)
    elif isinstance(found, tuple):
        for each in found:
            _protect(each)


def _size(found: Any) -> int:
    """Return how many bytes the arrays of a result hold, also those in a tuple."""
    if isinstance(found, np.ndarray):
        return found.nbytes
    return sum(map(_size, found)) if isinstance(found, tuple) else 0
