"""The most expressive picture: the one least like the participant's own mean face.

The eyes are left out: a blink changes a face more than a smile does, and says nothing.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from depformer.recordings.faces.align import EYE_PLACES
from depformer.recordings.faces.rule import Candidates, RuleSpec

SEEN = 48  # height and width at which faces are compared: noise and hair's grain are below it
INNER = slice(SEEN // 6, SEEN - SEEN // 6)  # without what is behind the face
LIDS = 0.07  # above and below the pupils, without the brows [height of the crop]
EYES = slice(*(round((EYE_PLACES[0, 1] + side) * SEEN) for side in (-LIDS, LIDS)))
HIDDEN = EYES.stop - EYES.start  # rows


def expressive(candidates: Candidates) -> int:
    """Return the candidate that correlates least with the participant's mean over all words.

    What is compared is the inner face without the band of the eyes, and each candidate counts by
    the median of it and its two neighbours: an expression lasts, a crop that lies a little off does
    not.
    """
    usual = _seen(candidates.mean)
    alike = [float((_seen(crop) * usual).mean()) for crop in candidates.crops]
    beside = sliding_window_view(np.pad(alike, 1, mode="edge"), 3)
    return int(np.argmin(np.median(beside, axis=1)))


def _seen(crop: NDArray[np.uint8] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a face, small, without its eyes, and without its brightness and contrast.

    These are the lamp's.
    """
    small = cv2.resize(crop.astype(np.float64), (SEEN, SEEN), interpolation=cv2.INTER_AREA)
    inner = np.delete(small, EYES, axis=0)[INNER.start : INNER.stop - HIDDEN, INNER]
    inner = inner - inner.mean()
    return np.asarray(inner / max(float(inner.std()), 1e-9))


SPEC = RuleSpec("expressive", "Most expressive", expressive, needs_crops=True, version="3")
