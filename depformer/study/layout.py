"""Where everything lies in a study folder."""

from __future__ import annotations

import re
from pathlib import Path

DESCRIPTION = "dataset_description.json"
PARTICIPANTS = "participants.tsv"
PARTICIPANTS_SIDECAR = "participants.json"
WORDS = "stimuli/words.tsv"
FEATURES = "derivatives/depformer-features"
RUNS = "derivatives/depformer-runs"
JOBS = "derivatives/depformer-jobs"
PLANTED = "planted.tsv"
RECORDINGS = ("video", "audio")
PARTICIPANT_ID = re.compile(r"sub-[0-9A-Za-z]+")
WORD_ID = re.compile(r"[0-9A-Za-z_-]+")  # a part of the names of files


def events_path(root: Path, participant: str) -> Path:
    """Return the path of a participant's events table."""
    return root / participant / "beh" / f"{participant}_task-ewre_events.tsv"


def face_path(root: Path, participant: str) -> Path:
    """Return the path of a participant's faces, uint8, shape (word, height, width)."""
    return root / FEATURES / participant / f"{participant}_desc-face.npy"


def audio_path(root: Path, participant: str) -> Path:
    """Return the path of a participant's audio vectors, float32, shape (word, feature)."""
    return root / FEATURES / participant / f"{participant}_desc-audio.npy"


def features_path(root: Path, participant: str) -> Path:
    """Return the path of the JSON that says how a participant's features were made."""
    return root / FEATURES / participant / f"{participant}_features.json"


def descriptors_path(root: Path, participant: str) -> Path:
    """Return the path of a participant's table of descriptors; its JSON lies beside it."""
    return root / FEATURES / participant / f"{participant}_desc-descriptors.tsv"


def recording_path(root: Path, participant: str, kind: str, source: Path) -> Path:
    """Return the path of a participant's raw recording, ``video`` or ``audio``."""
    ending = source.suffix if re.fullmatch(r"\.[0-9A-Za-z]{1,8}", source.suffix) else ""
    return root / participant / "beh" / f"{participant}_task-ewre_{kind}{ending.lower()}"


def recordings_of(root: Path, participant: str) -> list[Path]:
    """Return the raw recordings of a participant that are there."""
    folder = root / participant / "beh"
    return [
        path
        for kind in RECORDINGS
        for path in sorted(folder.glob(f"{participant}_task-ewre_{kind}*"))
        if path.stem == f"{participant}_task-ewre_{kind}"
    ]
