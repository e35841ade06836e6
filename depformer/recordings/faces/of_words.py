"""The face of each word: one aligned, grey crop, and how good it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.recordings.faces.align import apply, cut
from depformer.recordings.faces.choose import RULES
from depformer.recordings.faces.detect import Detector
from depformer.recordings.faces.quality import pose, sharpness
from depformer.recordings.faces.refine import refined
from depformer.recordings.faces.rule import Candidates, RuleSpec
from depformer.recordings.faces.sight import Progress, Sight, Spot, Window, given, look
from depformer.recordings.faces.word_face import Flag, WordFace
from depformer.recordings.video import Video, opened_video
from depformer.validate import same_shape, whole_number
from depformer.wording import say

LARGEST = 512  # height and width of a crop [pixel]
SELDOM = 0.5  # share of the pictures of a word below which its face is doubtful


def faces_of_words(
    path: Path,
    windows: Sequence[Window],
    *,
    size: int = 224,
    rule: str = "onset",
    boxes: NDArray[np.float64] | None = None,
    progress: Progress = lambda done, total: None,
    threads: int = 0,
) -> list[WordFace]:
    """Return the participant's face in every word of a video.

    Parameters
    ----------
    path : Path
        The video.
    windows : sequence of (float, float)
        Onset and offset of the voice in each word [s], from time 0 of the file and in any order;
        NaN where a word is missing.
    size : int
        Height and width of a crop [pixel].
    rule : str
        Which picture stands for a word; see `choose`.
    boxes : ndarray, optional
        Left, top, width and height of each word's face, shape (word, 4) [pixel of the upright
        picture], in place of looking for it: the crop is that box, made `size` wide and high.
    progress : callable
        ``progress(done, total)``; may raise to stop.
    threads : int
        That decode and search; 0 is as many as the libraries like.

    Returns
    -------
    list of WordFace
        One a word, in the order of `windows`.

    Raises
    ------
    DepformerError
        If the file is no video that can be read, or shows nothing at any word.
    """
    spec = RULES[rule]
    whole_number("size", size, low=8, high=LARGEST)
    if boxes is not None:
        same_shape("boxes", boxes.shape, (len(windows), 4))
    with _searching_by(threads), opened_video(path, threads=threads) as video:
        if boxes is None:  # once through the video to find the faces, once to cut them out
            detect = Detector()
            sights, template = look(
                video, windows, size, detect, lambda done, n: progress(done, 2 * n)
            )
            words = _chosen(
                _Scissors(
                    video,
                    size,
                    lambda done, n: progress(n + done, 2 * n),
                    lambda grey, spot: refined(grey, spot, template, size, detect),
                ),
                windows,
                sights,
                spec,
            )
        else:
            sights = given(windows, boxes, size)
            words = _chosen(_Scissors(video, size, progress), windows, sights, spec)
        span = video.span
    asked = [face for face in words if face.flag != "no_window"]
    if asked and all(face.flag == "no_picture" for face in asked):
        raise DepformerError(_nothing_there(path, windows, span), kind="study")
    return words


Cut = tuple[Spot, NDArray[np.uint8]]


@dataclass(frozen=True)
class _Scissors:
    """Cut faces out of a video."""

    video: Video
    size: int
    progress: Progress
    refine: Callable[[NDArray[np.uint8], Spot], Spot] = lambda grey, spot: spot

    def all_of(self, spots: Sequence[Sequence[Spot]]) -> list[list[Cut]]:
        """Return the faces of each word with their crops, as they were found."""
        return self._cut(spots, lambda grey, spot: spot, lambda done, n: self.progress(0, n))

    def final(self, spots: Sequence[Sequence[Spot]]) -> list[list[Cut]]:
        """Return the faces of each word with their crops, as exact as can be."""
        return self._cut(spots, self.refine, self.progress)

    def _cut(
        self,
        spots: Sequence[Sequence[Spot]],
        refine: Callable[[NDArray[np.uint8], Spot], Spot],
        progress: Progress,
    ) -> list[list[Cut]]:
        """Go through the video once."""
        wanted = [(spot.time, word, spot) for word, each in enumerate(spots) for spot in each]
        wanted.sort(key=lambda item: item[:2])
        cuts: list[list[Cut]] = [[] for _ in spots]
        frames = self.video.at([time for time, _, _ in wanted])
        for done, ((_, word, spot), frame) in enumerate(zip(wanted, frames, strict=True), start=1):
            progress(done, len(wanted))
            if frame is not None:
                exact = refine(frame.pixels, replace(spot, time=frame.time))
                cuts[word].append((exact, cut(frame.pixels, exact.matrix, self.size)))
        return cuts


@contextmanager
def _searching_by(threads: int) -> Iterator[None]:
    """Let OpenCV work with a number of threads, which it keeps for the whole process."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(threads or before)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def _nothing_there(path: Path, windows: Sequence[Window], span: Window) -> str:
    times = [time for window in windows for time in window if np.isfinite(time)]
    known = {"first": min(times), "last": max(times), "start": span[0], "stop": span[1]}
    return say("faces.no_pictures_there", path=path, n=len(windows), **known)


def _chosen(
    scissors: _Scissors, windows: Sequence[Window], sights: Sequence[Sight], spec: RuleSpec
) -> list[WordFace]:
    """Return the face of each word by the rule."""
    if spec.needs_crops:
        cuts = scissors.all_of([sight.spots for sight in sights])
        every = [crop for word in cuts for _, crop in word]
        mean = sum(every, np.zeros((scissors.size,) * 2)) / max(1, len(every))
        candidates = [
            Candidates(
                np.array([spot.time for spot, _ in word]),
                np.array([crop for _, crop in word]),
                mean,
            )
            for word in cuts
        ]
    else:
        candidates = [Candidates(np.array([spot.time for spot in sight.spots])) for sight in sights]
    spots = [
        [sight.spots[spec.choose(each)]] if len(each.times) else []
        for sight, each in zip(sights, candidates, strict=True)
    ]
    return [
        _face(*word[0], sight) if word else _none(onset, sight, scissors.size)
        for (onset, _), sight, word in zip(windows, sights, scissors.final(spots), strict=True)
    ]


def _none(onset: float, sight: Sight, size: int) -> WordFace:
    """Return the face of a word that has none."""
    flag: Flag = "no_picture" if sight.spots or not sight.looked else "no_face"
    return WordFace(
        np.zeros((size, size), dtype=np.uint8),
        found=0.0 if flag == "no_face" else float("nan"),
        others=sight.others,
        flag="no_window" if np.isnan(onset) else flag,
    )


def _face(spot: Spot, crop: NDArray[np.uint8], sight: Sight) -> WordFace:
    """Return a face with what is known of it."""
    found = len(sight.spots) / sight.looked
    face = WordFace(
        crop,
        time=spot.time,
        found=found,
        height=float(spot.face.box[3]),
        sharpness=sharpness(crop),
        others=sight.others,
        flag="seldom" if found < SELDOM else "",
    )
    marks = spot.face.landmarks
    if marks is None:
        return face
    turned = pose(marks)._asdict()
    return replace(face, landmarks=marks, landmarks_in_crop=apply(spot.matrix, marks), **turned)
