"""What a job can do: one line a verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from depformer.config import Question
from depformer.wording import say
from depformer.work import Place, Progress

Asked = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """Hold what has come of a job.

    Parameters
    ----------
    folder : Path
        What was made.
    notes : tuple of str
        What a reader must know of it, one sentence each.
    failed : mapping of str
        Why a part of it could not be made, by participant.
    """

    folder: Path
    notes: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)


def explain(asked: Asked, place: Place, progress: Progress) -> Answer:
    """Explain a study, and return where the run lies.

    Parameters
    ----------
    asked : mapping
        ``study`` and ``checkpoint``, the folders, and ``question``, the fields of a `Question`.
    place, progress
        As of `depformer.work.carry_out`.
    """
    from depformer.explain import kept_run

    question = Question(**{**asked["question"], "also": tuple(asked["question"]["also"])})
    _, folder = kept_run(
        asked["study"], asked["checkpoint"], question, place=place, progress=progress
    )
    return Answer(folder)


def ingest(asked: Asked, place: Place, progress: Progress) -> Answer:
    """Make a study of recordings, or add participants to one, and return where it lies.

    Parameters
    ----------
    asked : mapping
        ``study``, the folder; ``sessions``, a list of the cells of rows as `session_of` takes them;
        ``words``, a number, and ``word_list``, a path, or neither; ``options``, the fields of
        `IngestOptions`; ``replace``; ``uploaded``, where files that were handed over lie.
    place, progress
        As of `depformer.work.carry_out`.
    """
    from depformer.recordings import ingest as recorded

    done = recorded.ingest(
        [recorded.session_of(each) for each in asked["sessions"]],
        asked["study"],
        words=recorded.word_list_of(asked.get("words"), asked.get("word_list", "")),
        options=recorded.IngestOptions(**asked.get("options", {})),
        overwrite=asked.get("replace", False),
        parts=Path(asked["uploaded"]) / "parts" if "uploaded" in asked else None,
        place=place,
        progress=progress,
    )
    return Answer(done.study.root, done.notes, done.failed)


def correct(asked: Asked, place: Place, progress: Progress) -> Answer:
    """Set when a participant said a word, make his or her features anew, and return the study.

    Parameters
    ----------
    asked : mapping
        ``study``, the folder; ``participant`` and ``word``, ids; ``onset`` and ``offset`` [s], or
        None for both.
    place, progress
        As of `depformer.work.carry_out`.
    """
    from depformer.recordings.ingest import correct as set_word

    names = ("participant", "word", "onset", "offset")
    done = set_word(asked["study"], *(asked[name] for name in names), progress=progress)
    known = {"word": asked["word"], "doubt": done.doubt}
    return Answer(done.study.root, (say("correcting.doubt", **known),) if done.doubt else ())


VERBS: Mapping[str, Callable[[Asked, Place, Progress], Answer]] = MappingProxyType(
    {"explain": explain, "ingest": ingest, "correct": correct}
)
