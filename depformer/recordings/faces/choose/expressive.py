"""The most expressive picture: the one least like the participant's own mean face."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from depformer.recordings.faces.rule import Candidates, RuleSpec

SEEN = 48  # height and width at which faces are compared: noise and hair's grain are below it
INNER = slice(SEEN // 6, SEEN - SEEN // 6)  # without what is behind the face


def expressive(candidates: Candidates) -> int:
    """Return the candidate that correlates least with the participant's mean over all words."""
    usual = _seen(candidates.mean)
    alike = [float((_seen(crop) * usual).mean()) for crop in candidates.crops]
    return int(np.argmin(alike))


def _seen(crop: NDArray[np.uint8] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a face, small, without its brightness and contrast, which are the lamp's."""
    small = cv2.resize(crop.astype(np.float64), (SEEN, SEEN), interpolation=cv2.INTER_AREA)
    inner = small[INNER, INNER] - small[INNER, INNER].mean()
    return np.asarray(inner / max(float(inner.std()), 1e-9))


SPEC = RuleSpec("expressive", "Most expressive", expressive, needs_crops=True)
