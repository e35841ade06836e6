"""What a reader must know of a participant's recording, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.files import read_json
from depformer.labels import OUTCOMES
from depformer.recordings.faces import WordFace
from depformer.recordings.ingest.options import IngestOptions
from depformer.recordings.ingest.session import Session, read_order
from depformer.recordings.ingest.timing import Timing
from depformer.recordings.media import Media, look_at_media
from depformer.recordings.sound import RATE
from depformer.recordings.voices import Voices
from depformer.recordings.words import Heard
from depformer.study import MOST_MISSING, Study, layout
from depformer.validate import allowed_list
from depformer.wording import say

_DIFFERENT_S = 0.5  # that sound and video may differ in their ends
_CLIPPED = 0.001  # share of samples at full scale without a word
_LOST_S = 0.05  # of sound that may be undecodable without a word


def remarks(
    session: Session,
    video: Media,
    heard: Heard,
    timing: Timing,
    faces: Sequence[WordFace],
    voices: Voices,
    words: pd.DataFrame,
    options: IngestOptions,
) -> list[str]:
    """Return what is missing or in doubt, the gravest first; each begins with whose it is."""
    ids = words["word_id"].tolist()
    said = [*_missing(ids, timing, faces, voices), *_doubts(ids, timing, faces)]
    said += [*_of_files(session, video, heard), *_of_windows(timing, options)]
    if session.events is None and session.order is None:
        said.append(say("ingest.order_taken"))
    if session.events is not None and session.order is not None:
        own = [word.word_id for word in timing.words]
        if own != read_order(session.order, words):
            known = {"order": session.order.name, "events": session.events.name}
            said.append(say("ingest.order_differs", **known))
    return [say("ingest.remark", who=session.participant_id, said=each) for each in said]


def nobody(failed: Mapping[str, str]) -> DepformerError:
    """Return the fault that nobody came through, with the reason of each on one line."""
    reasons = []
    for who, why in failed.items():
        said, *each = why.split("\n  - ")  # one reason may list several faults
        reasons.append(say("ingest.reason", who=who, why=f"{said} {'; '.join(each)}".strip()))
    return DepformerError.listing(say("ingest.nobody"), reasons, kind="study")


def share_missing(faces: Sequence[WordFace], voices: Voices) -> float:
    """Return which share of a participant's faces and voices is missing."""
    return (len(voices.lacking) + sum(face.missing for face in faces)) / (2 * len(faces))


def shared(there: Study | None, made: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Say who has the very same recording, among those who are made and those who are there.

    Parameters
    ----------
    there : Study, optional
        That they are added to.
    made : mapping
        Digests of the files of each participant, by kind.
    """
    sources = dict(made)
    for who in there.ids if there else ():
        if there is not None and who not in made:
            about = read_json(layout.features_path(there.root, who), kind="study")
            own = about.get("source_digests")
            sources[who] = own if isinstance(own, dict) else {}
    owners: dict[str, list[str]] = {}
    for who, files in sources.items():
        for content in {str(files[kind]) for kind in layout.RECORDINGS if kind in files}:
            owners.setdefault(content, []).append(who)
    for people in dict.fromkeys(map(tuple, owners.values())):
        if len(people) > 1 and people[0] in made:
            yield say("ingest.same_recording", who=allowed_list(people))


def of_groups(there: Study | None, people: Sequence[Session]) -> Iterator[str]:
    """Say who is in another group than before, and which groups are compared only."""
    before = {} if there is None else there.participants["group"].to_dict()
    for each in people:
        if (old := before.get(each.participant_id, each.group)) != each.group:
            yield say("ingest.group_changed", who=each.participant_id, before=old, now=each.group)
    for group in dict.fromkeys(each.group for each in people if each.group not in OUTCOMES):
        yield say("ingest.other_group", group=group)


def _missing(
    ids: Sequence[str], timing: Timing, faces: Sequence[WordFace], voices: Voices
) -> Iterable[str]:
    reasons = {w.word_id: w.reason or say("ingest.no_time") for w in timing.words if w.missing}
    reasons |= {
        ids[row]: say(f"ingest.voice_{why}")
        for row, why in voices.lacking.items()
        if ids[row] not in reasons
    }
    unseen = {
        word: face.doubt
        for word, face in zip(ids, faces, strict=True)
        if face.missing and face.flag != "no_window"
    }
    share = share_missing(faces, voices)
    if share > MOST_MISSING:
        yield say("ingest.too_much", share=100 * share, most=100 * MOST_MISSING)
    if reasons:
        yield say("ingest.no_voice", n=len(reasons), words=_with_reasons(reasons))
    if unseen:
        yield say("ingest.no_face", n=len(unseen), words=_with_reasons(unseen))


def _doubts(ids: Sequence[str], timing: Timing, faces: Sequence[WordFace]) -> Iterable[str]:
    doubts = {w.word_id: w.reason for w in timing.words if w.reason and not w.missing}
    doubts |= {
        word: " ".join(filter(None, (doubts.get(word, ""), face.doubt)))
        for word, face in zip(ids, faces, strict=True)
        if face.doubt and not face.missing
    }
    if doubts:
        yield say("ingest.doubtful", n=len(doubts), words=_with_reasons(doubts))
    for extra in timing.extras:
        yield say("ingest.extra", at=extra.onset, reason=extra.reason)
    if beside := sum(face.others > 0 for face in faces):
        yield say("ingest.others", n=beside)


def _of_files(session: Session, video: Media, heard: Heard) -> Iterable[str]:
    end = heard.duration + session.offset
    if (rate := look_at_media(session.sound).rate) < RATE:
        yield say("ingest.low_rate", rate=rate, highest=rate // 2)
    if math.isfinite(video.duration) and abs(end - video.duration) > _DIFFERENT_S:
        yield say("ingest.lengths", sound=end, video=video.duration)
    if heard.lost > _LOST_S:
        yield say("ingest.lost", lost=heard.lost)
    if heard.cut > 0:
        yield say("ingest.cut", cut=heard.cut)
    if heard.clipped > _CLIPPED:
        yield say("ingest.clipped", share=100 * heard.clipped)


def _of_windows(timing: Timing, options: IngestOptions) -> Iterable[str]:
    there = [word for word in timing.words if not word.missing]
    stops = [word.onset - options.before + options.window for word in there]
    long = [w.word_id for w, stop in zip(there, stops, strict=True) if w.offset > stop]
    if long:
        yield say("ingest.long", n=len(long), words=allowed_list(long), window=options.window)
    onsets = np.array([word.onset for word in there])
    close = [
        word.word_id
        for word, stop in zip(there, stops, strict=True)
        if ((onsets > word.onset) & (onsets < stop)).any()
    ]
    if close:
        yield say("ingest.close", n=len(close), words=allowed_list(close), window=options.window)


def _with_reasons(reasons: Mapping[str, str]) -> str:
    """Return the words of each reason, the reason once."""
    by_reason: dict[str, list[str]] = {}
    for word, reason in reasons.items():
        by_reason.setdefault(reason, []).append(word)
    return "; ".join(
        say("ingest.words_why", words=allowed_list(words), why=reason.rstrip("."))
        for reason, words in by_reason.items()
    )
