"""Baselines: would the explanation rank otherwise against another one? All are tried."""

from __future__ import annotations

import numpy as np

from depformer import schema
from depformer.explain.baselines import offered
from depformer.explain.check_work import CheckSpec, Found, Work


def measure(work: Work) -> Found:
    """Return the attributions against every baseline that the checkpoint offers."""
    names = offered(work.checkpoint)
    against = [work.explained(work.checkpoint, baseline=name, baseline_from="") for name in names]
    dims = schema.VARIABLES["attribution_baseline"].dims
    return Found(
        variables={"attribution_baseline": (dims, np.stack(against, axis=-1))},
        coords={"baseline": list(names)},
    )


SPEC = CheckSpec("baselines", models=lambda work: len(offered(work.checkpoint)), measure=measure)
