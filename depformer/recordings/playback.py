"""One word as it was recorded: its sound to be heard, its picture to be seen."""

from __future__ import annotations

import io
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from depformer.files import read_json
from depformer.recordings.media import look_at_media
from depformer.recordings.sound import read_sound
from depformer.recordings.video import opened_video
from depformer.study import Study, layout

MARGIN_S = 0.5  # that is heard before and behind a word: some speak a quarter of a second
LONGEST_S = 20.0  # of a word that is heard
LONGEST_STRETCH_S = 60.0


def word_sound(study: Study, participant: str, word: str) -> bytes | None:
    """Return a word's sound as a WAV file, as it was recorded.

    Parameters
    ----------
    study : Study
        With or without raw recordings.
    participant, word : str
        Ids.

    Returns
    -------
    bytes or None
        One channel, 16 bit, the recording's own rate, half a second longer on both sides than the
        voice; None where no sound is kept or the word was not said.

    Raises
    ------
    DepformerError
        If a recording cannot be read.
    """
    times = study.events(participant).loc[word].astype(float).to_dict()
    start, stop = times["voice_onset"], times["voice_offset"]
    if math.isnan(start) or math.isnan(stop):
        start, stop = times["onset"], times["onset"] + times["duration"]
    if not math.isfinite(stop - start):
        return None
    stop = min(stop, start + LONGEST_S)
    return stretch_sound(study, participant, start - MARGIN_S, stop + MARGIN_S)


def stretch_sound(study: Study, participant: str, start: float, stop: float) -> bytes | None:
    """Return a stretch of a participant's sound as a WAV file, as it was recorded.

    Parameters
    ----------
    study, participant
        As of `word_sound`.
    start, stop : float
        Of the stretch [s]; at most a minute is returned.

    Returns
    -------
    bytes or None
        As of `word_sound`; None where no sound is kept, or none lies there.

    Raises
    ------
    DepformerError
        If the recording cannot be read.
    """
    path = heard_from(study, participant)
    if path is None or not look_at_media(path).has_sound:
        return None
    start = max(0.0, start)
    heard = read_sound(path, start=start, stop=min(stop, start + LONGEST_STRETCH_S))
    return _wav(heard.samples, heard.rate) if heard.samples.size else None


def word_picture(
    study: Study, participant: str, word: str, *, longest: int = 480
) -> NDArray[np.uint8] | None:
    """Return the picture of the video that a word's face was taken from.

    Parameters
    ----------
    study, participant, word
        As of `word_sound`.
    longest : int
        Height and width are made smaller until both are at most this [pixel].

    Returns
    -------
    ndarray or None
        RGB, uint8, shape (height, width, 3); None where no video is kept, or no face was found.

    Raises
    ------
    DepformerError
        If the video cannot be read.
    """
    path = _kept(study, participant, ("video",))
    time = _time_of_face(study, participant, word)
    if path is None or time is None:
        return None
    with opened_video(path, threads=1) as video:
        (frame,) = video.at([time], colour="rgb", longest=longest)
    return None if frame is None else frame.pixels


def heard_from(study: Study, participant: str) -> Path | None:
    """Return the recording that a participant's words are heard in, None if none is kept."""
    return _kept(study, participant, ("audio", "video"))


def _kept(study: Study, participant: str, kinds: tuple[str, ...]) -> Path | None:
    """Return the first recording of these kinds that is kept in the study, None without any."""
    there = layout.recordings_of(study.root, participant)
    named = {kind: path for path in there for kind in kinds if path.stem.endswith(f"_{kind}")}
    return next((named[kind] for kind in kinds if kind in named), None)


def _time_of_face(study: Study, participant: str, word: str) -> float | None:
    """Return when the picture was shown that a word's face is from [s], if it is written down."""
    about = read_json(layout.features_path(study.root, participant), kind="study")
    quality = about.get("quality")
    ids = quality.get("word_id") if isinstance(quality, dict) else None
    face = quality.get("face") if isinstance(quality, dict) else None
    times = face.get("time") if isinstance(face, dict) else None
    if not isinstance(ids, list) or not isinstance(times, list) or len(ids) != len(times):
        return None
    time = dict(zip(ids, times, strict=True)).get(word) if word in ids else None
    return float(time) if isinstance(time, (int, float)) and math.isfinite(time) else None


def _wav(samples: NDArray[np.float32], rate: int) -> bytes:
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="WAV", subtype="PCM_16")
    return file.getvalue()
