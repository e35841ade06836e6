"""Write a synthetic study: people, faces and voices of a seed, with the planted cells beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.errors import DepformerError
from depformer.features import EXTRACTORS
from depformer.files import digest, refuse_existing, user_path
from depformer.study.words import default_words
from depformer.study.writer import ParticipantRecord, write_study_folder
from depformer.synth.descriptions import study_tables
from depformer.synth.face_identity import Moment, draw_looks, draw_pose
from depformer.synth.faces import draw_face
from depformer.synth.people import LOOK, VOICE, Person, draw_person, stream
from depformer.synth.pinyin import parse_word
from depformer.synth.plan import plan_cells, planted_table
from depformer.synth.speech import RATE, delivery_of, draw_voice, speak
from depformer.validate import whole_number
from depformer.wording import say

FACE_VERSION = "1"
VOICE_EXTRACTOR = "log_mel"
STRONGEST_EFFECT = 2.0


def write_study(
    out: Path | str,
    *,
    participants: int = 48,
    words: int = 24,
    seed: int = 7,
    image_size: int = 64,
    effect: float = 1.0,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write a complete synthetic study folder.

    Parameters
    ----------
    out : Path or str
        The folder to come; an existing one with something in it is refused.
    participants : int
        Even, at least 4; half of them depressed.
    words : int
        24 or 72.
    seed : int
        The same seed gives the same bytes. A participant's recordings do not depend on the
        number of participants.
    image_size : int
        Height and width of a face [pixel], 32 to 512.
    effect : float
        Factor on the planted shifts, 0 (no difference between the groups at all) to 2.
    progress : callable
        Called with participants done and participants in all.

    Returns
    -------
    Path
        `out`.

    Raises
    ------
    DepformerError
        If a value is not allowed or the folder is there already.
    """
    _check(participants, seed, image_size, effect)
    table = default_words(words)
    out = user_path(out)
    refuse_existing(out)
    valences = table["valence"].tolist()
    cells = plan_cells(table, effect, seed)
    people = [draw_person(index, valences, cells, effect, seed) for index in range(participants)]
    return write_study_folder(
        out,
        study_tables(people, table, planted_table(cells), seed=seed, effect=effect),
        _records(people, table, seed, image_size),
        progress=progress,
    )


def _check(participants: int, seed: int, image_size: int, effect: float) -> None:
    whole_number("number of participants", participants, low=4, high=9998)
    if participants % 2:
        raise DepformerError(say("synthetic_study.odd", got=participants, next=participants + 1))
    whole_number("seed", seed, low=0)
    whole_number("image size", image_size, low=32, high=512)
    if not 0.0 <= effect <= STRONGEST_EFFECT:
        raise DepformerError(say("synthetic_study.effect", got=effect, most=STRONGEST_EFFECT))


def _records(
    people: list[Person], words: pd.DataFrame, seed: int, image_size: int
) -> Iterator[ParticipantRecord]:
    extractor = EXTRACTORS[VOICE_EXTRACTOR]
    for person in people:
        faces = draw_faces(person, len(words), seed, image_size)
        waveforms, durations, room_level = speak_words(person, words["pinyin"].tolist(), seed)
        events = _events(person, words, durations, seed)
        events["snr_db"] = _snr(waveforms, durations, room_level)
        yield ParticipantRecord(
            participant_id=person.participant_id,
            face=faces,
            audio=np.stack([extractor.extract(waveform, RATE) for waveform in waveforms]),
            events=events.sort_values("position").round(3),
            features={
                "face": {
                    "id": "drawn_face",
                    "version": FACE_VERSION,
                    "options": {"image_size": image_size},
                },
                "audio": extractor.described,
                "source_digests": {
                    "face": digest(faces.tobytes()),
                    "audio": digest(*(waveform.tobytes() for waveform in waveforms)),
                },
                "quality": {
                    "word_id": words["word_id"].tolist(),
                    "face_ok": [1] * len(words),
                    "reading_ok": [1] * len(words),
                    "snr_db": events["snr_db"].round(3).tolist(),
                },
            },
        )


def draw_faces(person: Person, n_words: int, seed: int, image_size: int) -> NDArray[np.uint8]:
    """Draw a person's face at every word, shape (word, height, width)."""
    looks = draw_looks(stream(seed, LOOK, person.index), person.sex, person.age)
    drawn = []
    for word in range(n_words):
        rng = stream(seed, LOOK, person.index, word + 1)
        moment = Moment(
            brow_raise=float(person.cells["brow_raise"][word]),
            brow_lower=float(person.cells["brow_lower"][word]),
            lid_opening=float(person.cells["lid_opening"][word]),
            lip_corner=float(person.cells["lip_corner"][word]),
            jaw_drop=float(person.cells["jaw_drop"][word]),
            pose=draw_pose(rng),
        )
        drawn.append(draw_face(looks, moment, image_size, rng))
    return np.stack(drawn)


def speak_words(
    person: Person, pinyin: list[str], seed: int
) -> tuple[list[NDArray[np.float32]], NDArray[np.float64], float]:
    """Say every word.

    Returns
    -------
    waveforms : list of ndarray
        float32 at 16 kHz, one a word.
    durations : ndarray
        Of the words [s], shape (word,).
    room_level : float
        Level of the noise under them [dB re full scale].
    """
    voice = draw_voice(stream(seed, VOICE, person.index), person.sex, person.age)
    waveforms, durations = [], []
    for word, spelling in enumerate(pinyin):
        delivery = delivery_of({name: float(row[word]) for name, row in person.cells.items()})
        rng = stream(seed, VOICE, person.index, word + 1)
        waveform, duration = speak(parse_word(spelling), voice, delivery, rng)
        waveforms.append(waveform)
        durations.append(duration)
    return waveforms, np.array(durations), voice.room_level


def _events(
    person: Person, words: pd.DataFrame, durations: NDArray[np.float64], seed: int
) -> pd.DataFrame:
    """Return the trials, one row a word in the list's order, in a random order of presentation."""
    rng = stream(seed, LOOK, person.index, len(words) + 1)
    n_words = len(words)
    position = rng.permutation(n_words)
    lengths = 4.0 + rng.uniform(0.0, 0.5, n_words)
    onsets = 5.0 + np.concatenate([[0.0], np.cumsum(lengths + rng.uniform(1.0, 1.8, n_words))[:-1]])
    voice_onset = onsets[position] + np.clip(rng.lognormal(-0.35, 0.2, n_words), 0.35, 2.0)
    return pd.DataFrame(
        {
            "onset": onsets[position],
            "duration": lengths[position],
            "trial_type": words["valence"],
            "word_id": words["word_id"],
            "position": position + 1,
            "voice_onset": voice_onset,
            "voice_offset": voice_onset + durations,
            "reading_ok": 1,
            "face_ok": 1,
        }
    )


def _snr(
    waveforms: list[NDArray[np.float32]], durations: NDArray[np.float64], room_level: float
) -> NDArray[np.float64]:
    """Return the mean power of each word over that of the room [dB]."""
    power = np.array(
        [float(np.sum(np.square(waveform, dtype=np.float64))) for waveform in waveforms]
    )
    return np.asarray(10.0 * np.log10(power / (durations * RATE)) - room_level)
