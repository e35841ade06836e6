"""Checks of what a user passes in, and the wording of what is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from depformer.errors import DepformerError, Kind

ALLOWED_SHOWN = 12


def allowed_list(allowed: Iterable[object]) -> str:
    """Write out the allowed values, the long lists shortened."""
    values = [str(value) for value in allowed]
    shown = ", ".join(values[:ALLOWED_SHOWN])
    return shown if len(values) <= ALLOWED_SHOWN else f"{shown}, ... ({len(values)} in all)"


def one_of(name: str, got: object, allowed: Iterable[str], *, kind: Kind = "value") -> str:
    """Return `got` if it is one of `allowed`, else raise with the nearest name.

    Raises
    ------
    DepformerError
        Naming the value, what is allowed, and the closest match if there is one.
    """
    choices = [str(value) for value in allowed]
    if isinstance(got, str) and got in choices:
        return got
    near = difflib.get_close_matches(str(got), choices, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    raise DepformerError(
        f"Invalid {name}: got '{got}', allowed are {allowed_list(choices)}.{hint}", kind=kind
    )


def whole_number(name: str, got: object, *, low: int, high: int | None = None) -> int:
    """Return `got` if it is a whole number in the range, else raise."""
    span = f"of at least {low}" if high is None else f"from {low} to {high}"
    fits = isinstance(got, int) and not isinstance(got, bool) and got >= low
    if not fits or (high is not None and int(str(got)) > high):
        raise DepformerError(f"Invalid {name}: got {got!r}, allowed is a whole number {span}.")
    return int(str(got))


def word_count(n_words: int, *, kind: Kind = "value") -> int:
    """Return the number of words if the encoder's two halvings fit it, else raise.

    The distilling stacks end with N / 4 tokens each, so N must be divisible by 4, and at least 8.
    """
    if n_words < 8 or n_words % 4:
        lower = max(8, n_words - n_words % 4)
        raise DepformerError(
            f"Invalid number of words: got {n_words}, allowed is any multiple of 4 from 8 up "
            f"(the encoder halves the words twice). The nearest are {lower} and {lower + 4}.",
            kind=kind,
        )
    return n_words


def same_shape(
    name: str, got: Sequence[int], expected: Sequence[int | str], *, kind: Kind = "value"
) -> None:
    """Raise unless `got` has the expected sizes; a name stands for any size."""
    fits = len(got) == len(expected) and all(
        isinstance(want, str) or have == want for have, want in zip(got, expected, strict=True)
    )
    if not fits:
        want = ", ".join(str(size) for size in expected)
        have = ", ".join(str(size) for size in got)
        raise DepformerError(f"{name} has shape ({have}), expected is ({want}).", kind=kind)


def settings_of(texts: Iterable[str], kinds: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings of texts like ``epochs=50`` as numbers, texts and booleans.

    Parameters
    ----------
    texts : iterable of str
        Each NAME=VALUE.
    kinds : mapping of str
        ``int``, ``float``, ``bool`` or ``str``, by the names that are allowed.

    Raises
    ------
    DepformerError
        If a text is no setting, or its name or value is not allowed.
    """
    found: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise DepformerError(
                f"Invalid setting: got '{text}', allowed is NAME=VALUE, for example "
                f"{next(iter(kinds))}=..."
            )
        one_of("setting", name, kinds)
        found[name] = _value(name, value, kinds[name])
    return found


def _value(name: str, text: str, kind: str) -> Any:
    if kind == "bool":
        return one_of(name, text, ("true", "false")) == "true"
    try:
        return text if kind == "str" else int(text) if kind == "int" else float(text)
    except ValueError as fault:
        what = "whole number" if kind == "int" else "number"
        raise DepformerError(f"Invalid {name}: got '{text}', allowed is a {what}.") from fault
