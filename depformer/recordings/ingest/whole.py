"""The whole way from recordings to a checked study, one participant after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from depformer import __version__
from depformer.errors import DepformerError
from depformer.features import refused
from depformer.files import digest, refuse_existing
from depformer.files.beside import beside
from depformer.recordings.descriptors import DESCRIPTORS, FRAME_TABLES
from depformer.recordings.ingest.everybody import Making, Told, stamp
from depformer.recordings.ingest.into_study import refuse_other_settings, settings_for, tables_of
from depformer.recordings.ingest.made import Finished
from depformer.recordings.ingest.options import IngestOptions
from depformer.recordings.ingest.participant import MakeParticipant
from depformer.recordings.ingest.remarks import nobody, of_groups, shared
from depformer.recordings.ingest.session import Session
from depformer.recordings.ingest.unfinished import FINISHED, study_folder, unfinished_beside
from depformer.recordings.ingest.vectors import check_vectors
from depformer.recordings.words import FINDERS
from depformer.study import (
    Study,
    default_words,
    load_study,
    load_words,
    word_list_digest,
)
from depformer.study.adding import add_participants, state_of
from depformer.study.layout import DESCRIPTION, PARTICIPANTS
from depformer.study.tables import differing_in_case
from depformer.study.writer import ParticipantRecord, write_study_folder
from depformer.wording import say
from depformer.work import HERE, Place, Progress


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
        Whether participants of these ids who are in the study already are made anew. What the study
        knows of them stays where the sessions do not say it.
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
        replaced = _states(there, sessions) if overwrite else {}
        words = words_for(there, words)
        options = settings_for(there, options)
        check_vectors(sessions, there, len(words), options)
        if there is not None:
            refuse_other_settings(there, options)
        _refuse_twice(sessions)
        failed = _refused(there, sessions, replaced)
        todo = {each.participant_id: each for each in sessions if each.participant_id not in failed}
        making = Making(Finished(unfinished / FINISHED), place, progress)
        made = making.everybody(
            MakeParticipant(words, options),
            todo,
            partial(piece_name, words=words, options=options),
            lambda session: session.video,
        )
        failed |= {who: each.failed for who, each in made.items() if each.failed}
        through = tuple(who for who in made if who not in failed)
        if not through:
            raise nobody(failed)
        people = [todo[who] for who in through]
        copy = options.recordings == "copy"
        records = _records([made[who] for who in through], making, copy)
        tables = tables_of(people, words, options)
        if there is None:
            write_study_folder(out, tables, records, copying=progress)
        else:
            with beside(unfinished / "study") as staged:
                write_study_folder(staged, tables, records, copying=progress)
                add_participants(
                    out,
                    staged,
                    replaced=replaced,
                    staying={
                        path.resolve() for each in people for path in each.recordings.values()
                    },
                    look=lambda: progress(len(made), len(made)),
                )
    whole = {who: made[who] for who in through}
    notes = [*refused(), *of_groups(there, people)]
    notes += shared(there, {who: each.sources for who, each in whole.items()})
    notes += [note for each in whole.values() for note in each.notes]
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
    stamps = [stamp(path) for path in files]
    asked = {**asdict(options), "recordings": "", "finder_version": FINDERS[options.finder].version}
    asked["descriptors"] = [(spec.id, spec.version) for spec in (*DESCRIPTORS, *FRAME_TABLES)]
    facts = [session.participant_id, session.offset, stamps, asked, options.face, options.audio]
    return digest(json.dumps(facts, sort_keys=True), words.to_csv(), __version__)[:16]


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
    if pair := differing_in_case(ids):
        raise DepformerError(say("ingest.id_case", first=pair[0], second=pair[1]))


def _states(there: Study | None, sessions: Sequence[Session]) -> dict[str, str]:
    """Return what those who are made anew are now, so that nobody's later work is lost."""
    again = {each.participant_id for each in sessions}
    return {who: state_of(there.root, who) for who in there.ids if who in again} if there else {}


def _refused(
    there: Study | None, sessions: Sequence[Session], replaced: Mapping[str, str]
) -> dict[str, str]:
    """Return who cannot be in the study that is there, and why."""
    if there is None:
        return {}
    own = {who.casefold(): who for who in there.ids}
    failed = {}
    for who in (each.participant_id for each in sessions):
        same = own.get(who.casefold(), who)
        if same != who:
            failed[who] = say("ingest.id_case", first=same, second=who)
        elif who in there.ids and who not in replaced:
            failed[who] = say("ingest.there_already", study=there.root)
    return failed


def _records(
    through: Sequence[Told[Session]], making: Making, copy: bool
) -> Iterator[ParticipantRecord]:
    """Yield what the study holds of everybody, with the recordings where they are copied."""
    for session, record in making.records(through):
        yield replace(record, recordings=session.recordings) if copy else record
