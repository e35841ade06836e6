"""The pitch of the voice: its middle and its range."""

from __future__ import annotations

import numpy as np

from depformer.recordings.descriptors.descriptor import DescriptorSpec, SpokenWord

LOWEST_HZ, HIGHEST_HZ = 60.0, 500.0
HOP_S = 0.010
STEP = 0.2  # semitones between candidates; with librosa's 0.1 the search takes four times as long
# Prior of the threshold, with a mean of 0.2 as in the paper: with librosa's 0.1, rough voices come
# out as unvoiced, or an octave off.
THRESHOLDS = (2.0, 8.0)
PERIODS = 4  # of the lowest pitch in one frame
LEAST_VOICED = 10  # frames; with fewer, neither number is told
RANGE = (10.0, 90.0)  # percentiles: single frames jump by an octave


def f0(word: SpokenWord) -> tuple[float, float]:
    """Return median [Hz] and range [semitone] of the fundamental frequency.

    By probabilistic YIN (Mauch and Dixon, 2014), as librosa has it; the library is imported here,
    since its first use in a process compiles. The range is from the 10th to the 90th percentile of
    the voiced frames.
    """
    nothing = (float("nan"), float("nan"))
    frame = 1 << int(np.ceil(np.log2(PERIODS / LOWEST_HZ * word.rate)))
    hop = round(HOP_S * word.rate)
    if word.samples.size < LEAST_VOICED * hop:
        return nothing
    import librosa

    found, voiced, _ = librosa.pyin(
        word.samples,
        fmin=LOWEST_HZ,
        fmax=min(HIGHEST_HZ, 0.45 * word.rate),
        sr=word.rate,
        frame_length=frame,
        hop_length=hop,
        resolution=STEP,
        beta_parameters=THRESHOLDS,
    )
    pitch = found[voiced & np.isfinite(found)]
    if pitch.size < LEAST_VOICED:
        return nothing
    low, high = np.percentile(pitch, RANGE)
    return float(np.median(pitch)), float(12.0 * np.log2(high / low))


SPEC = DescriptorSpec("f0", "Pitch", {"f0_median": "Hz", "f0_range": "semitone"}, f0, version="2")
