"""Untrained copies: what does the same pipeline say of models that have learned nothing? A band."""

from __future__ import annotations

import numpy as np

from depformer import schema
from depformer.explain.check_work import CheckSpec, Found, Work
from depformer.explain.fresh_weights import STAGES, each_fold


def measure(work: Work) -> Found:
    """Return the attributions of untrained copies: the grey band, with no training at all."""
    drawn = [
        work.explained(each_fold(work.checkpoint, seed=seed, stages=STAGES, only=work.folds))
        for seed in range(work.copies)
    ]
    if not drawn:
        return Found()
    dims = ("copy", *schema.VARIABLES["attribution_untrained"].dims)
    return Found(variables={"attribution_untrained": (dims, np.stack(drawn))})


SPEC = CheckSpec("untrained", models=lambda work: work.copies, measure=measure)
