"""Whose face it is: the participant among everybody in view, over the whole recording."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import numpy as np

from depformer.recordings.faces.detect import Face

FARTHEST = 1.0  # that a face moves from one looked-at picture to the next [its own width]
GROWS = 2.0  # that its width changes by at most, as a factor
FLICKER = 3  # a face seen in fewer pictures than this is nobody


def linked(pictures: Sequence[Sequence[Face]]) -> list[list[int]]:
    """Give the faces of a recording numbers, the same one to the same face over time.

    Parameters
    ----------
    pictures : sequence of sequence of Face
        In the order of time.

    Returns
    -------
    list of list of int
        One number for each face. The nearest pairs are linked first, and a face that was away is
        known again where it was.
    """
    numbers, last = count(), dict[int, Face]()
    answer = []
    for faces in pictures:
        given = dict[int, int]()
        pairs = sorted(
            (distance, place, track)
            for place, face in enumerate(faces)
            for track, before in last.items()
            if (distance := _distance(face, before)) <= FARTHEST
        )
        for _, place, track in pairs:
            if place not in given and track not in given.values():
                given[place] = track
        for place, face in enumerate(faces):
            track = given.setdefault(place, -1)
            if track < 0:
                track = given[place] = next(numbers)
            last[track] = face
        answer.append([given[place] for place in range(len(faces))])
    return answer


def _distance(face: Face, before: Face) -> float:
    """Return how far a face would have moved [widths]; infinite if it cannot be the same."""
    wide, narrow = max(face.box[2], before.box[2]), min(face.box[2], before.box[2])
    if wide > GROWS * narrow:
        return float("inf")
    return float(np.linalg.norm(face.middle - before.middle) / wide)


def participant(pictures: Sequence[Sequence[Face]]) -> tuple[list[Face | None], list[int]]:
    """Return the participant's face in every picture, and how many others are in view.

    The participant is the face that is seen largest and longest: the sum of its squared areas over
    all pictures, so that size counts more than time. Who is ever seen beside it is somebody else;
    of the faces that never are, the same person may have moved, so they are taken in turn by the
    same rule.

    Parameters
    ----------
    pictures : sequence of sequence of Face
        In the order of time.

    Returns
    -------
    faces : list of Face or None
        One a picture; None where it is not seen.
    others : list of int
        Faces of other people; one that only flickers up is nobody's.
    """
    numbers = linked(pictures)
    weights, seen, beside = dict[int, float](), dict[int, int](), dict[int, set[int]]()
    for faces, tracks in zip(pictures, numbers, strict=True):
        for face, track in zip(faces, tracks, strict=True):
            weights[track] = weights.get(track, 0.0) + face.area**2
            seen[track] = seen.get(track, 0) + 1
            beside.setdefault(track, set()).update(set(tracks) - {track})
    own, strangers = set[int](), set[int]()
    for track in sorted(weights, key=lambda each: -weights[each]):
        if track not in strangers:
            own.add(track)
            strangers |= beside[track]
    faces_of_own: list[Face | None] = []
    others = []
    for faces, tracks in zip(pictures, numbers, strict=True):
        mine = [face for face, track in zip(faces, tracks, strict=True) if track in own]
        faces_of_own.append(mine[0] if mine else None)
        others.append(sum(track not in own and seen[track] >= FLICKER for track in tracks))
    return faces_of_own, others
