"""What a job can do: one line a verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from depformer.config import Question
from depformer.work import Place, Progress

Asked = Mapping[str, Any]


def explain(asked: Asked, place: Place, progress: Progress) -> Path:
    """Explain a study, and return the folder of the run.

    Parameters
    ----------
    asked : mapping
        ``study`` and ``checkpoint``, the folders, and ``question``, the fields of a `Question`.
    place, progress
        As of `depformer.work.carry_out`.
    """
    from depformer.explain import kept_run

    question = Question(**{**asked["question"], "also": tuple(asked["question"]["also"])})
    _, folder = kept_run(
        asked["study"], asked["checkpoint"], question, place=place, progress=progress
    )
    return folder


VERBS: Mapping[str, Callable[[Asked, Place, Progress], Path]] = MappingProxyType(
    {"explain": explain}
)
