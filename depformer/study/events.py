"""Check one participant's events, and append every fault that is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from depformer.files import MISSING, read_table
from depformer.study import layout
from depformer.study.tables import as_written, read_columns, read_numbers
from depformer.validate import allowed_list
from depformer.wording import say

EVENT_COLUMNS = ("onset", "duration", "trial_type", "word_id", "position")
# Seconds: a day of recording, an hour of one word; a missing time is n/a, and no 999 or -9.
SECONDS = {
    "onset": (0, 86_400),
    "duration": (0, 3_600),
    "voice_onset": (0, 86_400),
    "voice_offset": (0, 86_400),
}
WHOLE = ("position", "reading_ok", "face_ok")
EVENT_NUMBERS = (*SECONDS, "snr_db", "reading_ok", "face_ok")


def read_events(root: Path, participant: str, words: pd.DataFrame) -> pd.DataFrame:
    """Return when each word was shown and said, and how well it was recorded.

    Parameters
    ----------
    root : Path
        A study without a fault.
    participant : str
        Id.
    words : DataFrame
        The study's word list.

    Returns
    -------
    DataFrame
        Index ``word_id`` in the order of the list; ``position``, ``onset``, ``duration``,
        ``voice_onset``, ``voice_offset`` [s], ``reading_ok``, ``face_ok`` (0 or 1) and ``snr_db``
        [dB]; NaN for what is not known.

    Raises
    ------
    DepformerError
        If the table has changed since the study was loaded, and is none any more.
    """
    numbers = event_numbers(root, participant, words)
    return pd.DataFrame(numbers, index=pd.Index(words["word_id"], name="word_id"))


def event_numbers(
    root: Path, participant: str, words: pd.DataFrame
) -> dict[str, NDArray[np.number[Any]]]:
    """Return the columns of `read_events`, shape (word,) each; whole ones where all are known.

    All cells become numbers at once: who reads a thousand tables waits for each call.
    """
    path = layout.events_path(root, participant)
    events = read_table(path, kind="study", columns=(*EVENT_COLUMNS, *EVENT_NUMBERS))
    known = ("position", *EVENT_NUMBERS)
    row_of = {word: row for row, word in enumerate(events["word_id"].tolist())}
    rows = [row_of.get(word) for word in words["word_id"].tolist()]
    cells: list[object] = []
    for name in known:
        column = events[name].tolist() if name in events else [np.nan] * len(events)
        cells += [np.nan if row is None else column[row] for row in rows]
    found = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(dtype=float)
    columns = dict(zip(known, found.reshape(len(known), len(rows)), strict=True))
    whole = [name for name in WHOLE if np.isfinite(columns[name]).all()]
    return {**columns, **{name: columns[name].astype(np.int64) for name in whole}}


def check_events(
    root: Path, participant: str, words: pd.DataFrame, faults: list[str]
) -> list[float]:
    """Return each word's position in this participant's own order, shape (word,)."""
    path = layout.events_path(root, participant)
    name = path.relative_to(root)
    events = read_columns(path, name, EVENT_COLUMNS, faults, EVENT_NUMBERS)
    return [] if events is None else check_event_rows(events, name, words, faults)


def check_event_rows(
    events: pd.DataFrame, name: object, words: pd.DataFrame, faults: list[str]
) -> list[float]:
    """Return the same of a table that has been read, or is still to be written."""
    # Lists, and each column once: a study has as many tables as people.
    valence = dict(zip(words["word_id"].tolist(), words["valence"].tolist(), strict=True))
    positions = pd.to_numeric(events["position"], errors="coerce")
    ids, types = events["word_id"].tolist(), events["trial_type"].fillna("").tolist()
    for row, (word, trial_type) in enumerate(zip(ids, types, strict=True), start=2):
        if word not in valence:
            faults.append(
                say(
                    "study.unknown_word",
                    name=name,
                    row=row,
                    word=as_written(word),
                    words=layout.WORDS,
                    allowed=allowed_list(valence),
                )
            )
        elif trial_type != valence[word]:
            faults.append(
                say(
                    "study.trial_type",
                    name=name,
                    row=row,
                    got=trial_type,
                    words=layout.WORDS,
                    word=word,
                    valence=valence[word] or MISSING,
                )
            )
    for column, (low, high) in SECONDS.items():
        if column in events:
            read_numbers(events[column], low, high, name, column, faults)
    if sorted(positions.fillna(-1).tolist()) != list(range(1, len(words) + 1)):
        faults.append(say("study.positions", name=name, n=len(words), rows=len(events)))
    by_word = dict(zip(ids, positions.tolist(), strict=True))
    absent = [word for word in valence if word not in by_word]
    if absent:
        named = allowed_list(absent)
        faults.append(say("study.no_row", name=name, absent=named, words=layout.WORDS))
    repeated = events["word_id"][events["word_id"].duplicated()].unique()
    if len(repeated):
        faults.append(say("study.several_rows", name=name, repeated=allowed_list(repeated)))
    return [float(by_word.get(word, np.nan)) for word in words["word_id"].tolist()]
