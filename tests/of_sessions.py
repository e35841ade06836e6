"""A study whose people came several times, made of one whose people came once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from depformer.files import read_json, read_table
from depformer.study import layout, load_study
from depformer.study.columns import events_columns, participants_columns, words_columns
from depformer.study.writer import ParticipantRecord, StudyTables, write_study_folder


def in_sessions(
    source: Path,
    target: Path,
    *,
    each: int = 2,
    several: int | None = None,
    change: Callable[[pd.DataFrame], pd.DataFrame] = lambda people: people,
) -> Path:
    """Write the study again, with that many rows of one group as the sessions of one person.

    Parameters
    ----------
    source, target : Path
        A study without sessions, and the folder to come.
    each : int
        Sessions of a person; what is left over of a group has fewer.
    several : int, optional
        How many people of each group came so often; the others came once.
    change : callable
        Of the table of people, before it is written.
    """
    study = load_study(source)
    people = read_table(source / layout.PARTICIPANTS, kind="study")
    number = people.groupby("group").cumcount()
    so_many = number.max() if several is None else several
    person = (number // each).clip(upper=so_many) + (number - so_many * each).clip(lower=0)
    persons = (people["group"] + (person + 1).astype(str)).map("sub-{}".format)
    rows = people.rename(columns={"participant_id": "source"})
    rows = rows.assign(participant_id=persons, session="1")
    rows["session"] = (rows.groupby("participant_id").cumcount() + 1).astype(str)
    age = rows.groupby("participant_id")["age"].transform("first")
    sex = rows.groupby("participant_id")["sex"].transform("first")
    rows = change(rows.assign(age=age, sex=sex))
    plain = rows.drop(columns=["source", "participant_id", "session"]).columns
    tables = StudyTables(
        description={"Name": "Sessions", "License": "CC0", "Synthetic": True},
        readme="Drawn people who came several times.\n",
        participants=rows[["participant_id", "session", *plain]],
        participants_columns=participants_columns(sorted(set(rows["group"]))),
        words=study.words,
        words_columns=words_columns(),
        events_columns=events_columns(),
    )
    records = []
    for _, row in rows.iterrows():
        old = row["source"]
        features = study.features(old)
        about = read_json(layout.features_path(source, old), kind="study")
        kept = {name: about[name] for name in about if name not in ("participant_id", "session_id")}
        records.append(
            ParticipantRecord(
                participant_id=layout.row_id(row["participant_id"], row["session"]),
                face=features.face,
                audio=features.audio,
                events=read_table(layout.events_path(source, old), kind="study"),
                features=kept,
            )
        )
    return write_study_folder(target, tables, records)
