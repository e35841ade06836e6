"""Explain a checkpoint's predictions: one method a file, one line in `methods`.

The package itself can be called, so that ``depformer.explain(study, checkpoint)`` is the same as
``depformer.explain.explain(study, checkpoint)``. Its public names load on first use (PEP 562): the
declarations of the methods are read without torch.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from depformer.explain.check_run import check
    from depformer.explain.engine import explain
    from depformer.explain.fresh_weights import untrained
    from depformer.explain.kept import kept_run, run_digest
    from depformer.explain.method import MethodSpec
    from depformer.explain.methods import DEFAULT, METHODS
    from depformer.explain.on_demand.captum_measures import captum_metrics
    from depformer.explain.on_demand.captum_whole import whole_model
    from depformer.explain.on_demand.edits import what_if
    from depformer.explain.on_demand.input_maps import maps

_PUBLIC = {
    "DEFAULT": "methods",
    "METHODS": "methods",
    "MethodSpec": "method",
    "captum_metrics": "on_demand.captum_measures",
    "check": "check_run",
    "explain": "engine",
    "kept_run": "kept",
    "maps": "on_demand.input_maps",
    "run_digest": "kept",
    "untrained": "fresh_weights",
    "what_if": "on_demand.edits",
    "whole_model": "on_demand.captum_whole",
}

__all__ = [
    "DEFAULT",
    "METHODS",
    "MethodSpec",
    "captum_metrics",
    "check",
    "explain",
    "kept_run",
    "maps",
    "run_digest",
    "untrained",
    "what_if",
    "whole_model",
]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(f"{__name__}.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


class _CallableModule(ModuleType):
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return __getattr__("explain")(*args, **kwargs)


sys.modules[__name__].__class__ = _CallableModule
