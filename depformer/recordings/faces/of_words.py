"""The face of each word: one aligned, grey crop, and how good it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.recordings.faces.align import apply
from depformer.recordings.faces.choose import RULES
from depformer.recordings.faces.cutter import Cutter
from depformer.recordings.faces.detect import Detector
from depformer.recordings.faces.quality import pose, sharpness
from depformer.recordings.faces.refine import refined
from depformer.recordings.faces.rule import Candidates, RuleSpec
from depformer.recordings.faces.sight import Progress, Sight, Spot, Window, given, look
from depformer.recordings.faces.word_face import Flag, WordFace
from depformer.recordings.video import opened_video
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
            sights, template = look(video, windows, size, detect, _half(progress, 0))
            refine = partial(refined, template=template, size=size, detect=detect)
            cutter = Cutter(video, size, _half(progress, 1), refine)
        else:
            sights, cutter = given(windows, boxes, size), Cutter(video, size, progress)
        words = _chosen(cutter, windows, sights, spec)
        span = video.span
    asked = [face for face in words if face.flag != "no_window"]
    if asked and all(face.flag == "no_picture" for face in asked):
        raise DepformerError(_nothing_there(path, windows, span), kind="study")
    return words


def _half(progress: Progress, number: int) -> Progress:
    """Return what tells of the first (0) or the second half (1) of the work."""
    return lambda done, total: progress(number * total + done, 2 * total)


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
    cutter: Cutter, windows: Sequence[Window], sights: Sequence[Sight], spec: RuleSpec
) -> list[WordFace]:
    """Return the face of each word by the rule."""
    spots = [sight.spots for sight in sights]
    if spec.needs_crops:
        cuts = cutter.roughly(spots)
        spots = [[spot for spot, _ in word] for word in cuts]
        crops = [np.array([crop for _, crop in word]) for word in cuts]
        n = sum(map(len, crops))
        total = sum((each.sum(axis=0) for each in crops if len(each)), np.zeros(()))
        candidates = [
            Candidates(_times(s), c, total / max(n, 1)) for s, c in zip(spots, crops, strict=True)
        ]
    else:
        candidates = [Candidates(_times(each)) for each in spots]
    picked = [
        [each[spec.choose(of_word)]] if each else []
        for each, of_word in zip(spots, candidates, strict=True)
    ]
    return [
        _face(*word[0], sight) if word else _none(onset, sight, cutter.size)
        for (onset, _), sight, word in zip(windows, sights, cutter.exactly(picked), strict=True)
    ]


def _times(spots: Sequence[Spot]) -> NDArray[np.float64]:
    return np.array([spot.time for spot in spots])


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
    """Return a face with what is known of it; one grey value throughout is none."""
    if crop.min() == crop.max():  # a box beside the picture, or a black one
        return WordFace(np.zeros_like(crop), others=sight.others, flag="blank")
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
