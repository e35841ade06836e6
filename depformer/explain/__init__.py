"""Explain a checkpoint's predictions: one method a file, one line here.

The package itself can be called, so that ``depformer.explain(study, checkpoint)`` is the same as
``depformer.explain.explain(study, checkpoint)``.
"""

import sys
from types import ModuleType
from typing import Any

from depformer.explain.case import MethodSpec
from depformer.explain.checks.check import check
from depformer.explain.checks.untrained import untrained
from depformer.explain.engine import explain
from depformer.explain.kept import kept_run, run_digest
from depformer.explain.maps import maps
from depformer.explain.methods import DEFAULT, METHODS
from depformer.explain.what_if import what_if

__all__ = [
    "DEFAULT",
    "METHODS",
    "MethodSpec",
    "check",
    "explain",
    "kept_run",
    "maps",
    "run_digest",
    "untrained",
    "what_if",
]


class _CallableModule(ModuleType):
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return explain(*args, **kwargs)


sys.modules[__name__].__class__ = _CallableModule
