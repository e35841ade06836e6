"""The picture at voice onset: the default, since it is the same moment of every word."""

from __future__ import annotations

import numpy as np

from depformer.recordings.faces.rule import Candidates, RuleSpec


def onset(candidates: Candidates) -> int:
    """Return the candidate nearest to the onset of the voice."""
    return int(np.argmin(np.abs(candidates.times - candidates.onset)))


SPEC = RuleSpec("onset", "At voice onset", onset)
