"""Read JSON: one object, in bounded memory, with every number finite and every key once."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from depformer.errors import DepformerError, Kind
from depformer.files.looking import look_at
from depformer.wording import say

MOST_JSON = 10_000_000  # bytes; what we write ourselves has less than one
DEEPEST = 50  # levels; what we write ourselves has about six


class _RepeatedError(ValueError):
    """A key stands twice in one object."""


def read_json(path: Path, *, kind: Kind) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    DepformerError
        If the file is missing, broken, or holds no object; or a key twice, a number that is not
        finite, half a character, or objects in objects without end.
    """
    look_at(path, kind=kind, what=say("files.json"), most=MOST_JSON)
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"), object_pairs_hook=_once)
    except _RepeatedError as fault:
        raise DepformerError(say("files.key_twice", path=path, key=fault), kind=kind) from fault
    except RecursionError as fault:
        raise DepformerError(say("files.too_deep", path=path), kind=kind) from fault
    except UnicodeDecodeError as fault:
        raise DepformerError(say("files.not_utf8", path=path), kind=kind) from fault
    except json.JSONDecodeError as fault:
        said = say("files.bad_json", path=path, line=fault.lineno, column=fault.colno)
        raise DepformerError(said, kind=kind) from fault
    except (ValueError, OSError) as fault:
        raise DepformerError(say("files.not_json", path=path), kind=kind) from fault
    if not isinstance(content, dict):
        raise DepformerError(say("files.no_object", path=path), kind=kind)
    _check_values(path, content, kind)
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; the later of two equal keys would silently win."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _RepeatedError(next(key for key in keys if keys.count(key) > 1))
    return found


def _check_values(path: Path, content: dict[str, Any], kind: Kind) -> None:
    """Refuse what no writer of JSON means and what later ends in a traceback."""
    level: list[Any] = [content]
    for _ in range(DEEPEST):
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below += [*value, *value.values()]
            elif isinstance(value, list):
                below += value
            elif isinstance(value, float) and not math.isfinite(value):
                raise DepformerError(say("files.not_finite", path=path), kind=kind)
            elif isinstance(value, str) and any("\ud800" <= each <= "\udfff" for each in value):
                raise DepformerError(say("files.half_character", path=path), kind=kind)
        if not below:
            return
        level = below
    raise DepformerError(say("files.too_deep", path=path), kind=kind)
