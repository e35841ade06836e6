"""The sound of any media file: one channel, in blocks, every sample where it lies in time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.recordings.media import Media, look_at_media, opened, origin, sound_of
from depformer.recordings.samples import bounded, cut_to, drained, mean_of_channels
from depformer.wording import say

RATE = 16_000  # samples per second [Hz] that words are looked for at
LONGEST_S = 60.0  # of one block
LONGEST_READ_S = 600.0
_JITTER_S = 0.05  # that the times of a container may be off without anything being lost
_SHORT_S = 0.25  # that a sound may end before its file says so
_LEAD_S = 1.0  # before what is asked for, from where it is decoded
_WARM_S = 0.3  # that a codec may need until what it decodes is right
# Containers that say of every packet when it is: what is decoded lies where it does from time 0 on.
_ENTERED = {"mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "mpegts", "avi", "ogg", "flac", "mp3"}
_ENTERED |= {"wav", "w64", "aiff", "au", "caf"}
_GUESSED = {"mp3", "aac", "mpeg", "mpegts", "amr"}  # containers that do not know how long they are

FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class Sound:
    """Hold a stretch of sound.

    Parameters
    ----------
    samples : ndarray
        One channel, the mean of all, between -1 and 1, float32, shape (sample,).
    rate : int
        Samples per second [Hz].
    start : float
        Where the first sample lies in the file [s].
    lost : float
        How much of it could not be decoded, or is no number, and is silence [s].
    cut : float
        How much the file says there would be behind its last sample [s]; 0 but at the end.
    holes : tuple of (float, float)
        From when to when in the file something was lost [s].
    """

    samples: FloatArray
    rate: int
    start: float = 0.0
    lost: float = 0.0
    cut: float = 0.0
    holes: tuple[tuple[float, float], ...] = ()

    @property
    def stop(self) -> float:
        """Where it ends in the file [s]."""
        return self.start + self.samples.size / self.rate


def sound_blocks(
    path: Path, seconds: float = 30.0, *, rate: int | None = RATE, start: float = 0.0
) -> Iterator[Sound]:
    """Read the sound of a media file in one pass, in bounded memory.

    Parameters
    ----------
    path : Path
        Any container, rate and number of channels.
    seconds : float
        Length of a block, at most 60 [s]; the last one may be shorter.
    rate : int, optional
        Samples per second of the blocks [Hz]; None: the file's own.
    start : float
        Where it gets interesting [s]. What lies well before is not decoded in those containers
        that can be entered exactly.

    Yields
    ------
    Sound
        From time 0 of the file on, or from where it is entered, without a gap: where nothing was
        recorded or nothing can be decoded, there is silence.

    Raises
    ------
    DepformerError
        If it is no media file, has no sound, or changes while it is read.
    """
    if not 0 < seconds <= LONGEST_S:
        raise ValueError(f"blocks have at most {LONGEST_S} s, got {seconds}")
    media = look_at_media(path)
    if not media.has_sound:
        raise DepformerError(say("recordings.no_sound", path=path), kind="study")
    with _reading(path, media, start) as reading:
        own = rate or media.rate
        block: Sound | None = None
        lost = 0.0
        for samples in cut_to(round(seconds * own), reading.resampled(own)):
            if block:
                yield block
            begin = block.start + seconds if block else reading.begin
            holes, reading.holes = tuple(reading.holes), []
            block = Sound(samples, own, begin, reading.lost - lost, holes=holes)
            lost = reading.lost
        if not block:
            raise DepformerError(say("recordings.no_samples", path=path), kind="study")
        block = replace(block, cut=reading.cut())
    yield block  # the last one, after the look whether the file is as it was


def read_sound(
    path: Path, *, start: float = 0.0, stop: float | None = None, rate: int | None = None
) -> Sound:
    """Read one stretch of the sound of a media file, every sample where `sound_blocks` has it.

    Parameters
    ----------
    path : Path
        As in `sound_blocks`.
    start, stop : float
        Of the stretch [s], at most ten minutes; None: to the end.
    rate : int, optional
        As in `sound_blocks`, but the file's own by default.

    Returns
    -------
    Sound
        Shorter where the recording ends before, and empty behind its end.

    Raises
    ------
    DepformerError
        As in `sound_blocks`, and if the stretch is too long to hold.
    """
    pieces, lost, cut, own = [], 0.0, 0.0, 0
    for block in sound_blocks(path, 10.0, rate=rate, start=start):
        own = block.rate
        first = max(0, round((start - block.start) * own))
        last = block.samples.size if stop is None else round((stop - block.start) * own)
        if first < block.samples.size and last > first:
            pieces.append(block.samples[first : min(last, block.samples.size)])
            lost, cut = lost + block.lost, block.cut
        if sum(piece.size for piece in pieces) > LONGEST_READ_S * own:
            known = {"path": path, "most": LONGEST_READ_S / 60}
            raise DepformerError(say("recordings.too_long", **known), kind="study")
        if last <= block.samples.size and stop is not None:
            break
    samples = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
    return Sound(samples, own, start, lost, cut)


@contextmanager
def _reading(path: Path, media: Media, start: float) -> Iterator[_Reading]:
    """Open a sound at its beginning, or nearer to a time [s] if it can be entered there."""
    if start > _LEAD_S:
        with opened(path) as container:
            reading = _Reading(container, media)
            if reading.enter(start):
                yield reading
                return
    with opened(path) as container:
        yield _Reading(container, media)


class _Reading:
    """Decode a sound, keep every sample at its time, and count what is lost."""

    def __init__(self, container: Any, media: Media) -> None:
        self.container, self.media = container, media
        self.stream = sound_of(container)
        self.zero = origin(container)
        self.frames = self._decoded()
        self.begin = self.end = 0.0  # of what has been decoded [s]
        self.lost = 0.0
        self.holes: list[tuple[float, float]] = []

    def enter(self, time: float) -> bool:
        """Begin at a frame well before a time [s]; return False if it cannot be told where."""
        import av

        if self.container.format.name not in _ENTERED:
            return False
        try:
            self.container.seek(round((time - _LEAD_S + self.zero) * 1e6))
        except av.error.FFmpegError:
            return False
        frame = next(self.frames, None)
        if frame is None or frame.pts is None:
            return False
        if not 0 < self._time_of(frame) <= time - _WARM_S:  # some land behind the place
            return False
        self.frames = chain([frame], self.frames)
        self.begin = self.end = self._time_of(frame)
        return True

    def _time_of(self, frame: Any) -> float:
        """Return when a frame begins [s]; one that does not say follows what was before."""
        return self.end if frame.pts is None else float(frame.pts * frame.time_base) - self.zero

    def cut(self) -> float:
        """Return how much the file says there would be beyond the end [s]."""
        missing = self.media.sound_stop - self.end
        guessed = self.container.format.name in _GUESSED
        return missing if missing > _SHORT_S and not guessed else 0.0

    def resampled(self, rate: int) -> Iterator[FloatArray]:
        """Yield one channel at a rate, without a gap from time 0 on."""
        import av

        resampler: Any = None
        own = 0
        for samples, got in self._placed():
            if got != own:  # some streams change their rate in the middle
                yield from drained(resampler)
                resampler, own = av.AudioResampler("fltp", "mono", rate), got
            frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
            frame.sample_rate = own
            yield from (each.to_ndarray()[0] for each in resampler.resample(frame))
        yield from drained(resampler)

    def _placed(self) -> Iterator[tuple[FloatArray, int]]:
        """Yield one channel at its own rate; a gap is filled, what lies double is left out."""
        begun = self.begin > 0
        latest = max(self.media.duration, self.media.sound_stop, 0.0) + 1.0
        for frame in self.frames:
            mean, rate = mean_of_channels(frame), frame.sample_rate
            samples = bounded(mean)
            at = self._time_of(frame)
            if (bad := np.flatnonzero(~np.isfinite(mean))).size:
                self._lose(at + bad[0] / rate, at + (bad[-1] + 1) / rate, bad.size / rate)
            gap = at - self.end
            if gap > (_JITTER_S if begun else 0.0) and at < latest:
                self._lose(self.end, at, gap if begun else 0.0)
                missing = round(gap * rate)
                for first in range(0, missing, rate):
                    yield np.zeros(min(rate, missing - first), np.float32), rate
                self.end += missing / rate
            elif begun and gap < -_JITTER_S:
                samples = samples[round(-gap * rate) :]
            begun = True
            if samples.size:
                self.end += samples.size / rate
                yield samples, rate

    def _lose(self, start: float, stop: float, seconds: float) -> None:
        """Note a hole; frame after frame of the same one is one."""
        self.lost += seconds
        if seconds and self.holes and start - self.holes[-1][1] < _JITTER_S:
            start = self.holes.pop()[0]
        self.holes += [(start, stop)] if seconds else []

    def _decoded(self) -> Iterator[Any]:
        """Yield all frames that can be decoded; what lies between shows by their times."""
        import av

        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.error.FFmpegError, OSError):
                return  # what is missing behind it is counted by `cut`
            try:
                yield from packet.decode()
            except (av.error.FFmpegError, ValueError):
                continue
