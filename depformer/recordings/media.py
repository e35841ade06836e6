"""What a media file is: its streams, where they lie in time, and whether it can be read at all."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from depformer.errors import DepformerError
from depformer.files import look_at
from depformer.wording import say

MOST = 1_000_000_000_000  # bytes; nothing of a recording is held in memory as a whole
# What recordings come in. A playlist or a list of parts would have other files opened, or the net.
_FORMATS = (
    "aac,ac3,aiff,amr,asf,au,avi,caf,flac,flv,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,"
    "mp3,mpeg,mpegts,mpegvideo,mxf,ogg,w64,wav,h264,hevc"
)
_OPTIONS = {"format_whitelist": _FORMATS, "protocol_whitelist": "file"}


@dataclass(frozen=True)
class Media:
    """Describe a recording as its file does.

    Time 0 is where the first of its streams begins; a stream that begins later stays there.

    Parameters
    ----------
    path : Path
        The file.
    duration : float
        From time 0 to the end of the last stream [s]; NaN where the file does not say.
    has_video, has_sound : bool
        Whether there is a moving picture (a cover is none), and a sound.
    rate, channels : int
        Of the sound [Hz]; 0 without one.
    fps : float
        Mean frames per second; NaN without a picture.
    rotation : int
        Degrees that a player turns the picture by, counter-clockwise.
    video_start, sound_start : float
        First presentation time of each stream [s]; NaN without one.
    sound_stop : float
        Where the sound ends as the file says [s]; NaN where it does not say.
    codec : str
        Of picture and sound.
    """

    path: Path
    duration: float
    has_video: bool
    has_sound: bool
    rate: int
    channels: int
    fps: float
    rotation: int
    video_start: float
    sound_start: float
    sound_stop: float
    codec: str


def look_at_media(path: Path) -> Media:
    """Say what a media file holds.

    Parameters
    ----------
    path : Path
        Any container; a pipe or a device is never opened.

    Raises
    ------
    DepformerError
        If it is missing, empty, no file, or no recording.
    """
    with opened(path) as container:
        video, sound = picture_of(container), sound_of(container)
        streams = [stream for stream in (video, sound) if stream]
        if not streams:
            raise DepformerError(say("recordings.no_stream", path=path), kind="study")
        zero = origin(container)
        stops = [stop for stream in streams if not math.isnan(stop := _stop(stream, zero))]
        whole = container.duration / 1e6 if container.duration else math.nan
        if "matroska" in container.format.name:  # it says where it ends, not how long it is
            whole -= zero
        # Some containers say how long they are, but not each of their streams.
        stop = _stop(sound, zero) if sound and stops else whole if not video else math.nan
        return Media(
            path=path,
            duration=max(stops, default=whole),
            has_video=video is not None,
            has_sound=sound is not None,
            rate=int(sound.rate or 0) if sound else 0,
            channels=int(sound.channels or 0) if sound else 0,
            fps=float(video.average_rate or video.guessed_rate or math.nan) if video else math.nan,
            rotation=_rotation(container, video) if video else 0,
            video_start=_start(video) - zero if video else math.nan,
            sound_start=_start(sound) - zero if sound else math.nan,
            sound_stop=_promised(path, stop) if sound else math.nan,
            codec=", ".join(stream.codec_context.name for stream in streams),
        )


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a media file that has to stay as it is until it is closed.

    Yields
    ------
    av.container.InputContainer
        Only of kinds that hold a recording themselves.

    Raises
    ------
    DepformerError
        If it cannot be opened, or was written to in between.
    """
    look_at(path, what=say("recordings.media"), most=MOST, kind="study")
    before = _stamp(path)
    with container_at(path) as container:
        yield container
    if _stamp(path) != before:
        raise DepformerError(say("recordings.changed", path=path), kind="study")


def container_at(path: Path) -> Any:
    """Open a media file, which has been looked at, at its beginning."""
    import av

    try:
        # The name of the protocol keeps a colon in a file's name from being taken for one.
        return av.open(f"file:{path.absolute()}", options=_OPTIONS, metadata_errors="replace")
    except (av.error.FFmpegError, OSError, ValueError) as fault:
        raise DepformerError(say("recordings.no_media", path=path), kind="study") from fault


def picture_of(container: Any) -> Any | None:
    """Return the stream of the moving picture, if there is one; a cover is a still."""
    from av.stream import Disposition

    moving = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    return moving[0] if moving else None


def sound_of(container: Any) -> Any | None:
    """Return the stream of the sound, if there is one that can be decoded."""
    return container.streams.best("audio")


def origin(container: Any) -> float:
    """Return the earliest presentation time of a container's streams, its time 0 [s]."""
    streams = (picture_of(container), sound_of(container))
    return min((_start(stream) for stream in streams if stream), default=0.0)


def _start(stream: Any) -> float:
    return float((stream.start_time or 0) * stream.time_base)


def _stop(stream: Any, zero: float) -> float:
    if stream.duration is None:
        return math.nan
    return _start(stream) + float(stream.duration * stream.time_base) - zero


def _promised(path: Path, stop: float) -> float:
    """Return where a sound ends; that of a WAV by its own header, which tells whether it is whole.

    FFmpeg takes the size of the file in place of what the header says.
    """
    with path.open("rb") as file:
        if file.read(4) != b"RIFF":
            return stop
        file.seek(12)
        each_second = 0
        while len(head := file.read(8)) == 8:
            name, size = head[:4], int.from_bytes(head[4:], "little")
            if name == b"data":
                known = each_second and size not in (0, 0xFFFFFFFF)  # not known while it is written
                return size / each_second if known else stop
            if name == b"fmt ":
                each_second = int.from_bytes(file.read(12)[8:], "little")
                size -= 12
            file.seek(size + size % 2, 1)
    return stop


def _rotation(container: Any, video: Any) -> int:
    """Return the rotation of the first frame; a picture that cannot be decoded has none."""
    import av

    try:
        return int(next(iter(container.decode(video))).rotation)
    except (av.error.FFmpegError, StopIteration):
        return 0


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what changes when a file is written to."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_size, about.st_mtime_ns
