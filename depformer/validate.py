"""Checks of what a user passes in."""

from __future__ import annotations

import difflib
import reprlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from depformer.errors import DepformerError, Kind
from depformer.wording import say

ALLOWED_SHOWN = 12
LONGEST_SHOWN = 100
LEAST_WORDS = 8


def allowed_list(allowed: Iterable[object]) -> str:
    """Write out the allowed values, the long lists shortened."""
    values = [str(value) for value in allowed]
    shown = ", ".join(values[:ALLOWED_SHOWN])
    return shown if len(values) <= ALLOWED_SHOWN else say("values.more", shown=shown, n=len(values))


def shortened(got: object) -> str:
    """Return what was got as one short line for a sentence, whatever a file put there."""
    line = " ".join(got.split()) if isinstance(got, str) else reprlib.repr(got)
    shown = line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 3]}..."
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")  # JSON can hold half a pair


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
    near = difflib.get_close_matches(shortened(got), choices, n=1)
    known = {"name": name, "got": shortened(got), "allowed": allowed_list(choices)}
    if near:
        raise DepformerError(say("values.not_allowed_near", near=near[0], **known), kind=kind)
    raise DepformerError(say("values.not_allowed", **known), kind=kind)


def whole_number(
    name: str, got: object, *, low: int, high: int | None = None, kind: Kind = "value"
) -> int:
    """Return `got` if it is a whole number in the range, else raise."""
    fits = isinstance(got, int) and not isinstance(got, bool) and got >= low
    if not fits or (high is not None and int(str(got)) > high):
        known = {"name": name, "got": shortened(got), "low": low, "high": high}
        said = (
            say("values.whole_at_least", **known)
            if high is None
            else say("values.whole_from_to", **known)
        )
        raise DepformerError(said, kind=kind)
    return int(str(got))


def number(name: str, got: object, *, low: float, high: float, kind: Kind = "value") -> float:
    """Return `got` if it is a number in the range, ends included, else raise; NaN never is."""
    fits = isinstance(got, (int, float)) and not isinstance(got, bool) and low <= got <= high
    if not fits:
        known = {"name": name, "got": shortened(got), "low": low, "high": high}
        raise DepformerError(say("values.number_from_to", **known), kind=kind)
    return float(str(got))


def word_count(n_words: int, *, kind: Kind = "value") -> int:
    """Return the number of words if the encoder's two halvings fit it, else raise.

    The distilling stacks end with N / 4 tokens each, so N must be divisible by 4, and at least 8.
    """
    if n_words < LEAST_WORDS or n_words % 4:
        lower = max(LEAST_WORDS, n_words - n_words % 4)
        raise DepformerError(
            say("values.word_count", got=n_words, lower=lower, upper=lower + 4), kind=kind
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
        raise DepformerError(say("values.shape", name=name, got=have, expected=want), kind=kind)


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
            raise DepformerError(say("values.no_setting", got=text, example=next(iter(kinds))))
        one_of("setting", name, kinds)
        found[name] = _value(name, value, kinds[name])
    return found


def pairs_of(option: str, texts: Iterable[str], *, example: str) -> dict[str, str]:
    """Return the pairs of texts like ``onset=start``; what stands behind the first = is literal.

    Raises
    ------
    DepformerError
        If a text is no pair, or a name is there twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, _, value = text.partition("=")
        if not name or not value:
            said = say("values.no_pair", option=option, got=shortened(text), example=example)
            raise DepformerError(said)
        if name in found:
            raise DepformerError(say("values.pair_twice", option=option, name=shortened(name)))
        found[name] = value
    return found


def _value(name: str, text: str, kind: str) -> Any:
    if kind == "bool":
        return one_of(name, text, ("true", "false")) == "true"
    try:
        return text if kind == "str" else int(text) if kind == "int" else float(text)
    except ValueError as fault:
        raise DepformerError(
            say(
                "values.no_whole_number" if kind == "int" else "values.no_number",
                name=name,
                got=text,
            )
        ) from fault
