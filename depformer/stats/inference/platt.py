"""Calibrated probabilities: one Platt map of logits, and people it must not know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
C = 1.0
"""Inverse strength of the L2 penalty on the slope, scikit-learn's own: half of slope^2 / C."""
LEAST_PEOPLE = 20


@dataclass(frozen=True)
class PlattMap:
    """p(depressed) = expit(slope x logit difference + intercept), or why there is no such map.

    Parameters
    ----------
    people : int
        How many it rests on.
    slope, intercept : float or None
        None where the people were fewer than `LEAST_PEOPLE`, or of one group.
    """

    people: int
    slope: float | None = None
    intercept: float | None = None

    def __call__(self, logit: ArrayLike) -> Floats:
        """Return calibrated p(depressed) [1] of logit differences; NaN without a map."""
        given = np.asarray(logit, dtype=float)
        if self.slope is None or self.intercept is None:
            return np.full(given.shape, np.nan)
        return np.asarray(special.expit(self.slope * given + self.intercept))

    def to_dict(self) -> dict[str, Any]:
        """Return it as it stands in files."""
        return asdict(self)


def fit_platt(logit: ArrayLike, depressed: ArrayLike, people: ArrayLike) -> PlattMap:
    """Fit a map, each person with one vote however many models they were seen by.

    Parameters
    ----------
    logit : array_like
        Logit difference, depressed minus healthy, shape (row,).
    depressed : array_like of bool
        Shape (row,).
    people : array_like
        Whose row it is, shape (row,).

    Returns
    -------
    PlattMap
        Without slope and intercept where there are too few people, or one group only.

    References
    ----------
    Platt (1999), Advances in Large Margin Classifiers, 61-74. The penalty takes the place of his
    softened targets.
    """
    outcome = np.asarray(depressed, dtype=bool)
    names, owner, counts = np.unique(
        np.asarray(people, dtype=str), return_inverse=True, return_counts=True
    )
    if len(names) < LEAST_PEOPLE or outcome.all() or not outcome.any():
        return PlattMap(len(names))
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=C, tol=1e-8, max_iter=1000)
    model.fit(np.asarray(logit, dtype=float)[:, None], outcome, sample_weight=1 / counts[owner])
    return PlattMap(len(names), float(model.coef_[0, 0]), float(model.intercept_[0]))


def read_platt(stored: object) -> PlattMap | None:
    """Return a map as `to_dict` wrote it; None for anything else, which a file may hold."""
    if not isinstance(stored, Mapping) or set(stored) != {"people", "slope", "intercept"}:
        return None
    people, *numbers = (stored[name] for name in ("people", "slope", "intercept"))
    if not isinstance(people, int) or people < 0:
        return None
    if numbers == [None, None]:
        return PlattMap(people)
    if not all(isinstance(each, int | float) and isfinite(each) for each in numbers):
        return None
    return PlattMap(people, float(numbers[0]), float(numbers[1]))


@dataclass(frozen=True)
class FoldMaps:
    """The maps of one fold: for whom it held out, and for people whom no fold has seen."""

    tested: PlattMap
    new: PlattMap

    def to_dict(self) -> dict[str, Any]:
        """Return them as they stand in files."""
        return {"tested": self.tested.to_dict(), "new": self.new.to_dict()}


def read_maps(stored: object) -> FoldMaps | None:
    """Return what `FoldMaps.to_dict` wrote; None for anything else, which a file may hold."""
    if not isinstance(stored, Mapping):
        return None
    tested, new = (read_platt(stored.get(name)) for name in ("tested", "new"))
    return None if tested is None or new is None else FoldMaps(tested, new)


def maps_of_people(
    fold: ArrayLike, known: ArrayLike, maps: Sequence[FoldMaps | None]
) -> list[PlattMap | None]:
    """Return the map of each person, one that was fitted without them.

    Parameters
    ----------
    fold : array_like of int
        Which fold speaks for each person, shape (participant,).
    known : array_like of bool
        Whether a fold has seen them, or somebody with their id; shape (participant,).
    maps : sequence of FoldMaps or None
        By fold.
    """
    found: list[PlattMap | None] = []
    for number, seen in zip(np.asarray(fold).tolist(), np.asarray(known).tolist(), strict=True):
        own = maps[number] if number < len(maps) else None
        found.append(None if own is None else own.tested if seen else own.new)
    return found


def calibrated(logit: ArrayLike, maps: Sequence[PlattMap | None]) -> Floats:
    """Return calibrated p(depressed) [1] of logit differences by each person's own map."""
    pairs = zip(np.asarray(logit, dtype=float), maps, strict=True)
    return np.array([np.nan if each is None else float(each(x)) for x, each in pairs], dtype=float)
