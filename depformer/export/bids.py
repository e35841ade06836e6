"""A copy of a study as BIDS defines it, to be handed on; recordings only with consent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from depformer.export.given import may_publish
from depformer.files import (
    copy_file,
    new_folder,
    read_json,
    read_table,
    read_text,
    refuse_existing,
    refuse_inside,
    user_path,
    write_json,
    write_table,
)
from depformer.study import Study, layout, load_study
from depformer.study.columns import events_columns, participants_columns, words_columns
from depformer.study.people import described_people, read_people, write_people
from depformer.study.tables import PEOPLE_COLUMNS
from depformer.study.writer import write_about, write_about_features
from depformer.validate import allowed_list
from depformer.wording import say

README = ("README", "README.md", "README.txt", "README.rst")
SEXES = {
    "f": "F",
    "female": "F",
    "女": "F",
    "m": "M",
    "male": "M",
    "男": "M",
    "o": "O",
    "other": "O",
}
EVENTS_SIDECAR = "task-ewre_events.json"
# What is taken over, or made anew; everything else stays where it is, and is named.
KNOWN = {
    *README,
    layout.DESCRIPTION,
    layout.PARTICIPANTS,
    layout.PARTICIPANTS_SIDECAR,
    layout.SESSIONS_SIDECAR,
    layout.PLANTED,
    "planted.json",
    EVENTS_SIDECAR,
    "stimuli",
    "phenotype",
    "derivatives",
}


def export_bids(
    study: Study | Path | str, out: Path | str, *, recordings: bool = False
) -> list[str]:
    """Write a copy of a study that a BIDS validator accepts.

    Parameters
    ----------
    study : Study, Path or str
        A study without a fault.
    out : Path or str
        The folder to come; nothing may be there but an empty folder.
    recordings : bool
        Whether faces, voices and raw recordings of those come along who have consented
        (``consent_publish_face`` is yes); else nobody's do.

    Returns
    -------
    list of str
        What was left out or written otherwise, one sentence each.

    Raises
    ------
    DepformerError
        If the study has a fault, or `out` is there already.
    """
    out = user_path(out)
    refuse_existing(out)
    study = load_study(study)
    refuse_inside(out, study.root)
    notes: list[str] = []
    with new_folder(out) as folder:
        _about(study, folder)
        _participants(study, folder, notes)
        _sidecar(study, folder, "stimuli/words", words_columns())
        write_table(folder / layout.WORDS, read_table(study.root / layout.WORDS, kind="study"))
        _other_tables(study, folder)
        _events(study, folder)
        if recordings:
            _recordings(study, folder, notes)
        _left_out(study, notes)
    return notes


def _about(study: Study, folder: Path) -> None:
    description = read_json(study.root / layout.DESCRIPTION, kind="study")
    there = [study.root / name for name in README if (study.root / name).is_file()]
    readme = say("bids.readme", name=study.name)
    if there:
        readme = read_text(there[0], what=say("bids.a_readme"), kind="study")
    about = {**description, "Name": study.name}
    write_about(folder, about, readme, sessions=study.has_sessions)


def _sidecar(study: Study, folder: Path, name: str, else_columns: Mapping[str, Any]) -> None:
    """Write what the columns of a table mean: as the study says, or as everywhere."""
    own = study.root / f"{name}.json"
    write_json(
        folder / f"{name}.json", read_json(own, kind="study") if own.exists() else else_columns
    )


def _participants(study: Study, folder: Path, notes: list[str]) -> None:
    table = read_people(study.root, columns=PEOPLE_COLUMNS)
    if "sex" in table:
        coded = table["sex"].map(lambda sex: SEXES.get(str(sex).casefold()))
        if lost := table["sex"][coded.isna()].dropna().unique().tolist():
            notes.append(say("bids.sex", got=allowed_list(lost)))
        table["sex"] = coded
    described = participants_columns(dict.fromkeys(table["group"]))
    if (study.root / layout.PARTICIPANTS_SIDECAR).exists():
        described = described_people(study.root)
    else:
        described = {name: about for name, about in described.items() if name in table}
    people = _first(table, "participant_id")
    write_people(folder, people, described, sessions=study.has_sessions)


def _other_tables(study: Study, folder: Path) -> None:
    """Write rating scales, and what was planted, which BIDS ignores."""
    for path in [*sorted(study.root.glob("phenotype/*.tsv")), study.root / layout.PLANTED]:
        if path.is_file():
            name = path.relative_to(study.root).with_suffix("").as_posix()
            table = read_table(path, kind="study", columns=("participant_id",))
            write_table(folder / f"{name}.tsv", _first(table, "participant_id"))
            _sidecar(study, folder, name, {})


def _events(study: Study, folder: Path) -> None:
    _sidecar(study, folder, EVENTS_SIDECAR.removesuffix(".json"), events_columns())
    for who in study.ids:
        events = read_table(layout.events_path(study.root, who), kind="study")
        write_table(layout.events_path(folder, who), _first(events, "onset", "duration"))


def _first(table: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Return a table whose columns begin with those that BIDS wants first."""
    first = [name for name in names if name in table]
    return table[[*first, *table.columns.drop(first)]]


def _recordings(study: Study, folder: Path, notes: list[str]) -> None:
    """Copy features and raw recordings of those who have consented."""
    consented = [who for who in study.ids if may_publish(study, who)]
    if len(consented) < len(study.ids):
        notes.append(say("bids.no_consent", n=len(study.ids) - len(consented)))
    if not consented:
        return
    write_about_features(folder, study.name, [{"Name": "depformer"}])
    for who in consented:
        paths = [where(study.root, who) for where in (layout.face_path, layout.audio_path)]
        paths += [layout.features_path(study.root, who)]
        paths += layout.recordings_of(study.root, who)
        for path in paths:
            target = folder / path.relative_to(study.root)
            copy_file(path, target)


def _left_out(study: Study, notes: list[str]) -> None:
    """Name what lies in the study and is none of the files that BIDS or this program define."""
    there = {path.name for path in study.root.iterdir() if not path.name.startswith(".")}
    if other := sorted(there - KNOWN - set(study.persons)):
        notes.append(say("bids.left_out", named=allowed_list(other)))
