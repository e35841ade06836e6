"""Where everything lies in a study folder, and whose it is.

A row of a study is what was recorded in one sitting. Where people come once, its id is the
person's, ``sub-001``; where a study has sessions, it is ``sub-001_ses-1``, as in the file names
of BIDS.
"""

from __future__ import annotations

import re
from pathlib import Path

from depformer.wording import say

DESCRIPTION = "dataset_description.json"
PARTICIPANTS = "participants.tsv"
PARTICIPANTS_SIDECAR = "participants.json"
SESSIONS_SIDECAR = "sessions.json"
WORDS = "stimuli/words.tsv"
FEATURES = "derivatives/depformer-features"
RUNS = "derivatives/depformer-runs"
JOBS = "derivatives/depformer-jobs"
PLANTED = "planted.tsv"
RECORDINGS = ("video", "audio")
PARTICIPANT_ID = re.compile(r"sub-[0-9A-Za-z]{1,64}")  # it stands twice in names of files
SESSION_ID = re.compile(r"ses-[0-9A-Za-z]+")
WORD_ID = re.compile(r"[0-9A-Za-z_-]+")  # a part of the names of files
_SESSION = "_ses-"


def row_id(person: str, session: str = "") -> str:
    """Return the id of a row: of a person, or of one of his or her sessions.

    Examples
    --------
    >>> row_id("sub-001"), row_id("sub-001", "2")
    ('sub-001', 'sub-001_ses-2')
    """
    return f"{person}{_SESSION}{session.removeprefix('ses-')}" if session else person


def person_of(row: str) -> str:
    """Return whose row it is.

    Examples
    --------
    >>> person_of("sub-001_ses-2"), person_of("sub-001")
    ('sub-001', 'sub-001')
    """
    return row.partition(_SESSION)[0]


def session_of(row: str) -> str:
    """Return which session a row is, without its ``ses-``; nothing where there are none.

    Examples
    --------
    >>> session_of("sub-001_ses-2"), session_of("sub-001")
    ('2', '')
    """
    return row.partition(_SESSION)[2]


def named(row: str) -> str:
    """Return a row as sentences, titles and lists name it: whose it is, and which session.

    Examples
    --------
    >>> named("sub-001"), named("sub-001_ses-2")
    ('sub-001', 'sub-001, session 2')
    """
    session = session_of(row)
    return say("study.in_session", who=person_of(row), session=session) if session else row


def folder_of(root: Path, participant: str) -> Path:
    """Return the folder of a row's raw data."""
    session = session_of(participant)
    person = root / person_of(participant)
    return person / f"ses-{session}" if session else person


def features_folder(root: Path, participant: str) -> Path:
    """Return the folder of a row's features."""
    return folder_of(root / FEATURES, participant)


def sessions_path(root: Path, person: str) -> Path:
    """Return the path of the table of a person's sessions."""
    return root / person / f"{person}_sessions.tsv"


def events_path(root: Path, participant: str) -> Path:
    """Return the path of a participant's events table."""
    return folder_of(root, participant) / "beh" / f"{participant}_task-ewre_events.tsv"


def face_path(root: Path, participant: str) -> Path:
    """Return the path of a participant's faces, uint8, shape (word, height, width)."""
    return features_folder(root, participant) / f"{participant}_desc-face.npy"


def audio_path(root: Path, participant: str) -> Path:
    """Return the path of a participant's audio vectors, float32, shape (word, feature)."""
    return features_folder(root, participant) / f"{participant}_desc-audio.npy"


def features_path(root: Path, participant: str) -> Path:
    """Return the path of the JSON that says how a participant's features were made."""
    return features_folder(root, participant) / f"{participant}_features.json"


def descriptors_path(root: Path, participant: str) -> Path:
    """Return the path of a participant's table of descriptors; its JSON lies beside it."""
    return features_folder(root, participant) / f"{participant}_desc-descriptors.tsv"


def recording_path(root: Path, participant: str, kind: str, source: Path) -> Path:
    """Return the path of a participant's raw recording, ``video`` or ``audio``."""
    ending = source.suffix if re.fullmatch(r"\.[0-9A-Za-z]{1,8}", source.suffix) else ""
    folder = folder_of(root, participant) / "beh"
    return folder / f"{participant}_task-ewre_{kind}{ending.lower()}"


def recordings_of(root: Path, participant: str) -> list[Path]:
    """Return the raw recordings of a participant that are there."""
    folder = folder_of(root, participant) / "beh"
    return [
        path
        for kind in RECORDINGS
        for path in sorted(folder.glob(f"{participant}_task-ewre_{kind}*"))
        if path.stem == f"{participant}_task-ewre_{kind}"
    ]
