"""The words of recordings, written down for a person to correct before anything is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from depformer.errors import DepformerError
from depformer.files import check_place, user_path
from depformer.recordings.ingest.options import IngestOptions
from depformer.recordings.ingest.participant import timed
from depformer.recordings.ingest.remarks import nobody
from depformer.recordings.ingest.session import Session, review_names
from depformer.recordings.ingest.unfinished import study_folder
from depformer.recordings.ingest.whole import study_at, words_for
from depformer.recordings.words import Aligned
from depformer.recordings.words.review import write_labels, write_review
from depformer.wording import say
from depformer.work import HERE, Piece, Place, Progress, carry_out


@dataclass(frozen=True)
class Reviewed:
    """Hold what there is to look over.

    Parameters
    ----------
    folder : Path
        With a table and a file of Audacity's labels for each participant.
    doubtful : dict
        How many words are missing or in doubt, by participant.
    failed : dict
        Why there is nothing of the others.
    """

    folder: Path
    doubtful: dict[str, int]
    failed: dict[str, str]


def review(
    sessions: Sequence[Session],
    out: Path | str,
    folder: Path | str,
    *,
    words: pd.DataFrame | None = None,
    options: IngestOptions = IngestOptions(),
    place: Place = HERE,
    progress: Progress = lambda done, total: None,
) -> Reviewed:
    """Write down when each participant said which word, for somebody to correct.

    What is corrected there is taken by naming the folder as the events of the sessions. Files that
    are there already are left alone, since somebody may have corrected them.

    Parameters
    ----------
    sessions, out, words, options, place, progress
        As of `ingest`.
    folder : Path or str
        Where to.

    Raises
    ------
    DepformerError
        If nothing could be written for anybody.
    """
    folder, words = user_path(folder), words_for(study_at(study_folder(out)), words)
    check_place(folder)
    pieces = [Piece(each.participant_id, each, each.participant_id) for each in sessions]
    find = _WriteDown(folder, words, options)
    found = carry_out(find, pieces, place=place, progress=progress)
    doubtful = {who: number for who, number, why in found if not why}
    failed = {who: why for who, _, why in found if why}
    if not doubtful:
        raise nobody(failed)
    return Reviewed(folder, doubtful, failed)


@dataclass(frozen=True)
class _WriteDown:
    """Find the words of a recording and write them: the folder, the list and the options."""

    folder: Path
    words: pd.DataFrame
    options: IngestOptions

    def __call__(self, session: Session, report: Progress) -> tuple[str, int, str]:
        who = session.participant_id
        table, labels = (self.folder / name for name in review_names(who))
        try:
            for path in (table, labels):
                if path.exists():
                    raise DepformerError(say("ingest.reviewed", path=path))
            _, _, timing = timed(session, self.words, self.options, report)
            aligned = Aligned(timing.words, timing.extras)
            write_review(table, aligned)
            write_labels(labels, aligned)
        except DepformerError as fault:
            return who, 0, str(fault)
        return who, sum(word.missing or bool(word.reason) for word in timing.words), ""
