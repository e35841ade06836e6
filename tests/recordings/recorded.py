"""One participant's recording as the tests of ingest need it: drawn faces, synthetic speech."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import soundfile
from numpy.typing import NDArray

from depformer.files import write_table
from depformer.study import default_words
from depformer.synth.pinyin import parse_word
from depformer.synth.speech import LEAD_S, RATE, Delivery, draw_voice, speak
from tests.recordings.filmed import person, scene, write_video

N_WORDS = 8
TRIAL_S = 2.0
FIRST_S = 1.0  # when the first word is said
BOX = (90.0, 50.0, 120.0, 120.0)


def word_list() -> pd.DataFrame:
    """Return the first eight words of the default list."""
    return default_words(24).head(N_WORDS)


@dataclass(frozen=True)
class Recorded:
    """A recording, and what it was made from, in the order of the list.

    Attributes
    ----------
    waveforms : list of ndarray
        Each word, as it was spoken.
    onsets : ndarray
        When each voice begins [s].
    faces : ndarray
        What was filmed, shape (word, height, width).
    """

    video: Path
    audio: Path
    events: Path
    waveforms: list[NDArray[np.float32]]
    onsets: NDArray[np.float64]
    faces: NDArray[np.uint8]


def record(
    folder: Path,
    name: str = "s",
    *,
    order: Sequence[int | None] = tuple(range(N_WORDS)),
    seed: int = 1,
    late: float = 0.0,
    sound: bool = True,
    face: bool = True,
) -> Recorded:
    """Film and record somebody who reads words in an order, one every two seconds; None is silence.

    The sound lies in the video and in a file of its own; `late` is how much later that begins [s].
    """
    rng = np.random.default_rng(seed)
    voice, words = draw_voice(rng, "F", 30), word_list()
    starts = FIRST_S - LEAD_S + TRIAL_S * np.arange(len(order))
    spoken = 10.0 ** (voice.room_level / 20) * rng.standard_normal(
        round((TRIAL_S * len(order) + FIRST_S) * RATE)
    )
    waveforms: dict[int, NDArray[np.float32]] = {}
    onsets, lengths = np.full(N_WORDS, np.nan), np.full(N_WORDS, np.nan)
    for start, row in zip(starts, order, strict=True):
        if row is None:
            continue
        waveform, length = speak(parse_word(words["pinyin"][row]), voice, Delivery(), rng)
        first = round(start * RATE)
        spoken[first : first + waveform.size] = waveform
        waveforms.setdefault(row, waveform)
        if np.isnan(onsets[row]):
            onsets[row], lengths[row] = start + LEAD_S, length
    samples = spoken.astype(np.float32)
    smiles = [person(seed, lip_corner=2.0 * row / N_WORDS) for row in range(N_WORDS)]
    left, top, width, _ = BOX
    shown = {
        row: scene((smiles[row or 0], left, top, width)) if face else scene() for row in set(order)
    }
    times = np.arange(0.0, samples.size / RATE, 0.2)
    rows = [order[min(int(time / TRIAL_S), len(order) - 1)] for time in times]
    own = samples if sound else None
    video = write_video(folder / f"{name}.mp4", [shown[row] for row in rows], times, sound=own)
    audio = folder / f"{name}.wav"
    soundfile.write(audio, samples[round(late * RATE) :], RATE, subtype="PCM_16")
    events = folder / f"{name}_events.tsv"
    said = [row for row in dict.fromkeys(order) if row is not None]
    table = pd.DataFrame(
        {
            "onset": onsets[said] - 0.5 - late,
            "duration": TRIAL_S - 0.2,
            "word_id": words["word_id"].to_numpy()[said],
            "voice_onset": onsets[said] - late,
            "voice_offset": onsets[said] + lengths[said] - late,
        }
    )
    for column, value in zip(("face_x", "face_y", "face_width", "face_height"), BOX, strict=True):
        table[column] = value
    write_table(events, table.round(4))
    faces = np.stack([face[:, :] for face in smiles])
    return Recorded(
        video, audio, events, [waveforms.get(r, np.zeros(0)) for r in range(N_WORDS)], onsets, faces
    )
