"""Tables that a job has made, as a file in its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.files import read_json
from depformer.wording import say

TABLES = "tables.json"


def tables_content(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return tables as JSON, every number with all its bits; NaN is null."""
    content = {name: _written(table) for name, table in tables.items()}
    return json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8")


def read_tables(path: Path) -> dict[str, pd.DataFrame]:
    """Read the tables of `tables_content`.

    Raises
    ------
    DepformerError
        If the file is missing, or holds anything else.
    """
    content = read_json(path, kind="run")
    try:
        return {name: _read(table) for name, table in content.items()}
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise DepformerError(say("jobs.no_tables", path=path), kind="run") from fault


def _written(table: pd.DataFrame) -> dict[str, Any]:
    columns = {}
    for name in table:
        values = table[name].tolist()
        columns[str(name)] = {
            "of_numbers": bool(pd.api.types.is_float_dtype(table[name].dtype)),
            "values": [None if value != value else value for value in values],
        }
    return {"columns": columns, "attrs": dict(table.attrs)}


def _read(content: Mapping[str, Any]) -> pd.DataFrame:
    columns = {
        name: np.array(column["values"], dtype=float) if column["of_numbers"] else column["values"]
        for name, column in content["columns"].items()
    }
    table = pd.DataFrame(columns)
    table.attrs |= dict(content["attrs"])
    return table
