"""Randomisation: does the explanation change when the model forgets? It has to.

The weights are drawn anew part by part, from the output down. What a map says of random weights, it
does not say of the training (Adebayo et al., NeurIPS 2018).
"""

from __future__ import annotations

import numpy as np

from depformer.explain.check_work import CheckSpec, Found, Work, flat
from depformer.explain.fresh_weights import STAGES, each_fold
from depformer.stats.inference.ranks import spearman


def measure(work: Work) -> Found:
    """Return the rank correlation with each copy that is random down to a stage."""
    own = flat(work.attribution)
    metrics = {}
    for last, stage in enumerate(STAGES):
        copy = each_fold(work.checkpoint, seed=last, stages=STAGES[: last + 1], only=work.folds)
        drawn = flat(work.explained(copy))
        metrics[f"randomisation_{stage}"] = spearman(drawn, own)
        # Signs may turn round in a random model, which looks like a change and is none.
        metrics[f"randomisation_size_{stage}"] = spearman(np.abs(drawn), np.abs(own))
    return Found(metrics)


SPEC = CheckSpec("randomisation", models=lambda work: len(STAGES), measure=measure)
