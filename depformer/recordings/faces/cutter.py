"""Cut faces out of a video, one picture in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from depformer.recordings.faces.align import cut
from depformer.recordings.faces.sight import Progress, Spot
from depformer.recordings.video import Video

Grey = NDArray[np.uint8]
Refine = Callable[[Grey, Spot], Spot]
Cut = tuple[Spot, Grey]


def as_found(grey: Grey, spot: Spot) -> Spot:
    """Return a face as it was found."""
    return spot


@dataclass(frozen=True)
class Cutter:
    """Cut the faces of words out of a video.

    Parameters
    ----------
    video : Video
        The recording.
    size : int
        Height and width of a crop [pixel].
    progress : callable
        ``progress(done, total)``, of the exact crops.
    refine : callable
        ``refine(grey, spot)`` -> the face as it is seen more exactly, for the exact crops.
    """

    video: Video
    size: int
    progress: Progress
    refine: Refine = as_found

    def roughly(self, spots: Sequence[Sequence[Spot]]) -> list[list[Cut]]:
        """Return the faces of each word with their crops, as they were found."""
        return self._through(spots, as_found, lambda done, total: self.progress(0, total))

    def exactly(self, spots: Sequence[Sequence[Spot]]) -> list[list[Cut]]:
        """Return the faces of each word with their crops, as exact as can be."""
        return self._through(spots, self.refine, self.progress)

    def _through(
        self, spots: Sequence[Sequence[Spot]], refine: Refine, progress: Progress
    ) -> list[list[Cut]]:
        """Go through the video once; a face whose picture is not there is left out."""
        wanted = [(spot.time, word, spot) for word, each in enumerate(spots) for spot in each]
        wanted.sort(key=lambda item: item[:2])
        cuts: list[list[Cut]] = [[] for _ in spots]
        frames = self.video.at([time for time, _, _ in wanted])
        for done, ((_, word, spot), frame) in enumerate(zip(wanted, frames, strict=True), start=1):
            progress(done, len(wanted))
            if frame is not None:
                seen = refine(frame.pixels, replace(spot, time=frame.time))
                cuts[word].append((seen, cut(frame.pixels, seen.matrix, self.size)))
        return cuts
