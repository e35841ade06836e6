"""Samples of a sound as they are decoded: one channel, bounded, in pieces of one size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


def cut_to(size: int, pieces: Iterator[FloatArray]) -> Iterator[FloatArray]:
    """Yield the same samples in pieces of one size; only the last is shorter."""
    held: list[FloatArray] = []
    count = 0
    for piece in pieces:
        held.append(piece)
        count += piece.size
        if count >= size:
            whole = np.concatenate(held)
            ends = range(size, count + 1, size)
            yield from (whole[end - size : end] for end in ends)
            held = [whole[ends[-1] :]]
            count = held[0].size
    if count:
        yield np.concatenate(held)


def drained(resampler: Any | None) -> Iterator[FloatArray]:
    """Yield what a resampler still holds."""
    if resampler is not None:
        yield from (each.to_ndarray()[0] for each in resampler.resample(None))


def mean_of_channels(frame: Any) -> NDArray[np.float64]:
    """Return the mean of all channels, full scale 1, shape (sample,)."""
    values = frame.to_ndarray()
    if not frame.format.is_planar:
        values = values.reshape(-1, len(frame.layout.channels)).T
    mean = values.mean(axis=0, dtype=np.float64)
    if values.dtype == np.uint8:
        mean = (mean - 128.0) / 128.0
    elif values.dtype.kind == "i":
        mean /= -float(np.iinfo(values.dtype).min)
    return np.asarray(mean, dtype=np.float64)


def bounded(mean: NDArray[np.float64]) -> FloatArray:
    """Return samples between -1 and 1; what is no number is 0."""
    silent = np.where(np.isfinite(mean), mean, 0.0)
    return np.asarray(np.clip(silent, -1.0, 1.0), dtype=np.float32)
