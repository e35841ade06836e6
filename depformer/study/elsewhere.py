"""A study as another process knows it: all but the features, which it reads or has been given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import pandas as pd

from depformer.errors import DepformerError
from depformer.files import digest, digest_file
from depformer.files.digests import brought
from depformer.study import layout
from depformer.study.people import OF_FOLDERS
from depformer.study.reader import Features, Study
from depformer.validate import one_of
from depformer.wording import say

_DIGESTS = ("participant_digests", "person_digests", "digest")  # computed once, by whoever asks


@dataclass(frozen=True)
class StudyElsewhere(Study):
    """A study that has come from another process, and was checked there.

    Attributes
    ----------
    carried : mapping of Features
        Of those whose features have come along, by participant; all others' are read from the
        disk, and have to be those that the other process has seen.
    cells : DataFrame or None
        What `planted` returns.
    grid : tuple of int or None
        What `audio_grid` returns.
    scale : str
        What `severity_scale` returns.
    scored : bool
        What `has_scores` returns: it is one of everybody, and not all have come along.
    """

    carried: Mapping[str, Features] = field(default_factory=dict)
    cells: pd.DataFrame | None = None
    grid: tuple[int, int] | None = None
    scale: str = ""
    scored: bool = False

    def features(self, participant: str) -> Features:
        """Return one participant's features.

        Raises
        ------
        DepformerError
            If they are not those that the other process has seen.
        """
        one_of("participant", participant, self.ids)
        if participant in self.carried:
            return self.carried[participant]
        paths = [path(self.root, participant) for path in (layout.face_path, layout.audio_path)]
        there = all(path.is_file() for path in paths)
        known = self.participant_digests[participant]
        if not there or digest(*map(digest_file, paths)) != known:
            facts = {"who": layout.named(participant), "path": self.root}
            raise DepformerError(say("work.other_features", **facts), kind="study")
        return super().features(participant)

    def planted(self) -> pd.DataFrame | None:
        """Return the planted cells; see `Study.planted`."""
        return self.cells

    @property
    def audio_grid(self) -> tuple[int, int] | None:
        """Bands and time bins of an audio vector; see `Study.audio_grid`."""
        return self.grid

    @property
    def severity_scale(self) -> str:
        """The name of the scale of the severity; see `Study.severity_scale`."""
        return self.scale

    @property
    def has_scores(self) -> bool:
        """Whether anybody's severity is known; see `Study.has_scores`."""
        return self.scored


@dataclass(frozen=True)
class StudyFeatures:
    """The features of many people, on their way to where the folder of a study is not seen.

    Parameters
    ----------
    digest : str
        Of the study.
    features : mapping of Features
        By participant.
    """

    digest: str
    features: Mapping[str, Features]

    @classmethod
    def of(cls, study: Study, participants: Iterable[str]) -> StudyFeatures:
        """Return the features of some people of a study."""
        return cls(study.digest, {who: study.features(who) for who in participants})

    @property
    def unpacked(self) -> Mapping[str, Features]:
        """The features, which a study takes that arrives with them."""
        return self.features


def state_of(study: Study) -> dict[str, Any]:
    """Return all that a study elsewhere consists of."""
    own = {each.name: getattr(study, each.name) for each in fields(study)}
    own["root"] = study.root.absolute()
    about = {
        "cells": study.planted(),
        "grid": study.audio_grid,
        "scale": study.severity_scale,
        "scored": study.has_scores,
    }
    return {**own, **about, **{name: getattr(study, name) for name in _DIGESTS}}


def state_of_some(
    study: Study, people: Iterable[str], columns: Iterable[str], features: Iterable[str]
) -> dict[str, Any]:
    """Return what a study elsewhere consists of, as far as it is about some people.

    Parameters
    ----------
    study : Study
        Whose.
    people : iterable of str
        Whose rows go, with all sessions of each: which fold speaks for one depends on all.
    columns : iterable of str
        Those of the table of participants that go.
    features : iterable of str
        Whose features go, of these people.
    """
    wanted = study.persons[list(people)]
    there = study.persons.isin(wanted).to_numpy()
    rows = study.participants.index[there]
    names = [each for each in study.participants if each in {*columns, *OF_FOLDERS}]
    return {
        **state_of(study),
        "participants": study.participants.loc[rows, names],
        "presentation": study.presentation.loc[rows],
        "mask": study.mask[there],
        "participant_digests": {row: study.participant_digests[row] for row in map(str, rows)},
        "person_digests": {who: study.person_digests[who] for who in map(str, wanted.unique())},
        "carried": {who: study.features(who) for who in features},
    }


def unpickled(state: Mapping[str, Any]) -> StudyElsewhere:
    """Return the study of a state, with the features that have come along for it."""
    own = {name: each for name, each in state.items() if name not in _DIGESTS}
    own["carried"] = {**own.get("carried", {}), **(brought(state["digest"]) or {})}
    study = StudyElsewhere(**own)
    vars(study).update({name: state[name] for name in _DIGESTS})
    return study
