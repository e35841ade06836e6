"""Check one participant's events and features, and append every fault that is found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.files import digest, read_array, read_json, read_table
from depformer.labels import MODALITIES
from depformer.study import layout
from depformer.validate import allowed_list
from depformer.wording import say

EVENT_COLUMNS = ("onset", "duration", "trial_type", "word_id", "position")


@dataclass
class Sizes:
    """What the first participant fixes for all others."""

    image: int = 0
    audio: int = 0
    extractors: str = ""
    source: str = ""


def check_events(
    root: Path, participant: str, words: pd.DataFrame, faults: list[str]
) -> list[float]:
    """Return each word's position in this participant's own order, shape (word,)."""
    path = layout.events_path(root, participant)
    name = path.relative_to(root)
    try:
        events = read_table(path, kind="study")
    except DepformerError as fault:
        faults.append(str(fault))
        return []
    lacking = [column for column in EVENT_COLUMNS if column not in events]
    if lacking:
        faults.append(say("study.lacks_columns", name=name, columns=", ".join(lacking)))
        return []
    valence = dict(zip(words["word_id"], words["valence"], strict=True))
    positions = pd.to_numeric(events["position"], errors="coerce")
    for row, (word, trial_type) in enumerate(
        zip(events["word_id"], events["trial_type"], strict=True), start=2
    ):
        if word not in valence:
            faults.append(
                say(
                    "study.unknown_word",
                    name=name,
                    row=row,
                    word=word,
                    words=layout.WORDS,
                    allowed=allowed_list(valence),
                )
            )
        elif trial_type != valence[word]:
            faults.append(
                say(
                    "study.trial_type",
                    name=name,
                    row=row,
                    got=trial_type,
                    words=layout.WORDS,
                    word=word,
                    valence=valence[word],
                )
            )
    for column in ("onset", "duration"):
        numbers = pd.to_numeric(events[column], errors="coerce")
        for row in events.index[events[column].notna() & ~(numbers >= 0)]:
            got = events[column][row]
            faults.append(say("study.seconds", name=name, row=row, column=column, got=got))
    if sorted(positions.fillna(-1)) != list(range(1, len(words) + 1)):
        faults.append(say("study.positions", name=name, n=len(words), rows=len(events)))
    absent = [word for word in valence if word not in set(events["word_id"])]
    if absent:
        named = allowed_list(absent)
        faults.append(say("study.no_row", name=name, absent=named, words=layout.WORDS))
    repeated = events["word_id"][events["word_id"].duplicated()].unique()
    if len(repeated):
        faults.append(say("study.several_rows", name=name, repeated=allowed_list(repeated)))
    by_word = dict(zip(events["word_id"], positions, strict=True))
    return [float(by_word.get(word, np.nan)) for word in words["word_id"]]


def check_features(
    root: Path, participant: str, words: pd.DataFrame, sizes: Sizes, faults: list[str]
) -> NDArray[np.bool_] | None:
    """Return which recordings are missing, shape (word, modality), or None if unusable."""
    before = len(faults)
    face = _array(root, layout.face_path(root, participant), faults)
    audio = _array(root, layout.audio_path(root, participant), faults)
    mask = _mask(root, participant, words, sizes, faults)
    if face is not None:
        _check_face(participant, face, len(words), mask, sizes, faults)
    if audio is not None:
        _check_audio(participant, audio, len(words), mask, sizes, faults)
    return mask if len(faults) == before else None


def _array(root: Path, path: Path, faults: list[str]) -> NDArray[Any] | None:
    try:
        return read_array(path, kind="study")
    except DepformerError as fault:
        faults.append(str(fault))
        return None


def _mask(
    root: Path, participant: str, words: pd.DataFrame, sizes: Sizes, faults: list[str]
) -> NDArray[np.bool_]:
    """Read ``features.json``: what is missing, and by which extractors the rest was made."""
    ids = words["word_id"].tolist()
    mask = np.zeros((len(ids), len(MODALITIES)), dtype=bool)
    path = layout.features_path(root, participant)
    name = path.relative_to(root)
    try:
        described = read_json(path, kind="study")
    except DepformerError as fault:
        faults.append(str(fault))
        return mask
    for column, modality in enumerate(MODALITIES):
        listed = described.get(f"missing_{modality}", [])
        if not isinstance(listed, list):
            faults.append(say("study.missing_list", name=name, modality=modality, got=listed))
            continue
        unknown = [word for word in listed if word not in ids]
        if unknown:
            faults.append(
                say(
                    "study.missing_unknown",
                    name=name,
                    modality=modality,
                    unknown=allowed_list(unknown),
                    words=layout.WORDS,
                )
            )
        mask[[ids.index(word) for word in listed if word in ids], column] = True
    made_by = extractor_digest(described)
    if not sizes.extractors:
        sizes.extractors, sizes.source = made_by, participant
    elif made_by != sizes.extractors:
        faults.append(say("study.other_extractors", name=name, source=sizes.source))
    return mask


def extractor_digest(described: dict[str, Any]) -> str:
    """Return the digest of how features were made: extractors, options, versions."""
    made_by = {modality: described.get(modality, {}) for modality in MODALITIES}
    return digest(json.dumps(made_by, sort_keys=True))


def _check_face(
    participant: str,
    face: NDArray[Any],
    n_words: int,
    mask: NDArray[np.bool_],
    sizes: Sizes,
    faults: list[str],
) -> None:
    where = f"{participant}_desc-face.npy"
    if face.dtype != np.uint8:
        faults.append(say("study.dtype", name=where, got=face.dtype, allowed="uint8"))
        return
    if face.ndim != 3 or face.shape[0] != n_words or face.shape[1] != face.shape[2]:
        faults.append(say("study.face_shape", name=where, got=face.shape, n=n_words))
        return
    sizes.image = sizes.image or face.shape[1]
    if face.shape[1] != sizes.image:
        faults.append(say("study.face_size", name=where, got=face.shape[1], size=sizes.image))
    blank = ~face.reshape(n_words, -1).any(axis=1)
    for row in np.flatnonzero(blank & ~mask[:, 0]):
        faults.append(say("study.face_blank", name=where, row=row + 1))
    for row in np.flatnonzero(~blank & mask[:, 0]):
        faults.append(say("study.face_there", name=where, row=row + 1))


def _check_audio(
    participant: str,
    audio: NDArray[Any],
    n_words: int,
    mask: NDArray[np.bool_],
    sizes: Sizes,
    faults: list[str],
) -> None:
    where = f"{participant}_desc-audio.npy"
    if audio.dtype != np.float32:
        faults.append(say("study.dtype", name=where, got=audio.dtype, allowed="float32"))
        return
    if audio.ndim != 2 or audio.shape[0] != n_words:
        faults.append(say("study.audio_shape", name=where, got=audio.shape, n=n_words))
        return
    sizes.audio = sizes.audio or audio.shape[1]
    if audio.shape[1] != sizes.audio:
        faults.append(say("study.audio_size", name=where, got=audio.shape[1], size=sizes.audio))
    finite = np.isfinite(audio).all(axis=1)
    for row in np.flatnonzero(~finite & ~mask[:, 1]):
        faults.append(say("study.audio_gap", name=where, row=row + 1))
    for row in np.flatnonzero(np.isfinite(audio).any(axis=1) & mask[:, 1]):
        faults.append(say("study.audio_there", name=where, row=row + 1))
