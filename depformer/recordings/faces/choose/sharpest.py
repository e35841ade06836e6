"""The sharpest picture: for a camera or a person that moves."""

from __future__ import annotations

import numpy as np

from depformer.recordings.faces.quality import sharpness
from depformer.recordings.faces.rule import Candidates, RuleSpec


def sharpest(candidates: Candidates) -> int:
    """Return the candidate with the largest variance of the Laplacian."""
    return int(np.argmax([sharpness(crop) for crop in candidates.crops]))


SPEC = RuleSpec("sharpest", "Sharpest", sharpest, needs_crops=True)
