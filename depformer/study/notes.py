"""What is no fault of a study, but what training and evaluation would refuse later."""

from __future__ import annotations

import pandas as pd

from depformer.files import digest_file
from depformer.labels import MODALITIES, OUTCOMES, human
from depformer.study import layout
from depformer.study.reader import Study
from depformer.wording import say

LEAST = 5  # people of a group with every recording, for the folds that training makes by itself


def notes(study: Study) -> list[str]:
    """Return sentences, the gravest first; none where everything works.

    Parameters
    ----------
    study : Study
        Without a fault.
    """
    return [*_groups(study), *_same_people(study), *_constant(study)]


def who_takes_part(study: Study) -> str:
    """Say how many people of which groups there are, and how many sessions, where they have any."""
    groups = pd.DataFrame({"group": study.participants["group"], "person": study.persons})
    people = groups.drop_duplicates()["group"].value_counts()
    counts = ", ".join(f"{n} {group}" for group, n in people.items())
    if not study.has_sessions:
        return counts
    return say("study.in_sessions", groups=counts, sessions=say("names.sessions", n=len(groups)))


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
    few = {group: study.persons[(groups == group) & complete].nunique() for group in OUTCOMES}
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
