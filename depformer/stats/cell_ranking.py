"""By what cells are ranked where the truth is planted: how groups differ, or how a score varies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from depformer.schema import target_of
from depformer.stats.inference.planted import cell_scores, resampled_scores
from depformer.stats.inference.severity_cells import resampled_severity_scores, severity_scores
from depformer.stats.people import (
    SMALLEST_CELL,
    choose,
    groups_of,
    members,
    persons_of,
    sittings,
)

if TYPE_CHECKING:
    import xarray as xr

Floats = NDArray[np.float64]


class Ranking(Protocol):
    """What ranks the cells of the rows of a run.

    Attributes
    ----------
    rows : xarray.Dataset
        Who enters.
    n : int
        How many people these are.
    enough : bool
        Whether they are enough to be described.
    """

    rows: xr.Dataset
    n: int
    enough: bool

    def scores(self, values: Floats) -> dict[str, Floats]:
        """Return the scores of every cell of values of the rows, by panel, (word, modality)."""

    def drawn(self, values: Floats, *, n_bootstrap: int, seed: int) -> dict[str, Floats]:
        """Return the same of people drawn anew, (draw, cell)."""


@dataclass
class _OfGroups:
    rows: xr.Dataset
    groups: list[NDArray[np.bool_]]

    def __post_init__(self) -> None:
        self.n = int(sum(who.sum() for who in self.groups))
        self.enough = min(int(who.sum()) for who in self.groups) >= SMALLEST_CELL

    def scores(self, values: Floats) -> dict[str, Floats]:
        return cell_scores(values, *self.groups)

    def drawn(self, values: Floats, *, n_bootstrap: int, seed: int) -> dict[str, Floats]:
        return resampled_scores(values, *self.groups, n_bootstrap=n_bootstrap, seed=seed)


@dataclass
class _OfScores:
    rows: xr.Dataset

    def __post_init__(self) -> None:
        self.severity = self.rows["severity"].values.astype(float)
        self.persons = persons_of(self.rows)
        self.n = len(set(self.persons))
        self.enough = self.n >= SMALLEST_CELL

    def scores(self, values: Floats) -> dict[str, Floats]:
        return severity_scores(values, self.severity)

    def drawn(self, values: Floats, *, n_bootstrap: int, seed: int) -> dict[str, Floats]:
        how = {"n_bootstrap": n_bootstrap, "seed": seed}
        return resampled_severity_scores(values, self.severity, self.persons, **how)


def ranking_of(run: xr.Dataset, role: str = "held_out") -> Ranking:
    """Return by what the cells of a run are ranked.

    Groups: by how far their means differ, one row a person. A score: by how closely the attribution
    follows the true severity, one row a session with a true score.
    """
    if target_of(run).is_score:
        rows = sittings(run, role)
        known = np.flatnonzero(np.isfinite(rows["severity"].values.astype(float)))
        return _OfScores(rows.isel(participant=known))
    people = choose(run, role)
    return _OfGroups(people, [members(people, group) for group in groups_of(run)])
