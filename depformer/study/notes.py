"""What is no fault of a study, but would be refused later, or is not what its writer meant."""

from __future__ import annotations

import pandas as pd

from depformer.files import MISSING, digest_file, read_table
from depformer.labels import MODALITIES, OUTCOMES, SEVERAL, human
from depformer.study import layout
from depformer.study.people import OF_FOLDERS
from depformer.study.reader import Study
from depformer.validate import allowed_list
from depformer.wording import say

LEAST = 5  # people of a group with every recording, for the folds that training makes by itself


def notes(study: Study) -> list[str]:
    """Return sentences, the gravest first; none where everything works.

    Parameters
    ----------
    study : Study
        Without a fault.
    """
    said = [*_groups(study), *_same_people(study), *_constant(study)]
    return [*said, *_sexes(study), *_unread(study)]


def who_takes_part(study: Study) -> str:
    """Say how many people of which groups there are, and how many sessions, where they have any."""
    own = study.participants["group"].groupby(study.persons, sort=False)
    groups = own.agg(lambda rows: rows.iloc[0] if rows.nunique() == 1 else SEVERAL).value_counts()
    counts = ", ".join(
        say("study.of_several", n=n) if group == SEVERAL else f"{n} {group}"
        for group, n in groups.sort_index(key=lambda names: names == SEVERAL, kind="stable").items()
    )
    if not study.has_sessions:
        return counts
    sessions = say("names.sessions", n=len(study.ids))
    return say("study.in_sessions", groups=counts, sessions=sessions)


def nothing_differs(study: Study) -> list[str]:
    """Return the modalities in which all participants have the same recordings.

    The files are compared byte by byte, so that recordings which differ in one word do differ.
    """
    paths = {"face": layout.face_path, "audio": layout.audio_path}
    return [
        modality
        for modality in MODALITIES
        if len({digest_file(paths[modality](study.root, who)) for who in study.ids}) == 1
        and len(study.ids) > 1
    ]


def _groups(study: Study) -> list[str]:
    groups, counts = study.participants["group"], who_takes_part(study)
    absent = [group for group in OUTCOMES if not (groups == group).any()]
    if absent:
        return [say("study.note_groups", absent=absent[0], groups=counts)]
    complete = pd.Series(~study.mask.any(axis=(1, 2)), index=groups.index)
    # As folds count people: whoever changes the group, by the first session.
    firsts = groups[complete & groups.isin(OUTCOMES)]
    firsts = firsts[~study.persons[firsts.index].duplicated()]
    few = {group: int((firsts == group).sum()) for group in OUTCOMES}
    return [
        say("study.note_few", n=n, group=group, least=LEAST)
        for group, n in few.items()
        if n < LEAST
    ]


def _same_people(study: Study) -> list[str]:
    owners: dict[str, str] = {}
    said = []
    for who, each in study.participant_digests.items():
        if (first := owners.setdefault(each, who)) != who:
            said.append(say("study.note_same", first=first, second=who))
    return said


def _constant(study: Study) -> list[str]:
    return [
        say("study.note_constant", modality=human(modality).lower(), option=modality)
        for modality in nothing_differs(study)
    ]


def _sexes(study: Study) -> list[str]:
    """Name people whose sessions say different sexes, of which one may be a slip."""
    sexes = study.participants["sex"].astype(str)
    known = sexes[sexes != MISSING]
    own = known.groupby(study.persons[known.index], sort=False).unique()
    return [
        say("study.note_sexes", who=who, sexes=allowed_list(each))
        for who, each in own.items()
        if len(each) > 1
    ]


def _unread(study: Study) -> list[str]:
    """Name tables of sessions that have no folder, and columns that the folders answer."""
    tables = {
        str(path.relative_to(study.root)): path
        for path in sorted(study.root.glob("sub-*/sub-*_sessions.tsv"))
    }
    if not study.has_sessions:
        known = {"n": len(tables), "tables": allowed_list(tables)}
        return [say("study.note_lone_sessions", **known)] if tables else []
    tables[layout.PARTICIPANTS] = study.root / layout.PARTICIPANTS
    unread: dict[str, list[str]] = {}
    for name, path in tables.items():
        taken = OF_FOLDERS[1:] if name == layout.PARTICIPANTS else OF_FOLDERS
        there = read_table(path, kind="study").columns
        for column in (each for each in taken if each in there):
            unread.setdefault(column, []).append(name)
    return [
        say("study.note_column", column=column, n=len(names), tables=allowed_list(names))
        for column, names in unread.items()
    ]
