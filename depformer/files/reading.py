"""Read files, say in one sentence what is wrong with them, and never unpickle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.errors import DepformerError, Kind
from depformer.files.writing import MISSING
from depformer.wording import say

MOST_JSON = 50_000_000  # bytes; what we write ourselves has less than one


def read_json(path: Path, *, kind: Kind) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    DepformerError
        If the file is missing, broken, or holds no object.
    """
    try:
        if (size := path.stat().st_size) > MOST_JSON:
            raise DepformerError(
                say("files.too_large", path=path, size=size / 1e6, most=MOST_JSON // 1_000_000),
                kind=kind,
            )
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise DepformerError(say("files.missing", path=path), kind=kind) from fault
    except (ValueError, OSError, RecursionError) as fault:
        raise _unreadable(path, say("files.json"), fault, kind) from fault
    if not isinstance(content, dict):
        raise DepformerError(say("files.no_object", path=path), kind=kind)
    return content


def read_table(path: Path, *, kind: Kind) -> pd.DataFrame:
    """Read a TSV as text; ``n/a`` and empty cells are missing.

    Raises
    ------
    DepformerError
        If the file is missing or is no table.
    """
    try:
        return pd.read_csv(
            path, sep="\t", dtype=str, na_values=[MISSING, ""], keep_default_na=False
        )
    except FileNotFoundError as fault:
        raise DepformerError(say("files.missing", path=path), kind=kind) from fault
    except (ValueError, OSError) as fault:
        raise _unreadable(path, say("files.table"), fault, kind) from fault


def _unreadable(path: Path, what: str, fault: Exception, kind: Kind) -> DepformerError:
    """Say why a text file cannot be read, in words and not in a library's."""
    if isinstance(fault, UnicodeDecodeError):
        return DepformerError(say("files.not_utf8", path=path), kind=kind)
    if path.is_file() and not path.stat().st_size:
        return DepformerError(say("files.empty", path=path, what=what), kind=kind)
    if line := getattr(fault, "lineno", None):
        said = say("files.unreadable_line", path=path, what=what, line=line)
        return DepformerError(said, kind=kind)
    return DepformerError(say("files.unreadable", path=path, what=what), kind=kind)


def read_array(path: Path, *, kind: Kind) -> NDArray[Any]:
    """Read a ``.npy``; object arrays, which only unpickling could read, are refused.

    Raises
    ------
    DepformerError
        If the file is missing, truncated, or holds objects.
    """
    try:
        return np.asarray(np.load(path, allow_pickle=False))
    except FileNotFoundError as fault:
        raise DepformerError(say("files.missing", path=path), kind=kind) from fault
    except (ValueError, EOFError, OSError) as fault:
        pickled = "pickle" in str(fault).lower()
        why = say("files.pickled") if pickled else say("files.damaged", why=fault)
        raise DepformerError(say("files.no_array", path=path, why=why), kind=kind) from fault
