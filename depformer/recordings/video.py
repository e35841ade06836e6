"""The pictures of a video at given times: upright, in square pixels, one in memory at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.recordings.media import container_at, opened, origin, picture_of
from depformer.wording import say

Colour = Literal["grey", "rgb"]

STALE = 1.0  # [s]; a picture that stands longer is of a camera that had stopped
LEAD = 0.5  # [s] before a wanted time, from where every picture is decoded
FAR = 20.0  # [s] ahead, from where a file without an index is searched rather than read
ROUNDING = 1e-4  # [s]; times of pictures are fractions, those of words have three decimals
_FORMATS = {"grey": "gray", "rgb": "rgb24"}
_SQUARE = (0.25, 4.0)  # plausible widths of a pixel, relative to its height


@dataclass(frozen=True, eq=False)
class Frame:
    """Hold one picture.

    Parameters
    ----------
    time : float
        When it is first shown [s], from time 0 of the file.
    pixels : ndarray
        uint8, shape (height, width) or (height, width, 3), upright.
    full_size : tuple of int
        Height and width before it was made smaller.
    """

    time: float
    pixels: NDArray[np.uint8]
    full_size: tuple[int, int]


@contextmanager
def opened_video(path: Path, *, threads: int = 0) -> Iterator[Video]:
    """Open the pictures of a recording, which has to stay as it is until it is closed.

    Parameters
    ----------
    path : Path
        Any container.
    threads : int
        That decode; 0 is as many as the decoder likes.

    Raises
    ------
    DepformerError
        If it is no recording, holds no moving picture or none that can be decoded, or was written
        to in between.
    """
    with opened(path) as container, ExitStack() as more:
        yield Video(path, container, more, threads)


class Video:
    """Give the pictures of an opened video; see `opened_video`.

    Only what stands between the last key picture and the wanted time is decoded, and only what is
    wanted becomes pixels.
    """

    def __init__(self, path: Path, container: Any, more: ExitStack, threads: int) -> None:
        self.path = path
        self._threads = threads
        self._more = more  # closes what is opened a second time
        self._take(container)
        stream = self._stream
        self._zero = origin(container)
        self._keys = sorted(
            self._seconds(entry.timestamp) for entry in stream.index_entries if entry.is_keyframe
        )
        self._may_search = not self._keys
        self._wanted = -np.inf  # before it, pictures that no other one needs are left out
        self._shown: Any = None  # what is on the screen, since when, and what comes next
        self._next: Any = None
        self._shown_at = self._next_at = -np.inf
        self._decoded: Iterator[tuple[Any, float]] = iter(())
        self._begin()
        if self._next is None:
            raise DepformerError(say("video.no_frames", path=path), kind="study")

    @property
    def span(self) -> tuple[float, float]:
        """Where the pictures begin and end [s], as the file says; NaN where it does not."""
        start, length = self._stream.start_time or 0, self._stream.duration
        stop = float("nan") if length is None else self._seconds(start + length)
        return self._seconds(start), stop

    def at(
        self, times: Iterable[float], *, colour: Colour = "grey", longest: int | None = None
    ) -> Iterator[Frame | None]:
        """Yield the picture on the screen at each of the times.

        Parameters
        ----------
        times : iterable of float
            In seconds from time 0 of the file; ascending is fast.
        colour : str
            ``grey`` or ``rgb``.
        longest : int, optional
            Height and width are made smaller until both are at most this [pixel].

        Yields
        ------
        Frame or None
            The last one shown at or before the time, the same object as long as it stands; None
            before the first, after the last, and where the one before is over a second old.
        """
        made: tuple[Any, Frame] | None = None
        for time in times:
            self._go_to(time)
            if self._shown is None or self._over(time):
                yield None
                continue
            if made is None or made[0] is not self._shown:
                made = (self._shown, self._frame(colour, longest))
            yield made[1]

    def within(
        self, start: float, stop: float, *, colour: Colour = "grey", longest: int | None = None
    ) -> Iterator[Frame]:
        """Yield every picture first shown in ``start <= time < stop``; see `at`."""
        self._go_to(start)
        if self._shown is None or self._shown_at < start - ROUNDING:
            self._step()
        while self._shown is not None and self._shown_at < stop - ROUNDING:
            yield self._frame(colour, longest)
            self._step()

    def _go_to(self, time: float) -> None:
        """Let the picture on the screen be that of a time."""
        self._wanted = time
        self._leap(time)
        while self._next is not None and self._next_at <= time + ROUNDING:
            self._step()

    def _step(self) -> None:
        """Let the next picture be the one on the screen."""
        self._shown, self._shown_at = self._next, self._next_at
        self._next, self._next_at = next(self._decoded, (None, np.inf))

    def _over(self, time: float) -> bool:
        """Return whether the picture on the screen has gone by a time."""
        stands = STALE
        if self._next is None:
            rate = self._stream.average_rate or self._stream.guessed_rate
            stands = float((self._shown.duration or 0) * self._stream.time_base)
            stands = stands or (1.0 / float(rate) if rate else 0.0)
        return bool(time > self._shown_at + stands + ROUNDING)

    def _leap(self, time: float) -> None:
        """Go on from another key picture, if that is nearer to a time."""
        back = self._shown is not None and time < self._shown_at - ROUNDING
        reached = self._shown_at if self._next is None else self._next_at
        # An index tells when a key picture is decoded, a little before it is shown.
        earlier = bisect_right(self._keys, time - LEAD)
        if earlier and (back or self._keys[earlier - 1] > reached):
            self._begin(self._keys[earlier - 1])
        elif self._may_search and self._next is not None and time - reached > FAR:
            self._begin(time - LEAD)
            self._may_search = reached < self._next_at <= time
            back = self._next_at > time
        if back and not earlier:
            self._begin(-FAR)  # some formats search by what is decoded before the first is shown

    def _begin(self, time: float | None = None) -> None:
        """Decode from the key picture before a time; None is where a file begins when opened."""
        import av

        if time is not None:
            at = round((time + self._zero) / self._stream.time_base)
            try:
                self._container.seek(at, stream=self._stream, backward=True)
            except av.error.FFmpegError:  # what a browser recorded has no index: from its beginning
                self._more.close()
                self._take(self._more.enter_context(container_at(self.path)))
        self._decoded = self._decode()
        self._shown, self._shown_at = None, -np.inf
        self._next, self._next_at = next(self._decoded, (None, np.inf))

    def _take(self, container: Any) -> None:
        """Decode the moving picture of a container from now on."""
        stream = picture_of(container)
        if stream is None:
            raise DepformerError(say("video.no_picture", path=self.path), kind="study")
        if stream.codec_context is None:
            raise DepformerError(say("video.no_codec", path=self.path), kind="study")
        stream.codec_context.thread_type = "AUTO"
        stream.codec_context.thread_count = self._threads
        self._container, self._stream = container, stream

    def _decode(self) -> Iterator[tuple[Any, float]]:
        """Yield pictures with their times [s]; what is damaged is passed over."""
        import av

        codec, last = self._stream.codec_context, -np.inf
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
                early = packet.pts is not None and self._seconds(packet.pts) < self._wanted - LEAD
                codec.skip_frame = "NONREF" if early else "DEFAULT"
                found = packet.decode()
            except StopIteration:
                return
            except av.error.InvalidDataError:
                continue
            except av.error.FFmpegError:  # the end of what is there of a file
                return
            for picture in found:
                stamp = picture.pts if picture.pts is not None else picture.dts
                if stamp is not None and self._seconds(stamp) > last:
                    last = self._seconds(stamp)
                    yield picture, last

    def _seconds(self, stamp: int) -> float:
        return float(stamp * self._stream.time_base) - self._zero

    def _frame(self, colour: Colour, longest: int | None) -> Frame:
        """Return the picture on the screen as pixels."""
        picture = self._shown
        aspect = float(self._stream.sample_aspect_ratio or 1)
        aspect = aspect if _SQUARE[0] <= aspect <= _SQUARE[1] else 1.0
        width, height = picture.width * aspect, float(picture.height)
        scale = min(1.0, longest / max(width, height)) if longest else 1.0
        small = picture.reformat(
            width=max(1, round(width * scale)),
            height=max(1, round(height * scale)),
            format=_FORMATS[colour],
            interpolation="AREA" if scale < 1 else "BICUBIC",
        )
        pixels = upright(small.to_ndarray(), _display_matrix(picture))
        full = (round(height), round(width))
        turned = pixels.shape[0] == small.width != small.height
        return Frame(self._shown_at, pixels, full[::-1] if turned else full)


def _display_matrix(picture: Any) -> NDArray[np.int32]:
    """Return how a picture lies on the screen, shape (3, 3)."""
    from av.sidedata.sidedata import Type

    found = picture.side_data.get(Type.DISPLAYMATRIX)
    if found is None:
        return np.eye(3, dtype=np.int32)
    return np.frombuffer(bytes(found), dtype=np.int32).reshape(3, 3)


def upright(pixels: NDArray[np.uint8], matrix: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Turn and mirror a picture as a player does.

    Parameters
    ----------
    pixels : ndarray
        Shape (height, width) or (height, width, 3), as stored.
    matrix : ndarray
        Shape (3, 3): a point (x, y, 1) times it is where the point is shown. Only quarter turns and
        mirrors are known; anything between goes to the nearest.

    Returns
    -------
    ndarray
        In one piece of memory.
    """
    (a, b), (c, d) = matrix[:2, :2].tolist()
    if abs(b) > abs(a):
        pixels, a, d = pixels.swapaxes(0, 1), c, b
    rows = slice(None, None, -1 if d < 0 else 1)
    columns = slice(None, None, -1 if a < 0 else 1)
    return np.ascontiguousarray(pixels[rows, columns])
