"""Results of the same numbers, computed once: figures and tables of one page share their tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

Given = ParamSpec("Given")
Found = TypeVar("Found")


class _Array:
    """An array as part of a key: equal where shape, kind and every bit are."""

    def __init__(self, array: np.ndarray) -> None:
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
    in a tuple, cannot be written to.

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
            return found

        @wraps(function)
        def asked(*given: Given.args, **named: Given.kwargs) -> Found:
            assert not named  # else one question would have two keys
            return kept(*map(_key, given))

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
