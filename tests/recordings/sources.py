"""Sources of exactly the shape that each importer reads, small, and the same every time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import soundfile

from depformer.recordings.importer import ImportOptions
from tests.recordings.filmed import person, scene, write_video

N_WORDS = 8


def word_list(folder: Path, n_words: int = N_WORDS) -> str:
    """Write a list of words and return its path."""
    numbers = range(1, n_words + 1)
    table = pd.DataFrame(
        {
            "word_id": [f"x{number}" for number in numbers],
            "position": list(numbers),
            "text": [f"词{number}" for number in numbers],
            "pinyin": "",
            "gloss": "",
            "valence": [("positive", "negative")[number % 2] for number in numbers],
        }
    )
    table.to_csv(folder / "list.tsv", sep="\t", index=False)
    return str(folder / "list.tsv")


def tone(seed: int, seconds: float = 0.4, rate: int = 16_000) -> np.ndarray:
    """Return a voice of a kind: three tones that rise and fall, shape (sample,)."""
    time = np.arange(round(seconds * rate)) / rate
    waves = [np.sin(2 * np.pi * (180 + 37 * seed) * k * time) / k for k in (1, 2, 3)]
    return np.asarray(0.2 * np.sum(waves, axis=0) * np.sin(np.pi * time / seconds) ** 2)


def published_npy(folder: Path) -> tuple[Path, ImportOptions]:
    """Faces and voices of four people in two folders."""
    source = folder / "published"
    for kind in ("face", "audio"):
        (source / kind).mkdir(parents=True)
    y, x, n = np.meshgrid(np.arange(224), np.arange(224), np.arange(N_WORDS), indexing="ij")
    for seed, name in enumerate(("a_D001", "b_D002", "c_H001", "d_H002")):
        face = ((x * (seed + 1) + y * (n + 2)) % 251).astype(np.uint8)
        voice = np.sin(np.arange(N_WORDS)[:, None] * 3 + np.arange(1000) * 0.01 * (seed + 1))
        np.save(source / "face" / f"{name}.npy", face)
        np.save(source / "audio" / f"{name}.npy", voice)
    return source, ImportOptions(word_list=word_list(folder))


PEOPLE = {
    (1, 7): (21, "男", 24, "大学"),
    (1, 12): (17, "女", 31, "研究生"),
    (0, 3): (2, "女", 20, "学生"),
}


def ewre_wav(folder: Path) -> tuple[Path, ImportOptions]:
    """The words of three people, 48 kHz stereo, and one table of them in GB18030."""
    source = folder / "ewre"
    (source / "audio" / "wav").mkdir(parents=True)
    rows = ["id,label,age,sex,edu,score"]
    for (label, subject), (score, sex, age, school) in PEOPLE.items():
        rows.append(f"{subject},{label},{age},{sex},{school},{score}")
        for word in range(1, N_WORDS + 1):
            mono = tone(subject + word, rate=48_000)
            path = source / "audio" / "wav" / f"{score}_{label}_{subject:03d}_{word}.wav"
            soundfile.write(path, np.stack([mono * 1.5, mono * 0.5], axis=1), 48_000)
    (source / "EWRE.csv").write_bytes("\n".join(rows).encode("gb18030"))
    return source, ImportOptions(word_list=word_list(folder))


def segments(folder: Path) -> tuple[Path, ImportOptions]:
    """Interviews of three people, one of whom has fewer segments, with columns of other names."""
    source = folder / "interviews"
    source.mkdir()
    rows = ["Who;Recording;Begin;Length;PHQ"]
    for seed, (who, group, number) in enumerate([("P1", 1, 12), ("P2", 0, 10), ("P3", 0, 5)]):
        parts = []
        for index in range(number):
            begin = index * 500
            rows.append(f"{who};sound of {who} 声.wav;{begin};400;{group}")
            parts += [tone(seed + index), np.zeros(1600)]
        soundfile.write(source / f"sound of {who} 声.wav", np.concatenate(parts), 16_000)
    (source / "segments.csv").write_text("\n".join(rows), encoding="utf-16")
    return source / "segments.csv", ImportOptions(
        words=N_WORDS,
        columns={
            "participant": "Who",
            "file": "Recording",
            "onset": "Begin",
            "duration": "Length",
            "group": "PHQ",
        },
        unit="ms",
        groups={"1": "depressed", "0": "healthy"},
    )


# Part, person, sessions: 204 was recorded for training and for testing.
AVEC = (
    ("Training", "203", "1"),
    ("Training", "203", "2"),
    ("Training", "204", "1"),
    ("Testing", "204", "2"),
    ("Development", "205", "1"),
    ("Testing", "206", "1"),
)
SCORES = {"203_1": 3, "203_2": 9, "204_1": 20, "204_2": 14, "205_1": 31, "206_1": 13}


def avec_names(source: Path, tree: tuple[tuple[str, str, str], ...] = AVEC) -> list[Path]:
    """Write the folders and labels of AVEC 2014; return where the videos belong."""
    videos = []
    for part, who, session in tree:
        for task in ("Freeform", "Northwind"):
            folder = source / part / task
            folder.mkdir(parents=True, exist_ok=True)
            videos.append(folder / f"{who}_{session}_{task}_video.mp4")
        labels = source / f"{part}_DepressionLabels"
        labels.mkdir(exist_ok=True)
        score = SCORES.get(f"{who}_{session}", (int(who) * 7 + int(session) * 5) % 46)
        (labels / f"{who}_{session}_Depression.csv").write_text(f"{score}\n")
    return videos


@cache
def avec_room(who: int, jaw_drop: int, place: int) -> np.ndarray:
    """Return one picture of a person in a room; drawing a face takes longer than all else."""
    return scene((person(who, jaw_drop=float(jaw_drop)), 70 + 6 * place, 40, 110))


def avec_films(source: Path, tree: tuple[tuple[str, str, str], ...] = AVEC) -> Path:
    """Write that tree with a short film each: a drawn face in a room, and a voice of its own."""
    for number, path in enumerate(avec_names(source, tree)):
        rooms = [avec_room(int(path.name[:3]), i % 2, i % 3) for i in range(4)]
        sound = np.concatenate([tone(number + k) for k in range(4)]).astype(np.float32)
        write_video(path, rooms, np.arange(4) * 0.4, sound=sound)
    return source


def avec2014(folder: Path) -> tuple[Path, ImportOptions]:
    """Six sessions of four people, one of them in two parts."""
    return avec_films(folder / "avec"), ImportOptions(words=N_WORDS, image_size=32)


MAKERS: dict[str, Callable[[Path], tuple[Path, ImportOptions]]] = {
    "published-npy": published_npy,
    "ewre-wav": ewre_wav,
    "segments": segments,
    "avec2014": avec2014,
}
