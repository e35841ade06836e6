"""From one participant's recording to what a study holds of him or her."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer import __version__
from depformer.errors import DepformerError
from depformer.features import find_extractor
from depformer.files import digest_file
from depformer.recordings.faces import WordFace, faces_of_words
from depformer.recordings.ingest.described import (
    described,
    gaps,
    heard_spans,
    imported_tables,
    made_of,
)
from depformer.recordings.ingest.made import Made
from depformer.recordings.ingest.options import ALIGNED, IMAGE_SIZE, IngestOptions
from depformer.recordings.ingest.remarks import remarks, share_missing
from depformer.recordings.ingest.session import Session
from depformer.recordings.ingest.timing import BOX, Times, Timing, in_holes, words_in_time
from depformer.recordings.ingest.vectors import given_voices
from depformer.recordings.media import Media, look_at_media
from depformer.recordings.sound import RATE, Sound, sound_blocks
from depformer.recordings.voices import Sounds, share_clipped, stretches, voices_heard
from depformer.recordings.words import FINDERS, Heard, WordTime, hear
from depformer.study.writer import ParticipantRecord, record_faults
from depformer.wording import say
from depformer.work import Progress

_HARDLY = 0.75  # of faces and voices that may be missing in what is a recording of this list
STEPS = 100  # of progress
_HEARD_AT = 40  # of them, when the sound has been listened to
_SEEN_AT = 90
_BLOCK_S = 30.0


@dataclass(frozen=True)
class MakeParticipant:
    """Make participants of a study from their recordings: what all of them have in common.

    Called with a session, here or in another process; a recording that cannot be read gives a
    `Made` with the reason, so that it does not stop the others.

    Parameters
    ----------
    words : DataFrame
        The list.
    options : IngestOptions
        How recordings become numbers.
    times : callable
        Says when which word was said.
    """

    words: pd.DataFrame
    options: IngestOptions
    times: Times = words_in_time

    def __call__(self, session: Session, report: Progress) -> Made:
        """Return what was made of a recording, or why nothing could be."""
        from av.error import FFmpegError

        who = session.participant_id
        try:
            return self._made(session, report)
        except DepformerError as fault:
            return Made(who, failed=str(fault))
        except (OSError, FFmpegError) as fault:  # a disk that is gone, a stream like no other
            why = str(fault) or type(fault).__name__
            return Made(who, failed=say("ingest.not_read", path=session.video, why=why))

    def _made(self, session: Session, report: Progress) -> Made:
        options = self.options
        heard_of = _part(report, 0, _HEARD_AT)
        video, heard, timing = timed(session, self.words, options, heard_of, self.times)
        ids = self.words["word_id"].tolist()
        at = {word.word_id: word for word in timing.words}
        spoken = [at[word] for word in ids]
        imported = imported_tables(session, spoken, video)  # a fault is told before the faces
        faces = faces_of_words(
            session.video,
            [(word.onset + session.offset, word.offset + session.offset) for word in spoken],
            size=options.image_size or IMAGE_SIZE,
            rule=options.frame,
            boxes=None if timing.boxes is None else _in_order(timing.boxes, ids),
            progress=_part(report, _HEARD_AT, _SEEN_AT),
        )
        windows = [
            (word.onset - options.before, word.onset - options.before + options.window)
            for word in spoken
        ]
        cut = partial(cut_out, session.sound, end=heard.duration)
        if session.vectors is None:
            told = {"extractor": options.extractor, "level": options.level}
            voices = voices_heard(partial(cut, windows), len(ids), **told)
        else:
            clipped = {row: share_clipped(sound) for row, sound in cut(windows)}
            voices = replace(given_voices(session.vectors, ids, options), clipped=clipped)
        if (share := share_missing(faces, voices)) > _HARDLY:
            known = {"path": session.video, "share": 100 * share}
            raise DepformerError(say("ingest.hardly", **known), kind="study")
        pictures = pictures_of(faces, options.face_extractor)
        report(_SEEN_AT, STEPS)
        sources = {"video": session.video, "audio": session.sound}
        sources |= {"vectors": session.vectors} if session.vectors else {}
        digests = {path: digest_file(path) for path in set(sources.values())}
        record = ParticipantRecord(
            participant_id=session.participant_id,
            face=np.stack(pictures),
            audio=voices.audio,
            events=events_of(self.words, timing, faces),
            features={
                "face": options.face,
                "audio": options.audio,
                "words": {
                    "source": timing.source,
                    "finder": options.finder,
                    "finder_version": FINDERS[options.finder].version,
                    "face_boxes": "found" if timing.boxes is None else "given",
                },
                "depformer": __version__,
                "sound_offset_s": session.offset,
                "source_digests": {name: digests[path] for name, path in sources.items()},
                "descriptor_tables": made_of(session),
                "quality": quality_of(spoken, faces, voices.clipped, windows, heard.duration),
            },
            missing_face=tuple(w for w, face in zip(ids, faces, strict=True) if face.missing),
            missing_audio=tuple(ids[row] for row in voices.lacking),
            descriptors=described(spoken, timing, cut(heard_spans(spoken)), faces, imported),
        )
        if faults := record_faults(record, self.words):
            headline = say("ingest.not_valid", path=session.video)
            raise DepformerError.listing(headline, faults, kind="study", most=10)
        notes = remarks(session, video, heard, timing, faces, voices, self.words, options)
        notes += [
            say("ingest.remark", who=session.participant_id, said=each)
            for each in gaps(imported, spoken)
        ]
        report(STEPS, STEPS)
        return Made(session.participant_id, record=record, notes=tuple(notes))


def timed(
    session: Session,
    words: pd.DataFrame,
    options: IngestOptions,
    progress: Progress,
    times: Times = words_in_time,
) -> tuple[Media, Heard, Timing]:
    """Look at a recording, listen to it, and return when which word was said.

    Raises
    ------
    DepformerError
        If it is no recording, or lacks a picture or a sound.
    """
    video = look_at_media(session.video)
    if not video.has_video:
        raise DepformerError(say("video.no_picture", path=session.video), kind="study")
    sound = look_at_media(session.sound)
    if not sound.has_sound:
        raise DepformerError(say("recordings.no_sound", path=session.sound), kind="study")
    heard = hear(_told(session.sound, sound.sound_stop, progress), FINDERS[options.finder])
    both = replace(sound, fps=video.fps)
    return video, heard, in_holes(times(session, heard, both, words, options), heard)


def _told(path: Path, stop: float, progress: Progress) -> Iterator[Sound]:
    """Yield the sound in blocks, and tell how much of it has been read."""
    for block in sound_blocks(path, _BLOCK_S):
        yield block
        whole = max(stop, block.stop) if math.isfinite(stop) else 2.0 * block.stop
        progress(round(100 * block.stop / whole), 100)


def _part(report: Progress, first: int, last: int) -> Progress:
    """Return the progress of one part of a participant's steps."""

    def progress(done: int, total: int) -> None:
        report(first + round((last - first) * done / max(total, 1)), STEPS)

    return progress


def _in_order(boxes: Any, ids: Sequence[str]) -> NDArray[np.float64]:
    unknown = np.full(len(BOX), np.nan)
    return np.stack([boxes.get(word, unknown) for word in ids])


def cut_out(path: Path, windows: Sequence[tuple[float, float]], end: float) -> Sounds:
    """Yield the row and the sound of every window, one at a time.

    What a window holds before the beginning or behind the end of the recording is silence.

    Parameters
    ----------
    path : Path
        The file with the sound.
    windows : sequence of (float, float)
        Begin and end [s]; NaN where there is no word.
    end : float
        Of the sound [s].
    """
    there = [row for row, (start, _) in enumerate(windows) if math.isfinite(start)]
    spans = [(max(0.0, windows[row][0]), min(windows[row][1], end)) for row in there]
    for place, cut in stretches(path, spans):
        start, stop = windows[there[place]]
        size = round((stop - start) * RATE)
        first = round((spans[place][0] - start) * RATE)
        kept = cut[: size - first]
        padding = (first, size - first - kept.size)
        yield there[place], np.pad(kept, padding) if any(padding) else kept


def pictures_of(faces: Sequence[WordFace], extractor: str) -> list[NDArray[np.uint8]]:
    """Return what the study gets of each face: the aligned crop, or what an extractor makes of it.

    Raises
    ------
    DepformerError
        If the extractor of another package does not do what it declares.
    """
    if extractor == ALIGNED:
        return [face.crop for face in faces]
    spec = find_extractor(extractor, "face")
    return [face.crop if face.missing else spec.picture(face.crop) for face in faces]


def events_of(words: pd.DataFrame, timing: Timing, faces: Sequence[WordFace]) -> pd.DataFrame:
    """Return the events of a participant, one row a word, in his or her own order."""
    by_id = words.set_index("word_id")
    face_of = dict(zip(words["word_id"], faces, strict=True))
    rows = []
    for position, word in enumerate(timing.words, start=1):
        onset, duration = timing.trials.get(word.word_id, (math.nan, math.nan))
        face = face_of[word.word_id]
        row: dict[str, Any] = {
            "onset": onset,
            "duration": duration,
            "trial_type": by_id["valence"][word.word_id],
            "word_id": word.word_id,
            "position": position,
            "voice_onset": word.onset,
            "voice_offset": word.offset,
            # Nobody has listened: what is in doubt is neither read nor misread.
            "reading_ok": "0" if word.missing else None if word.reason else "1",
            "face_ok": "0" if face.flag else "1",
            "snr_db": word.snr_db,
        }
        if timing.boxes is not None:
            row |= dict(zip(BOX, timing.boxes.get(word.word_id, [math.nan] * 4), strict=True))
        rows.append(row)
    return pd.DataFrame(rows).round(3)


def quality_of(
    spoken: Sequence[WordTime],
    faces: Sequence[WordFace],
    clipped: Mapping[int, float],
    windows: Sequence[tuple[float, float]],
    end: float,
) -> dict[str, Any]:
    """Return how good every word is, in the order of the list; what is not known is None."""
    face: dict[str, list[Any]] = {
        name: [_known(getattr(each, name)) for each in faces]
        for name in ("time", "found", "height", "sharpness", "roll", "yaw", "pitch", "others")
    }
    face["landmarks"] = [
        None if np.isnan(f.landmarks).any() else f.landmarks.round(1).tolist() for f in faces
    ]
    face["doubt"] = [each.doubt or None for each in faces]
    voice = {
        "probability": [_known(word.probability) for word in spoken],
        "snr_db": [_known(word.snr_db) for word in spoken],
        "certainty": [_known(word.certainty) for word in spoken],
        "clipped": [
            _known(clipped[row]) if row in clipped else None for row in range(len(windows))
        ],
        "silence_added_s": [
            _known(max(0.0, -start) + max(0.0, stop - end)) if row in clipped else None
            for row, (start, stop) in enumerate(windows)
        ],
        "doubt": [word.reason or None for word in spoken],
    }
    return {"word_id": [word.word_id for word in spoken], "face": face, "voice": voice}


def _known(value: float) -> float | int | None:
    if isinstance(value, int):
        return value
    return round(float(value), 4) if math.isfinite(value) else None
