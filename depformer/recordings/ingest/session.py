"""Who was recorded, and where the recording lies: named one by one, or in a table of sessions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from depformer.errors import DepformerError
from depformer.files import read_foreign_table, user_path
from depformer.study import layout
from depformer.study.tables import LIMITS
from depformer.validate import allowed_list, number, shortened
from depformer.wording import say

FILES = ("video", "audio", "events", "order", "vectors")
BETWEEN = "|"  # several tables of descriptors in one cell
# What else may be known of a participant, and is written to participants.tsv.
ABOUT = (*LIMITS, "sex", "education", "site", "consent_publish_face")
COLUMNS = ("participant_id", "group", *FILES, "descriptors", "offset", *ABOUT)
MOST_OFFSET_S = 86_400.0
RANGES = {**LIMITS, "offset": (-MOST_OFFSET_S, MOST_OFFSET_S)}


@dataclass(frozen=True)
class Session:
    """Name one participant's recording.

    Parameters
    ----------
    participant_id : str
        A pseudonym; ``sub-`` is put before it where it is not.
    group : str
        ``healthy``, ``depressed``, or any other that is explained and compared only.
    video : Path
        With its sound, where there is no file of its own.
    audio : Path, optional
        The sound.
    events : Path, optional
        A table, or Audacity's labels, of when which word was said; or the folder that holds what
        was written for the review.
    order : Path, optional
        A table whose column ``word_id`` has the words in the order in which they were read.
    vectors : Path, optional
        An array ``.npy`` of the voices' vectors, shape (word, feature), in place of an extractor's.
    descriptors : tuple of Path
        Tables of OpenFace, py-feat or openSMILE for this recording.
    offset : float
        When the sound of `audio` begins on the clock of the video [s].
    about : mapping
        Age, sex and what else participants.tsv says, by column.

    Raises
    ------
    DepformerError
        If the id is no pseudonym of letters and digits, there is no group, or an offset without a
        sound of its own.
    """

    participant_id: str
    group: str
    video: Path
    audio: Path | None = None
    events: Path | None = None
    order: Path | None = None
    vectors: Path | None = None
    descriptors: tuple[Path, ...] = ()
    offset: float = 0.0
    about: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        name = self.participant_id.strip()
        name = name if name.startswith("sub-") else f"sub-{name}"
        if not layout.PARTICIPANT_ID.fullmatch(name):
            raise DepformerError(say("ingest.id", got=shortened(self.participant_id)))
        if not self.group.strip():
            raise DepformerError(say("ingest.no_group", who=name))
        number("offset", self.offset, low=-MOST_OFFSET_S, high=MOST_OFFSET_S)
        if self.offset and self.audio is None:
            raise DepformerError(say("ingest.offset", who=name))
        object.__setattr__(self, "participant_id", name)

    @property
    def sound(self) -> Path:
        """The file that holds the sound."""
        return self.audio or self.video

    @property
    def recordings(self) -> dict[str, Path]:
        """The files of the recording, by kind."""
        return {"video": self.video} | ({"audio": self.audio} if self.audio else {})

    @property
    def row(self) -> dict[str, object]:
        """What participants.tsv says."""
        return {"participant_id": self.participant_id, "group": self.group, **self.about}

    def events_of(self) -> Path | None:
        """Return the table or the labels of the words' times; of two in a folder the later one."""
        if self.events is None or not self.events.is_dir():
            return self.events
        both = [self.events / name for name in review_names(self.participant_id)]
        there = [path for path in both if path.is_file()]
        if not there:
            known = {"folder": self.events, "names": allowed_list(path.name for path in both)}
            raise DepformerError(say("ingest.no_review", **known), kind="study")
        return max(there, key=lambda path: path.stat().st_mtime_ns)


def review_names(participant: str) -> tuple[str, str]:
    """Return the names of the table and of the labels in which somebody's words are reviewed."""
    return f"{participant}_words.tsv", f"{participant}_labels.txt"


def session_of(cells: Mapping[str, object], beside: Path = Path()) -> Session:
    """Return the session of a row, or of what the options of a command or a job say.

    Parameters
    ----------
    cells : mapping
        By the names of `COLUMNS`; what is not known is left out, empty, None or NaN. Several
        tables of descriptors have ``|`` between them.
    beside : Path
        The folder that relative paths start from.
    """
    known = {name: cell for name, cell in cells.items() if not _empty(cell)}
    paths = {name: beside / user_path(str(known[name])) for name in FILES if name in known}
    tables = str(known.get("descriptors", "")).split(BETWEEN)
    who = str(known.get("participant_id", ""))
    if "video" not in paths:
        raise DepformerError(say("ingest.no_video", who=shortened(who)))
    for name, (low, high) in RANGES.items():
        if name in known:
            number(name, known[name], low=low, high=high)
    return Session(
        participant_id=who,
        group=_text(known.get("group", "")),
        offset=known.get("offset", 0.0),  # type: ignore[arg-type]  # looked at there
        descriptors=tuple(beside / user_path(each.strip()) for each in tables if each.strip()),
        about={name: _text(known[name]) for name in ABOUT if name in known},
        **paths,
    )


def read_sessions(path: Path | str) -> tuple[list[Session], list[str]]:
    """Read a table of sessions, one row a participant.

    Parameters
    ----------
    path : Path or str
        Of the columns ``participant_id``, ``group``, ``video``, and any of `COLUMNS`; paths in it
        start from its own folder.

    Returns
    -------
    sessions : list of Session
        In the order of the rows.
    notes : list of str
        Columns that are left out.

    Raises
    ------
    DepformerError
        Listing every fault with its line. Whether the recordings are there is seen later, one by
        one.
    """
    path = user_path(path)
    table = read_foreign_table(path, kind="study", columns=COLUMNS)
    if lacking := [name for name in COLUMNS[:3] if name not in table]:
        known = {"path": path, "lacking": allowed_list(lacking), "there": allowed_list(table)}
        raise DepformerError(say("ingest.table_columns", **known), kind="study")
    faults: list[str] = []
    for column in {*LIMITS, "offset"} & set(table):
        numbers = pd.to_numeric(table[column], errors="coerce").astype(object)
        table[column] = numbers.where(numbers.notna(), table[column])
    sessions: list[Session] = []
    lines: dict[str, int] = {}
    own: dict[str, str] = {}
    for line, row in enumerate(table.to_dict("records"), start=2):
        try:
            session = session_of({str(name): cell for name, cell in row.items()}, path.parent)
        except DepformerError as fault:
            faults.append(say("ingest.line", line=line, fault=str(fault).rstrip(".")))
            continue
        who = session.participant_id
        if (first := lines.setdefault(who, line)) != line:
            faults.append(say("ingest.twice", line=line, who=who, first=first))
        if (same := own.setdefault(who.casefold(), who)) != who:
            said = say("ingest.id_case", first=same, second=who).rstrip(".")
            faults.append(say("ingest.line", line=line, fault=said))
        sessions.append(session)
    if not len(table):
        faults.append(say("ingest.no_rows"))
    if faults:
        headline = say("ingest.table", path=path)
        raise DepformerError.listing(headline, faults, kind="study", most=20)
    left_out = [name for name in table if name not in COLUMNS]
    notes = [say("ingest.left_out", columns=allowed_list(left_out))] if left_out else []
    return sessions, notes


def _text(cell: object) -> str:
    """Return a cell as it is written: on one line, and whole numbers without a point."""
    return f"{cell:g}" if isinstance(cell, float) else " ".join(str(cell).split())


def _empty(cell: object) -> bool:
    return cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell))


def read_order(path: Path, words: pd.DataFrame) -> list[str]:
    """Return the words of a list in the order in which a participant read them.

    Raises
    ------
    DepformerError
        If the table does not hold every word once.
    """
    table = read_foreign_table(path, kind="study", columns=("word_id",))
    ids = words["word_id"].tolist()
    order = table["word_id"].tolist() if "word_id" in table else []
    if sorted(map(str, order)) != sorted(ids):
        raise DepformerError(say("ingest.order", path=path, n=len(ids)), kind="study")
    return order
