"""What may stand in a spec: kinds of values, their limits, and plain text of one line."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from depformer.errors import DepformerError
from depformer.stats.cohort import MOST_PERMUTATIONS
from depformer.validate import shortened, whole_number
from depformer.wording import say

if TYPE_CHECKING:
    from depformer.figures.parts.spec import Option

LISTS = ("covariates", "groups", "words", "modalities")
COUNTS = {
    **{"n_permutations": (1, MOST_PERMUTATIONS), "n_bootstrap": (2, 100_000)},
    **{"seed": (0, 2**31 - 1), "top": (1, 10_000), "k": (1, 10_000)},
}
"""Options of figures that are lists of texts, and those that are numbers, with their limits."""

FLAGS = ("stacked",)
"""Options that are true or false, beside those whose default says it."""

LONGEST = 200  # characters of a text
KINDS: Mapping[type[Any], str] = {dict: "object", list: "list", str: "text", bool: "true or false"}
"""What the kinds of values are called in JSON."""


def of_kind(name: str, got: Any, kind: type[Any]) -> Any:
    """Return a value of a spec, or raise unless it is of a kind that JSON has."""
    same = isinstance(got, Mapping) if kind is dict else isinstance(got, kind)
    if not same:
        known = {"name": shortened(name), "got": shortened(got), "wanted": KINDS[kind]}
        raise DepformerError(say("exports.spec_kind", **known))
    return got


def check_text(name: str, got: Any) -> None:
    """Raise unless a value is a short text on one line, without signs that nobody sees."""
    text = of_kind(name, got, str)
    unseen = any(unicodedata.category(sign)[0] == "C" for sign in text)
    if unseen or len(text) > LONGEST:
        known = {"name": shortened(name), "got": shortened(text), "most": LONGEST}
        raise DepformerError(say("exports.spec_text", **known))


def check_option(option: Option, value: Any) -> None:
    """Raise for a value that no figure's option of that name can have."""
    name = option.name
    if value is None and option.default is None:
        return
    if name in COUNTS:
        low, high = COUNTS[name]
        whole_number(name, value, low=low, high=high)
    elif name in LISTS:
        for each in of_kind(name, list(value) if isinstance(value, tuple) else value, list):
            check_text(name, each)
    elif name in FLAGS or isinstance(option.default, bool):
        of_kind(name, value, bool)
    else:
        check_text(name, value)
