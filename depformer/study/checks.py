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
        faults.append(f"{name} lacks the column {', '.join(lacking)}")
        return []
    valence = dict(zip(words["word_id"], words["valence"], strict=True))
    positions = pd.to_numeric(events["position"], errors="coerce")
    for row, (word, trial_type) in enumerate(
        zip(events["word_id"], events["trial_type"], strict=True), start=2
    ):
        if word not in valence:
            faults.append(
                f"{name} row {row}: word_id '{word}' is not in {layout.WORDS}, allowed are "
                f"{allowed_list(valence)}"
            )
        elif trial_type != valence[word]:
            faults.append(
                f"{name} row {row}: trial_type is '{trial_type}', but {layout.WORDS} gives "
                f"{word} the valence {valence[word]}"
            )
    for column in ("onset", "duration"):
        numbers = pd.to_numeric(events[column], errors="coerce")
        for row in events.index[events[column].notna() & ~(numbers >= 0)]:
            faults.append(
                f"{name} row {row + 2}: {column} is '{events[column][row]}', allowed is a number "
                "of seconds from 0 up, or n/a"
            )
    if sorted(positions.fillna(-1)) != list(range(1, len(words) + 1)):
        faults.append(
            f"{name}: position has to hold each of 1 to {len(words)} once; it has {len(events)} "
            f"rows"
        )
    absent = [word for word in valence if word not in set(events["word_id"])]
    if absent:
        faults.append(f"{name} has no row for {allowed_list(absent)} of {layout.WORDS}")
    repeated = events["word_id"][events["word_id"].duplicated()].unique()
    if len(repeated):
        faults.append(f"{name} has more than one row for {allowed_list(repeated)}")
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
            faults.append(
                f"{name}: missing_{modality} is {listed!r}, allowed is a list of word ids"
            )
            continue
        unknown = [word for word in listed if word not in ids]
        if unknown:
            faults.append(
                f"{name}: missing_{modality} names {allowed_list(unknown)}, which {layout.WORDS} "
                "does not have"
            )
        mask[[ids.index(word) for word in listed if word in ids], column] = True
    made_by = extractor_digest(described)
    if not sizes.extractors:
        sizes.extractors, sizes.source = made_by, participant
    elif made_by != sizes.extractors:
        faults.append(
            f"{name}: the features were made by other extractors or options than those of "
            f"{sizes.source}; one study needs the same for everybody"
        )
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
        faults.append(f"{where} has dtype {face.dtype}, allowed is uint8")
        return
    if face.ndim != 3 or face.shape[0] != n_words or face.shape[1] != face.shape[2]:
        faults.append(
            f"{where} has shape {face.shape}, expected is (word {n_words}, height, width) with "
            "height = width"
        )
        return
    sizes.image = sizes.image or face.shape[1]
    if face.shape[1] != sizes.image:
        faults.append(
            f"{where} has images of {face.shape[1]} pixels, those before it have {sizes.image}"
        )
    blank = ~face.reshape(n_words, -1).any(axis=1)
    for row in np.flatnonzero(blank & ~mask[:, 0]):
        faults.append(
            f"{where} row {row + 1} is all zero, but missing_face of the features.json does not "
            "list that word"
        )
    for row in np.flatnonzero(~blank & mask[:, 0]):
        faults.append(f"{where} row {row + 1} is declared missing, but holds an image")


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
        faults.append(f"{where} has dtype {audio.dtype}, allowed is float32")
        return
    if audio.ndim != 2 or audio.shape[0] != n_words:
        faults.append(f"{where} has shape {audio.shape}, expected is (word {n_words}, feature)")
        return
    sizes.audio = sizes.audio or audio.shape[1]
    if audio.shape[1] != sizes.audio:
        faults.append(
            f"{where} has {audio.shape[1]} numbers a word, those before it have {sizes.audio}"
        )
    finite = np.isfinite(audio).all(axis=1)
    for row in np.flatnonzero(~finite & ~mask[:, 1]):
        faults.append(
            f"{where} row {row + 1} has NaN or infinity, but missing_audio of the features.json "
            "does not list that word"
        )
    for row in np.flatnonzero(np.isfinite(audio).any(axis=1) & mask[:, 1]):
        faults.append(f"{where} row {row + 1} is declared missing, but holds numbers")
