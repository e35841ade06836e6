"""What recordings are ingested with: the settings that the numbers depend on, and how they go."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from depformer.errors import DepformerError
from depformer.features import EXTRACTORS
from depformer.recordings import seen
from depformer.recordings.faces import RULES
from depformer.recordings.voices import LEVELS, voices_of_words
from depformer.recordings.words import FINDERS
from depformer.recordings.words.given import UNITS
from depformer.validate import number, one_of, whole_number
from depformer.wording import say

KEPT = ("copy", "none")
TIMES = ("words", "trials")
IMAGE_SIZE = 224  # of a new study, where none is named: that of the published model


@dataclass(frozen=True)
class IngestOptions:
    """Hold how recordings become numbers.

    Parameters
    ----------
    image_size : int or None
        Height and width of a face [pixel]; None: that of the study, 224 for a new one.
    frame : str
        Which picture stands for a word, one of `faces.RULES`.
    extractor : str
        Of the voices, one of `features.EXTRACTORS`.
    level : str
        How loud a participant's voices are made, see `voices_of_words`.
    before : float
        How long before the onset of the voice its window begins [s].
    window : float
        How long the window of every word is [s]. It is the same for all, so that how long somebody
        speaks stays in the numbers.
    finder : str
        Who finds words where no times are given, one of `words.FINDERS`.
    columns : mapping of str
        Names of the columns of events tables, by what they hold.
    unit : str
        Of their times: ``s``, ``ms``, ``samples`` or ``frames``.
    times : str
        What events tables give: when ``words`` are spoken, or the ``trials`` that each holds one.
    recordings : str
        Whether the study keeps a ``copy`` of the recordings, or ``none``.
    """

    image_size: int | None = None
    frame: str = "onset"
    extractor: str = "log_mel"
    level: str = "none"
    before: float = 0.06
    window: float = 1.2
    finder: str = "silero"
    columns: Mapping[str, str] = field(default_factory=dict)
    unit: str = "s"
    times: str = "words"
    recordings: str = "copy"

    def __post_init__(self) -> None:
        if self.image_size is not None:
            whole_number("image size", self.image_size, low=8, high=2048)
        one_of("frame", self.frame, RULES.ids)
        one_of("extractor", self.extractor, EXTRACTORS.ids)
        one_of("level", self.level, LEVELS)
        number("window", self.window, low=0.3, high=60.0)
        number("before", self.before, low=0.0, high=self.window)
        one_of("finder", self.finder, FINDERS.ids)
        one_of("unit", self.unit, UNITS)
        one_of("times", self.times, TIMES)
        one_of("recordings", self.recordings, KEPT)

    @property
    def face(self) -> dict[str, Any]:
        """How faces are made, for ``features.json``."""
        return seen.described(self.image_size, self.frame)

    @property
    def audio(self) -> dict[str, Any]:
        """How voices are made, for ``features.json``: by which extractor, of which stretch."""
        made_by = voices_of_words((), extractor=self.extractor, level=self.level).made_by
        cut = {"cut_before_onset_s": self.before, "cut_length_s": self.window}
        return {**made_by, "options": {**made_by["options"], **cut}}


def options_of(made_by: Mapping[str, Any]) -> IngestOptions:
    """Return the options that features were made with.

    Parameters
    ----------
    made_by : mapping
        What ``features.json`` says.

    Raises
    ------
    DepformerError
        If they were made in another way than by ingest, or by another version of it.
    """
    face, audio = (_options(made_by.get(name)) for name in ("face", "audio"))
    words = made_by.get("words")
    finder = words.get("finder") if isinstance(words, dict) else None
    try:
        made = IngestOptions(
            image_size=face.get("image_size"),
            frame=face.get("frame", ""),
            extractor=made_by["audio"]["id"],
            level=audio.get("level", "none"),
            before=audio.get("cut_before_onset_s", math.nan),
            window=audio.get("cut_length_s", math.nan),
            finder=finder or IngestOptions.finder,
        )
    except (DepformerError, KeyError, TypeError) as fault:
        raise DepformerError(say("ingest.not_made_here"), kind="study") from fault
    if (made.face, made.audio) != (made_by["face"], made_by["audio"]):
        raise DepformerError(say("ingest.not_made_here"), kind="study")
    return made


def _options(made_by: object) -> dict[str, Any]:
    options = made_by.get("options") if isinstance(made_by, dict) else None
    return options if isinstance(options, dict) else {}
