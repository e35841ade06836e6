"""Videos as the tests need them: any pictures at any times, drawn people, with or without sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from depformer.recordings.faces.detect import Detector, Points
from depformer.synth.face_identity import Moment, draw_looks
from depformer.synth.faces import draw_face

MEDIA = Path(__file__).parents[2].parent / "shared" / "media"
TICKS = 12800  # a second

needs_media = pytest.mark.skipif(not MEDIA.is_dir(), reason="real recordings are not here")
# What a phone held upright writes into a track: turn the picture clockwise by a quarter.
QUARTER_CLOCKWISE = (0, 1, -1, 0)


def write_video(
    path: Path,
    pictures: Sequence[NDArray[np.uint8]],
    times: Sequence[float],
    *,
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    sound: tuple[float, float] | NDArray[np.float32] | None = None,
) -> Path:
    """Write RGB or grey pictures at their times [s], and a tone between two times, or any sound."""
    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25, options={"crf": "10", **(options or {})})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, TICKS)
        if sound is not None:
            voice = container.add_stream("aac", rate=16000, layout="mono")
            heard = tone(*sound) if isinstance(sound, tuple) else as_frame(sound, 0)
            for packet in voice.encode(heard):
                container.mux(packet)
            container.mux(voice.encode(None))
        for picture, time in zip(pictures, times, strict=True):
            form = "gray" if picture.ndim == 2 else "rgb24"
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format=form)
            frame.pts, frame.time_base = round(time * TICKS), Fraction(1, TICKS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def tone(start: float, stop: float) -> av.AudioFrame:
    """Return a tone from one time to another [s]."""
    at = np.arange(round((stop - start) * 16000)) / 16000
    samples = (0.3 * np.sin(2 * np.pi * 220 * at)).astype(np.float32)
    return as_frame(samples, round(start * 16000))


def as_frame(samples: NDArray[np.float32], first: int) -> av.AudioFrame:
    """Return samples at 16 kHz as one frame that begins with the sample of that number."""
    frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
    frame.rate, frame.pts, frame.time_base = 16000, first, Fraction(1, 16000)
    return frame


def turn(path: Path, matrix: tuple[int, int, int, int]) -> Path:
    """Write how the pictures of an MP4 are to be shown into its track header."""
    content = bytearray(path.read_bytes())
    head = content.index(b"tkhd") + 4
    place = head + (36 if content[head] == 0 else 48) + 4  # behind the fields before the matrix
    a, b, c, d = (each << 16 for each in matrix)
    numbers = (a, b, 0, c, d, 0, 0, 0, 1 << 30)
    content[place : place + 36] = b"".join(each.to_bytes(4, "big", signed=True) for each in numbers)
    path.write_bytes(content)
    return path


def counting(n: int, size: tuple[int, int] = (48, 64)) -> list[NDArray[np.uint8]]:
    """Return pictures that tell their number by their grey value."""
    return [np.full(size, 20 + 4 * number, dtype=np.uint8) for number in range(n)]


def number_of(pixels: NDArray[np.uint8]) -> int:
    """Return the number that a picture of `counting` tells."""
    return round((float(pixels.mean()) - 20) / 4)


def person(seed: int, **moment: float) -> NDArray[np.uint8]:
    """Return a drawn face, 120 pixels wide, of one person and expression."""
    looks = replace(draw_looks(np.random.default_rng(seed), "F", 30), style="short")
    return draw_face(looks, Moment(**moment), 120, np.random.default_rng(9))


def scene(*placed: tuple[NDArray[np.uint8], float, float, float]) -> NDArray[np.uint8]:
    """Return a room, 320 x 240, with faces in it: each with left, top and width [pixel]."""
    room = np.full((240, 320), 100, dtype=np.uint8)
    for face, left, top, width in placed:
        scale = width / len(face)
        matrix = np.array([[scale, 0.0, left], [0.0, scale, top]])
        drawn = cv2.warpAffine(face, matrix, (320, 240), flags=cv2.INTER_AREA)
        there = cv2.warpAffine(np.full_like(face, 255), matrix, (320, 240))
        room = np.where(there > 127, drawn, room)
    return room


def seen_eyes(
    crop: NDArray[np.uint8], detect: Detector, *, mirrored: bool = False
) -> Points | None:
    """Return where the detector sees the eyes on a finished crop, or on its mirror image."""
    room = len(crop) // 4  # around it, so that the whole face can be searched
    wide = cv2.copyMakeBorder(crop, room, room, room, room, cv2.BORDER_REPLICATE)
    wide = np.ascontiguousarray(wide[:, ::-1]) if mirrored else wide
    found = detect(cv2.cvtColor(wide, cv2.COLOR_GRAY2RGB), wide.shape)
    if not found:
        return None
    eyes = found[0].landmarks[:2] - room
    return np.array([len(crop) - 1, 0]) + eyes[::-1] * [-1, 1] if mirrored else eyes
