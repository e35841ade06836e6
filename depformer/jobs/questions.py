"""A question on its way to another process: as a file has it, with paths in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from depformer.config import Question
from depformer.files import user_path


def question_in_full(question: Question) -> dict[str, Any]:
    """Return the fields of a question, with paths as another process finds them."""
    also = tuple(map(in_full, question.also))
    return asdict(replace(question, baseline_from=in_full(question.baseline_from), also=also))


def question_of(asked: Mapping[str, Any]) -> Question:
    """Return the question of `question_in_full`, as a file has it."""
    return Question(**{**asked, "also": tuple(asked["also"])})


def in_full(path: str) -> str:
    """Return a path as another process finds it; of nothing, nothing."""
    return str(user_path(path).resolve()) if path else ""
