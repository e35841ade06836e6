"""Write a study folder: tables, features and their descriptions, all at once or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.files import copy_file, new_folder, write_array, write_json, write_table, write_text
from depformer.study import layout
from depformer.study.arrays import Seen, check_audio, check_face
from depformer.study.descriptors import Descriptors, check_cells, write_descriptors
from depformer.study.events import check_event_rows
from depformer.study.people import rows_of, write_people
from depformer.study.reader import check_study
from depformer.validate import same_shape
from depformer.wording import say

BIDS_VERSION = "1.10.0"
IGNORE = ".bidsignore"
# What the folder holds beyond the standard; derivatives are data sets of their own.
BIDS_IGNORE = ("planted.*", "sub-*/beh/*_video*", "sub-*/beh/*_audio*")
SESSIONS_IGNORE = ("sub-*/ses-*/beh/*_video*", "sub-*/ses-*/beh/*_audio*")
FEATURES_IGNORE = ("sub-*",)  # arrays of words, for which the standard has no names
SHOWN = 20  # faults of a study that came out wrong

Description = dict[str, Any]


@dataclass(frozen=True)
class StudyTables:
    """Hold everything of a study that is not one participant's.

    Parameters
    ----------
    description : dict
        ``dataset_description.json`` without ``BIDSVersion``; ``Name`` is needed.
    readme : str
        Text of the study's ``README``.
    participants : DataFrame
        One row a sitting: ``participant_id`` is the person, ``session``, where there are several
        sittings, says which one; what differs between sessions is written beside them.
    words : DataFrame
        ``stimuli/words.tsv``.
    participants_columns, words_columns, events_columns : dict
        What each column means, for the ``.json`` beside a table.
    phenotype : mapping of str to (DataFrame, dict)
        Rating scales by name, each with the meaning of its columns.
    extra : mapping of str to (DataFrame, dict)
        Further tables at the root by name, for example ``planted``.
    """

    description: Description
    readme: str
    participants: pd.DataFrame
    participants_columns: Description
    words: pd.DataFrame
    words_columns: Description
    events_columns: Description
    phenotype: Mapping[str, tuple[pd.DataFrame, Description]] = field(default_factory=dict)
    extra: Mapping[str, tuple[pd.DataFrame, Description]] = field(default_factory=dict)


@dataclass(frozen=True)
class ParticipantRecord:
    """Hold what is written about one participant.

    Parameters
    ----------
    participant_id : str
        Id of the row, with its ``sub-``, and ``_ses-`` where there are sessions.
    face : ndarray
        uint8, shape (word, height, width); a missing word is 0.
    audio : ndarray
        float32, shape (word, feature); a missing word is NaN.
    events : DataFrame
        One row a word, in the person's own order.
    features : dict
        ``features.json`` without the lists of missing words: extractors, options, versions,
        source digests, quality.
    missing_face, missing_audio : tuple of str
        Ids of the words without a face, without a voice.
    recordings : mapping of str to Path
        Files to keep a copy of: ``video``, ``audio``.
    descriptors : Descriptors, optional
        What describes each word.
    """

    participant_id: str
    face: NDArray[np.uint8]
    audio: NDArray[np.float32]
    events: pd.DataFrame
    features: Description
    missing_face: tuple[str, ...] = ()
    missing_audio: tuple[str, ...] = ()
    recordings: Mapping[str, Path] = field(default_factory=dict)
    descriptors: Descriptors | None = None


def write_study_folder(
    target: Path,
    tables: StudyTables,
    records: Iterable[ParticipantRecord],
    *,
    replace: bool = False,
    progress: Callable[[int, int], None] | None = None,
    copying: Callable[[int, int], None] = lambda done, total: None,
) -> Path:
    """Write a study folder, and check it before it is put in its place.

    Parameters
    ----------
    target : Path
        The folder to come.
    tables : StudyTables
        The tables of the whole study.
    records : iterable of ParticipantRecord
        One at a time, so that a generator keeps only one participant in memory. Who has none is
        no participant.
    replace : bool
        Whether an existing folder is replaced; else it is an error.
    progress : callable
        Called with participants done and participants in all.
    copying : callable
        Called with what is copied of a raw recording and its size [MB]; what it raises ends the
        work.

    Returns
    -------
    Path
        `target`.

    Raises
    ------
    DepformerError
        If the folder is there already, a participant's arrays do not have the words' number, or
        what was written is no valid study.
    """
    with new_folder(target, replace=replace) as folder:
        _write_tables(folder, tables)
        written = []
        for record in records:
            _write_participant(folder, record, len(tables.words), copying)
            written.append(record.participant_id)
            if progress is not None:
                progress(len(written), len(tables.participants))
        people = tables.participants
        # A recording that cannot be read gives no record.
        sessions = "session" in people
        there = people[rows_of(people, sessions=sessions).isin(written)]
        write_people(folder, there, tables.participants_columns, sessions=sessions)
        _, faults = check_study(folder)
        if faults:
            said = say("study.not_valid", path=target)
            raise DepformerError.listing(said, faults, kind="study", most=SHOWN)
    return target


def record_faults(record: ParticipantRecord, words: pd.DataFrame) -> list[str]:
    """Return what `check_study` would find wrong with a participant once he or she is written."""
    who, ids, seen, faults = record.participant_id, words["word_id"], Seen(), list[str]()
    mask = np.stack([ids.isin(record.missing_face), ids.isin(record.missing_audio)], axis=1)
    check_face(who, record.face, words, mask, seen, faults)
    check_audio(who, record.audio, words, mask, seen, faults)
    events = layout.events_path(Path(), who).name
    check_event_rows(record.events.reset_index(drop=True), events, words, faults)
    if record.descriptors is not None:
        cells = record.descriptors.table.reset_index(drop=True)
        check_cells(cells, layout.descriptors_path(Path(), who).name, faults)
    return [*faults, *(each for of_one in seen.constant.values() for each in of_one)]


def write_about(
    folder: Path, description: Description, readme: str, *, sessions: bool = False
) -> None:
    """Write what BIDS asks of the root of a data set: what it is, and what of it is not BIDS."""
    described = {"Name": description["Name"], "BIDSVersion": BIDS_VERSION, "DatasetType": "raw"}
    write_json(folder / layout.DESCRIPTION, {**described, **description})
    write_text(folder / "README", readme)
    ignored = (*BIDS_IGNORE, *(SESSIONS_IGNORE if sessions else ()))
    write_text(folder / IGNORE, "\n".join(ignored) + "\n")


def write_about_features(folder: Path, name: str, generated_by: list[Description]) -> None:
    """Write the same for the word features, which are a data set of their own."""
    features = folder / layout.FEATURES
    described = {
        "Name": f"{name}: word features",
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "derivative",
        "GeneratedBy": generated_by,
    }
    write_json(features / layout.DESCRIPTION, described)
    write_text(features / IGNORE, "\n".join(FEATURES_IGNORE) + "\n")


def _write_tables(folder: Path, tables: StudyTables) -> None:
    generated_by = tables.description.get("GeneratedBy", [{"Name": "depformer"}])
    sessions = "session" in tables.participants
    write_about(folder, tables.description, tables.readme, sessions=sessions)
    write_about_features(folder, tables.description["Name"], generated_by)
    write_json(folder / "task-ewre_events.json", tables.events_columns)
    plain = {
        "stimuli/words": (tables.words, tables.words_columns),
        **{f"phenotype/{name}": pair for name, pair in tables.phenotype.items()},
        **tables.extra,
    }
    for name, (table, columns) in plain.items():
        write_table(folder / f"{name}.tsv", table)
        write_json(folder / f"{name}.json", columns)


def _write_participant(
    folder: Path,
    record: ParticipantRecord,
    n_words: int,
    copying: Callable[[int, int], None],
) -> None:
    name = record.participant_id
    same_shape(f"face of {name}", record.face.shape, (n_words, "height", "width"), kind="study")
    same_shape(f"audio of {name}", record.audio.shape, (n_words, "feature"), kind="study")
    write_table(layout.events_path(folder, name), record.events)
    for kind, source in record.recordings.items():
        copy_file(source, layout.recording_path(folder, name, kind, source), copying)
    write_array(layout.face_path(folder, name), record.face)
    write_array(layout.audio_path(folder, name), record.audio)
    if record.descriptors is not None:
        write_descriptors(folder, name, record.descriptors)
    write_json(
        layout.features_path(folder, name),
        {
            "participant_id": layout.person_of(name),
            **({"session_id": f"ses-{session}"} if (session := layout.session_of(name)) else {}),
            **record.features,
            "missing_face": list(record.missing_face),
            "missing_audio": list(record.missing_audio),
        },
    )
