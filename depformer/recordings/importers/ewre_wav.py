"""Words of the emotion word reading experiment: one WAV a word, its people in a table beside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from depformer.errors import DepformerError
from depformer.files import digest, digest_file, read_foreign_table
from depformer.recordings.found_files import left_out, same_bytes
from depformer.recordings.importer import (
    Imported,
    ImporterSpec,
    ImportOptions,
    in_turn,
    lacking_note,
    pseudonyms,
    words_of,
)
from depformer.recordings.ingest.described import described_alone
from depformer.recordings.seen import NO_FACE_SIZE, no_faces
from depformer.recordings.sound import RATE, FloatArray, read_sound
from depformer.recordings.trials import in_list_order
from depformer.recordings.voices import voices_of_words
from depformer.recordings.words import WordTime
from depformer.study.tables import LIMITS, read_numbers
from depformer.study.writer import ParticipantRecord
from depformer.validate import allowed_list
from depformer.wording import say

VERSION = "2"
FOLDER = Path("audio", "wav")
NAME = re.compile(r"(\d+(?:\.\d+)?)_([01])_(\d{3})_(\d{1,2})\.wav", re.IGNORECASE)
GROUPS = {"0": "healthy", "1": "depressed"}
TABLE = "EWRE.csv"  # of everybody; or one a group, in Chinese
TABLES = {"normal.csv": "0", "depression.csv": "1"}
COLUMNS = {"id": "id", "age": "age", "sex": "sex", "edu": "education", "score": "severity"}
CHINESE = {"编号": "id", "年龄": "age", "性别": "sex", "教育程度": "education", "总分": "severity"}
PEOPLE = ("age", "sex", "education", "severity")
SEXES = {"男": "M", "女": "F"}
SCHOOLS = {
    "小学": "primary school",
    "初中": "middle school",
    "高中": "high school",
    "大学": "university",
    "研究生": "graduate school",
    "学生": "student",
}

Key = tuple[str, int]  # label and number of a person, in the names of the files


@dataclass(frozen=True)
class Row:
    """Hold what a table says of a person, and where it says so."""

    path: Path
    line: int
    cells: Mapping[str, str | float]


def find(source: Path, options: ImportOptions) -> Imported:
    """Read the names of all sounds and the rows of all people, and hold one against the other."""
    files = _files(source)
    rows = _rows(source)
    notes: list[str] = []
    most = max(word for words in files.values() for word in words)
    words = words_of(options, 24 if most <= 24 else 72, notes)
    keys = sorted(files)
    for key in keys:
        _hold_against(files[key], rows.get(key), source)
    ids = dict(zip(keys, pseudonyms(len(keys)), strict=True))
    if silent := [f"{rows[key].path.name}:{rows[key].line}" for key in rows if key not in files]:
        notes.append(say("importers.wav_nobody", n=len(silent), named=allowed_list(silent)))
    if most > len(words):
        notes.append(say("importers.more_words", n=len(words), named=FOLDER))
    notes.append(say("importers.no_faces", size=NO_FACE_SIZE))
    tables = [path for path in (source / name for name in (TABLE, *TABLES)) if path.exists()]
    notes += left_out(source, [source / FOLDER, *tables])
    people = pd.DataFrame(
        {"participant_id": ids[key], "group": GROUPS[key[0]], **rows[key].cells} for key in keys
    )
    records = _records({ids[key]: files[key] for key in keys}, words, options.level, notes)
    return Imported(people, words, in_turn(records, len(keys)), notes)


def _files(source: Path) -> dict[Key, dict[int, Path]]:
    """Return the sounds of every person by the number of the word."""
    folder = source / FOLDER
    if not folder.is_dir():
        raise DepformerError(say("importers.wav_no_folder", path=folder), kind="study")
    found: dict[Key, dict[int, Path]] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        name = NAME.fullmatch(path.name)
        if not name or not 1 <= int(name[4]) <= 72:
            raise DepformerError(say("importers.wav_name", path=path), kind="study")
        own = found.setdefault((name[2], int(name[3])), {})
        if (first := own.setdefault(int(name[4]), path)) != path:
            known = {"first": first.name, "second": path.name}
            raise DepformerError(say("importers.wav_twice", **known), kind="study")
    if not found:
        raise DepformerError(say("importers.wav_none", path=folder), kind="study")
    return found


def _rows(source: Path) -> dict[Key, Row]:
    """Return the rows of all people: of one table, or of the two tables in Chinese."""
    if (source / TABLE).exists():
        return _table(source / TABLE, COLUMNS, "")
    there = [name for name in TABLES if (source / name).exists()]
    if not there:
        raise DepformerError(say("importers.wav_no_table", path=source), kind="study")
    return {
        key: row
        for name in there
        for key, row in _table(source / name, CHINESE, TABLES[name]).items()
    }


def _table(path: Path, names: Mapping[str, str], label: str) -> dict[Key, Row]:
    """Return the rows of a table; its own column says the label, or all have one."""
    wanted = [*names, *([] if label else ["label"])]
    table = read_foreign_table(path, kind="study", columns=wanted)
    if lacking := [name for name in wanted if name not in table]:
        known = {"name": path, "columns": ", ".join(lacking), "there": list(table.columns)}
        raise DepformerError(say("study.lacks_columns", **known) + ".", kind="study")
    table = table.rename(columns=dict(names)).assign(**({"label": label} if label else {}))
    faults: list[str] = []
    keys = _keys(table, faults)
    for column, codes in {"sex": SEXES, "education": SCHOOLS}.items():
        table[column] = _decoded(table[column], codes, column, faults)
    for column in ("age", "severity"):
        table[column] = read_numbers(table[column], *LIMITS[column], path.name, column, faults)
    if faults:
        raise DepformerError.listing(say("importers.table", path=path), faults, kind="study")
    rows = zip(keys, table[list(PEOPLE)].itertuples(index=False), strict=True)
    return {
        key: Row(path, line, dict(zip(PEOPLE, cells, strict=True)))
        for line, (key, cells) in enumerate(rows, start=2)
    }


def _keys(table: pd.DataFrame, faults: list[str]) -> list[Key]:
    """Return label and number of each row; append what is none, or stands there twice."""
    keys: list[Key] = []
    for line, row in enumerate(table[["id", "label"]].itertuples(index=False), start=2):
        number = re.fullmatch(r"[A-Za-z]?0*(\d+)", str(row.id).strip())
        if row.label not in GROUPS or not number:
            faults.append(say("importers.wav_id", line=line, id=row.id, label=row.label))
        elif (key := (str(row.label), int(number[1]))) in keys:
            faults.append(say("importers.wav_row_twice", line=line, id=row.id))
        else:
            keys.append(key)
    return keys


def _decoded(
    cells: pd.Series, codes: Mapping[str, str], column: str, faults: list[str]
) -> pd.Series:
    """Return what the words of a column stand for; append those that stand for nothing."""
    for row in cells.index[~cells.isin(list(codes)) & cells.notna()]:
        known = {"column": column, "got": cells[row], "allowed": allowed_list(codes)}
        faults.append(say("importers.cell", line=row + 2, **known))
    return cells.map(codes)


def _hold_against(files: Mapping[int, Path], row: Row | None, source: Path) -> None:
    """Raise unless the scores in the names of a person's files are the one of the table."""
    first = next(iter(files.values()))
    if row is None:
        raise DepformerError(say("importers.wav_no_row", path=first, folder=source), kind="study")
    for path in files.values():
        score = float(path.name.partition("_")[0])
        if score != row.cells["severity"]:
            known = {"path": path.name, "got": score, "table": row.path.name, "line": row.line}
            said = say("importers.wav_score", want=row.cells["severity"], **known)
            raise DepformerError(said, kind="study")


def _records(
    files: Mapping[str, Mapping[int, Path]], words: pd.DataFrame, level: str, notes: list[str]
) -> Iterator[ParticipantRecord]:
    ids = words["word_id"].tolist()
    unseen = no_faces(len(ids))
    digests: dict[Path, str] = {}
    for who, own in files.items():
        sounds = [_sound(own.get(number)) for number in range(1, len(ids) + 1)]
        voices = voices_of_words(sounds, level=level)
        lacking = {ids[row]: reason for row, reason in voices.lacking.items()}
        digests |= {own[number]: digest_file(own[number]) for number in sorted(own)}
        if lacking:
            notes.append(lacking_note(who, lacking))
        # Whether a file begins and ends with the voice is not known: it has no duration of it.
        said = [WordTime(word, np.nan, np.nan, 1.0) for word in ids]
        seconds = [np.nan if sound is None else sound.size / RATE for sound in sounds]
        yield ParticipantRecord(
            participant_id=who,
            face=unseen.face,
            audio=voices.audio,
            events=in_list_order(words, duration=seconds),
            features={
                "face": unseen.made_by,
                "audio": voices.made_by,
                "source_digests": {"audio": digest(*(digests[own[n]] for n in sorted(own)))},
            },
            missing_audio=tuple(lacking),
            descriptors=described_alone(said, sounds),
        )
    notes += same_bytes(digests)


def _sound(path: Path | None) -> FloatArray | None:
    return None if path is None else read_sound(path, rate=RATE).samples


SPEC = ImporterSpec("ewre-wav", VERSION, find, takes=("words", "word_list", "level"))
