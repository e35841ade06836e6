"""Where the participant's face is in each word: what is looked at, found and steadied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from depformer.recordings.faces.align import box_to_crop, own_template, steadied, to_crop
from depformer.recordings.faces.detect import LONGEST, Detector, Face, Points
from depformer.recordings.faces.track import participant
from depformer.recordings.video import Video

Progress = Callable[[int, int], None]
Window = tuple[float, float]

EVERY = 0.1  # [s] between the pictures of a word that are looked at, the first at its onset
MOST = 16  # pictures of one word; a longer one is looked at more rarely
SOON = 0.3  # [s]; where one face was, it is looked for first in the next picture,
AGAIN = 1.0  # [s]; and the whole picture is searched again, since somebody may have come in
BEFORE = 0.1  # [s] before the onset, so that the face at the onset has neighbours on both sides


@dataclass(frozen=True, eq=False)
class Spot:
    """Hold the participant's face in one picture.

    Parameters
    ----------
    time : float
        Of the picture [s].
    face : Face
        Where it is; its landmarks are steadied.
    matrix : ndarray
        From the picture to the crop, shape (2, 3).
    """

    time: float
    face: Face
    matrix: NDArray[np.float64]

    @property
    def landmarks(self) -> Points:
        """Of the face; those of a box that was given are not known."""
        if self.face.landmarks is None:
            raise ValueError("a given box has no landmarks")
        return self.face.landmarks


@dataclass
class Sight:
    """Hold what was seen of one word.

    Parameters
    ----------
    looked : int
        Pictures that were looked at.
    spots : list of Spot
        Those with the participant's face, by time.
    others : int
        Other people in view, the most of any picture.
    """

    looked: int = 0
    spots: list[Spot] = field(default_factory=list)
    others: int = 0


def looks(window: Window) -> NDArray[np.float64]:
    """Return when the pictures of a word are looked at [s]; none of a word without a window."""
    onset, offset = window
    if not np.isfinite(onset):
        return np.empty(0)
    length = max(0.0, offset - onset) if np.isfinite(offset) else 0.0
    n = min(MOST, int(length / EVERY) + 1)
    return np.asarray(onset + np.arange(n) * max(EVERY, length / MOST))


def look(
    video: Video, windows: Sequence[Window], size: int, detect: Detector, progress: Progress
) -> tuple[list[Sight], Points]:
    """Find the participant's face in the words of a recording.

    Parameters
    ----------
    video : Video
        The recording.
    windows : sequence of (float, float)
        Onset and offset of each word [s], in any order; NaN where a word is missing.
    size : int
        Height and width of a crop [pixel].
    detect : Detector
        Finds the faces.
    progress : callable
        ``progress(done, total)``.

    Returns
    -------
    sights : list of Sight
        One a word.
    template : ndarray
        Where the participant's landmarks lie in a crop; see `own_template`.
    """
    of_words = [looks(window) for window in windows]
    first = [times[0] - BEFORE for times in of_words if len(times)]
    times = np.unique(np.concatenate([*of_words, first]))
    shown, pictures = _pictures(video, times, detect, progress)
    faces, others = participant(list(pictures.values()))
    found = {at: face for at, face in zip(pictures, faces, strict=True) if face is not None}
    beside = dict(zip(pictures, others, strict=True))
    spots, template = _spots(found, size)
    sights = []
    for wanted in of_words:
        here = [at for at in dict.fromkeys(shown[time] for time in wanted) if at is not None]
        sights.append(
            Sight(
                looked=len(here),
                spots=[spots[at] for at in here if at in spots],
                others=max((beside[at] for at in here), default=0),
            )
        )
    return sights, template


def _pictures(
    video: Video, times: NDArray[np.float64], detect: Detector, progress: Progress
) -> tuple[dict[float, float | None], dict[float, tuple[Face, ...]]]:
    """Return which picture is shown when, and the faces of each, by its time."""
    shown: dict[float, float | None] = {}
    pictures: dict[float, tuple[Face, ...]] = {}
    searched, last = -np.inf, -np.inf  # when the whole of a picture was, and when any was
    frames = video.at(times, colour="rgb", longest=LONGEST)
    for done, (time, frame) in enumerate(zip(times, frames, strict=True)):
        progress(done, len(times))
        shown[time] = frame.time if frame else None
        if frame is None or frame.time in pictures:
            continue
        before = pictures.get(last, ())
        fresh = frame.time - last < SOON and frame.time - searched < AGAIN
        if fresh and len(before) == 1:
            face = detect.again(frame.pixels, frame.full_size, before[0])
            pictures[frame.time] = (face,) if face else ()
        if not pictures.get(frame.time):
            pictures[frame.time] = detect(frame.pixels, frame.full_size)
            searched = frame.time
        last = frame.time
    progress(len(times), len(times))
    return shown, pictures


def _spots(found: dict[float, Face], size: int) -> tuple[dict[float, Spot], Points]:
    """Return the steadied faces with their crops' matrices, by time, and the person's template."""
    marks = [face.landmarks for face in found.values() if face.landmarks is not None]
    if not marks:
        return {}, np.empty((0, 2))
    steady = steadied(list(found), marks)
    template = own_template(steady)
    spots = {
        time: Spot(time, replace(face, landmarks=points), to_crop(points, template, size))
        for (time, face), points in zip(found.items(), steady, strict=True)
    }
    return spots, template


def given(windows: Sequence[Window], boxes: NDArray[np.float64], size: int) -> list[Sight]:
    """Return the words of a recording whose face boxes are known, without looking.

    Parameters
    ----------
    windows : sequence of (float, float)
        As in `look`.
    boxes : ndarray
        Left, top, width and height of each word's face, shape (word, 4) [pixel]; NaN where a word
        shows none.
    size : int
        Height and width of a crop [pixel].
    """
    sights = []
    for window, box in zip(windows, boxes, strict=True):
        times = looks(window)
        sight = Sight(looked=len(times))
        if np.isfinite(box).all():
            face = Face(np.asarray(box, dtype=np.float64), None)
            sight.spots = [Spot(time, face, box_to_crop(face.box, size)) for time in times]
        sights.append(sight)
    return sights
