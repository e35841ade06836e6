"""Pictures of recordings: faces and voices as data URIs, and the axes of a voice."""

from __future__ import annotations

import base64
from typing import Any

import cv2
import numpy as np
import xarray as xr
from numpy.typing import NDArray

from depformer.study.arrays import LOG_MEL
from depformer.validate import one_of

THUMBNAIL = 96
LOUDEST_SHOWN = 99.5
QUIETEST_SHOWN = 0.5
QUALITY = 92
SHOWN_KHZ = (0.1, 0.5, 1, 2, 4, 7)


def pictures(recorded: xr.Dataset, *, kind: str = "png") -> dict[str, dict[str, str]]:
    """Return the filmstrip of one participant.

    Parameters
    ----------
    recorded : xarray.Dataset
        From `depformer.study.arrays.recorded`.
    kind : str
        ``png``, or ``jpeg``, which is a quarter of the size.

    Returns
    -------
    dict
        ``{"face": {word_id: data URI}, "audio": {word_id: data URI}}``; a missing recording has
        no picture. Brightness of the voices is the same for all words of the person.
    """
    one_of("kind of picture", kind, ("png", "jpeg"))
    faces, voices = recorded["face"].values, recorded["audio"].values
    missing = recorded["missing"].transpose("word", "modality").values
    size = min(THUMBNAIL, faces.shape[-1])
    shown = ends(voices)
    drawn: dict[str, dict[str, str]] = {"face": {}, "audio": {}}
    for i, word in enumerate(recorded["word"].values.astype(str).tolist()):
        if not missing[i, 0]:
            face = cv2.resize(faces[i], (size, size), interpolation=cv2.INTER_AREA)
            drawn["face"][word] = _uri(face, kind)
        if not missing[i, 1]:
            drawn["audio"][word] = _uri(_coloured(grid(voices[i]), shown), kind)
    return drawn


def is_log_mel(recorded: xr.Dataset) -> bool:
    """Return whether the audio vectors are the log-mel pictures of our own extractor."""
    from depformer.features.extractors.log_mel import BANDS, BINS

    fits = recorded.sizes["feature"] == BANDS * BINS
    return fits and recorded.attrs.get("extractor") == LOG_MEL


def grid(vector: NDArray[Any]) -> NDArray[Any]:
    """Return an audio vector as a picture, shape (band, bin), the lowest band first.

    Other than 40 x 25 numbers become the nearest to a square that divides them.
    """
    from depformer.features.extractors.log_mel import BANDS, BINS

    n = len(vector)
    rows = BANDS if n == BANDS * BINS else max(k for k in range(1, int(n**0.5) + 1) if n % k == 0)
    return vector.reshape(rows, n // rows)


def frequencies() -> NDArray[np.float64]:
    """Return the middle of every band of a log-mel picture [kHz]."""
    from depformer.features.extractors.log_mel import band_edges

    return band_edges()[1:-1] / 1000


def ends(vectors: NDArray[np.float32]) -> tuple[float, float]:
    """Return the values that are drawn black and white, the same for all words of a person."""
    known = vectors[np.isfinite(vectors)]
    if not known.size:
        return 0.0, 1.0
    low, high = np.percentile(known, [QUIETEST_SHOWN, LOUDEST_SHOWN])
    return float(low), float(max(high, low + 1e-6))


def _coloured(picture: NDArray[np.float32], ends: tuple[float, float]) -> NDArray[Any]:
    scaled = np.clip((picture[::-1] - ends[0]) / (ends[1] - ends[0]), 0, 1)
    large = cv2.resize((255 * scaled).astype(np.uint8), (THUMBNAIL, THUMBNAIL))
    return np.asarray(cv2.applyColorMap(large, cv2.COLORMAP_CIVIDIS))


def _uri(image: NDArray[Any], kind: str) -> str:
    settings = [cv2.IMWRITE_JPEG_QUALITY, QUALITY] if kind == "jpeg" else []
    content = bytes(cv2.imencode(f".{kind}", image, settings)[1].tobytes())
    return f"data:image/{kind};base64," + base64.b64encode(content).decode("ascii")
