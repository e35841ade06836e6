"""Read a spec that a person, or this package, has written."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from depformer.errors import DepformerError
from depformer.export.spec.fields import FigureOrder, Spec
from depformer.export.spec.values import of_kind
from depformer.files import read_json
from depformer.validate import one_of
from depformer.wording import say


def read_spec(path: Path) -> Spec:
    """Read a ``spec.json``.

    Raises
    ------
    DepformerError
        If it is missing, no JSON object, or says what no export can.
    """
    given = read_json(path, kind="value")
    known = {each.name for each in fields(Spec)}
    for name in given:
        one_of(say("exports.spec_key"), name, known)
    if "rows" not in given:
        raise DepformerError(say("exports.spec_empty"))
    rows = tuple(
        tuple(_order(each) for each in of_kind("row", row, list))
        for row in of_kind("rows", given["rows"], list)
    )
    listed: dict[str, Any] = {
        name: tuple(of_kind(name, given[name], list))
        for name in ("formats", "guards")
        if name in given
    }
    values: dict[str, Any] = {**given, **listed, "rows": rows}
    return Spec(**values)


def _order(given: Any) -> FigureOrder:
    found = of_kind("figure", given, dict)
    for name in found:
        one_of(say("exports.spec_key"), name, [each.name for each in fields(FigureOrder)])
    if not isinstance(found.get("figure"), str):
        raise DepformerError(say("exports.spec_empty"))
    return FigureOrder(**found)
