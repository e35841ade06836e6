"""Look again at a face that is already about level, and see its landmarks more exactly."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from depformer.recordings.faces.align import apply, cut, to_crop
from depformer.recordings.faces.detect import CLOSE, Detector, Points
from depformer.recordings.faces.sight import Spot

SHARES = (0.60, 0.64, 0.68, 0.72, 0.76)  # of a view that the crop takes, one view each


def refined(
    grey: NDArray[np.uint8], spot: Spot, template: Points, size: int, detect: Detector
) -> Spot:
    """Return a face with landmarks seen in several level views of the whole picture.

    A head that leans is seen less exactly than an upright one, and each view errs in its own way.

    Parameters
    ----------
    grey : ndarray
        The picture, shape (height, width).
    spot : Spot
        The face as it was found.
    template : ndarray
        The person's own landmarks on a crop; see `own_template`.
    size : int
        Height and width of the crop [pixel].
    detect : Detector
        Sees the views.
    """
    found = []
    for share in SHARES:
        places = (template - 0.5) * share + 0.5
        matrix = to_crop(spot.landmarks, places, CLOSE)
        view = cv2.cvtColor(cut(grey, matrix, CLOSE), cv2.COLOR_GRAY2RGB)
        marks = detect.closely(view.astype(np.uint8))
        if marks is not None:
            found.append(
                apply(np.asarray(cv2.invertAffineTransform(matrix), dtype=np.float64), marks)
            )
    if not found:
        return spot
    landmarks = np.mean(found, axis=0)
    return replace(
        spot,
        face=replace(spot.face, landmarks=landmarks),
        matrix=to_crop(landmarks, template, size),
    )
