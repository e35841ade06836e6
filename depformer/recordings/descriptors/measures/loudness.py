"""How loud the word is, as an ear weighs it."""

from __future__ import annotations

import numpy as np

from depformer.recordings.descriptors.descriptor import DescriptorSpec, SpokenWord


def loudness(word: SpokenWord) -> tuple[float]:
    """Return the A-weighted level (IEC 61672) [dB re full scale]; NaN for silence.

    Relative to full scale, not to a sound pressure: it compares words of one recording, and people
    only where microphone, distance and gain were the same.
    """
    if not word.samples.size:
        return (float("nan"),)
    import librosa

    spectrum = np.fft.rfft(word.samples.astype(np.float64))
    power = np.abs(spectrum) ** 2 * 2.0 / word.samples.size**2
    hertz = np.fft.rfftfreq(word.samples.size, 1.0 / word.rate)
    weights = 10.0 ** (librosa.A_weighting(np.maximum(hertz, 1.0), min_db=None) / 10.0)
    mean_square = float(power[1:] @ weights[1:])
    return (10.0 * float(np.log10(mean_square)) if mean_square > 0 else float("nan"),)


SPEC = DescriptorSpec("loudness", "Loudness", {"loudness": "dB(A) re full scale"}, loudness)
