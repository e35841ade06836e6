"""The folders of the published code: one array of faces and one of voices a participant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.files import array_shape, digest_file, read_array
from depformer.recordings.found_files import same_bytes
from depformer.recordings.importer import (
    Imported,
    ImporterSpec,
    ImportOptions,
    in_turn,
    lacking_note,
    pseudonyms,
    words_of,
)
from depformer.recordings.trials import in_list_order
from depformer.study.writer import ParticipantRecord
from depformer.validate import allowed_list
from depformer.wording import say

VERSION = "1"
N_WORDS = 24
FACE_SIZE, VOICE_SIZE = 224, 1000
LETTER = -8  # of the label, in names as in patient_D001.npy
DEPRESSED = "D"


@dataclass(frozen=True)
class Pair:
    """Name the two files of one participant."""

    face: Path
    voice: Path
    letter: str


def find(source: Path, options: ImportOptions) -> Imported:
    """Pair the files by their names, and look at the form of every one.

    Faces are (224, 224, word), voices (word, 1000): by this the two are told apart, in whichever
    folders they lie. What has more words than the list gives its first ones.
    """
    notes: list[str] = []
    words = words_of(options, N_WORDS, notes)
    pairs = _pairs(source, len(words), notes)
    groups = _groups(source, [pair.letter for pair in pairs], options, notes)
    ids = pseudonyms(len(pairs))
    people = pd.DataFrame({"participant_id": ids, "group": [groups[pair.letter] for pair in pairs]})
    records = _records(pairs, ids, words, notes)
    return Imported(people, words, in_turn(records, len(pairs)), notes)


def _pairs(source: Path, n_words: int, notes: list[str]) -> list[Pair]:
    """Return the pairs in the order of their names."""
    faces, voices, more = dict[str, Path](), dict[str, Path](), list[str]()
    for path in sorted(source.rglob("*")):
        if path.is_dir() or path.name.startswith("."):
            continue
        if path.suffix != ".npy":
            raise DepformerError(say("importers.npy_other", path=path), kind="study")
        shape = array_shape(path, kind="study")
        if len(shape) == 3 and shape[:2] == (FACE_SIZE, FACE_SIZE):
            own, has = faces, shape[2]
        elif len(shape) == 2 and shape[1] == VOICE_SIZE:
            own, has = voices, shape[0]
        else:
            raise DepformerError(say("importers.npy_shape", path=path, got=shape), kind="study")
        if path.stem in own:
            said = say("importers.npy_twice", first=own[path.stem], second=path)
            raise DepformerError(said, kind="study")
        if has < n_words:
            said = say("importers.npy_few_words", path=path, got=has, n=n_words)
            raise DepformerError(said, kind="study")
        if has > n_words:
            more.append(path.name)
        own[path.stem] = path
    for stem in sorted(faces.keys() ^ voices.keys()):
        path = faces.get(stem) or voices[stem]
        said = say(
            "importers.npy_no_voice" if stem in faces else "importers.npy_no_face", path=path
        )
        raise DepformerError(said, kind="study")
    if not faces:
        raise DepformerError(say("importers.npy_none", path=source), kind="study")
    if more:
        named = allowed_list(dict.fromkeys(more))
        notes.append(say("importers.more_words", n=n_words, named=named))
    return [Pair(faces[stem], voices[stem], _letter(faces[stem])) for stem in sorted(faces)]


def _letter(path: Path) -> str:
    letter = path.name[LETTER:][:1] if len(path.name) >= -LETTER else ""
    if not letter.isalpha():
        raise DepformerError(say("importers.npy_letter", path=path, got=letter), kind="study")
    return letter


def _groups(
    source: Path, letters: Sequence[str], options: ImportOptions, notes: list[str]
) -> dict[str, str]:
    """Return the group of each letter: as the user says, else D is depressed, the other healthy."""
    there = sorted(set(letters))
    if options.groups:
        for letter in there:
            if letter not in options.groups:
                known = {"path": source, "got": letter, "allowed": allowed_list(options.groups)}
                raise DepformerError(say("importers.unknown_group", **known), kind="study")
        return {letter: options.groups[letter] for letter in there}
    others = [letter for letter in there if letter != DEPRESSED]
    if len(others) > 1:
        said = say("importers.npy_letters", path=source, letters=allowed_list(there))
        raise DepformerError(said, kind="study")
    notes.extend(say("importers.npy_healthy", letter=letter) for letter in others)
    return {DEPRESSED: "depressed", **dict.fromkeys(others, "healthy")}


def _records(
    pairs: Sequence[Pair], ids: Sequence[str], words: pd.DataFrame, notes: list[str]
) -> Iterator[ParticipantRecord]:
    scale, first = 0.0, pairs[0].face
    digests: dict[Path, str] = {}
    for pair, who in zip(pairs, ids, strict=True):
        raw = _whole_words(pair.face, np.moveaxis(_numbers(pair.face, len(words), axis=2), 2, 0))
        own = _scale(pair.face, raw)
        if scale and own and own != scale:
            known = {"path": pair.face, "first": first}
            raise DepformerError(say("importers.npy_scales", **known), kind="study")
        scale = scale or own
        voices = _whole_words(pair.voice, _numbers(pair.voice, len(words), axis=0))
        no_face, no_voice = _empty(raw), _empty(voices)
        face = np.rint(np.where(no_face[:, None, None], 0, raw) * (scale or 1.0)).astype(np.uint8)
        with np.errstate(over="ignore"):  # what is too large is named by the check of the study
            audio = np.where(no_voice[:, None], np.nan, voices).astype(np.float32)
        lost = [words["word_id"][mask].tolist() for mask in (no_face, no_voice)]
        for missing, reason in zip(lost, ("no_face", "no_voice"), strict=True):
            if missing:
                notes.append(lacking_note(who, dict.fromkeys(missing, reason)))
        digests |= {path: digest_file(path) for path in (pair.face, pair.voice)}
        yield ParticipantRecord(
            participant_id=who,
            face=face,
            audio=audio,
            events=in_list_order(words),
            features={
                "face": _made_by("published_face", image_size=FACE_SIZE, scale=scale or 1.0),
                "audio": _made_by("published_voice"),
                "source_digests": {
                    "face": digests[pair.face],
                    "audio": digests[pair.voice],
                },
            },
            missing_face=tuple(lost[0]),
            missing_audio=tuple(lost[1]),
        )
    notes += same_bytes(digests)


def _numbers(path: Path, n_words: int, axis: int) -> NDArray[Any]:
    """Return the first words of an array of numbers."""
    array = read_array(path, kind="study")
    if array.dtype.kind not in "fiu":
        raise DepformerError(say("importers.npy_dtype", path=path, got=array.dtype), kind="study")
    taken: NDArray[Any] = np.take(array, range(n_words), axis=axis)
    return taken


def _whole_words(path: Path, array: NDArray[Any]) -> NDArray[Any]:
    """Return an array whose words are there as a whole, or not at all."""
    flat = np.isfinite(array.reshape(len(array), -1))
    broken = flat.any(axis=1) & ~flat.all(axis=1)
    if broken.any():
        row = int(np.flatnonzero(broken)[0]) + 1
        raise DepformerError(say("importers.npy_gap", path=path, row=row), kind="study")
    return array


def _empty(array: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which words hold nothing: no number, or one value throughout. Shape (word,)."""
    flat = array.reshape(len(array), -1)
    return np.asarray(~np.isfinite(flat).all(axis=1) | (flat == flat[:, :1]).all(axis=1))


def _scale(path: Path, faces: NDArray[Any]) -> float:
    """Return the factor to grey values: 255 for fractions from 0 to 1, else 1; all are below 256.

    0 where nothing tells: all faces are empty. Whole numbers are grey values already.
    """
    there = faces[~_empty(faces)]
    if not there.size:
        return 0.0
    low, high = float(there.min()), float(there.max())
    if low < 0 or high > 255:
        known = {"path": path, "low": low, "high": high}
        raise DepformerError(say("importers.npy_range", **known), kind="study")
    return 255.0 if high <= 1.0 and faces.dtype.kind == "f" else 1.0


def _made_by(name: str, **options: float) -> dict[str, object]:
    return {"id": name, "version": VERSION, "options": options}


SPEC = ImporterSpec("published-npy", VERSION, find, takes=("words", "word_list", "groups"))
