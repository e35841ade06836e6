"""How far the eyes are open, as far as a grey crop tells."""

from __future__ import annotations

import numpy as np

from depformer.recordings.descriptors.dark_run import dark_run
from depformer.recordings.descriptors.descriptor import DescriptorSpec, SpokenWord

WINDOW = (0.12, 0.16)  # half width and half height [distance of the eyes]: without the brow


def eye_opening(word: SpokenWord) -> tuple[float]:
    """Return the height of what is dark around the pupils, mean of both [distance of the eyes].

    An open eye shows about 0.15 (the iris), a closed one the line of its lashes. An estimate from
    the picture, for comparing the words of one person; where OpenFace was run, AU45 is better.
    """
    if word.face is None or word.face.missing or np.isnan(word.face.landmarks).any():
        return (float("nan"),)
    eyes = word.face.landmarks_in_crop[:2]
    return (float(np.mean([dark_run(word.face, eye, WINDOW) for eye in eyes])),)


SPEC = DescriptorSpec("eye_opening", "Eye opening", {"eye_opening": "eye distance"}, eye_opening)
