"""The whole way from recordings to a checked study, one participant after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd

from depformer import __version__
from depformer.errors import DepformerError
from depformer.features import refused
from depformer.files import digest, refuse_existing, user_path
from depformer.labels import OUTCOMES
from depformer.recordings.descriptors import DESCRIPTORS, FRAME_TABLES
from depformer.recordings.ingest.into_study import refuse_other_settings, settings_for, tables_of
from depformer.recordings.ingest.made import Finished, Made
from depformer.recordings.ingest.options import IngestOptions
from depformer.recordings.ingest.participant import MakeParticipant
from depformer.recordings.ingest.remarks import nobody
from depformer.recordings.ingest.session import Session
from depformer.recordings.ingest.unfinished import unfinished_beside
from depformer.recordings.ingest.vectors import check_vectors
from depformer.recordings.words import FINDERS
from depformer.study import Study, default_words, load_study, load_words, word_list_digest
from depformer.study.adding import add_participants
from depformer.study.layout import DESCRIPTION, PARTICIPANTS
from depformer.study.writer import ParticipantRecord, write_study_folder
from depformer.validate import allowed_list
from depformer.wording import say
from depformer.work import HERE, Piece, Place, Progress, carry_out


@dataclass(frozen=True)
class Outcome:
    """Hold how it ended.

    Parameters
    ----------
    study : Study
        Written and checked, with everybody who came through.
    through : tuple of str
        Who came through.
    failed : dict
        Why the others did not, by id.
    notes : tuple of str
        What is missing or in doubt, one sentence each.
    """

    study: Study
    through: tuple[str, ...]
    failed: dict[str, str]
    notes: tuple[str, ...]


def ingest(
    sessions: Sequence[Session],
    out: Path | str,
    *,
    words: pd.DataFrame | None = None,
    options: IngestOptions = IngestOptions(),
    overwrite: bool = False,
    parts: Path | None = None,
    place: Place = HERE,
    progress: Progress = lambda done, total: None,
) -> Outcome:
    """Make a study of recordings, or add them to one that is there.

    Finished participants are kept beside the study until all are made: after a cancellation or a
    crash the same call goes on from there. A second process that writes the same study waits.

    Parameters
    ----------
    sessions : sequence of Session
        One a participant.
    out : Path or str
        The study.
    words : DataFrame, optional
        The list that was read, as of `load_words`; without it that of the study at `out`.
    options : IngestOptions
        How recordings become numbers.
    overwrite : bool
        Whether participants of these ids who are in the study already are made anew.
    parts : Path, optional
        Where finished participants are kept, on the disk of the study; without it, beside it.
    place : Place
        Where participants are made, see `depformer.work`.
    progress : callable
        Called with participants done and in all, or with steps within them.

    Returns
    -------
    Outcome
        The study, who came through, who did not and why, and what is in doubt.

    Raises
    ------
    DepformerError
        If nobody comes through, with all reasons; or if words or settings are not those of the
        study that is there.
    """
    out = study_folder(out)
    with unfinished_beside(out, progress, parts) as unfinished:
        there = study_at(out)
        words = words_for(there, words)
        options = settings_for(there, options)
        check_vectors(sessions, there, len(words), options)
        failed: dict[str, str] = {}
        if there is not None:
            refuse_other_settings(there, options)
            failed = {
                each.participant_id: say("ingest.there_already", study=out)
                for each in sessions
                if each.participant_id in there.ids and not overwrite
            }
        keep = Finished(unfinished / "participants")
        keep.forget_failures()
        todo = {each.participant_id: each for each in sessions if each.participant_id not in failed}
        _refuse_twice(sessions)
        pieces = [
            Piece(piece_name(each, words, options), each, each.participant_id)
            for each in todo.values()
        ]
        made = carry_out(
            MakeParticipant(words, options), pieces, place=place, keep=keep, progress=progress
        )
        now = {who: piece_name(each, words, options) for who, each in todo.items()}
        for each, piece in zip(made, pieces, strict=True):
            if each.failed or now[each.participant_id] != piece.name:
                changed = say("recordings.changed", path=todo[each.participant_id].video)
                failed[each.participant_id] = each.failed or changed
        whole = [each for each in made if each.participant_id not in failed]
        if not whole:
            raise nobody(failed)
        people = [todo[each.participant_id] for each in whole]
        records = _records(whole, todo, options)
        tables = tables_of(people, words, options)
        if there is None:
            write_study_folder(out, tables, records, copying=progress)
        else:
            staged = write_study_folder(
                unfinished / "study", tables, records, replace=True, copying=progress
            )
            add_participants(out, staged, replace=overwrite)
    notes = [*refused(), *_of_groups(people), *_shared(whole)]
    notes += [note for each in whole for note in each.notes]
    through = tuple(each.participant_id for each in whole)
    return Outcome(load_study(out), through, failed, tuple(notes))


def word_list_of(number: int | None, path: str) -> pd.DataFrame | None:
    """Return the default list of a number of words, the list at a path, or None for neither.

    Raises
    ------
    DepformerError
        If both are named, or the list is none.
    """
    if number is not None and path:
        raise DepformerError(say("ingest.words_twice"))
    return load_words(path) if path else None if number is None else default_words(number)


def study_folder(out: Path | str) -> Path:
    """Return the folder of a study in full, so that something can lie beside it."""
    path = user_path(out)
    return path.resolve() if path.is_dir() else path.absolute()


def words_for(there: Study | None, words: pd.DataFrame | None) -> pd.DataFrame:
    """Return the word list: the one that is named, which has to be that of a study that is there.

    Raises
    ------
    DepformerError
        If none is named and there is no study, or if the two differ.
    """
    if there is None:
        if words is None:
            raise DepformerError(say("ingest.no_words"))
        return words
    if words is not None and word_list_digest(words) != there.word_list_digest:
        raise DepformerError(say("ingest.other_words", study=there.root), kind="study")
    return there.words


def piece_name(session: Session, words: pd.DataFrame, options: IngestOptions) -> str:
    """Return the digest of all that a participant is made from.

    Recordings are known by place, size and time of change, since reading them takes as long as the
    work that is saved.
    """
    files = [session.video, session.audio, session.order, session.vectors, *session.descriptors]
    with suppress(DepformerError):
        files.append(session.events_of())
    stamps = [_stamp(path) for path in files]
    asked = {**asdict(options), "recordings": "", "finder_version": FINDERS[options.finder].version}
    asked["descriptors"] = [(spec.id, spec.version) for spec in (*DESCRIPTORS, *FRAME_TABLES)]
    facts = [session.participant_id, session.offset, stamps, asked, options.face, options.audio]
    return digest(json.dumps(facts, sort_keys=True), words.to_csv(), __version__)[:16]


def _stamp(path: Path | None) -> list[str | int]:
    if path is None:
        return []
    try:
        about = path.stat()
    except OSError:
        return [str(path)]
    return [str(path.absolute()), about.st_size, about.st_mtime_ns]


def study_at(out: Path) -> Study | None:
    """Return the study that is there; raise if there is anything else but an empty folder."""
    if (out / PARTICIPANTS).exists() or (out / DESCRIPTION).exists():
        return load_study(out)
    refuse_existing(out)
    return None


def _refuse_twice(sessions: Sequence[Session]) -> None:
    ids = [each.participant_id for each in sessions]
    if again := next((who for who in ids if ids.count(who) > 1), None):
        raise DepformerError(say("ingest.id_twice", who=again))


def _records(
    made: Sequence[Made], sessions: Mapping[str, Session], options: IngestOptions
) -> Iterator[ParticipantRecord]:
    for each in made:
        session, record = sessions[each.participant_id], each.record
        if record is not None and options.recordings == "copy":
            files = {"video": session.video} | ({"audio": session.audio} if session.audio else {})
            record = replace(record, recordings=files)
        if record is not None:
            yield record


def _shared(made: Sequence[Made]) -> Iterator[str]:
    """Say who has the very same files, by their digests, under whatever names."""
    by_files: dict[str, list[str]] = {}
    for each in made:
        if each.record is not None:
            files = json.dumps(each.record.features["source_digests"], sort_keys=True)
            by_files.setdefault(files, []).append(each.participant_id)
    for who in by_files.values():
        if len(who) > 1:
            yield say("ingest.same_recording", who=allowed_list(who))


def _of_groups(people: Sequence[Session]) -> Iterator[str]:
    for group in dict.fromkeys(each.group for each in people if each.group not in OUTCOMES):
        yield say("ingest.other_group", group=group)
