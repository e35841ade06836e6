"""The offline voice feature: 40 log-mel bands in 25 time bins of one word's recording."""

from __future__ import annotations

import warnings
from functools import cache

import numpy as np
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.features.extractor import ExtractorSpec
from depformer.wording import say

BANDS = 40
BINS = 25
LOWEST_HZ = 50.0
HIGHEST_HZ = 7600.0
WINDOW_S = 0.032
HOP_S = 0.008
SHORTEST_S = WINDOW_S + (BINS - 1) * HOP_S
FLOOR_DB = -100.0


def hz_to_mel(hz: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return mel of frequencies [Hz], O'Shaughnessy's formula 2595 log10(1 + f / 700)."""
    return np.asarray(2595.0 * np.log10(1.0 + np.asarray(hz, dtype=np.float64) / 700.0))


def mel_to_hz(mel: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return frequencies [Hz] of mel, the inverse of `hz_to_mel`."""
    return np.asarray(700.0 * (10.0 ** (np.asarray(mel, dtype=np.float64) / 2595.0) - 1.0))


def band_edges() -> NDArray[np.float64]:
    """Return the corners of the triangles [Hz]; band b spans entries b to b + 2, its peak at b + 1.

    Those of `librosa.mel_frequencies`, without its import: the pages draw axes by them.

    Returns
    -------
    ndarray
        Shape (band + 2,).
    """
    return mel_to_hz(np.linspace(hz_to_mel(LOWEST_HZ), hz_to_mel(HIGHEST_HZ), BANDS + 2))


def log_mel(signal: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Reduce one word's recording to its log-mel powers.

    Nothing is normalised by the recording itself, so loudness survives: doubling the amplitude
    adds 6.02 dB wherever the floor of -100 dB is passed. The bins divide the recording evenly, so
    duration survives if all recordings have the same length.

    Parameters
    ----------
    signal : ndarray
        Samples between -1 and 1, shape (sample,).
    rate : int
        Samples per second [Hz]. Bands above rate / 2 stay at the floor.

    Returns
    -------
    ndarray
        float32, shape (feature,), band-major: feature = band * 25 + bin. Mean power of the bin in
        the band [dB re full scale].

    Raises
    ------
    DepformerError
        If the signal is no row of finite numbers or too short for 25 bins.
    """
    samples = np.asarray(signal, dtype=np.float64)
    if samples.ndim != 1 or not np.isfinite(samples).all():
        bad = int((~np.isfinite(samples)).sum())
        raise DepformerError(say("values.recording", shape=samples.shape, bad=bad))
    window, hop = round(WINDOW_S * rate), max(1, round(HOP_S * rate))
    needed = window + (BINS - 1) * hop
    if samples.size < needed:
        known = {"got": samples.size, "rate": rate, "bins": BINS, "needed": needed}
        raise DepformerError(say("values.recording_short", **known))
    frames = np.lib.stride_tricks.sliding_window_view(samples, window)[::hop]
    taper = np.hanning(window + 2)[1:-1]
    size = _transform_size(window)
    spectrum = np.fft.rfft(frames * taper, n=size, axis=1)
    # One-sided power, scaled so that all bins of a frame add up to its mean square.
    power = (spectrum.real**2 + spectrum.imag**2) * (2.0 / (size * np.sum(taper**2)))
    bands = power @ _filter_bank(rate, size).T  # (frame, band)
    first = np.linspace(0, bands.shape[0], BINS + 1).astype(int)
    sums = np.add.reduceat(bands, first[:-1], axis=0)
    means = (sums / np.diff(first)[:, None]).T  # (band, bin)
    return np.asarray(
        10.0 * np.log10(np.maximum(means, 10.0 ** (FLOOR_DB / 10.0))), dtype=np.float32
    ).ravel()


def _transform_size(window: int) -> int:
    return 1 << (2 * window - 1).bit_length()


@cache
def _filter_bank(rate: int, size: int) -> NDArray[np.float64]:
    """Return triangles of height 1, shape (band, frequency).

    librosa is imported here, in extraction only: it takes a second, and compiles at its first use.
    """
    import librosa

    with warnings.catch_warnings():  # bands above rate / 2 are empty, and stay at the floor
        warnings.filterwarnings("ignore", "Empty filters detected")
        return np.asarray(
            librosa.filters.mel(
                sr=rate,
                n_fft=size,
                n_mels=BANDS,
                fmin=LOWEST_HZ,
                fmax=HIGHEST_HZ,
                htk=True,
                norm=None,
                dtype=np.float64,
            )
        )


SPEC = ExtractorSpec(
    id="log_mel",
    modality="audio",
    title="Log-mel spectrogram",
    version="1",
    size=BANDS * BINS,
    extract=log_mel,
    options={
        "bands": BANDS,
        "bins": BINS,
        "lowest_hz": LOWEST_HZ,
        "highest_hz": HIGHEST_HZ,
        "window_s": WINDOW_S,
        "hop_s": HOP_S,
        "floor_db": FLOOR_DB,
    },
    shortest=SHORTEST_S,
)
