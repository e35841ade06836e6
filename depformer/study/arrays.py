"""One participant's arrays: checked, every fault with person and word, and labelled for figures."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.files import digest, read_array, read_json
from depformer.labels import MODALITIES
from depformer.study import layout
from depformer.validate import allowed_list, shortened
from depformer.wording import say

if TYPE_CHECKING:
    import xarray as xr

    from depformer.study.reader import Study

LOG_MEL = "log_mel"
LARGEST = 1e9  # of an audio number; beyond its square root single precision ends


@dataclass
class Seen:
    """What is known of the people so far: what the first fixes for all others, and what varies.

    Attributes
    ----------
    image, audio : int
        Height and width of a face; numbers of an audio vector.
    extractors, source : str
        Digest of how the features were made, and whose it was.
    varies : dict of bool
        By modality, whether any recording is more than one value.
    constant : dict of list
        By modality, the faults of recordings that are one value throughout: none, if all are so.
    """

    image: int = 0
    audio: int = 0
    extractors: str = ""
    source: str = ""
    varies: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(MODALITIES, False))
    constant: dict[str, list[str]] = field(default_factory=lambda: {m: [] for m in MODALITIES})

    def constant_faults(self) -> list[str]:
        """Return the recordings that hold nothing, but of modalities that hold nothing at all.

        A modality that was not recorded is no fault of its single recordings: the study can be
        read, and a model can be trained without it.
        """
        return [each for m in MODALITIES if self.varies[m] for each in self.constant[m]]


def check_features(
    root: Path, participant: str, words: pd.DataFrame, seen: Seen, faults: list[str]
) -> NDArray[np.bool_] | None:
    """Return which recordings are missing, shape (word, modality), or None if unusable."""
    before = len(faults)
    face = _array(root, layout.face_path(root, participant), faults)
    audio = _array(root, layout.audio_path(root, participant), faults)
    mask = _mask(root, participant, words, seen, faults)
    if face is not None:
        check_face(participant, face, words, mask, seen, faults)
    if audio is not None:
        check_audio(participant, audio, words, mask, seen, faults)
    return mask if len(faults) == before else None


def _array(root: Path, path: Path, faults: list[str]) -> NDArray[Any] | None:
    try:
        return read_array(path, kind="study")
    except DepformerError as fault:
        faults.append(str(fault))
        return None


def _mask(
    root: Path, participant: str, words: pd.DataFrame, seen: Seen, faults: list[str]
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
        about = described.get(modality, {})
        if not isinstance(about, dict) or not isinstance(about.get("options", {}), dict):
            got = shortened(about)
            faults.append(say("study.made_by", name=name, modality=modality, got=got))
        listed = described.get(f"missing_{modality}", [])
        if not isinstance(listed, list):
            faults.append(
                say("study.missing_list", name=name, modality=modality, got=shortened(listed))
            )
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
    if not seen.extractors:
        seen.extractors, seen.source = made_by, participant
    elif made_by != seen.extractors:
        faults.append(say("study.other_extractors", name=name, source=seen.source))
    return mask


def extractor_digest(described: dict[str, Any]) -> str:
    """Return the digest of how features were made: extractors, options, versions."""
    made_by = {modality: described.get(modality, {}) for modality in MODALITIES}
    return digest(json.dumps(made_by, sort_keys=True))


def check_face(
    participant: str,
    face: NDArray[Any],
    words: pd.DataFrame,
    mask: NDArray[np.bool_],
    seen: Seen,
    faults: list[str],
) -> None:
    """Append every fault of a participant's faces."""
    where, n_words = f"{participant}_desc-face.npy", len(words)
    if face.dtype != np.uint8:
        faults.append(say("study.dtype", name=where, got=face.dtype, allowed="uint8"))
        return
    if face.ndim != 3 or face.shape[0] != n_words or face.shape[1] != face.shape[2]:
        faults.append(say("study.face_shape", name=where, got=face.shape, n=n_words))
        return
    seen.image = seen.image or face.shape[1]
    if face.shape[1] != seen.image or not face.size:
        faults.append(say("study.face_size", name=where, got=face.shape[1], size=seen.image))
        return
    pixels = face.reshape(n_words, -1)
    if face.max() == 1:
        faults.append(say("study.face_rounded", name=where))
    blank = (pixels.min(axis=1) == pixels.max(axis=1)) & (pixels.shape[1] > 1)
    for row in np.flatnonzero(blank & ~mask[:, 0]):
        known = {"name": where, "word": word_name(words, row), "value": pixels[row, 0]}
        seen.constant["face"].append(say("study.face_blank", **known))
    seen.varies["face"] |= bool((~blank & ~mask[:, 0]).any())
    for row in np.flatnonzero(pixels.any(axis=1) & mask[:, 0]):
        faults.append(say("study.face_there", name=where, word=word_name(words, row)))


def check_audio(
    participant: str,
    audio: NDArray[Any],
    words: pd.DataFrame,
    mask: NDArray[np.bool_],
    seen: Seen,
    faults: list[str],
) -> None:
    """Append every fault of a participant's voices."""
    where, n_words = f"{participant}_desc-audio.npy", len(words)
    if audio.dtype != np.float32:
        faults.append(say("study.dtype", name=where, got=audio.dtype, allowed="float32"))
        return
    if audio.ndim != 2 or audio.shape[0] != n_words or not audio.size:
        faults.append(say("study.audio_shape", name=where, got=audio.shape, n=n_words))
        return
    seen.audio = seen.audio or audio.shape[1]
    if audio.shape[1] != seen.audio:
        faults.append(say("study.audio_size", name=where, got=audio.shape[1], size=seen.audio))
        return
    finite = np.isfinite(audio).all(axis=1)
    for row in np.flatnonzero(~finite & ~mask[:, 1]):
        faults.append(say("study.audio_gap", name=where, word=word_name(words, row)))
    for row in np.flatnonzero(np.isfinite(audio).any(axis=1) & mask[:, 1]):
        faults.append(say("study.audio_there", name=where, word=word_name(words, row)))
    there = np.where(finite & ~mask[:, 1], 1.0, np.nan)
    low, high = audio.min(axis=1) * there, audio.max(axis=1) * there
    for row in np.flatnonzero(np.fmax(np.abs(low), np.abs(high)) > LARGEST):
        known = {"name": where, "word": word_name(words, row), "most": LARGEST}
        faults.append(say("study.audio_huge", got=max(high[row], -low[row]), **known))
    for row in np.flatnonzero((low == high) & (audio.shape[1] > 1)):
        known = {"name": where, "word": word_name(words, row), "value": low[row]}
        seen.constant["audio"].append(say("study.audio_silent", **known))
    seen.varies["audio"] |= bool((low < high).any()) or audio.shape[1] == 1


def word_name(words: pd.DataFrame, row: np.integer[Any]) -> str:
    """Return a word's id and text, and its row in the arrays, from 1."""
    word = words.iloc[int(row)]
    return say("study.word_named", word=word["word_id"], text=word["text"], row=int(row) + 1)


def recorded(study: Study, participant: str) -> xr.Dataset:
    """Return the faces and voices of one participant.

    Parameters
    ----------
    study : Study
        Where the features are.
    participant : str
        Id of the person.

    Returns
    -------
    xarray.Dataset
        ``face``, dims (word, height, width), grey values from 0 to 255; ``audio``, dims (word,
        feature), as extracted; ``missing``, dims (word, modality). The attribute `participant`
        says whose they are, `extractor` is ``log_mel`` where the voices are of our own.

    Raises
    ------
    DepformerError
        If there is no such participant.
    """
    import xarray as xr

    features = study.features(participant)
    about = read_json(layout.features_path(study.root, participant), kind="study").get("audio", {})
    return xr.Dataset(
        {
            "face": (("word", "height", "width"), features.face),
            "audio": (("word", "feature"), features.audio),
            "missing": (("word", "modality"), features.mask),
        },
        coords={
            "word": study.words["word_id"].to_numpy(dtype=str),
            "modality": list(MODALITIES),
        },
        attrs={"participant": participant, "extractor": LOG_MEL if LOG_MEL in str(about) else ""},
    )
