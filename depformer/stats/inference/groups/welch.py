"""Welch's t of every cell, for many memberships at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from depformer.stats.inference.intervals import Floats

NO_SPREAD = 1e-12
"""Variances below this share of a cell's whole variance are rounding."""


class Welch(NamedTuple):
    """Welch's test of every cell under every membership, shape (draw, cell) each."""

    difference: Floats
    error_a: Floats
    """Squared standard error of each group's mean."""
    error_b: Floats
    n_a: Floats
    n_b: Floats
    spread: NDArray[np.bool_]
    """Whether somebody differs from the rest of their group: without spread there is no test."""

    @property
    def t(self) -> Floats:
        """The statistic; NaN where a group has fewer than two people, or there is no spread."""
        with np.errstate(invalid="ignore", divide="ignore"):
            error = np.sqrt(self.error_a + self.error_b)
            return np.where(self.spread, self.difference / error, np.nan)

    @property
    def df(self) -> Floats:
        """Degrees of freedom by Welch and Satterthwaite."""
        a, b = self.error_a, self.error_b
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((a + b) ** 2 / (a**2 / (self.n_a - 1) + b**2 / (self.n_b - 1)))


def welch(values: Floats, groups: NDArray[np.bool_]) -> Welch:
    """Return Welch's test of mean(first group) - mean(all others) by products of matrices.

    Parameters
    ----------
    values : array
        Shape (participant, cell); a NaN leaves its person out of that cell.
    groups : array of bool
        Who belongs to the first group, shape (draw, participant).

    References
    ----------
    Welch (1947), Biometrika 34, 28-35.
    """
    known = np.isfinite(values)
    n = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = np.where(known, values, 0.0).sum(axis=0) / n
    centred = np.where(known, values - middle, 0.0)
    square = centred**2
    first, counted = groups.astype(float), known.astype(float)
    if known.all():  # a group then has as many people in every cell
        counted = counted[:, :1]
    parts = [first @ each for each in (counted, centred, square)]
    whole = [each.sum(axis=0) for each in (counted, centred, square)]
    (n_a, mean_a, error_a), (n_b, mean_b, error_b) = (
        _moments(*parts),
        _moments(*(every - part for every, part in zip(whole, parts, strict=True))),
    )
    n_a, n_b = (np.broadcast_to(each, mean_a.shape) for each in (n_a, n_b))
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = (error_a + error_b) * np.minimum(n_a, n_b) > NO_SPREAD * whole[2] / n
    return Welch(mean_a - mean_b, error_a, error_b, n_a, n_b, spread)


def _moments(n: Floats, total: Floats, squares: Floats) -> tuple[Floats, Floats, Floats]:
    """Return n, mean and squared standard error of the mean from sums, (draw, cell) each."""
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / n
        return n, mean, np.maximum(squares - n * mean**2, 0.0) / (n - 1) / n
