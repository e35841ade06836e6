"""The methods, in menu order."""

from depformer.explain import (
    attention_query,
    integrated_gradients,
    occlusion,
    shapley_sampling,
    shapley_valence,
)
from depformer.explain.base import MethodSpec
from depformer.registry import Registry

METHODS: Registry[MethodSpec] = Registry(
    "method",
    (
        integrated_gradients.SPEC,
        occlusion.SPEC,
        shapley_sampling.SPEC,
        shapley_valence.SPEC,
        attention_query.SPEC,
    ),
)

DEFAULT = tuple(spec.id for spec in METHODS if spec.default)
"""What is computed where no methods are named: what draws no samples."""
