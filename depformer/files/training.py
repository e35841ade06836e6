"""What training wrote beside a model, read with the types that its readers need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from depformer.errors import DepformerError
from depformer.files.reading import read_json
from depformer.validate import shortened
from depformer.wording import say

TRAINING = "training.json"
_MOST = 2**63


def read_training(path: Path) -> dict[str, Any]:
    """Read a ``training.json``: whatever is there is of its type, and nothing has to be there.

    Raises
    ------
    DepformerError
        If the file cannot be read, or what stands under a name is of another type.
    """
    return _typed(path, _TRAINING)


def read_fold_list(path: Path) -> dict[str, Any]:
    """Read a ``folds.json`` that training wrote: it has the metrics of all folds.

    Raises
    ------
    DepformerError
        If the file cannot be read, or has no metrics.
    """
    return _typed(path, {"metrics": lambda got: bool(got) and _metrics(got)}, required=True)


def _typed(
    path: Path, wanted: Mapping[str, Callable[[Any], bool]], *, required: bool = False
) -> dict[str, Any]:
    notes = read_json(path, kind="checkpoint")
    for key, fits in wanted.items():
        if (key in notes or required) and not fits(notes.get(key)):
            want = say(f"checkpoint.training_{key}")
            facts = {"path": path, "key": key, "got": shortened(notes.get(key)), "want": want}
            raise DepformerError(say("checkpoint.training_unfit", **facts), kind="checkpoint")
    return notes


def _count(got: Any) -> bool:
    return isinstance(got, int) and not isinstance(got, bool) and 0 <= got < _MOST


def _number(got: Any) -> bool:
    return isinstance(got, (int, float)) and not isinstance(got, bool) and abs(got) < 1e300


def _study(got: Any) -> bool:
    return isinstance(got, dict) and isinstance(got.get("name", ""), str)


def _splits(got: Any) -> bool:
    return isinstance(got, dict) and all(
        isinstance(part, dict) and all(isinstance(each, str) for each in part.values())
        for part in got.values()
    )


def _predictions(got: Any) -> bool:
    return isinstance(got, dict) and all(_number(each) for each in got.values())


def _metrics(got: Any) -> bool:
    return isinstance(got, list) and all(
        isinstance(row, dict)
        and isinstance(row.get("metric"), str)
        and (row.get("estimate") is None or _number(row["estimate"]))
        for row in got
    )


_TRAINING: dict[str, Callable[[Any], bool]] = {
    "untrained": lambda got: isinstance(got, bool),
    "splits": _splits,
    "left_out": _splits,
    "study": _study,
    "seed": _count,
    "weights": _count,
    "predictions": _predictions,
    "metrics": _metrics,
}
