"""The methods, in menu order."""

from depformer.explain import (
    attention_query,
    attention_received,
    expected_gradients,
    input_x_gradient,
    integrated_gradients,
    occlusion,
    published_selection,
    rollout,
    shapley_sampling,
    shapley_valence,
)
from depformer.explain.base import MethodSpec
from depformer.registry import Registry

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
    ),
)

DEFAULT = tuple(spec.id for spec in METHODS if spec.default)
"""What is computed where no methods are named: what draws no samples."""
