"""Read a study folder into one object, or list everything that is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.errors import DepformerError, visible
from depformer.files import (
    being_changed,
    digest,
    digest_file,
    read_array,
    read_json,
    settle,
    user_path,
)
from depformer.study import layout
from depformer.study.arrays import Seen, check_features
from depformer.study.descriptors import Column, check_descriptors, read_descriptors
from depformer.study.events import check_events, event_numbers, read_events
from depformer.study.people import read_participants, severity_scale
from depformer.study.tables import read_planted, read_words
from depformer.study.words import WORD_COLUMNS, word_list_digest
from depformer.validate import one_of, shortened
from depformer.wording import say

MOST_MISSING = 0.25  # of the recordings of one participant
LONGEST = 1_000  # characters of a fault; its end says what is allowed
LONGEST_NAME = 200  # characters; it stands in every title
SHOWN = ("group", "sex", "age", "severity")  # of a participant, in a run


@dataclass(frozen=True)
class Features:
    """One participant's word features.

    Attributes
    ----------
    face : ndarray
        Grey images, uint8, shape (word, height, width).
    audio : ndarray
        Audio vectors, float32, shape (word, feature); NaN where missing.
    mask : ndarray
        Whether the recording is missing, bool, shape (word, modality).
    """

    face: NDArray[np.uint8]
    audio: NDArray[np.float32]
    mask: NDArray[np.bool_]


@dataclass(frozen=True)
class Study:
    """A checked study folder.

    Attributes
    ----------
    root : Path
        The folder.
    name : str
        Its name for people.
    synthetic : bool
        Whether its people are drawn and synthesised.
    participants : DataFrame
        One row a participant, in the order of ``participants.tsv``, index ``participant_id``;
        columns ``group age sex severity`` and any others. Where the study has sessions, one row a
        session (``sub-001_ses-1``), with ``person`` and ``session``.
    words : DataFrame
        One row a word, in the order of ``stimuli/words.tsv``.
    presentation : DataFrame
        Position of each word in each participant's own order, shape (participant, word).
    mask : ndarray
        Whether each recording is missing, bool, shape (participant, word, modality).
    image_size, audio_size : int
        Height and width of a face [pixel]; numbers per audio vector.
    feature_digest, word_list_digest : str
        How the features were made (extractors, options, versions); which words in which order.
    """

    root: Path
    name: str
    synthetic: bool
    participants: pd.DataFrame
    words: pd.DataFrame
    presentation: pd.DataFrame
    mask: NDArray[np.bool_]
    image_size: int
    audio_size: int
    feature_digest: str
    word_list_digest: str

    def __reduce__(self) -> tuple[Any, tuple[dict[str, Any]]]:
        """Go to another process as tables and digests; the features stay on the disk of both."""
        from depformer.study.elsewhere import state_of, unpickled

        return unpickled, (state_of(self),)

    def carrying(
        self,
        people: Iterable[str],
        features: Iterable[str] = (),
        columns: Iterable[str] = SHOWN,
    ) -> Study:
        """Return the study of some people, for where its disk is not seen.

        Its digests stay those of the whole study.

        Parameters
        ----------
        people : iterable of str
            Whose rows it has; the other sessions of the same persons come along.
        features : iterable of str
            Which of these people it has the features of; those of others come in a parcel.
        columns : iterable of str
            What of the table of participants it has.
        """
        from depformer.study.elsewhere import state_of_some, unpickled

        return unpickled(state_of_some(self, people, columns, features))

    @property
    def ids(self) -> list[str]:
        """The participant ids in order."""
        return [str(name) for name in self.participants.index]

    def features(self, participant: str) -> Features:
        """Read one participant's features.

        Raises
        ------
        DepformerError
            If there is no such participant.
        """
        one_of("participant", participant, self.ids)
        return Features(
            face=read_array(layout.face_path(self.root, participant), kind="study"),
            audio=read_array(layout.audio_path(self.root, participant), kind="study"),
            mask=self.mask[self.ids.index(participant)],
        )

    def events(self, participant: str) -> pd.DataFrame:
        """Return when one participant's words were shown and said; see `read_events`."""
        one_of("participant", participant, self.ids)
        return read_events(self.root, participant, self.words)

    def event_numbers(self, participant: str) -> dict[str, NDArray[np.number[Any]]]:
        """Return the columns of `events`, shape (word,) each: for whoever reads everybody's."""
        return event_numbers(self.root, participant, self.words)

    def descriptors(self, participant: str) -> pd.DataFrame | None:
        """Return what describes one participant's words, or None where nobody measured it.

        Index ``word_id``, one column a number; what each is, says `descriptor_columns`.
        """
        one_of("participant", participant, self.ids)
        found = read_descriptors(self.root, participant, self.words)
        return None if found is None else found.table

    def descriptor_columns(self, participant: str) -> Mapping[str, Column]:
        """Return title, unit and version of each of one participant's descriptors."""
        one_of("participant", participant, self.ids)
        found = read_descriptors(self.root, participant, self.words)
        return {} if found is None else found.columns

    @cached_property
    def participant_digests(self) -> dict[str, str]:
        """The digest of each participant's features, by which a person is known."""
        paths = (layout.face_path, layout.audio_path)
        return {
            who: digest(*(digest_file(path(self.root, who)) for path in paths)) for who in self.ids
        }

    @property
    def has_scores(self) -> bool:
        """Whether the severity of anybody is known."""
        return bool(self.participants["severity"].notna().any())

    @property
    def has_sessions(self) -> bool:
        """Whether people were recorded in sessions, each of which is a row."""
        return any(layout.session_of(row) for row in self.ids[:1])

    @property
    def persons(self) -> pd.Series:
        """Whose row each is, index participant; without sessions, everybody is his or her own."""
        index = self.participants.index
        return pd.Series([layout.person_of(row) for row in self.ids], index, name="person")

    @cached_property
    def person_digests(self) -> dict[str, str]:
        """The digest of the features of all rows of each person, by the person's id."""
        rows = pd.Series(self.participant_digests).groupby(self.persons.to_numpy(), sort=False)
        return {str(who): str(own.iloc[0]) if len(own) == 1 else digest(*own) for who, own in rows}

    @cached_property
    def digest(self) -> str:
        """The digest of all that a run shows or is computed from: people, words and recordings."""
        words = self.words[list(WORD_COLUMNS)]  # norms are shown in no run
        tables = [self.participants[list(SHOWN)], words, self.presentation]
        tables += [pd.DataFrame(self.mask.reshape(len(self.ids), -1))]
        if (planted := self.planted()) is not None:
            tables.append(planted)
        return digest(
            self.name,
            str(self.synthetic),
            self.feature_digest,
            *self.participant_digests.values(),
            *(table.to_csv() for table in tables),
        )

    @property
    def severity_scale(self) -> str:
        """The name of the scale of the severity, as its description has it; empty if unknown."""
        return severity_scale(self.root)

    @property
    def audio_grid(self) -> tuple[int, int] | None:
        """Bands and time bins of an audio vector, if its extractor says that it is made of them."""
        made_by = read_json(layout.features_path(self.root, self.ids[0]), kind="study")
        options = made_by.get("audio", {}).get("options", {})
        grid = options.get("bands"), options.get("bins")
        fits = all(isinstance(size, int) for size in grid) and grid[0] * grid[1] == self.audio_size
        return grid if fits else None

    @property
    def too_incomplete(self) -> list[str]:
        """Who misses so many recordings that a prediction would mostly be made of averages."""
        share = self.mask.mean(axis=(1, 2))
        return [who for who, gone in zip(self.ids, share, strict=True) if gone > MOST_MISSING]

    def planted(self) -> pd.DataFrame | None:
        """Return the planted cells of a synthetic study, or None if it plants nothing.

        Columns ``word_id modality feature effect_d``.

        Raises
        ------
        DepformerError
            If the table has changed since the study was loaded, and is none any more.
        """
        faults: list[str] = []
        planted = read_planted(self.root, self.words, faults)
        if faults:
            raise DepformerError.listing(
                say("study.not_valid", path=self.root), faults, kind="study"
            )
        return planted


def load_study(path: Path | str | Study) -> Study:
    """Load a study folder.

    Parameters
    ----------
    path : Path, str or Study
        The folder; a loaded study is returned as it is.

    Returns
    -------
    Study
        Checked; the features are read when asked for.

    Raises
    ------
    DepformerError
        Listing every fault, see `check_study`.
    """
    if isinstance(path, Study):
        return path
    study, faults = check_study(path)
    if study is None:
        raise DepformerError.listing(say("study.not_valid", path=path), faults, kind="study")
    return study


def check_study(path: Path | str) -> tuple[Study | None, list[str]]:
    """Read a study folder and list every fault at once.

    Parameters
    ----------
    path : Path or str
        The folder.

    Returns
    -------
    study : Study or None
        None if there is a fault.
    faults : list of str
        One sentence each: file, row, what is wrong, what is allowed.
    """
    root = user_path(path)
    if not str(path).strip():
        return None, [say("study.no_path")]
    study, faults = _check_settled(root)
    # Paths inside the study are enough, and a list reads better without full stops.
    return study, [_readable(fault.replace(f"{root}{os.sep}", "").rstrip(".")) for fault in faults]


def _check_settled(root: Path) -> tuple[Study | None, list[str]]:
    """Check a folder as it is before or after a change, never amid one."""
    while True:
        try:
            settle(root)
        except DepformerError as fault:
            return None, [str(fault)]
        before = _mark(root)
        found = _check_folder(root)
        if not being_changed(root) and _mark(root) == before:
            return found


def _mark(root: Path) -> tuple[int, ...]:
    """Return what every change of the people changes, since each puts a new table there."""
    with suppress(OSError):
        about = (root / layout.PARTICIPANTS).stat()
        return about.st_ino, about.st_mtime_ns, about.st_size
    return ()


def _readable(fault: str) -> str:
    """Return a fault in printable characters, the middle of a cell of a whole book left out."""
    shown = visible(fault)
    half = LONGEST // 2
    return shown if len(shown) <= LONGEST else f"{shown[:half]} ... {shown[-half:]}"


def _check_folder(root: Path) -> tuple[Study | None, list[str]]:
    if not (root / layout.PARTICIPANTS).is_file() and not (root / layout.DESCRIPTION).is_file():
        if root.is_dir():
            return None, [say("study.no_study", table=layout.PARTICIPANTS)]
        return None, [say("study.is_file" if root.exists() else "study.not_there")]
    faults: list[str] = []
    description = _description(root, faults)
    participants = read_participants(root, faults)
    words = read_words(root, faults)
    if participants is None or words is None:
        return None, faults
    seen = Seen()
    ids = [str(name) for name in participants.index]
    presentation = [check_events(root, name, words, faults) for name in ids]
    checked = [check_features(root, name, words, seen, faults) for name in ids]
    for name in ids:
        check_descriptors(root, name, words, faults)
    read_planted(root, words, faults)
    faults += seen.constant_faults()
    if faults:
        return None, faults
    return (
        Study(
            root=root,
            name=description.get("Name", root.name),
            synthetic=description.get("Synthetic") is True,
            participants=participants,
            words=words,
            presentation=pd.DataFrame(presentation, index=ids, columns=words["word_id"].tolist()),
            mask=np.stack([mask for mask in checked if mask is not None]),
            image_size=seen.image,
            audio_size=seen.audio,
            feature_digest=seen.extractors,
            word_list_digest=word_list_digest(words),
        ),
        [],
    )


def _description(root: Path, faults: list[str]) -> dict[str, Any]:
    try:
        description = read_json(root / layout.DESCRIPTION, kind="study")
    except DepformerError as fault:
        faults.append(str(fault))
        return {}
    name = description.get("Name", "")
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        known = {"name": layout.DESCRIPTION, "got": shortened(name), "most": LONGEST_NAME}
        faults.append(say("study.name", **known))
    return description
