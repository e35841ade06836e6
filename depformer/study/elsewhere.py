"""A study as another process knows it: all but the features, which it reads or has been given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import pandas as pd

from depformer.errors import DepformerError
from depformer.files import digest, digest_file
from depformer.study import layout
from depformer.study.reader import Features, Study
from depformer.wording import say

_DIGESTS = ("participant_digests", "person_digests", "digest")  # computed once, by whoever asks
_unpacked: dict[str, Mapping[str, Features]] = {}  # by the digest of the study


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
    """

    carried: Mapping[str, Features] = field(default_factory=dict)
    cells: pd.DataFrame | None = None
    grid: tuple[int, int] | None = None
    scale: str = ""

    def features(self, participant: str) -> Features:
        """Return one participant's features.

        Raises
        ------
        DepformerError
            If they are not those that the other process has seen.
        """
        for carried in (self.carried, _unpacked.get(self.digest, {})):
            if participant in carried:
                return carried[participant]
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

    def unpack(self) -> None:
        """Have them ready in memory, in the place of those of the last study."""
        if self.digest not in _unpacked:
            _unpacked.clear()
            _unpacked[self.digest] = self.features


def state_of(study: Study) -> dict[str, Any]:
    """Return all that a study elsewhere consists of."""
    own = {each.name: getattr(study, each.name) for each in fields(study)}
    own["root"] = study.root.absolute()
    about = {"cells": study.planted(), "grid": study.audio_grid, "scale": study.severity_scale}
    return {**own, **about, **{name: getattr(study, name) for name in _DIGESTS}}


def arrived(state: Mapping[str, Any]) -> StudyElsewhere:
    """Return the study of a state."""
    study = StudyElsewhere(**{name: each for name, each in state.items() if name not in _DIGESTS})
    vars(study).update({name: state[name] for name in _DIGESTS})
    return study
