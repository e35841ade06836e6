"""One person's sitting: the face at every word, how each is said, and when."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.synth.face_identity import Looks, Moment, draw_looks, draw_pose
from depformer.synth.faces import draw_face
from depformer.synth.people import FEATURES, LOOK, VOICE, Person, stream
from depformer.synth.pinyin import parse_word
from depformer.synth.speech import Delivery, Voice, delivery_of, draw_voice, speak


def draw_faces(person: Person, n_words: int, seed: int, image_size: int) -> NDArray[np.uint8]:
    """Draw a person's face at every word, shape (word, height, width)."""
    looks, drawn = looks_of(person, seed), []
    for word in range(n_words):
        rng = stream(seed, LOOK, person.index, word + 1)
        drawn.append(draw_face(looks, moment_of(person, word, rng), image_size, rng))
    return np.stack(drawn)


def looks_of(person: Person, seed: int) -> Looks:
    """Return how a person looks."""
    return draw_looks(stream(seed, LOOK, person.index), person.sex, person.age)


def moment_of(person: Person, word: int, rng: np.random.Generator) -> Moment:
    """Return a person's face at a word, in the pose that is drawn for it."""
    expression = {name: float(person.cells[name][word]) for name in FEATURES["face"]}
    return Moment(**expression, pose=draw_pose(rng))


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
    voice = voice_of(person, seed)
    waveforms, durations = [], []
    for word, spelling in enumerate(pinyin):
        waveform, duration = speak(
            parse_word(spelling),
            voice,
            delivery_at(person, word),
            stream(seed, VOICE, person.index, word + 1),
        )
        waveforms.append(waveform)
        durations.append(duration)
    return waveforms, np.array(durations), voice.room_level


def voice_of(person: Person, seed: int) -> Voice:
    """Return how a person speaks."""
    return draw_voice(stream(seed, VOICE, person.index), person.sex, person.age)


def delivery_at(person: Person, word: int) -> Delivery:
    """Return how a person says a word."""
    return delivery_of({name: float(person.cells[name][word]) for name in FEATURES["audio"]})


def events_of(
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
