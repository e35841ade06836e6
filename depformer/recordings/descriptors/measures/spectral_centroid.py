"""How bright the voice sounds: the middle of its spectrum."""

from __future__ import annotations

import numpy as np

from depformer.recordings.descriptors.descriptor import DescriptorSpec, SpokenWord

WINDOW_S = 0.032


def spectral_centroid(word: SpokenWord) -> tuple[float]:
    """Return the mean frequency of the spectrum, weighted by its magnitude [Hz]; NaN for silence.

    The frames of librosa's centroid are weighted by their power, so that pauses count nothing.
    """
    window = round(WINDOW_S * word.rate)
    if word.samples.size < window or not word.samples.any():
        return (float("nan"),)
    import librosa

    magnitude = np.abs(librosa.stft(word.samples, n_fft=window, hop_length=window // 4))
    centroid = librosa.feature.spectral_centroid(S=magnitude, sr=word.rate, n_fft=window)[0]
    return (float(np.average(centroid, weights=(magnitude**2).sum(axis=0))),)


SPEC = DescriptorSpec(
    "spectral_centroid", "Spectral centroid", {"spectral_centroid": "Hz"}, spectral_centroid
)
