"""Find what is spoken in a recording, without knowing what to expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depformer.recordings.words.hearing import BAND_S, Heard
from depformer.recordings.words.refine import Levels

THRESHOLD = 0.5  # probability that a sound reaches somewhere
_STAYS = 0.3  # and does not fall below
_ONE_SOUND_S = 0.03  # a voice that pauses for less goes on
_SHAPE = 16  # times that a sound's spectrum is described at
_LOUD_DB = 25.0  # below its peak, its loud part ends
_HEARD_DB = 40.0  # below its peak, a band is room


@dataclass(frozen=True)
class Found:
    """Hold one sound that may be a word, or a part of one.

    Parameters
    ----------
    onset, offset : float
        Its edges [s].
    probability : float
        The highest that somebody speaks in it.
    level_db : float
        Its peak [dB re full scale].
    snr_db : float
        Its peak over the noise around it [dB].
    """

    onset: float
    offset: float
    probability: float
    level_db: float
    snr_db: float

    @property
    def duration(self) -> float:
        """From its beginning to its end [s]."""
        return self.offset - self.onset


def find(heard: Heard, *, threshold: float = THRESHOLD) -> tuple[Found, ...]:
    """Return everything that is spoken, in order.

    Parameters
    ----------
    heard : Heard
        From `hearing.hear`.
    threshold : float
        Probability that a sound has to reach.

    Returns
    -------
    tuple of Found
        None overlaps another; a word with a silence in it may come as two.
    """
    levels = Levels(heard)
    found: list[Found] = []
    begun = 0
    for first, last in _spans(heard.probability, threshold):
        edges = levels.edges(first * heard.frame_s, last * heard.frame_s)
        probability = float(heard.probability[first:last].max())
        goes_on = found and edges.onset - found[-1].offset < _ONE_SOUND_S
        if goes_on and min(probability, found[-1].probability) >= THRESHOLD:
            first, probability = begun, max(probability, found.pop().probability)
            edges = levels.edges(first * heard.frame_s, last * heard.frame_s)
        begun = first
        onset = max(edges.onset, found[-1].offset) if found else edges.onset
        if edges.offset > onset:
            found.append(Found(onset, edges.offset, probability, edges.level_db, edges.snr_db))
    return tuple(found)


def _spans(probability: NDArray[np.float32], threshold: float) -> list[tuple[int, int]]:
    """Return the stretches of frames that stay above one limit and reach the other."""
    above = np.concatenate([[False], probability > min(_STAYS, threshold), [False]])
    spans = np.flatnonzero(np.diff(above.astype(np.int8))).reshape(-1, 2)
    return [(a, b) for a, b in spans.tolist() if probability[a:b].max() >= threshold]


def likeness(heard: Heard, found: tuple[Found, ...]) -> NDArray[np.float64]:
    """Return how alike the spectra of sounds are, shape (sound, sound).

    Each is described at the same number of times from its beginning to its end, so that the pace
    is left out, without its level and without what all have in common: the voice and the room.

    Returns
    -------
    ndarray
        Cosines, from -1 to 1; about 0 for two different words, 1 for the same sound.
    """
    shapes = np.array([_shape(heard, each).ravel() for each in found])
    if len(shapes) < 3:  # nothing is left when what two have in common is taken away
        return np.eye(len(shapes))
    shapes -= shapes.mean(axis=0)
    shapes /= np.maximum(np.linalg.norm(shapes, axis=1, keepdims=True), 1e-9)
    return np.asarray(shapes @ shapes.T)


def _shape(heard: Heard, found: Found) -> NDArray[np.float64]:
    """Return the spectrum at equally spaced times of its loud part, shape (time, band)."""
    # The window of a hop ends with it and begins one hop before: its middle is the hop's beginning.
    first, last = round(found.onset / BAND_S), round(found.offset / BAND_S)
    bands = heard.bands[first : last + 1].astype(np.float64)
    if not len(bands):
        return np.zeros((_SHAPE, heard.bands.shape[1]))
    peaks = bands.max(axis=1)
    loud = np.flatnonzero(peaks > peaks.max() - _LOUD_DB)  # its edges may lie here or there
    places = np.linspace(loud[0], loud[-1], _SHAPE)
    hops = np.arange(len(bands))
    shape = np.stack([np.interp(places, hops, band) for band in bands.T], axis=1)
    shape = np.maximum(shape, shape.max() - _HEARD_DB)
    return np.asarray(shape - shape.mean())
