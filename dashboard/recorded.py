"""What of a study's recordings is kept between two runs of a page; no run is needed for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd
import streamlit as st

from dashboard.state import Choices
from depformer import runs
from depformer.errors import DepformerError
from depformer.figures.parts.screen import Screen, for_screen
from depformer.files import checkpoint_digest, checkpoint_place, digest
from depformer.jobs.opening import Opened, Source
from depformer.report import recordings
from depformer.runs import remembered, studies
from depformer.stats.descriptors import beside_others, described_words
from depformer.study import Study, quality
from depformer.wording import say

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr
    from numpy.typing import NDArray

    from depformer.recordings.envelope import Envelope

Explained = tuple[Literal["now", "earlier", "never", "unread"], int]
Stretch = tuple[float, float | None]  # begin and end [s]; None: to the end of the recording
MOST_HEARD = 8  # stretches of a voice in memory, a minute of one takes up to 6 MB
HEARD_S = 600.0  # that a voice stays there


@dataclass(frozen=True)
class OpenStudy:
    """A study without a run: all that is known of recordings before they are explained.

    Parameters
    ----------
    study : Study
        Checked.
    key : str
        What changes with any of its files, for caches.
    """

    study: Study
    key: str


def open_study(source: Source) -> OpenStudy:
    """Return the study that the reader has named, as it is now.

    Raises
    ------
    DepformerError
        If it is none.
    """
    return OpenStudy(studies.open_study(source.study), _study_key(source.study))


@st.cache_data(show_spinner=False, ttl=1, max_entries=20)
def _study_key(path: str) -> str:
    return studies.study_key(path)


def _key(opened: Opened | OpenStudy) -> str:
    """Return what changes with any file of the study: a run knows neither times nor descriptors."""
    return digest(opened.key, _study_key(str(opened.study.root)))


def study_changed() -> None:
    """Look at the study's files anew, since a job has just written some."""
    _study_key.clear()


def explained(opened: OpenStudy, checkpoint: str) -> Explained:
    """Return whether a checkpoint has explained the study as it is now, and how often.

    ``now``; ``earlier``, where the study has changed since; ``never``; ``unread``, where no
    checkpoint can be read, so that runs of any are counted.
    """
    root = opened.study.root
    try:
        model = checkpoint_digest(checkpoint_place(checkpoint, fetch=False))
    except DepformerError:
        return "unread", len(runs.available(root, opened.study.digest, None))
    if now := runs.available(root, opened.study.digest, model):
        return "now", len(now)
    before = len(runs.available(root, None, model))
    return ("earlier" if before else "never"), before


def choices(opened: OpenStudy) -> Choices:
    """Return what may be chosen; who has words to be looked at comes first if nobody is chosen."""
    return Choices.of_study(opened.study, recordings.to_look_at(people_quality(opened)))


def people_quality(opened: OpenStudy) -> pd.DataFrame:
    """Return how well each participant of the open study was recorded."""
    return _people_quality(opened.key, opened)


@st.cache_data(show_spinner=False, max_entries=5)
def _people_quality(key: str, _opened: OpenStudy) -> pd.DataFrame:
    return quality.people_quality(_opened.study)


def words_quality(opened: OpenStudy, participant: str) -> pd.DataFrame:
    """Return how well each word of a participant was recorded."""
    return _words_quality(opened.key, participant, opened)


@st.cache_data(show_spinner=False, max_entries=50)
def _words_quality(key: str, participant: str, _opened: OpenStudy) -> pd.DataFrame:
    return quality.words_quality(_opened.study, participant)


def envelope(opened: OpenStudy, participant: str) -> Envelope | None:
    """Return how loud a participant's recording is along its time, None if none is kept."""
    from depformer.recordings.playback import heard_from

    path = heard_from(opened.study, participant)
    return None if path is None else _envelope(str(path), remembered.mark(path))


# The word that is corrected leaves the recording as it is: the file identifies it, not the study.
@st.cache_resource(show_spinner=say("recordings_page.reading_sound"), max_entries=6)
def _envelope(path: str, mark: str) -> Envelope:
    from depformer.recordings.envelope import envelope

    return envelope(Path(path))


def timeline(
    opened: OpenStudy,
    participant: str,
    stretch: Stretch,
    label: str,
    *,
    dark: bool,
) -> Screen:
    """Return a stretch of a participant's recording as the screen shows it, no word marked."""
    return _timeline(opened.key, participant, stretch, label, dark, opened)


@st.cache_resource(show_spinner=False, max_entries=50)
def _timeline(
    key: str,
    participant: str,
    stretch: Stretch,
    label: str,
    dark: bool,
    _opened: OpenStudy,
) -> Screen:
    from depformer.figures.parts.timeline import drawn

    table = timeline_table(_opened, participant, stretch)
    return for_screen(drawn(table, synthetic=_opened.study.synthetic, label=label, dark=dark))


def timeline_table(opened: OpenStudy, participant: str, stretch: Stretch) -> pd.DataFrame:
    """Return all the numbers of a timeline."""
    from depformer.figures.parts.timeline import table

    words, sound = words_quality(opened, participant), envelope(opened, participant)
    return table(words, sound, participant=participant, start=stretch[0], stop=stretch[1])


def kept(opened: OpenStudy, participant: str) -> bool:
    """Return whether a recording of a participant is kept that words are heard in."""
    from depformer.recordings.playback import heard_from

    return heard_from(opened.study, participant) is not None


def stretch_sound(opened: OpenStudy, participant: str, start: float, stop: float) -> bytes | None:
    """Return a stretch of a participant's sound, None where none is kept."""
    from depformer.recordings.playback import heard_from

    path = heard_from(opened.study, participant)
    asked = (participant, round(start, 3), round(stop, 3))
    return None if path is None else _stretch_sound(remembered.mark(path), *asked, opened)


@st.cache_data(show_spinner=False, max_entries=MOST_HEARD, ttl=HEARD_S)
def _stretch_sound(
    mark: str, participant: str, start: float, stop: float, _opened: OpenStudy
) -> bytes | None:
    from depformer.recordings.playback import stretch_sound

    return stretch_sound(_opened.study, participant, start, stop)


def room(opened: OpenStudy, participant: str, word: str) -> tuple[float, float]:
    """Return from when to when a word may be said [s]."""
    return _room(opened.key, participant, word, opened)


@st.cache_data(show_spinner=False, max_entries=50)
def _room(key: str, participant: str, word: str, _opened: OpenStudy) -> tuple[float, float]:
    from depformer.recordings.ingest import room_of

    return room_of(_opened.study, participant, word)


def as_recorded(
    opened: Opened | OpenStudy, participant: str, word: str
) -> tuple[bytes | None, NDArray[np.uint8] | None]:
    """Return a word's sound and picture as recorded, None for what is not kept."""
    return _as_recorded(_key(opened), participant, word, opened)


@st.cache_data(show_spinner=False, max_entries=MOST_HEARD, ttl=HEARD_S)
def _as_recorded(
    key: str, participant: str, word: str, _opened: Opened | OpenStudy
) -> tuple[bytes | None, NDArray[np.uint8] | None]:
    from depformer.recordings.playback import word_picture, word_sound

    asked = _opened.study, participant, word
    return word_sound(*asked), word_picture(*asked)


def descriptors(opened: Opened, participant: str, word: str) -> pd.DataFrame:
    """Return what describes a word beside the others of the study; no rows where nothing does."""
    return beside_others(_described(_key(opened), opened), participant, word)


@st.cache_resource(show_spinner=False, max_entries=3)
def _described(key: str, _opened: Opened) -> xr.Dataset:
    return described_words(_opened.study)
