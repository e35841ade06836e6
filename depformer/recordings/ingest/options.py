"""What recordings are ingested with: the settings that the numbers depend on, and how they go."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from depformer.errors import DepformerError
from depformer.features import extractor_ids, find_extractor
from depformer.recordings import seen
from depformer.recordings.faces import RULES
from depformer.recordings.voices import LEVELS, voices_of_words
from depformer.recordings.words import FINDERS
from depformer.recordings.words.given import UNITS
from depformer.validate import number, one_of, shortened, whole_number
from depformer.wording import say

ALIGNED = "aligned_face"
KEPT = ("copy", "none")
GIVEN = "given"  # in place of a version: only who computed the vectors knows it
TIMES = ("words", "trials")
NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,63}")
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
    face_extractor : str
        ``aligned_face``, or that of an installed package, which changes the aligned picture.
    extractor : str
        Of the voices: of the program or of an installed package, see `features.find_extractor`.
    vectors_name : str
        What the sessions' own vectors are called, which then stand in place of an extractor's, and
        of the settings of the voices below; empty: there are none.
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
    face_extractor: str = ALIGNED
    extractor: str = "log_mel"
    vectors_name: str = ""
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
        find_extractor(self.extractor, "audio")
        if self.face_extractor != ALIGNED:
            find_extractor(self.face_extractor, "face")
        if self.vectors_name:
            _check_name(self.vectors_name)
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
        made_by = seen.described(self.image_size, self.frame)
        if self.face_extractor == ALIGNED:
            return made_by
        spec = find_extractor(self.face_extractor, "face")
        options = {**spec.options, **made_by["options"], ALIGNED: made_by["version"]}
        return {**spec.described, "options": options}

    @property
    def audio(self) -> dict[str, Any]:
        """How voices are made, for ``features.json``: by which extractor, of which stretch."""
        if self.vectors_name:
            return {"id": self.vectors_name, "version": GIVEN, "options": {}}
        made_by = voices_of_words((), extractor=self.extractor, level=self.level).made_by
        cut = {"cut_before_onset_s": self.before, "cut_length_s": self.window}
        return {**made_by, "options": {**made_by["options"], **cut}}


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise DepformerError(say("ingest.vectors_name", got=shortened(name)))
    if name in extractor_ids():
        raise DepformerError(say("ingest.vectors_taken", got=name))


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
    if (made_by.get("audio") or {}).get("version") == GIVEN:
        raise DepformerError(say("ingest.vectors_not_kept"), kind="study")
    words = made_by.get("words")
    finder = words.get("finder") if isinstance(words, dict) else None
    try:
        made = IngestOptions(
            image_size=face.get("image_size"),
            frame=face.get("frame", ""),
            face_extractor=made_by["face"]["id"],
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
