"""Record a drawn person on video and sound, as a lab would: one long take, all words in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.files import write_table
from depformer.synth.face_identity import Looks, Moment, Pose
from depformer.synth.faces import CAMERA, draw_face
from depformer.synth.people import FEATURES, LOOK, VOICE, Person, stream
from depformer.synth.pinyin import parse_word
from depformer.synth.sitting import delivery_at, events_of, looks_of, moment_of, voice_of
from depformer.synth.speech import RATE, room_noise, say_word

FPS = 15
PIXELS = 2.25  # of the camera's picture, for each of the crop that is wanted
SMALLEST = 144  # height and width of the picture [pixel]
RAMP_S = 0.3  # in which a face moves from rest to a word, or back
READY_S = 0.15  # before the voice, from which on a face is as the word has it
HOLD_S = 0.25  # behind the voice, until which it stays so
AFTER_S = 2.0  # of the recording behind the last word
# One thread, and no look ahead: with it, the same pictures came out otherwise once in twelve times.
CODEC = {"crf": "20", "threads": "1", "x264-params": "rc-lookahead=0:mbtree=0"}
KINDS = ("video.mp4", "audio.flac", "events.tsv")
TRIAL = ["onset", "duration", "trial_type", "word_id", "position"]
MARKED = [*TRIAL, "voice_onset", "voice_offset"]


@dataclass(frozen=True)
class Take:
    """Name the files of one person's recording.

    Parameters
    ----------
    video : Path
        H.264 without sound.
    audio : Path
        The sound, FLAC at 16 kHz and 16 bit.
    events : Path
        When which word was shown and when it was said, as somebody would mark it by hand.
    """

    video: Path
    audio: Path
    events: Path

    @classmethod
    def of(cls, person: Person, folder: Path) -> Take:
        """Return the files of a person's recording in a folder."""
        name = f"{person.participant_id}_task-ewre"
        return cls(*(folder / f"{name}_{kind}" for kind in KINDS))


def record(
    person: Person, words: pd.DataFrame, folder: Path, *, seed: int, image_size: int
) -> Take:
    """Write a recording of one person reading the list.

    Parameters
    ----------
    person : Person
        Who; names the files and the random numbers.
    words : DataFrame
        The list.
    folder : Path
        Where it is written.
    seed : int
        Of the study.
    image_size : int
        Height and width of the crops that shall come of it [pixel].
    """
    import soundfile

    take, n_words, voice = Take.of(person, folder), len(words), voice_of(person, seed)
    spoken = [
        say_word(
            parse_word(spelling),
            voice,
            delivery_at(person, word),
            stream(seed, VOICE, person.index, word + 1),
        )
        for word, spelling in enumerate(words["pinyin"])
    ]
    events = events_of(person, words, np.array([duration for _, duration in spoken]), seed)
    length = float(events["voice_offset"].max()) + AFTER_S
    rng = stream(seed, VOICE, person.index, n_words + 1)
    sound = room_noise(voice.room_level, round(length * RATE), rng)
    for (samples, _), onset in zip(spoken, events["voice_onset"], strict=True):
        first = round(float(onset) * RATE)
        sound[first : first + samples.size] += samples
    soundfile.write(take.audio, np.clip(sound, -1.0, 1.0), RATE, subtype="PCM_16")
    moments = [
        moment_of(person, word, stream(seed, LOOK, person.index, word + 1))
        for word in range(n_words)
    ]
    size = 2 * round(max(SMALLEST, PIXELS * image_size) / 2)  # the codec wants even numbers
    rng = stream(seed, LOOK, person.index, n_words + 2)
    course = _course(moments, events, round(length * FPS))
    _write_video(take.video, _pictures(looks_of(person, seed), course, size, rng), size)
    write_table(take.events, events.sort_values("position")[MARKED].round(3))
    return take


def _write_video(path: Path, pictures: Iterator[NDArray[np.uint8]], size: int) -> None:
    import av

    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=FPS, options=CODEC)
        video.width, video.height, video.pix_fmt = size, size, "yuv420p"
        for picture in pictures:
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="gray")))
        container.mux(video.encode(None))


def _pictures(
    looks: Looks, course: Iterator[Moment], size: int, rng: np.random.Generator
) -> Iterator[NDArray[np.uint8]]:
    """Yield what the camera sees; a face that does not move is drawn once."""
    before, drawn = None, np.empty((0, 0), np.uint8)
    for moment in course:
        if moment != before:
            before, drawn = moment, draw_face(looks, moment, size, rng, CAMERA)
        yield drawn


def _course(moments: list[Moment], events: pd.DataFrame, n_frames: int) -> Iterator[Moment]:
    """Yield the face in every picture: at rest between words, and moving into each in good time."""
    order = np.argsort(events["voice_onset"].to_numpy())
    onsets, offsets = (events[name].to_numpy()[order] for name in ("voice_onset", "voice_offset"))
    values = np.array([[getattr(moments[row], name) for name in FEATURES["face"]] for row in order])
    poses = np.array([_numbers(moments[row].pose) for row in order])
    rest = values.mean(axis=0)
    for time in (np.arange(n_frames) + 0.5) / FPS:
        word = min(int(np.searchsorted(offsets + HOLD_S + RAMP_S, time)), len(onsets) - 1)
        risen = _eased((time - onsets[word] + READY_S) / RAMP_S + 1.0)
        fallen = _eased((time - offsets[word] - HOLD_S) / RAMP_S)
        expression = rest + risen * (1.0 - fallen) * (values[word] - rest)
        pose = poses[max(word - 1, 0)] * (1.0 - risen) + poses[word] * risen
        named = dict(zip(FEATURES["face"], map(float, expression), strict=True))
        yield Moment(**named, pose=_pose(pose))


def _eased(share: float) -> float:
    """Return a movement from 0 to 1 that begins and ends gently."""
    share = min(max(float(share), 0.0), 1.0)
    return share * share * (3.0 - 2.0 * share)


def _numbers(pose: Pose) -> list[float]:
    return [*pose.shift, pose.roll, pose.scale, *pose.gaze, pose.exposure]


def _pose(numbers: NDArray[np.float64]) -> Pose:
    right, down, roll, scale, gaze_right, gaze_down, exposure = map(float, numbers)
    return Pose((right, down), roll, scale, (gaze_right, gaze_down), exposure)
