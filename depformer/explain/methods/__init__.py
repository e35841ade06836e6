"""The methods, in menu order, and their options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from types import MappingProxyType
from typing import Any

from depformer.errors import DepformerError
from depformer.explain.method import MethodSpec
from depformer.explain.methods import (
    attention_query,
    attention_received,
    expected_gradients,
    input_x_gradient,
    integrated_gradients,
    kernel_shap,
    lime,
    occlusion,
    published_selection,
    rollout,
    shapley_sampling,
    shapley_valence,
    shapley_value_sampling,
    smooth_gradients,
)
from depformer.registry import Registry
from depformer.validate import one_of, settings_of
from depformer.wording import say

METHODS: Registry[MethodSpec] = Registry(
    "method",
    (
        integrated_gradients.SPEC,
        expected_gradients.SPEC,
        occlusion.SPEC,
        shapley_sampling.SPEC,
        shapley_valence.SPEC,
        input_x_gradient.SPEC,
        attention_query.SPEC,
        attention_received.SPEC,
        rollout.SPEC,
        published_selection.SPEC,
        smooth_gradients.SPEC,
        shapley_value_sampling.SPEC,
        kernel_shap.SPEC,
        lime.SPEC,
    ),
)

DEFAULT = tuple(spec.id for spec in METHODS if spec.default)
"""What is computed where no methods are named: what draws no samples."""


GROUPS = MappingProxyType(
    {"default": DEFAULT, "all": tuple(spec.id for spec in METHODS if spec.in_all)}
)
"""Names that stand for several methods."""

REFUSED = ("deep_lift", "deep_lift_shap", "guided_backprop", "deconvolution", "lrp", "layer")
"""Methods of Captum that are wrong on this model, or say nothing new; ``layer``: all of layers."""


def methods_of(names: str | None, settings: Sequence[str] = ()) -> dict[str, dict[str, Any]]:
    """Return methods and their options from texts, as a command takes them.

    Parameters
    ----------
    names : str or None
        ``default``, ``all`` and ids, with commas between; None: the default.
    settings : sequence of str
        Each METHOD.OPTION=VALUE, for example ``integrated_gradients.steps=100``.

    Raises
    ------
    DepformerError
        If a name or a value is not allowed, or a setting is of a method that is not named.
    """
    named = [
        name.strip() for name in ("default" if names is None else names).split(",") if name.strip()
    ]
    if not named:
        raise DepformerError(say("methods.none_named", allowed=", ".join(METHODS.ids)))
    found = _without_groups({name: {} for name in named})
    kinds = {
        f"{name}.{option.name}": str(option.type)
        for name in found
        for option in fields(METHODS[name].options)
    }
    for key, value in settings_of(settings, kinds).items():
        method, option = key.split(".")
        found[method][option] = value
    return found


def options_by_method(methods: Sequence[str] | Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return methods and groups with the options that are named, as a `Question` holds them."""
    given = methods if isinstance(methods, Mapping) else {name: {} for name in methods}
    return {
        name: dict(options) if isinstance(options, Mapping) else asdict(options)
        for name, options in given.items()
    }


def method_options(methods: Sequence[str] | Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of each method, in menu order; groups stand for their methods.

    Raises
    ------
    DepformerError
        If a method or an option is unknown, or none is named.
    """
    given = _without_groups(options_by_method(methods))
    if not given:
        raise DepformerError(say("methods.none_named", allowed=", ".join(METHODS.ids)))
    chosen = {}
    for spec in METHODS:
        if spec.id in given:
            for key in given[spec.id]:
                one_of(f"option of {spec.id}", key, spec.options.__dataclass_fields__)
            chosen[spec.id] = spec.options(**given[spec.id])
    return chosen


def _without_groups(given: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the options of each method with groups spelled out; what is named by id counts."""
    found: dict[str, dict[str, Any]] = {}
    for name, options in given.items():
        if (known := "layer" if name.startswith("layer_") else name) in REFUSED:
            raise DepformerError(say(f"methods.refused_{known}", name=name))
        one_of("method", name, [*METHODS.ids, *GROUPS])
        for method in GROUPS.get(name, (name,)):
            found[method] = {**found.get(method, {}), **options}
    return found
