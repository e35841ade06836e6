"""Is an explanation to be believed? One question a file, in the order in which they are asked."""

from depformer.explain.check_work import CheckSpec
from depformer.explain.checks import (
    baselines,
    muting,
    planted_truth,
    randomisation,
    stability,
    untrained,
)
from depformer.registry import Registry

CHECKS: Registry[CheckSpec] = Registry(
    "check",
    (
        muting.SPEC,
        randomisation.SPEC,
        stability.SPEC,
        untrained.SPEC,
        baselines.SPEC,
        planted_truth.SPEC,
    ),
)
