"""Attributions of pixels and of the voice's numbers, drawn over the recordings."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import xarray as xr
from numpy.typing import NDArray

from depformer.figures.parts import recordings, style
from depformer.study import Study

STRONGEST_SHOWN = 99.5  # percentile of the absolute values that takes the full colour
HOW_TO_READ = (
    "Integrated gradients of every pixel and every number of the voice. Orange: towards depressed, "
    "blue: towards healthy; full colour from the strongest {share} % on, of this word alone. The "
    "pixels of a face sum to its attribution. The model weighs each pixel by its place, so a map "
    "hangs on how the face was aligned."
)


def how_to_read() -> str:
    """Return what the colours mean."""
    return HOW_TO_READ.format(share=f"{100 - STRONGEST_SHOWN:g}")


def face(study: Study, maps: xr.Dataset, participant: str, word: str, *, dark: bool) -> go.Figure:
    """Draw one face in grey under its map; it must have been recorded."""
    row = study.words["word_id"].tolist().index(word)
    image = study.features(participant).face[row]
    drawn = _frame(dark)
    drawn.add_trace(_grey(image, (0, 255)))
    drawn.add_trace(_signed(maps["face_map"].sel(word=word).values, "pixel", "%{x}, %{y}"))
    drawn.update_xaxes(visible=False, constrain="domain")
    drawn.update_yaxes(visible=False, autorange="reversed", scaleanchor="x", constrain="domain")
    return drawn


def voice(study: Study, maps: xr.Dataset, participant: str, word: str, *, dark: bool) -> go.Figure:
    """Draw one voice in grey under its map; it must have been recorded."""
    row = study.words["word_id"].tolist().index(word)
    features = study.features(participant)
    values = maps["audio_map"].sel(word=word).values
    drawn = _frame(dark)
    if recordings.voice_is_log_mel(study, participant):
        picture = recordings.grid(study, features.audio[row])
        width = 100 / picture.shape[1]
        place = {"x0": width / 2, "dx": width}
        drawn.add_trace(_grey(picture, recordings.ends(features.audio), **place))
        drawn.add_trace(
            _signed(recordings.grid(study, values), "band", "%{x:.0f} % of the recording", **place)
        )
        recordings.mel_axes(drawn)
    else:
        drawn.add_trace(go.Bar(y=values, marker={"color": style.colour("audio", dark=dark)}))
        drawn.update_xaxes(title="Place in the audio vector")
        drawn.update_yaxes(title="Attribution [logit]", zeroline=True)
    return drawn


def _frame(dark: bool) -> go.Figure:
    return go.Figure(
        layout={
            "template": style.template(dark=dark),
            "height": recordings.LARGE,
            "margin": {"t": 8, "b": 44, "l": 8, "r": 8},
        }
    )


def _grey(picture: NDArray[Any], ends: tuple[float, float], **place: float) -> go.Heatmap:
    return go.Heatmap(
        z=picture,
        zmin=ends[0],
        zmax=ends[1],
        colorscale="Greys_r",
        showscale=False,
        hoverinfo="skip",
        **place,
    )


def _signed(values: NDArray[Any], what: str, where: str, **place: float) -> go.Heatmap:
    strongest = float(np.percentile(np.abs(values), STRONGEST_SHOWN)) or 1.0
    return go.Heatmap(
        z=values,
        zmin=-strongest,
        zmax=strongest,
        colorscale=style.OVERLAY,
        colorbar=style.colour_bar(f"Attribution<br>of a {what} [logit]")
        | {"exponentformat": "none"},
        hovertemplate=f"{where}<br>%{{z:+.2e}} logit<extra></extra>",
        **place,
    )
