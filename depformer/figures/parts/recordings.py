"""Pictures of the recordings: faces and voices as PNG in data URIs, and one voice with its axes."""

from __future__ import annotations

import base64
from typing import Any

import cv2
import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from depformer import labels
from depformer.figures.parts import style
from depformer.study import Study
from depformer.study.layout import features_path

THUMBNAIL = 96
LARGE = 320
LOUDEST_SHOWN = 99.5
QUIETEST_SHOWN = 0.5
LOG_MEL = "log_mel"


def pictures(study: Study, participant: str) -> dict[str, dict[str, str]]:
    """Return the filmstrip of one participant.

    Parameters
    ----------
    study : Study
        Where the features are.
    participant : str
        Id of the person.

    Returns
    -------
    dict
        ``{"face": {word_id: data URI}, "audio": {word_id: data URI}}``; a missing recording has
        no picture. Brightness of the voices is the same for all words of the person.
    """
    features = study.features(participant)
    ids = study.words["word_id"].tolist()
    size = min(THUMBNAIL, study.image_size)
    shown = ends(features.audio)
    return {
        "face": {
            word: _uri(cv2.resize(features.face[i], (size, size), interpolation=cv2.INTER_AREA))
            for i, word in enumerate(ids)
            if not features.mask[i, 0]
        },
        "audio": {
            word: _uri(_coloured(grid(study, features.audio[i]), shown))
            for i, word in enumerate(ids)
            if not features.mask[i, 1]
        },
    }


def face(study: Study, participant: str, word: str) -> bytes | None:
    """Return one face as a large PNG, or None if there is no recording."""
    features, i = study.features(participant), study.words["word_id"].tolist().index(word)
    if features.mask[i, 0]:
        return None
    large = cv2.resize(features.face[i], (LARGE, LARGE), interpolation=cv2.INTER_CUBIC)
    return _png(large)


def voice(study: Study, participant: str, word: str, *, dark: bool) -> go.Figure | None:
    """Return one word's voice with its axes, or None if there is no recording."""
    features, i = study.features(participant), study.words["word_id"].tolist().index(word)
    if features.mask[i, 1]:
        return None
    drawn = go.Figure(
        layout={
            "template": style.template(dark=dark),
            "height": LARGE,
            "margin": {"t": 8, "b": 44, "l": 60, "r": 8},
        }
    )
    if voice_is_log_mel(study, participant):
        _draw_mel(drawn, grid(study, features.audio[i]), ends(features.audio))
    else:
        colour = style.colour("audio", dark=dark)
        drawn.add_trace(go.Scatter(y=features.audio[i], mode="lines", line={"color": colour}))
        drawn.update_layout(
            xaxis={"title": {"text": "Place in the audio vector"}},
            yaxis={"title": {"text": "Value [as extracted]"}},
        )
    return drawn


def voice_is_log_mel(study: Study, participant: str) -> bool:
    """Return whether the audio vectors are the log-mel pictures of our own extractor."""
    from depformer.features.extractors.log_mel import BANDS, BINS
    from depformer.files import read_json

    about = read_json(features_path(study.root, participant), kind="study").get("audio", {})
    return study.audio_size == BANDS * BINS and LOG_MEL in str(about)


def grid(study: Study, vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return an audio vector as a picture, shape (band, bin), the lowest band first.

    Other than 40 x 25 numbers become the nearest to a square that divides them.
    """
    from depformer.features.extractors.log_mel import BANDS, BINS

    n = study.audio_size
    rows = BANDS if n == BANDS * BINS else max(k for k in range(1, int(n**0.5) + 1) if n % k == 0)
    return vector.reshape(rows, n // rows)


def _draw_mel(drawn: go.Figure, picture: NDArray[np.float32], shown: tuple[float, float]) -> None:
    from depformer.features.extractors.log_mel import band_edges

    kilohertz = band_edges()[1:-1] / 1000
    width = 100 / picture.shape[1]
    drawn.add_trace(
        go.Heatmap(
            z=picture,
            x0=width / 2,
            dx=width,
            zmin=shown[0],
            zmax=shown[1],
            colorscale=style.CIVIDIS,
            customdata=np.broadcast_to(kilohertz[:, None], picture.shape),
            hovertemplate=(
                "at %{x:.0f} % of the recording, %{customdata:.2f} kHz<br>"
                "%{z:.0f} dB<extra></extra>"
            ),
            colorbar=style.colour_bar("Power [dB]"),
        )
    )
    mel_axes(drawn)


def mel_axes(drawn: go.Figure) -> None:
    """Name the axes of a picture of log-mel powers, whose rows are numbered."""
    from depformer.features.extractors.log_mel import band_edges

    kilohertz = band_edges()[1:-1] / 1000
    shown = np.searchsorted(kilohertz, (0.1, 0.5, 1, 2, 4, 7))
    drawn.update_layout(
        xaxis={
            "title": {"text": "Share of the recording [%]"},
            "range": [0, 100],
            "showgrid": False,
        },
        yaxis={
            "title": {"text": "Frequency [kHz]"},
            "tickvals": shown.tolist(),
            "ticktext": [f"{kilohertz[i]:.1f}" for i in shown],
            "showgrid": False,
        },
    )


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


def _png(image: NDArray[Any]) -> bytes:
    return bytes(cv2.imencode(".png", image)[1].tobytes())


def _uri(image: NDArray[Any]) -> str:
    return "data:image/png;base64," + base64.b64encode(_png(image)).decode("ascii")


def alt(participant: str, word: str, modality: str) -> str:
    """Return what a screen reader says of a picture."""
    return f"{labels.human(modality)} of {participant}, word {word}"
